"""Instants, sizes and durations as programs write them in mails, in the languages they speak."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import TypeVar

from checks.backups.patterns import fold

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january gen gennaio januar janvier janv ene enero janeiro januari",
            "feb february febbraio februar fevrier fevr febrero fevereiro februari",
            "mar march marzo marz mars maart marco mrz",
            "apr april aprile avril avr abr abril",
            "may maggio mag mai mayo maio mei",
            "jun june giugno giu juni juin junio junho",
            "jul july luglio lug juli juillet juil julio julho",
            "aug august agosto ago aout augustus",
            "sep sept september settembre set septembre septiembre setembro",
            "oct october ottobre ott oktober okt octobre octubre outubro out",
            "nov november novembre noviembre novembro",
            "dec december dicembre dic dezember dez decembre diciembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}
_CLOCK = r"(?P<h>\d{1,2})[:.](?P<mi>\d{2})(?:[:.](?P<s>\d{2}))?(?:[.,]\d{1,9})?(?: ?(?P<ap>[AaPp])\.?[Mm]\.?)?"
_ZONE = r"(?: ?(?P<z>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}(?!\d))(?!\w))?"
_BETWEEN = r"(?:[T ,_-]| - |, | at | alle(?: ore)? | ore | um | a | a las )"
_ISO = re.compile(rf"(?P<y>\d{{4}})[-/.](?P<m>\d{{1,2}})[-/.](?P<d>\d{{1,2}}){_BETWEEN}{_CLOCK}{_ZONE}")
_DASHED = re.compile(r"(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})-(?P<h>\d{2})-(?P<mi>\d{2})-(?P<s>\d{2})(?P<ap>)(?P<z>)")
_NUMBERS = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})[-/.](?P<m>\d{{1,2}})[-/.](?P<y>\d{{4}}|\d{{2}}){_BETWEEN}{_CLOCK}{_ZONE}"
)
_NAMED = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})\.?[ -](?:de )?(?P<name>[A-Za-z]{{3,10}})\.?[ -](?:de )?(?P<y>\d{{4}})"
    rf"{_BETWEEN}{_CLOCK}{_ZONE}"
)
_AMERICAN = re.compile(
    rf"(?P<name>[A-Za-z]{{3,10}})\.? {{1,2}}(?P<d>\d{{1,2}}),? (?P<y>\d{{4}}){_BETWEEN}{_CLOCK}{_ZONE}"
)
_UNIX = re.compile(
    r"(?P<name>[A-Z][a-z]{2}) {1,2}(?P<d>\d{1,2}) (?P<h>\d{2}):(?P<mi>\d{2}):(?P<s>\d{2}) "
    r"(?:[A-Z]{3,4} )?(?P<y>\d{4})(?P<ap>)(?P<z>)"
)
_CLOCK_ALONE = re.compile(rf"^{_CLOCK}$")
_TWO_DIGIT_YEARS = 100
_NOON = 12
T = TypeVar("T")


def instant(text: str, zone: tzinfo, near: float | None = None) -> float | None:
    """Return the first instant in a text as epoch seconds, None when there is none.

    Without a zone of its own it is in `zone`. Day comes before month unless AM/PM or a number above 12 says
    otherwise. A clock time alone is the last such one up to `near` (the mail's date), give or take ten minutes.
    """
    folded = fold(text)
    found = [match for shape in (_DASHED, _ISO, _NUMBERS, _NAMED, _AMERICAN, _UNIX) if (match := shape.search(folded))]
    for match in sorted(found, key=lambda each: each.start()):
        if (at := _moment(match, zone)) is not None:
            return at
    alone = _CLOCK_ALONE.match(folded.strip())
    return _before(alone, zone, near) if alone and near is not None else None


def instants(text: str, zone: tzinfo) -> tuple[float | None, float | None]:
    """Return start and end of a span such as `17/09/2026 23:00:02 - 17/09/2026 23:10:22`."""
    start, dash, end = text.partition(" - ")
    return instant(start, zone), instant(end, zone) if dash else None


def _moment(match: re.Match[str], zone: tzinfo) -> float | None:
    parts = match.groupdict()
    month = _MONTHS.get(parts["name"].lower()) if "name" in parts else int(parts["m"])
    if month is None:
        return None
    day, year = int(parts["d"]), int(parts["y"])
    if "name" not in parts and len(match["y"]) <= len("2026") and match.re is _NUMBERS:
        american = bool(parts["ap"]) or month > _NOON
        day, month = (month, day) if american and day <= _NOON else (day, month)
    year += 2000 if year < _TWO_DIGIT_YEARS else 0
    hour = _hour(int(parts["h"]), parts["ap"])
    try:
        local = datetime(year, month, day, hour, int(parts["mi"]), int(parts["s"] or 0), tzinfo=_zone(parts["z"], zone))
        return local.timestamp()
    except (ValueError, OverflowError):
        return None


def _hour(hour: int, half: str | None) -> int:
    if not half:
        return hour
    return hour % _NOON + (_NOON if half.lower() == "p" else 0)


def _zone(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0))
    return timezone(offset if text[0] == "+" else -offset) if offset < timedelta(hours=24) else zone


def _before(clock: re.Match[str], zone: tzinfo, near: float) -> float | None:
    latest = datetime.fromtimestamp(near + 600, zone)
    try:
        at = latest.replace(
            hour=_hour(int(clock["h"]), clock["ap"]), minute=int(clock["mi"]), second=int(clock["s"] or 0)
        )
    except ValueError:
        return None
    return (at if at <= latest else at - timedelta(days=1)).timestamp()


_UNITS = {"": 0, "b": 0, "bytes": 0, "byte": 0, "o": 0, "k": 1, "m": 2, "g": 3, "t": 4, "p": 5}
_SIZE = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:[.,' ]\d{3}){1,5}(?![\d])|\d{1,15})(?:[.,](?P<rest>\d{1,3}))? ?"
    r"(?P<unit>bytes?|[KMGTP]i?[BO]?|B|o)\b",
    re.IGNORECASE,
)


def size(text: str) -> int | None:
    """Return the first size in a text in bytes, None when there is none. Units are powers of 1024."""
    match = _SIZE.search(text)
    if match is None:
        return None
    whole, rest = re.sub(r"\D", "", match["number"]), match["rest"]
    unit = match["unit"].lower()
    if rest is None and _is_decimal(match["number"]) and unit[0] != "b":
        whole, rest = re.split(r"[.,]", match["number"], maxsplit=1)
    power = _UNITS[unit if unit.startswith("byte") else unit[0]]
    return round(float(f"{whole}.{rest or 0}") * float(1024**power))


def _is_decimal(number: str) -> bool:
    """Tell whether `358.985` before a unit such as GiB is a fraction: one mark, so more likely than thousands."""
    return len(re.findall(r"[.,]", number)) == 1


_COLONS = re.compile(
    r"(?<![\d:])(?:(?P<d>\d{1,3})[.:](?=\d{1,2}:\d{2}:))?(?P<h>\d{1,3}):(?P<m>\d{2}):(?P<s>\d{2})(?![\d:])"
)
_SPELLED = re.compile(
    r"(?<![\w.,:])(\d{1,6})(?:[.,]\d{1,6})? ?"
    r"(days?|giorn[oi]|tage?n?|jours?|dias?|dagen|hours?|hrs?|or[ae]|stunden?|std|heures?|horas?|uur|"
    r"minut\w{0,4}|mins?|second\w{0,3}|secs?|sekunden?|sek|segundos?|seg|[dhms])(?![\w:])",
    re.IGNORECASE,
)
_SECONDS = {"d": 86400, "g": 86400, "t": 86400, "j": 86400, "h": 3600, "o": 3600, "u": 3600, "m": 60, "s": 1}


def duration(text: str) -> float | None:
    """Return a duration such as `0:07:26`, `9m 28s` or `1 Stunde, 12 Minuten` in seconds, None when there is none."""
    folded = fold(text)
    if colons := _COLONS.search(folded):
        days, hours, minutes, seconds = (int(part or 0) for part in colons.group("d", "h", "m", "s"))
        return float(days * 86400 + hours * 3600 + minutes * 60 + seconds)
    parts = _SPELLED.findall(folded)
    return float(sum(int(number) * _unit_seconds(unit.lower()) for number, unit in parts)) if parts else None


def _unit_seconds(unit: str) -> int:
    if unit.startswith(("std", "stu")):
        return 3600
    return _SECONDS[unit[0]]


def first(values: Iterable[T | None]) -> T | None:
    """Return the first value that is one."""
    return next((value for value in values if value is not None), None)
