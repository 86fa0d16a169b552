"""When a process is expected to start: a cron expression, or days with times of the day, in a time zone.

Nights of daylight saving: a time that the clock skips runs once, after the change; a time that comes twice runs once,
the first time. A cron expression whose minute or hour begins with `*` counts elapsed time instead (Debian's cron), so
`0 * * * *` runs every hour of such a night.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from checks.rules import days
from checks.rules.days import Days, DaysError
from checks.rules.periods import MINUTES_OF_DAY, PeriodError, instant, parse_minutes

CRON_FIELDS = "minute hour day-of-month month day-of-week, such as 0 22 * * mon-fri"
_FIVE = 5
_TIMES = re.compile(r"(?:^| )(\d{1,2}:\d{2}(?: ?, ?\d{1,2}:\d{2})*)$", re.ASCII)
_ALL_WEEK = "monday - sunday"
_DAY = 86400.0
_NIGHT = 4 * 3600.0
_OFTEN = 12
_LOOKS = (_DAY / 4, 2 * _DAY, 40 * _DAY, 400 * _DAY, 3300 * _DAY)
"""How far is looked for a run, step by step; the longest reaches from one 29 February over 2100 to the next."""


class ScheduleError(ValueError):
    """A schedule that cannot be understood; the message says what is wrong and what is allowed."""


@dataclass(frozen=True, slots=True)
class DayTimes:
    """Times of the day, in minutes from midnight, on days that any of the rules names."""

    text: str
    days: tuple[Days, ...]
    minutes: tuple[int, ...]

    def on(self, day: date, zone: ZoneInfo) -> Iterator[float]:
        """Yield the instants of a local day."""
        if any(rule.matches(day) for rule in self.days):
            yield from (instant(day, minutes, zone) for minutes in self.minutes)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When something is expected to start; `cron` is "" where it is said by `times`. Instants are epoch seconds."""

    zone: ZoneInfo
    cron: str = ""
    times: tuple[DayTimes, ...] = ()

    def scheduled(self, start: float, end: float) -> list[float]:
        """Return every instant from `start` to before `end`, in order."""
        found = self._by_cron(start, end) if self.cron else self._by_days(start, end)
        return sorted({at for at in found if start <= at < end})

    def after(self, at: float) -> float | None:
        """Return the first instant after `at`; None when there is none within nine years."""
        looks = (self.scheduled(at, at + span) for span in _LOOKS)
        return next((found for look in looks for found in look if found > at), None)

    def before(self, at: float) -> float | None:
        """Return the last instant before `at`; None when there is none within nine years."""
        return next((look[-1] for span in _LOOKS if (look := self.scheduled(at - span, at))), None)

    def shortest_gap(self, at: float) -> float | None:
        """Return the least seconds between two runs of the weeks after `at`, None where there are not two in a year.

        To judge tolerances, `at` should be in spring: a night of daylight saving shortens a gap by an hour.
        """
        runs = self.scheduled(at, at + _DAY)
        for span in (40 * _DAY, 400 * _DAY):
            if len(runs) < _OFTEN:
                runs = self.scheduled(at, at + span)
        return min((after - before for before, after in pairwise(runs)), default=None)

    def _by_cron(self, start: float, end: float) -> Iterator[float]:
        # Begun some hours early, since a night of daylight saving moves runs over the start.
        for when in CronSim(self.cron, datetime.fromtimestamp(start - _NIGHT, self.zone)):
            at = when.timestamp()
            if at >= end:
                return
            yield at

    def _by_days(self, start: float, end: float) -> Iterator[float]:
        day = datetime.fromtimestamp(start, self.zone).date() - timedelta(days=1)
        last = datetime.fromtimestamp(end, self.zone).date()
        while day <= last:
            for one in self.times:
                yield from one.on(day, self.zone)
            day += timedelta(days=1)


def by_cron(expression: str, zone: ZoneInfo) -> Schedule:
    """Make a schedule of a cron expression of five fields; raises ScheduleError saying which one is wrong."""
    fields = expression.split()
    if len(fields) != _FIVE:
        raise ScheduleError(f"{expression!r} does not have the five fields of a cron expression: {CRON_FIELDS}")
    schedule = Schedule(zone, cron=" ".join(fields))
    try:
        next(iter(CronSim(schedule.cron, datetime(2026, 1, 1, tzinfo=zone))))
    except (CronSimError, AssertionError, ValueError) as error:
        fault = str(error).lower() or "a field is not understood"
        raise ScheduleError(f"{expression!r} is no cron expression: {fault}; the fields are {CRON_FIELDS}") from error
    except StopIteration as error:
        raise ScheduleError(f"{expression!r} never comes") from error
    return schedule


def by_days(texts: Sequence[str], zone: ZoneInfo) -> Schedule:
    """Make a schedule of texts: "mon-fri 22:00", "sat, sun 06:00, 18:00", "day -1 23:30", or "22:00" for every day.

    They add up. Raises ScheduleError naming the text at fault.
    """
    if not texts:
        raise ScheduleError('no times: say when it runs, such as "mon-fri 22:00"')
    return Schedule(zone, times=tuple(map(day_times, texts)))


def day_times(text: str) -> DayTimes:
    """Read days with their times; raises ScheduleError."""
    words = " ".join(text.split())
    found = _TIMES.search(words)
    if not found:
        raise ScheduleError(f'{text!r} does not end in a time of the day, such as "mon-fri 22:00"')
    named = words[: found.start()] or _ALL_WEEK
    try:
        rules = tuple(days.parse(part.strip()) for part in named.split(","))
        minutes = tuple(_minutes(text, one.strip()) for one in found[1].split(","))
    except DaysError as error:
        raise ScheduleError(str(error)) from error
    except PeriodError as error:
        raise ScheduleError(f"{text!r}: a time of the day is 00:00 to 23:59") from error
    return DayTimes(text, rules, tuple(sorted(set(minutes))))


def _minutes(text: str, clock: str) -> int:
    hour, minute = clock.split(":")
    minutes = parse_minutes(text, int(hour), int(minute))
    if minutes == MINUTES_OF_DAY:
        raise PeriodError(text, "a day ends before 24:00")
    return minutes
