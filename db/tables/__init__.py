"""The tables, by subject, on one metadata. Times are seconds since the Unix epoch (UTC), durations seconds."""

from db.tables import calls, feed, history, inventory, metrics, operations, people, proposals, search, states
from db.tables.base import metadata

__all__ = [
    "calls",
    "feed",
    "history",
    "inventory",
    "metadata",
    "metrics",
    "operations",
    "people",
    "proposals",
    "search",
    "states",
]
