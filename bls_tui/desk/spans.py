"""Durations and moments in words, and read from what people type. The zone is always given; nothing reads the clock."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bls_tui.locale import _, ngettext

MINUTE = 60
HOUR = 3600
DAY = 86400
WEEK = 7 * DAY
_UNITS = {"s": 1, "m": MINUTE, "h": HOUR, "d": DAY, "g": DAY, "w": WEEK}
_SPAN = re.compile(r"(?:\d{1,9}[smhdgw])+")
_PART = re.compile(r"(\d+)([smhdgw])")
_FIRST, _LAST = (datetime(year, 1, 1, tzinfo=UTC).timestamp() for year in (2, 9999))
"""Points in time that `datetime` can write in every zone; what is stored beyond them is shown as them."""
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{1,2}:\d{2}))?")


class SpanError(ValueError):
    """What was typed is no duration or no moment; the message says what would be one."""


def short(seconds: float) -> str:
    """Return a duration for a narrow column: 8s, 12m, 3h 05m, 1d 04h, 12d. Below zero counts as zero."""
    whole = max(int(seconds), 0)
    if whole < MINUTE:
        return _("{seconds}s").format(seconds=whole)
    if whole < HOUR:
        return _("{minutes}m").format(minutes=whole // MINUTE)
    if whole < DAY:
        return _("{hours}h {minutes:02d}m").format(hours=whole // HOUR, minutes=whole % HOUR // MINUTE)
    if whole < 2 * DAY:
        return _("{days}d {hours:02d}h").format(days=whole // DAY, hours=whole % DAY // HOUR)
    return _("{days}d").format(days=whole // DAY)


def long(seconds: float) -> str:
    """Return a duration for a sentence, in its two largest units: "3 hours 5 minutes"."""
    whole = max(int(seconds), 0)
    days, hours, minutes = whole // DAY, whole % DAY // HOUR, whole % HOUR // MINUTE
    parts = [
        (days, ngettext("{count} day", "{count} days", days)),
        (hours, ngettext("{count} hour", "{count} hours", hours)),
        (minutes, ngettext("{count} minute", "{count} minutes", minutes)),
        (whole % MINUTE, ngettext("{count} second", "{count} seconds", whole % MINUTE)),
    ]
    first = next((index for index, (amount, _text) in enumerate(parts) if amount), len(parts) - 1)
    told = [(amount, text) for amount, text in parts[first : first + 2] if amount] or parts[-1:]
    return " ".join(text.format(count=amount) for amount, text in told)


def moment(at: float, zone: tzinfo, now: float) -> str:
    """Return a point in time in `zone`: only the clock when it is on the same day as `now`, else the date as well."""
    then = _on_calendar(at, zone)
    if then.date() == datetime.fromtimestamp(now, zone).date():
        return f"{then:%H:%M:%S}"
    return then.strftime(_("%Y-%m-%d %H:%M"))


def full(at: float, zone: tzinfo) -> str:
    """Return a point in time in `zone` with date, seconds and the zone's abbreviation."""
    return _on_calendar(at, zone).strftime(_("%Y-%m-%d %H:%M:%S %Z"))


def iso(at: float | None) -> str | None:
    """Return a point in time as ISO 8601 in UTC with a Z, None for None: the form of every --json output."""
    if at is None:
        return None
    return _on_calendar(at, UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def parse_span(text: str) -> float:
    """Read a duration such as 90s, 30m, 2h, 1h30m, 3d, 1w (and 3g, Italian days) into seconds. Raises SpanError."""
    compact = text.strip().lower().replace(" ", "")
    parts = _PART.findall(compact) if _SPAN.fullmatch(compact) else []
    seconds = sum(int(amount) * _UNITS[unit] for amount, unit in parts)
    if not seconds:
        raise SpanError(_("{text!r} is not a duration; write for example 30m, 2h, 1h30m or 3d").format(text=text))
    return float(seconds)


def parse_moment(text: str, zone: tzinfo, now: float) -> float:
    """Read a point in time in `zone`: HH:MM (its next occurrence), YYYY-MM-DD, YYYY-MM-DD HH:MM, or +2h from now.

    A clock time that a change of summer time skips or repeats is read as before the change. Raises SpanError.
    """
    words = text.strip()
    if words.startswith("+"):
        return now + parse_span(words[1:])
    today = datetime.fromtimestamp(now, zone)
    try:
        if match := _CLOCK.fullmatch(words):
            wanted = _clock(match.group())
            at = datetime.combine(today.date(), wanted, zone)
            return (at if at > today else datetime.combine(today.date() + timedelta(days=1), wanted, zone)).timestamp()
        if match := _MOMENT.fullmatch(words):
            day, clock = match.groups()
            return datetime.combine(date.fromisoformat(day), _clock(clock or "0:00"), zone).timestamp()
    except (ValueError, OverflowError):
        pass
    raise SpanError(
        _("{text!r} is not a point in time; write for example 14:30, 2026-11-22 14:30 or +2h").format(text=text)
    )


def _on_calendar(at: float, zone: tzinfo) -> datetime:
    return datetime.fromtimestamp(min(max(at, _FIRST), _LAST), zone)


def _clock(text: str) -> time:
    hour, minute = text.split(":")
    return time(int(hour), int(minute))
