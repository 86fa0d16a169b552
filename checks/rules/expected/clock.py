"""What the clock alone makes of a run, and why it stands still while the mailbox cannot be read.

Absence is proven, not assumed: a run is MISSING only once its mailbox was read completely after it would be. So nothing
goes MISSING while the mailbox cannot be read, nor, when it can again, before the first complete pass.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.rules.expected.states import RunState
from checks.rules.expected.windows import Times


@dataclass(frozen=True, slots=True)
class Mailbox:
    """How far a mailbox is read. `passed_at` is when its last complete pass began, `failing_since` when passes failed.

    Both are epoch seconds; None stands for never, and for a mailbox that can be read.
    """

    passed_at: float | None = None
    failing_since: float | None = None


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
