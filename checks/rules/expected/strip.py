"""What the screen of processes shows of a job: a mark per run of the last days, last good, next due, trends."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import Protocol

from checks.rules.expected.learned import Trend, trend, usual_duration
from checks.rules.expected.states import GOOD, OPEN, RunState, severity

DAYS = 30
DAY = 86400.0


class Seen(Protocol):
    """A stored run, as far as the screen of processes needs it; times are epoch seconds."""

    @property
    def scheduled_at(self) -> float:
        """When it was to start."""

    @property
    def due_at(self) -> float:
        """When its mail was to be there."""

    @property
    def state(self) -> str:
        """Its state, a word of RunState."""

    @property
    def ended_at(self) -> float | None:
        """When it ended, as far as mails told."""

    @property
    def size_bytes(self) -> int | None:
        """What was copied, as far as mails told."""

    @property
    def duration_s(self) -> float | None:
        """How long it took in seconds, as far as mails told."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One run in the strip, on the local day it was scheduled for."""

    day: date
    scheduled_at: float
    state: RunState


@dataclass(frozen=True, slots=True)
class Summary:
    """A job at a glance.

    `good_at` is the end (or start, where no mail told the end) of the latest good run, `good_days` the days since then,
    None where there is none. `due_at` is when the next mail is due, of the run under way or the next one.
    `suggested` is the duration in seconds, from start to end, that past runs suggest.
    """

    marks: tuple[Mark, ...]
    good_at: float | None
    good_days: float | None
    due_at: float | None
    latest: RunState | None
    size: Trend | None
    duration: Trend | None
    suggested: float | None = None

    @property
    def late(self) -> bool:
        """True where a run is late now."""
        return any(mark.state is RunState.LATE for mark in self.marks)


def strip(runs: Iterable[Seen], now: float, zone: tzinfo, days: int = DAYS) -> tuple[Mark, ...]:
    """Return a mark for each run scheduled in the last `days` local days, today included until now; oldest first."""
    today = datetime.fromtimestamp(now, zone).date()
    first = today - timedelta(days=days - 1)
    marks = (Mark(_day(run.scheduled_at, zone), run.scheduled_at, RunState(run.state)) for run in runs)
    shown = (mark for mark in marks if mark.day >= first and (mark.scheduled_at <= now or mark.state not in OPEN))
    return tuple(sorted(shown, key=lambda mark: mark.scheduled_at))


def by_day(marks: Sequence[Mark], now: float, zone: tzinfo, days: int = DAYS) -> tuple[RunState | None, ...]:
    """Return the worst state of each of the last `days` local days, None where nothing was scheduled; oldest first."""
    today = datetime.fromtimestamp(now, zone).date()
    worst: dict[date, RunState] = {}
    for mark in marks:
        worst[mark.day] = max(worst.get(mark.day, mark.state), mark.state, key=severity)
    return tuple(worst.get(today - timedelta(days=back)) for back in range(days - 1, -1, -1))


def summarise(runs: Sequence[Seen], now: float, zone: tzinfo, *, good_at: float | None = None) -> Summary:
    """Return a job at a glance. `good_at` is the last good run known, where `runs` do not reach back to one."""
    ordered = sorted(runs, key=lambda run: run.scheduled_at)
    good = [run for run in ordered if run.state in GOOD]
    good_at = max((_end(run) for run in good), default=good_at)
    waiting = [run.due_at for run in ordered if run.state in OPEN]
    ended = [RunState(run.state) for run in ordered if run.state not in OPEN]
    return Summary(
        marks=strip(ordered, now, zone),
        good_at=good_at,
        good_days=None if good_at is None else max(now - good_at, 0.0) / DAY,
        due_at=min(waiting, default=None),
        latest=ended[-1] if ended else None,
        size=trend(run.size_bytes for run in good),
        duration=trend(run.duration_s for run in good),
        suggested=usual_duration([run.ended_at - run.scheduled_at for run in good if run.ended_at is not None]),
    )


def _end(run: Seen) -> float:
    return run.scheduled_at if run.ended_at is None else run.ended_at


def _day(at: float, zone: tzinfo) -> date:
    return datetime.fromtimestamp(at, zone).date()
