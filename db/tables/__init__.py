"""The tables, by subject, on one metadata. Times are seconds since the Unix epoch (UTC), durations seconds."""

from db.tables import feed, history, inventory, metrics, operations, states
from db.tables.base import metadata

__all__ = ["feed", "history", "inventory", "metadata", "metrics", "operations", "states"]
