"""Downtimes: fixed, flexible and recurring (Nagios and Icinga terms). Several may overlap; one is enough.

A fixed downtime holds from its start to its end. A flexible one waits: the first problem inside its window starts a
clock of its duration, which may run past the window. A recurring one is a rule that yields fixed ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from checks.rules import days
from checks.rules.days import Days, DaysError, tomorrow
from checks.rules.periods import MINUTES_OF_DAY, PeriodError, instant, parse_minutes, parse_zone

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Downtime:
    """A downtime of one object; times in epoch seconds.

    `duration` is None for a fixed one, else seconds. `started_at` is when it took effect, `ended_at` when it ended or
    was cancelled; both None until then.
    """

    starts_at: float
    ends_at: float
    duration: float | None = None
    started_at: float | None = None
    ended_at: float | None = None

    @property
    def flexible(self) -> bool:
        """True where the first problem starts it."""
        return self.duration is not None

    @property
    def over_at(self) -> float:
        """When its effect ends by itself: for a flexible one that has not begun, when its window closes."""
        if self.duration is None or self.started_at is None:
            return self.ends_at
        return self.started_at + self.duration


def starts(downtime: Downtime, at: float, *, problem: bool) -> bool:
    """Tell whether a downtime takes effect now: a fixed one in its window, a flexible one on a `problem` inside it."""
    if downtime.started_at is not None or downtime.ended_at is not None:
        return False
    return downtime.starts_at <= at < downtime.ends_at and (problem or not downtime.flexible)


def in_effect(downtime: Downtime, at: float) -> bool:
    """Tell whether a downtime suppresses at an instant. A fixed one needs no `started_at`."""
    if downtime.ended_at is not None and at >= downtime.ended_at:
        return False
    begins = downtime.started_at if downtime.flexible else downtime.starts_at
    return begins is not None and begins <= at < downtime.over_at


def waits_for_problem(downtime: Downtime, at: float) -> bool:
    """Tell whether a flexible downtime is in its window and has not begun."""
    return downtime.flexible and starts(downtime, at, problem=True)


def is_over(downtime: Downtime, at: float) -> bool:
    """Tell whether a downtime can have no effect any more."""
    return downtime.ended_at is not None or at >= downtime.over_at


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule that yields downtimes: on these days, from this local time in minutes, for this many seconds.

    A day counts when any of `on` names it. `duration` is elapsed time: four hours stay four hours when the clocks
    change. A start that daylight saving skips or repeats is read as before the change.
    """

    zone: ZoneInfo
    on: tuple[Days, ...]
    start: int
    duration: float

    @staticmethod
    def parse(zone: str, on: Iterable[str], start: str, duration: float) -> Recurrence:
        """Build a rule from texts such as ("monday", "day -1") and "22:30"; raises PeriodError."""
        if duration <= 0:
            raise PeriodError("duration", f"{duration:g} s is no length of a downtime; it is above 0")
        match = _CLOCK.fullmatch(start)
        if not match:
            raise PeriodError("start", f"{start!r} is no time of day such as 22:30")
        minutes = parse_minutes("start", int(match[1]), int(match[2]))
        if minutes == MINUTES_OF_DAY:
            raise PeriodError("start", "a downtime starts before 24:00")
        return Recurrence(parse_zone(zone), _days(on), minutes, duration)

    def occurrences(self, after: float, until: float) -> Iterator[tuple[float, float]]:
        """Yield, in order, start and end of every occurrence that overlaps the time from `after` to `until`."""
        day = datetime.fromtimestamp(after - self.duration, self.zone).date() - timedelta(days=1)
        last = datetime.fromtimestamp(until, self.zone).date()
        while day <= last:
            begins = instant(day, self.start, self.zone)
            if begins < until and begins + self.duration > after and any(rule.matches(day) for rule in self.on):
                yield begins, begins + self.duration
            day = tomorrow(day)


def _days(texts: Iterable[str]) -> tuple[Days, ...]:
    try:
        found = tuple(days.parse(text) for text in texts)
    except DaysError as error:
        raise PeriodError("days", str(error)) from error
    if not found:
        raise PeriodError("days", f"no day is named; {days.ALLOWED}")
    return found
