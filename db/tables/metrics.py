"""Measured numbers: the latest value of each metric, raw samples, and their 5-minute and hourly summaries."""

from sqlalchemy import Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, UniqueConstraint

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
        Index(f"ix_{name}_at", "at"),
        sqlite_with_rowid=False,
    )


samples_5m = _summary("samples_5m")
samples_1h = _summary("samples_1h")
