"""Which metrics have an outlook: what becomes of them, at which value, and which figure of a day tells it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

from checks.rules.outlook.estimate import DAY
from checks.rules.thresholds import Range, RangeError

BUSY = 90.0
"""Percent at which something is saturated, where no critical level says otherwise."""
OFFICE = range(8, 18)
"""The hours of a working day that saturation is judged by."""
_OFFICE_DAYS = range(5)
_LEAST_OFFICE_HOURS = 4
_BUSIEST = 3
_MARGIN = 4.0


class Fate(StrEnum):
    """What becomes of something."""

    FULL = "full"
    EXPIRED = "expired"
    WORN = "worn out"
    SATURATED = "saturated"


class Figure(StrEnum):
    """Which value of a day counts."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    OFFICE = "busiest office hours"
    COUNTDOWN = "countdown"  # the value itself is days left


@dataclass(frozen=True, slots=True)
class Measured:
    """A metric as far as it matters here; `warn` and `crit` are Nagios ranges."""

    probe: str
    name: str
    unit: str
    max: float | None = None
    crit: str | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What becomes of a metric when it reaches `limit` (in its unit), seen by one `figure` a day."""

    fate: Fate
    limit: float
    figure: Figure


def _volume(measured: Measured) -> Subject | None:
    if measured.unit == "B" and measured.name.endswith(" used") and measured.max:
        return Subject(Fate.FULL, measured.max, Figure.HIGHEST)
    return None


def _certificate(measured: Measured) -> Subject | None:
    if measured.unit == "d" and measured.name in {"days_left", "certificate_days"}:
        return Subject(Fate.EXPIRED, 0.0, Figure.COUNTDOWN)
    return None


def _battery(measured: Measured) -> Subject | None:
    """A battery ages: its runtime when full sinks from month to month. Its charge comes and goes."""
    if measured.unit == "s" and measured.name == "runtime":
        return Subject(Fate.WORN, max(0.0, _lower(measured.crit)), Figure.HIGHEST)
    return None


def _supply(measured: Measured) -> Subject | None:
    return Subject(Fate.WORN, 0.0, Figure.LOWEST) if measured.unit == "%" else None


def _processor(measured: Measured) -> Subject | None:
    if measured.unit == "%" and measured.name == "cpu":
        return Subject(Fate.SATURATED, _upper(measured.crit), Figure.OFFICE)
    return None


def _link(measured: Measured) -> Subject | None:
    if measured.unit == "%" and measured.name.endswith("_utilisation"):
        return Subject(Fate.SATURATED, _upper(measured.crit), Figure.OFFICE)
    return None


def _machine(measured: Measured) -> Subject | None:
    return _volume(measured) or _processor(measured)


SUBJECTS: Mapping[str, Callable[[Measured], Subject | None]] = {
    "snmp-storage": _volume,
    "local": _machine,
    "tls": _certificate,
    "http": _certificate,
    "snmp-ups": _battery,
    "snmp-printer": _supply,
    "snmp-cpu": _processor,
    "snmp-interfaces": _link,
}
"""By probe, one line each."""


def subject(measured: Measured) -> Subject | None:
    """Return the outlook a metric has, None for none."""
    find = SUBJECTS.get(measured.probe)
    return None if find is None else find(measured)


def may_reach(value: float, before: Mapping[float, float | None], limit: float, days: float) -> bool:
    """Tell whether it is worth looking closer: whether four times its pace could bring it to `limit` in `days`.

    `before` are earlier values, at the same hour of the day, by how many days ago; None where none is known, and then
    nothing is ruled out.
    """
    if not before or any(known is None for known in before.values()):
        return True
    towards = math.copysign(1.0, limit - value)
    paces = [towards * (value - known) / ago for ago, known in before.items() if known is not None and ago > 0]
    return max(paces) * _MARGIN * days >= abs(limit - value)


def office_days(hours: Mapping[float, float], zone: tzinfo) -> list[tuple[float, float]]:
    """Return the working days as (instant, mean of the three busiest office hours), in order of time.

    `hours` are hourly means by the beginning of the hour; a day of fewer than four measured office hours counts not.
    """
    by_day: dict[float, list[float]] = {}
    for at, mean in hours.items():
        local = datetime.fromtimestamp(at, zone)
        if local.weekday() in _OFFICE_DAYS and local.hour in OFFICE:
            by_day.setdefault(at // DAY * DAY, []).append(mean)
    return [
        (day, sum(sorted(means)[-_BUSIEST:]) / _BUSIEST)
        for day, means in sorted(by_day.items())
        if len(means) >= _LEAST_OFFICE_HOURS
    ]


def _upper(crit: str | None) -> float:
    end = _range(crit).end
    return end if math.isfinite(end) else BUSY


def _lower(crit: str | None) -> float:
    start = _range(crit).start
    return start if math.isfinite(start) else 0.0


def _range(text: str | None) -> Range:
    try:
        return Range.parse(text) if text else Range()
    except RangeError:
        return Range()
