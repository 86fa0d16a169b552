"""Periods, recurring downtimes and whom they concern, from the documents of the inventory.

A `period` document is `{"zone", "days": {days: windows}, "excludes": [names]}`; a `downtime` document
`{"zone", "days": [days], "start": "22:30", "duration", "hosts", "services", "customers", "comment"}` with a duration in
seconds or as text such as "4h" or "1h30m".
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checks.rules.downtimes import Recurrence
from checks.rules.periods import PeriodError, TimePeriod

DAY = 86400.0
_SPAN = re.compile(r"(?:(\d+)d)? ?(?:(\d+)h)? ?(?:(\d+)m)?", re.ASCII)


def periods(documents: Mapping[str, Mapping[str, Any]]) -> dict[str, TimePeriod]:
    """Build all periods by name.

    Raises:
        PeriodError: naming the first one at fault, "excludes" where a name is unknown or periods exclude one another.
    """
    built: dict[str, TimePeriod] = {}
    for name in documents:
        _build(name, documents, built, ())
    return built


def _build(
    name: str, documents: Mapping[str, Mapping[str, Any]], built: dict[str, TimePeriod], above: tuple[str, ...]
) -> TimePeriod:
    if name in above:
        raise PeriodError("excludes", f"periods exclude one another: {' → '.join((*above, name))}")
    if name not in documents:
        raise PeriodError("excludes", f"no period is called {name!r}")
    if name not in built:
        source = documents[name]
        excludes = [_build(other, documents, built, (*above, name)) for other in source.get("excludes", ())]
        built[name] = TimePeriod.parse(source["zone"], source["days"], excludes)
    return built[name]


def recurrence(document: Mapping[str, Any]) -> Recurrence:
    """Build the rule of a recurring downtime; raises PeriodError."""
    return Recurrence.parse(document["zone"], document["days"], document["start"], seconds(document["duration"]))


def seconds(duration: float | str, day: float = DAY) -> float:
    """Read a duration: a number of seconds, or text such as "4h", "1h30m", "2d"; raises PeriodError.

    `day` is how many seconds a "d" is; fewer than 24 hours where working time is meant.
    """
    if not isinstance(duration, str):
        return float(duration)
    match = _SPAN.fullmatch(duration.strip())
    if not match or not any(match.groups()):
        raise PeriodError("duration", f"{duration!r} is no duration such as 4h, 90m, 1h30m or 2d")
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return days * day + float((hours * 60 + minutes) * 60)


def concerned(document: Mapping[str, Any], customer_of: Mapping[str, str]) -> frozenset[str]:
    """Return the full names a recurring downtime is for: hosts (with all their services) and single services.

    `customer_of` maps every host to the key of its customer.
    """
    customers = set(document.get("customers", ()))
    hosts = {host for host, customer in customer_of.items() if customer in customers}
    return frozenset(hosts.union(document.get("hosts", ()), document.get("services", ())))
