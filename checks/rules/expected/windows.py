"""The instants of each expected run: when its window opens, when it is due, late and missing.

Run k owns the mails from its opening to the opening of run k + 1, so windows leave no gap and do not overlap. How long
before its start a run opens, unless configured, is half the gap to the run before, 6 hours at most, and not before that
run is late. Unless configured, a run is due an hour after its start, late an hour after that and missing two hours
later; runs that follow one another closely share their gap instead, and are missing when the next one starts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from checks.rules.expected.schedule import Schedule
from checks.rules.expected.states import RunState

HOUR = 3600.0
EARLY_CAP = 6 * HOUR
EARLY_SHARE = 0.5
USUAL_DURATION = HOUR
USUAL_LATE = HOUR
USUAL_HOLD = 2 * HOUR
_ALONE = 24 * HOUR
"""The gap that is assumed around a run that has no other before or after it."""

ClosedOn = Callable[[date], str]
"""Tells why a local date is closed, "" where it is not."""


def never_closed(day: date) -> str:  # noqa: ARG001 - the signature of every calendar
    """Close on no day."""
    return ""


@dataclass(frozen=True, slots=True)
class Tolerances:
    """What is configured, in seconds; None leaves it to the rule at the head of this module.

    `duration` is from the start to the mail, `late` from there until the run is late, `hold` from there until it is
    missing, `early` how long before the start its window opens.
    """

    duration: float | None = None
    early: float | None = None
    late: float | None = None
    hold: float | None = None


class Opens(Protocol):
    """Whatever has a window."""

    @property
    def opens_at(self) -> float:
        """When the window opens."""


class Times(Opens, Protocol):
    """The instants that the clock changes a run at; a stored run has them too."""

    @property
    def late_at(self) -> float:
        """When an EXPECTED run becomes LATE."""

    @property
    def missing_at(self) -> float:
        """When a LATE run becomes MISSING."""


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """One run before anything is known of it; epoch seconds. `closed` says why nothing is expected, "" when it is."""

    scheduled_at: float
    opens_at: float
    due_at: float
    late_at: float
    missing_at: float
    closed: str = ""

    @property
    def state(self) -> RunState:
        """The state it is created in."""
        return RunState.SKIPPED if self.closed else RunState.EXPECTED

    @property
    def next_at(self) -> float | None:
        """When the clock changes it first."""
        return None if self.closed else self.late_at


def plan(
    schedule: Schedule, tolerances: Tolerances, start: float, end: float, closed_on: ClosedOn = never_closed
) -> list[PlannedRun]:
    """Return the runs scheduled from `start` to before `end`. The same run comes out the same whatever the bounds."""
    inside = schedule.scheduled(start, end)
    if not inside:
        return []
    around = [schedule.before(inside[0]), *inside, schedule.after(inside[-1])]
    return [
        _run(before, at, after, tolerances, _why(schedule, at, closed_on))
        for before, at, after in zip(around, inside, around[2:], strict=False)
    ]


def ahead(
    schedule: Schedule,
    tolerances: Tolerances,
    since: float,
    until: float,
    closed_on: ClosedOn = never_closed,
) -> list[PlannedRun]:
    """Return the runs to create: those scheduled after `since` and before `until`, and one more.

    `since` is the last run there is, or the instant a process became known: what was scheduled before that is nobody's
    fault. The one beyond `until` is there so that the last run before it has an end of its window.
    """
    end = max(since, until)
    beyond = schedule.after(end)
    runs = plan(schedule, tolerances, since, end if beyond is None else beyond + 1, closed_on)
    return [run for run in runs if run.scheduled_at > since]


def _run(before: float | None, at: float, after: float | None, tolerances: Tolerances, closed: str) -> PlannedRun:
    due, late, missing = _ends(at, _ALONE if after is None else after - at, tolerances)
    return PlannedRun(at, _opens(before, at, tolerances), due, late, missing, closed)


def _ends(at: float, gap: float, tolerances: Tolerances) -> tuple[float, float, float]:
    due = at + _or(tolerances.duration, min(USUAL_DURATION, gap / 4))
    late = due + _or(tolerances.late, min(USUAL_LATE, gap / 4))
    return due, late, late + _or(tolerances.hold, min(USUAL_HOLD, gap / 2))


def _opens(before: float | None, at: float, tolerances: Tolerances) -> float:
    gap = _ALONE if before is None else at - before
    if tolerances.early is not None:
        return at - tolerances.early if before is None else max(at - tolerances.early, before + 1)
    opens = at - min(gap * EARLY_SHARE, EARLY_CAP)
    if before is None:
        return opens
    _due, late, _missing = _ends(before, gap, tolerances)
    return max(opens, min(late, at))


def _or(configured: float | None, usual: float) -> float:
    return usual if configured is None else configured


def _why(schedule: Schedule, at: float, closed_on: ClosedOn) -> str:
    return closed_on(datetime.fromtimestamp(at, schedule.zone).date())


_W = TypeVar("_W", bound=Opens)


def window_of(at: float, runs: Sequence[_W]) -> _W | None:
    """Return the run whose window contains an instant, None where it is older than all. `runs` are in order."""
    index = bisect_right(runs, at, key=lambda run: run.opens_at) - 1
    return runs[index] if index >= 0 else None
