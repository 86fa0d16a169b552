"""Measured numbers: the latest value of each metric, raw samples, and their 5-minute and hourly summaries."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Integer,
    String,
    Table,
    UniqueConstraint,
)

from db.tables.base import metadata

metrics = Table(
    "metrics",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("object_id", ForeignKey("objects.id"), nullable=False),
    Column("name", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("value", Double),
    Column("at", Double),
    Column("warn", String),
    Column("crit", String),
    Column("min", Double),
    Column("max", Double),
    Column("stale", Boolean, nullable=False, server_default="0"),
    UniqueConstraint("object_id", "name"),
)

samples = Table(
    "samples",
    metadata,
    Column("metric_id", ForeignKey("metrics.id"), primary_key=True),
    Column("at", Double, primary_key=True),
    Column("value", Double, nullable=False),
    sqlite_with_rowid=False,
)


def _summary(name: str) -> Table:
    return Table(
        name,
        metadata,
        Column("metric_id", ForeignKey("metrics.id"), primary_key=True),
        Column("at", Double, primary_key=True),  # start of the slot
        Column("low", Double, nullable=False),
        Column("mean", Double, nullable=False),
        Column("high", Double, nullable=False),
        Column("count", Integer, nullable=False),
        sqlite_with_rowid=False,
    )


samples_5m = _summary("samples_5m")
samples_1h = _summary("samples_1h")

# One row: how far summaries and retention are. Both go through the metrics in order of id, a few at each call, from
# `*_metric_id` (NULL while nothing is under way), so that no write lasts long. Slots before `done_until` are summarised
# for every metric; nothing before `*_kept_from` is kept.
roll_up = Table(
    "roll_up",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("done_until", Double),  # NULL until the first sample is summarised
    Column("target_until", Double, nullable=False, server_default="0"),
    Column("rolled_metric_id", Integer),
    Column("raw_kept_from", Double, nullable=False, server_default="0"),
    Column("five_minute_kept_from", Double, nullable=False, server_default="0"),
    Column("hourly_kept_from", Double, nullable=False, server_default="0"),
    Column("pruned_metric_id", Integer),
)

# 5-minute slots that got samples after they were summarised (results that waited while the database was away).
late_slots = Table(
    "late_slots",
    metadata,
    Column("metric_id", ForeignKey("metrics.id"), primary_key=True),
    Column("at", Double, primary_key=True),
    sqlite_with_rowid=False,
)
