"""Which days a rule of a time period means, most particular first (Nagios and Icinga precedence).

`2026-12-25`, `2026-08-10 - 2026-08-21` · `december 25`, `december 24 - january 6` · `day 1`, `day -1` (last of the
month) · `monday 1 may`, `friday -1 may` · `monday 1`, `friday -1` · `monday`, `monday - friday`. Weekdays may be short:
`mon-fri`.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_LONG = {weekday[:3]: weekday for weekday in WEEKDAYS}
_SHORT = re.compile(rf"\b({'|'.join(_LONG)})\b")
ALLOWED = (
    "allowed are 2026-12-25, 2026-08-10 - 2026-08-21, december 25, december 24 - january 6, day 1, day -1, "
    "monday 1 may, monday 1, monday, monday - friday"
)
_LEAP_YEAR = 2024
_WEEK = 7


class DaysError(ValueError):
    """A text that names no days; the message says which and what is allowed."""

    def __init__(self, text: str, fault: str) -> None:
        super().__init__(f"{text!r} names no days: {fault}; {ALLOWED}")


@dataclass(frozen=True, slots=True)
class Days:
    """A set of days as a rule names them. A smaller `rank` is more particular and wins."""

    text: str
    rank: int
    matches: Callable[[date], bool]


def parse(text: str) -> Days:
    """Read a rule's days; raises DaysError."""
    words = _SHORT.sub(lambda short: _LONG[short[1]], " ".join(text.lower().split()))
    for rank, (pattern, build) in enumerate(_FORMS):
        match = pattern.fullmatch(words)
        if match:
            try:
                return Days(text, rank, build(*match.groups()))
            except ValueError as error:
                raise DaysError(text, str(error)) from error
    raise DaysError(text, "the form is unknown")


def _dates(first: str, last: str | None) -> Callable[[date], bool]:
    start = date.fromisoformat(first)
    end = date.fromisoformat(last) if last else start
    if end < start:
        raise ValueError("the end is before the start")
    return lambda day: start <= day <= end


def _month_days(month: str, day: str, last_month: str | None, last_day: str | None) -> Callable[[date], bool]:
    start = _month_day(month, day)
    end = _month_day(last_month, last_day) if last_month and last_day else start
    if start <= end:
        return lambda when: start <= (when.month, when.day) <= end
    return lambda when: (when.month, when.day) >= start or (when.month, when.day) <= end


def _month_day(month: str, day: str) -> tuple[int, int]:
    when = date(_LEAP_YEAR, MONTHS.index(month) + 1, int(day))
    return when.month, when.day


def _day_of_month(text: str) -> Callable[[date], bool]:
    wanted = int(text)
    if not 1 <= abs(wanted) <= 31:  # noqa: PLR2004 - the longest month
        raise ValueError("a month has days 1 to 31, or -1 to -31 from its end")
    return lambda day: wanted in {day.day, day.day - _length(day) - 1}


def _nth_weekday(weekday: str, nth: str, month: str | None = None) -> Callable[[date], bool]:
    number, wanted = WEEKDAYS.index(weekday), int(nth)
    months = (MONTHS.index(month) + 1,) if month else tuple(range(1, 13))
    if not 1 <= abs(wanted) <= 5:  # noqa: PLR2004 - no month has a sixth
        raise ValueError("a weekday comes 1 to 5 times a month, or -1 to -5 from its end")

    def matches(day: date) -> bool:
        from_start = (day.day - 1) // _WEEK + 1
        from_end = -((_length(day) - day.day) // _WEEK + 1)
        return day.month in months and day.weekday() == number and wanted in {from_start, from_end}

    return matches


def _weekdays(first: str, last: str | None) -> Callable[[date], bool]:
    start = WEEKDAYS.index(first)
    length = (WEEKDAYS.index(last) - start) % _WEEK if last else 0
    return lambda day: (day.weekday() - start) % _WEEK <= length


def _length(day: date) -> int:
    return monthrange(day.year, day.month)[1]


def tomorrow(day: date) -> date:
    """Return the next day."""
    return day + timedelta(days=1)


_WEEKDAY = f"({'|'.join(WEEKDAYS)})"
_MONTH = f"({'|'.join(MONTHS)})"
_DATE = r"(\d{4}-\d{2}-\d{2})"
_FORMS: tuple[tuple[re.Pattern[str], Callable[..., Callable[[date], bool]]], ...] = (
    (re.compile(rf"{_DATE}(?: ?- ?{_DATE})?", re.ASCII), _dates),
    (re.compile(rf"{_MONTH} (\d{{1,2}})(?: ?- ?{_MONTH} (\d{{1,2}}))?", re.ASCII), _month_days),
    (re.compile(r"day (-?\d{1,2})", re.ASCII), _day_of_month),
    (re.compile(rf"{_WEEKDAY} (-?\d) {_MONTH}", re.ASCII), _nth_weekday),
    (re.compile(rf"{_WEEKDAY} (-?\d)", re.ASCII), _nth_weekday),
    (re.compile(rf"{_WEEKDAY}(?: ?- ?{_WEEKDAY})?", re.ASCII), _weekdays),
)
