"""Dates of mail headers: RFC 5322 with its obsolete forms, asctime, ISO 8601 and what programmes write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

MAX_TEXT = 500
"""Characters of a value that are looked at, from its end: in Received the date comes last."""
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan gen", "feb", "mar mär mrz", "apr avr", "may mag mai", "jun giu juin", "jul lug juil",
         "aug ago août aou", "sep set", "oct ott okt", "nov", "dec dic dez déc"), 1,
    )
    for name in names.split()
}  # fmt: skip
"""The first letters of months in the languages of the programmes that translate them."""
ZONES = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360,
    "pst": -480, "pdt": -420, "cet": 60, "cest": 120, "met": 60, "mest": 120, "bst": 60, "wet": 0, "west": 60,
    "eet": 120, "eest": 180, "msk": 180, "jst": 540,
}  # fmt: skip
"""Minutes east of UTC. Military letters mean nothing since RFC 5322 §4.3, so they count as UTC."""

_COMMENT = re.compile(r"\([^()]*\)")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]+|$)")
_TIME = re.compile(
    r"(\d{1,2})\s*[:.]\s*(\d{1,2})(?:\s*[:.]\s*(\d{1,2})(?:[.,]\d{1,9})?)?(?:\s*([ap])m\b)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:gmt|utc?)?\s*([+-])\s*(\d{1,2}):?(\d{2})?(?!\d)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_CENTURY, _PIVOT, _LAST = 100, 50, 9998


@dataclass(frozen=True, slots=True)
class Stamp:
    """An instant and the offset it was written in: epoch seconds, seconds east of UTC."""

    at: float
    utc_offset: int = 0

    def iso(self) -> str:
        """Return it in ISO 8601 with its offset."""
        moment = datetime.fromtimestamp(0, UTC) + timedelta(seconds=self.at)
        return moment.astimezone(timezone(timedelta(seconds=self.utc_offset))).isoformat(timespec="seconds")


def parse(value: str) -> Stamp | None:
    """Return the instant a header value names; without a zone it is taken for UTC, None when it names none."""
    text = value[-MAX_TEXT:].rpartition(";")[2]
    text = _COMMENT.sub(" ", text) if "(" in text else text
    try:
        return _iso(text) or _spoken(text) or _numbers(text)
    except (ValueError, OverflowError):
        return None


def _iso(text: str) -> Stamp | None:
    day = _ISO.search(text)
    if day is None:
        return None
    time = _TIME.match(text, day.end())
    return _stamp(int(day[1]), int(day[2]), int(day[3]), time, text[time.end() :] if time else "")


def _spoken(text: str) -> Stamp | None:
    """Dates with the month as a word: `Tue, 1 Jul 2003 10:52:37 +0200`, `Tue Jul  1 10:52:37 2003`."""
    time = _TIME.search(text)
    before, after = (text[: time.start()], text[time.end() :]) if time else (text, "")
    words = _WORD.findall(before)
    month = _month(words)
    if month is None:
        return None
    numbers = [word for position, word in enumerate(words) if word.isdigit() and position != month]
    if len(numbers) == 1 and (late := re.search(r"(?<![+\-\d])\b\d{4}\b", after)):  # asctime: the year comes last
        numbers.append(late[0])
        after = after[: late.start()] + after[late.end() :]
    if len(numbers) < 2:  # noqa: PLR2004 - a day and a year
        return None
    day, year = sorted(numbers[:2], key=len) if len(numbers[0]) > len(numbers[1]) else numbers[:2]
    return _stamp(_year(year), MONTHS[_short(words[month])], int(day), time, after)


def _month(words: list[str]) -> int | None:
    """Where the month stands: next to a number, as `mar` is a weekday in Italian too."""
    named = [position for position, word in enumerate(words) if _short(word)]
    return named[-1] if named and sum(word.isdigit() for word in words) else None


def _short(word: str) -> str:
    return next((word.lower()[:length] for length in (4, 3) if word.lower()[:length] in MONTHS), "")


def _numbers(text: str) -> Stamp | None:
    """Nothing but numbers: day, month, year, hours, minutes, seconds."""
    fields = [int(number) for number in re.findall(r"\d{1,6}", text)[:7]]
    if len(fields) < 6 or re.search(r"[A-Za-z]", text):  # noqa: PLR2004 - the six fields named above
        return None
    day, month, year, hour, minute, second = fields[:6]
    minutes = fields[6] // 100 * 60 + fields[6] % 100 if len(fields) > 6 else 0  # noqa: PLR2004
    zone = timezone(timedelta(minutes=minutes))
    return _of(datetime(_year(str(year)), month, day, hour, minute, min(second, 59), tzinfo=zone))


def _year(text: str) -> int:
    """RFC 5322 §4.3: two digits below 50 are of this century, three digits count from 1900."""
    number = int(text[:5])
    if len(text) >= 4:  # noqa: PLR2004
        return number
    return number + (2000 if number < _PIVOT and len(text) <= 2 else 1900)  # noqa: PLR2004


def _stamp(year: int, month: int, day: int, time: re.Match[str] | None, rest: str) -> Stamp:
    hour, minute, second = (int(time[1]), int(time[2]), int(time[3] or 0)) if time else (0, 0, 0)
    if time and time[4]:
        hour = hour % 12 + (12 if time[4].lower() == "p" else 0)
    zone = timezone(timedelta(minutes=_zone(rest)))
    return _of(datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone))  # leap seconds


def _of(moment: datetime) -> Stamp:
    if moment.year > _LAST:
        raise ValueError(moment.year)
    offset = moment.utcoffset() or timedelta()
    return Stamp(moment.timestamp(), int(offset.total_seconds()))


def _zone(text: str) -> int:
    """Minutes east of UTC."""
    if numeric := _OFFSET.search(text):
        digits = numeric[2] + (numeric[3] or "") if numeric[3] else numeric[2] + "00"
        minutes = int(digits[:-2] or 0) * 60 + int(digits[-2:])
        return minutes % 1440 if numeric[1] == "+" else -(minutes % 1440)
    for word in re.findall(r"[A-Za-z]+", text):
        if word.lower() in ZONES:
            return ZONES[word.lower()]
    bare = re.match(r"\s*(\d{2})(\d{2})\b", text)
    return int(bare[1]) * 60 + int(bare[2]) if bare and int(bare[1]) < 15 else 0  # noqa: PLR2004
