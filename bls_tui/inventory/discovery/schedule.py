"""When a periodic discovery is due. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta, tzinfo

from checks.rules.days import parse

FARTHEST = 400
"""Days looked back: what is due once a year is found."""


def latest(days: str, at: str, zone: tzinfo, now: float) -> float | None:
    """Return the last instant, up to `now`, at which a discovery was to begin.

    Args:
        days: days as check periods write them, "" for every day.
        at: local time, `03:00`.
        zone: where it is that time.
        now: epoch seconds.
    """
    hour, _colon, minute = at.partition(":")
    local = datetime.fromtimestamp(now, zone)
    fits = parse(days).matches if days else None
    for back in range(FARTHEST):
        day = local.date() - timedelta(days=back)
        instant = datetime.combine(day, time(int(hour), int(minute)), zone).timestamp()
        if instant <= now and (fits is None or fits(day)):
            return instant
    return None


def due(days: str, at: str, zone: tzinfo, now: float, since: float) -> bool:
    """Tell whether a discovery was to begin after `since`, when it last began or when bls started."""
    instant = latest(days, at, zone, now)
    return instant is not None and instant > since
