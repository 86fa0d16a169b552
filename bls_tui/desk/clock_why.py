"""Every interval of a clock, counted or not, with its cause: what key `w` and `bls why call N` list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bls_tui.desk.calendar import Calendar, DayKind
from bls_tui.desk.clock import Clock, Segment
from checks.rules.days import tomorrow
from checks.rules.periods import instant


class Cause(StrEnum):
    """Why an interval counts (the first three) or does not. `Interval.detail` names the reason or the day."""

    WORKING_HOURS = "working_hours"
    BLOCKING = "blocking"
    NOT_PAUSED = "not_paused"
    OUT_OF_HOURS = "out_of_hours"
    HOLIDAY = "holiday"
    CLOSED_DAY = "closed_day"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Interval:
    """A part of a call's life as a clock saw it; instants in epoch seconds."""

    start: float
    end: float
    counted: bool
    cause: Cause
    detail: str = ""

    @property
    def seconds(self) -> float:
        """Elapsed time, counted or not."""
        return self.end - self.start


def intervals(clock: Clock) -> list[Interval]:
    """Return the life of a clock without gaps, in order. The counted ones add up to what it has spent."""
    return list(_joined(part for segment in clock.segments for part in _parts(segment) if part.seconds > 0))


def _parts(segment: Segment) -> Iterator[Interval]:
    if segment.paused:
        yield Interval(segment.start, segment.end, counted=False, cause=Cause.SUSPENDED, detail=_waiting(segment))
        return
    at = segment.start
    for start, end in segment.calendar.intervals(segment.start, segment.end):
        yield from _closed(segment.calendar, at, start)
        yield Interval(start, end, counted=True, cause=_counting(segment), detail=_waiting(segment))
        at = end
    yield from _closed(segment.calendar, at, segment.end)


def _waiting(segment: Segment) -> str:
    return "" if segment.waiting is None else segment.waiting.value


def _counting(segment: Segment) -> Cause:
    if segment.waiting is not None:
        return Cause.NOT_PAUSED
    return Cause.BLOCKING if segment.blocking else Cause.WORKING_HOURS


def _closed(calendar: Calendar, start: float, end: float) -> Iterator[Interval]:
    day = datetime.fromtimestamp(start, calendar.zone).date()
    while start < end:
        midnight = min(instant(tomorrow(day), 0, calendar.zone), end)
        kind = calendar.day(day)
        yield Interval(start, midnight, counted=False, cause=_closing(kind), detail="" if kind.windows else kind.name)
        start, day = midnight, tomorrow(day)


def _closing(kind: DayKind) -> Cause:
    if kind.windows or not kind.name:
        return Cause.OUT_OF_HOURS
    return Cause.HOLIDAY if kind.holiday else Cause.CLOSED_DAY


def _joined(parts: Iterable[Interval]) -> Iterator[Interval]:
    held: Interval | None = None
    for part in parts:
        if held and (held.counted, held.cause, held.detail) == (part.counted, part.cause, part.detail):
            held = replace(held, end=part.end)
            continue
        if held:
            yield held
        held = part
    if held:
        yield held
