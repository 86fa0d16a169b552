"""What the clock alone makes of a run, and why it stands still while the mailbox cannot be read.

Absence is proven, not assumed: a run is MISSING only once its mailbox was read completely after it would be. So nothing
goes MISSING while the mailbox cannot be read, nor, when it can again, before the first complete pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.rules.expected.states import RunState
from checks.rules.expected.windows import PlannedRun, Times

PATIENCE = 1800.0
"""Seconds that a mailbox may be unreadable before that is a trouble of its own."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How far a mailbox is read. `passed_at` is when its last complete pass began, `failing_since` when passes failed.

    Both are epoch seconds; None stands for never, and for a mailbox that can be read.
    """

    passed_at: float | None = None
    failing_since: float | None = None

    @staticmethod
    def together(folders: Iterable[Mailbox]) -> Mailbox:
        """Put the folders of a mailbox together: it is read as far as the one that is read least."""
        parts = tuple(folders)
        passed = [one.passed_at for one in parts]
        failing = [one.failing_since for one in parts if one.failing_since is not None]
        known = [at for at in passed if at is not None]
        return Mailbox(min(known) if parts and len(known) == len(parts) else None, min(failing, default=None))


@dataclass(frozen=True, slots=True)
class Clock:
    """The state by the clock; `held` where it would be MISSING but that is not proven; `next_at` when it changes."""

    state: RunState
    held: bool = False
    next_at: float | None = None


def by_clock(run: Times, now: float, mailbox: Mailbox) -> Clock:
    """Return the state of a run without any mail."""
    if now < run.late_at:
        return Clock(RunState.EXPECTED, next_at=run.late_at)
    if now < run.missing_at:
        return Clock(RunState.LATE, next_at=run.missing_at)
    if mailbox.passed_at is None or mailbox.passed_at < run.missing_at:
        return Clock(RunState.LATE, held=True, next_at=run.missing_at)
    return Clock(RunState.MISSING)


def outage(mailbox: Mailbox, now: float, held_since: float | None = None) -> PlannedRun | None:
    """Return the one run that stands for a mailbox that cannot be read, in place of one trouble for each job; or None.

    It is wanted when reading has failed for half an hour, or when a run is held: then `held_since` is when the first of
    them would have been MISSING. Its `scheduled_at` stays the same while the outage lasts.
    """
    since = mailbox.failing_since if mailbox.failing_since is not None else held_since
    failing = mailbox.failing_since is not None and now - mailbox.failing_since >= PATIENCE
    if since is None or not (failing or held_since is not None):
        return None
    return PlannedRun(since, since, since, since, since + PATIENCE)
