"""Time periods: windows of the day by rules of days, in a time zone, minus other periods.

For every local day the most particular rules that name it count (see `checks.rules.days`); rules of one rank add up.
A window whose end is not after its start runs over midnight and belongs to the day it starts on. A local time that
daylight saving skips or repeats is read as before the change (Icinga 2), so 02:30 exists once every night.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from checks.rules import days
from checks.rules.days import Days, tomorrow

MINUTES_OF_DAY = 1440
HORIZON_DAYS = 366
"""How far `next_change` looks ahead."""
_WINDOW = re.compile(r"(\d{1,2}):(\d{2}) ?- ?(\d{1,2}):(\d{2})", re.ASCII)


class PeriodError(ValueError):
    """A period that cannot be understood. `key` names the part at fault; the message says what is allowed."""

    def __init__(self, key: str, fault: str) -> None:
        super().__init__(f"{key}: {fault}")
        self.key = key


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a day in minutes from its midnight; `end` up to 2880 where it runs over the next midnight."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class TimePeriod:
    """When something is done: `rules` of days with their windows, in a zone, except while an excluded period holds."""

    zone: ZoneInfo
    rules: tuple[tuple[Days, tuple[Window, ...]], ...]
    excludes: tuple[TimePeriod, ...] = ()

    @staticmethod
    def parse(zone: str, ranges: Mapping[str, str], excludes: Sequence[TimePeriod] = ()) -> TimePeriod:
        """Build a period from texts such as {"monday - friday": "08:00-12:30, 14:00-18:00"}; raises PeriodError.

        Windows are separated by commas; "" closes the days of the rule.
        """
        return TimePeriod(parse_zone(zone), tuple(_rule(key, text) for key, text in ranges.items()), tuple(excludes))

    def contains(self, at: float) -> bool:
        """Tell whether the period holds at an instant (epoch seconds); starts count, ends do not."""
        if any(period.contains(at) for period in self.excludes):
            return False
        today = datetime.fromtimestamp(at, self.zone).date()
        return any(start <= at < end for day in (_yesterday(today), today) for start, end in self._spans(day))

    def next_change(self, at: float) -> float | None:
        """Return the first instant after `at` at which the period begins or ends, None when there is none in a year."""
        now = self.contains(at)
        day = datetime.fromtimestamp(at, self.zone).date()
        for _ in range(HORIZON_DAYS):
            for edge in self._edges(day):
                if edge > at and self.contains(edge) is not now:
                    return edge
            day = tomorrow(day)
        return None

    def _edges(self, day: date) -> list[float]:
        """Return, sorted, every instant of a local day at which this period or an excluded one may change."""
        first, last = (instant(when, 0, self.zone) for when in (day, tomorrow(day)))
        return sorted(edge for edge in self._all_edges(first, last) if first <= edge < last)

    def _all_edges(self, first: float, last: float) -> Iterator[float]:
        begin = datetime.fromtimestamp(first, self.zone).date() - timedelta(days=1)
        end = datetime.fromtimestamp(last, self.zone).date()
        for offset in range((end - begin).days + 1):
            for span in self._spans(begin + timedelta(days=offset)):
                yield from span
        for period in self.excludes:
            yield from period._all_edges(first, last)  # noqa: SLF001 - its own kind

    def _spans(self, day: date) -> Iterator[tuple[float, float]]:
        for window in self._windows(day):
            yield instant(day, window.start, self.zone), instant(day, window.end, self.zone)

    def _windows(self, day: date) -> Iterator[Window]:
        named = [(rule, windows) for rule, windows in self.rules if rule.matches(day)]
        best = min((rule.rank for rule, _ in named), default=None)
        for rule, windows in named:
            if rule.rank == best:
                yield from windows


def instant(day: date, minutes: int, zone: ZoneInfo) -> float:
    """Return the instant of a wall-clock time, in minutes from the midnight that starts `day` (epoch seconds)."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minutes)  # noqa: DTZ001 - the zone follows
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC).timestamp()


def parse_zone(name: str) -> ZoneInfo:
    """Return a time zone by its IANA name; raises PeriodError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PeriodError("zone", f"{name!r} is not the IANA name of a time zone such as Europe/Rome") from error


def parse_windows(text: str) -> tuple[Window, ...]:
    """Read windows of the day such as "08:00-12:30, 22:00-06:00"; raises PeriodError."""
    parts = [part.strip() for part in text.split(",")] if text.strip() else []
    windows = tuple(sorted((_window(part) for part in parts), key=lambda window: window.start))
    for before, after in pairwise(windows):
        if after.start < before.end:
            raise PeriodError(text, "two windows of the day overlap")
    return windows


def _window(text: str) -> Window:
    match = _WINDOW.fullmatch(text)
    if not match:
        raise PeriodError(text, "is no window of the day such as 08:00-12:30 or 22:00-06:00")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    start, end = parse_minutes(text, hour, minute), parse_minutes(text, end_hour, end_minute)
    if start == MINUTES_OF_DAY:
        raise PeriodError(text, "a window starts before 24:00")
    return Window(start, end if end > start else end + MINUTES_OF_DAY)


def parse_minutes(text: str, hour: int, minute: int) -> int:
    """Return minutes from midnight; raises PeriodError unless it is 00:00 to 24:00."""
    total = hour * 60 + minute
    if minute > 59 or total > MINUTES_OF_DAY:  # noqa: PLR2004 - minutes of an hour
        raise PeriodError(text, "a time of day is 00:00 to 24:00")
    return total


def _rule(key: str, text: str) -> tuple[Days, tuple[Window, ...]]:
    try:
        return days.parse(key), parse_windows(text)
    except days.DaysError as error:
        raise PeriodError(key, str(error)) from error
    except PeriodError as error:
        raise PeriodError(key, str(error)) from error


def _yesterday(day: date) -> date:
    return day - timedelta(days=1)
