"""The tables, by subject, on one metadata. Times are seconds since the Unix epoch (UTC), durations seconds."""

from db.tables import (
    baselines,
    calls,
    feed,
    history,
    inventory,
    mail,
    metrics,
    operations,
    outbox,
    people,
    proposals,
    runs,
    search,
    states,
)
from db.tables.base import metadata

__all__ = [
    "baselines",
    "calls",
    "feed",
    "history",
    "inventory",
    "mail",
    "metadata",
    "metrics",
    "operations",
    "outbox",
    "people",
    "proposals",
    "runs",
    "search",
    "states",
]
