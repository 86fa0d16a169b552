"""Working time: windows of the day by weekday, public holidays, extra closed and open days, or always.

A date is decided by the first of: an extra open day, an extra closed day, a public holiday, the hours of the week.
Windows are wall-clock times of the zone; a window over midnight belongs to the day it starts on. What is counted is
elapsed time, so a window across a night of summer time is an hour shorter or longer than its wall clock says.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from checks.rules import days as day_rules
from checks.rules.days import Days, tomorrow
from checks.rules.periods import MINUTES_OF_DAY, PeriodError, Window, instant, parse_windows, parse_zone

HORIZON_YEARS = 20
"""How far ahead working time is looked for before a calendar counts as closed for good."""
_YEAR = 366 * 86400.0
_WHOLE_DAY = (Window(0, MINUTES_OF_DAY),)
_MILLISECONDS = 3
_T = TypeVar("_T")

HolidayName = Callable[[date], str | None]


def no_holidays(day: date) -> str | None:  # noqa: ARG001 - the signature of every source of holidays
    """Know of no holiday at all."""
    return None


class CalendarError(ValueError):
    """A calendar that cannot be understood, or that never opens again."""


@dataclass(frozen=True, slots=True)
class DayKind:
    """What a date is: its windows and, where it is special, the name of the closure, holiday or extra opening."""

    windows: tuple[Window, ...]
    name: str = ""
    holiday: bool = False


@dataclass(frozen=True, slots=True)
class _Year:
    """The working spans that start in one local year, and the seconds worked before each of them ends."""

    starts: tuple[float, ...]
    ends: tuple[float, ...]
    sums: tuple[float, ...]

    @property
    def total(self) -> float:
        return self.sums[-1] if self.sums else 0.0

    def before(self, at: float) -> float:
        """Return the seconds worked in this year's spans until an instant."""
        index = bisect_right(self.starts, at) - 1
        if index < 0:
            return 0.0
        return self.sums[index] - max(self.ends[index] - at, 0.0)

    def reach(self, worked: float) -> float:
        """Return the first instant at which `worked` seconds (above 0, at most `total`) are worked."""
        index = bisect_left(self.sums, worked)
        return self.ends[index] - (self.sums[index] - worked)


@dataclass(frozen=True)
class Calendar:
    """When time counts. `key` is its name in the inventory; instants are epoch seconds."""

    key: str
    zone: ZoneInfo
    hours: tuple[tuple[Days, tuple[Window, ...]], ...]
    holiday: HolidayName = no_holidays
    closed: tuple[tuple[Days, str], ...] = ()
    opened: tuple[tuple[Days, tuple[Window, ...]], ...] = ()
    # The spans of a year cost some milliseconds to find and never change.
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    @staticmethod
    def parse(
        key: str,
        zone: str,
        hours: Mapping[str, str],
        *,
        holiday: HolidayName = no_holidays,
        closed: Mapping[str, str] | None = None,
        opened: Mapping[str, str] | None = None,
    ) -> Calendar:
        """Build a calendar from texts; raises CalendarError naming the part at fault.

        Args:
            key: its name.
            zone: IANA name of the time zone.
            hours: windows by days, {"monday - friday": "09:00-13:00, 14:00-18:00"}; the most particular days win.
            holiday: gives the name of the holiday on a date, if any.
            closed: extra closed days with their names, {"2026-08-10 - 2026-08-21": "ferie"}.
            opened: extra open days with their windows; they win over holidays and closed days.
        """
        try:
            return Calendar(
                key,
                parse_zone(zone),
                tuple((day_rules.parse(days), parse_windows(text)) for days, text in hours.items()),
                holiday,
                tuple((day_rules.parse(days), name) for days, name in (closed or {}).items()),
                tuple((day_rules.parse(days), parse_windows(text)) for days, text in (opened or {}).items()),
            )
        except (PeriodError, day_rules.DaysError) as error:
            raise CalendarError(f"calendar {key}: {error}") from error

    def day(self, when: date) -> DayKind:
        """Tell what a local date is."""
        if opening := _most_particular(self.opened, when):
            return DayKind(opening[1], opening[0].text)
        if closing := _most_particular(self.closed, when):
            return DayKind((), closing[1] or closing[0].text)
        if (name := self.holiday(when)) is not None:
            return DayKind((), name, holiday=True)
        found = _most_particular(self.hours, when)
        return DayKind(found[1] if found else ())

    def worked(self, start: float, end: float) -> float:
        """Return the working seconds between two instants; 0 when `end` is not after `start`."""
        if end <= start:
            return 0.0
        years = range(self._local(start).year - 1, self._local(end).year + 1)
        return sum(year.before(end) - year.before(start) for year in map(self._year, years))

    def add(self, start: float, seconds: float) -> float:
        """Return the first instant at which `seconds` of working time have passed since `start`.

        Time that runs out exactly at closing is due at closing, not at the next opening. Raises CalendarError when
        the calendar does not offer that much within 20 years.
        """
        if seconds <= 0:
            return start
        first = self._local(start).year
        for number in range(first - 1, first + HORIZON_YEARS):
            year = self._year(number)
            gone = year.before(start)
            wanted = round(gone + seconds, _MILLISECONDS)  # else dust of a float moves 18:00 to the next morning
            if wanted <= year.total:
                return max(year.reach(wanted), start)
            seconds -= year.total - gone
        raise CalendarError(f"calendar {self.key} does not open for that long within {HORIZON_YEARS} years")

    def intervals(self, start: float, end: float) -> Iterator[tuple[float, float]]:
        """Yield, in order, the working parts of the time from `start` to `end`; parts that touch are one."""
        if end <= start:
            return
        held: tuple[float, float] | None = None
        for begins, ends in self._spans(start, end):
            part = max(begins, start), min(ends, end)
            if held and held[1] == part[0]:
                held = held[0], part[1]
                continue
            if held:
                yield held
            held = part
        if held:
            yield held

    def is_open(self, at: float) -> bool:
        """Tell whether time counts at an instant; openings count, closings do not."""
        return any(start <= at < end for start, end in self._spans(at, at + 1))

    def next_open(self, at: float) -> float:
        """Return `at` while open, else the next opening; raises CalendarError when there is none in 20 years."""
        if self.is_open(at):
            return at
        first = self._local(at).year
        for number in range(first, first + HORIZON_YEARS):
            year = self._year(number)
            index = bisect_right(year.starts, at)
            if index < len(year.starts):
                return year.starts[index]
        raise CalendarError(f"calendar {self.key} does not open again within {HORIZON_YEARS} years")

    def next_change(self, at: float) -> float | None:
        """Return the first instant after `at` at which it opens or closes, None when there is none in a year."""
        horizon = at + _YEAR
        start, end = next(self.intervals(at, horizon), (horizon, horizon))
        edge = start if start > at else end
        return None if edge >= horizon else edge

    def add_days(self, at: float, count: int) -> float:
        """Return the same time of day `count` working days later; where it is closed then, the next opening."""
        local = self._local(at)
        when = local.date()
        for _ in range(366 * HORIZON_YEARS):
            if count <= 0:
                break
            when = tomorrow(when)
            count -= bool(self.day(when).windows)
        return self.next_open(instant(when, local.hour * 60 + local.minute, self.zone) + local.second)

    def _local(self, at: float) -> datetime:
        return datetime.fromtimestamp(at, self.zone)

    def _spans(self, start: float, end: float) -> Iterator[tuple[float, float]]:
        for number in range(self._local(start).year - 1, self._local(end).year + 1):
            year = self._year(number)
            index = bisect_right(year.ends, start)
            while index < len(year.starts) and year.starts[index] < end:
                yield year.starts[index], year.ends[index]
                index += 1

    def _year(self, number: int) -> _Year:
        if number not in self._years:
            self._years[number] = self._build(number)
        return self._years[number]

    def _build(self, number: int) -> _Year:
        eve = date(number, 1, 1) - timedelta(days=1)
        reached = max((instant(eve, window.end, self.zone) for window in self.day(eve).windows), default=float("-inf"))
        starts, ends, sums, total = [], [], [], 0.0
        when = date(number, 1, 1)
        while when.year == number:
            for window in self.day(when).windows:
                start = max(instant(when, window.start, self.zone), reached)
                end = instant(when, window.end, self.zone)
                if start < end:
                    reached = end
                    total += end - start
                    starts.append(start)
                    ends.append(end)
                    sums.append(total)
            when = tomorrow(when)
        return _Year(tuple(starts), tuple(ends), tuple(sums))


@cache
def always(zone: ZoneInfo) -> Calendar:
    """Return the calendar that never closes (24/7)."""
    return Calendar("24/7", zone, ((day_rules.parse("monday - sunday"), _WHOLE_DAY),))


def _most_particular(rules: tuple[tuple[Days, _T], ...], when: date) -> tuple[Days, _T] | None:
    return min((rule for rule in rules if rule[0].matches(when)), key=lambda rule: rule[0].rank, default=None)
