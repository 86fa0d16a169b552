"""What is usual for each metric at each hour of the week: one small row for each of the 168 hours."""

from sqlalchemy import CheckConstraint, Column, Double, ForeignKey, Integer, Table

from db.tables.base import metadata

# The hour comes first in the key: learning an hour writes one stretch of the table, and so does asking what is usual
# now read one. Never more than 168 rows a metric, whatever its age.
baselines = Table(
    "baselines",
    metadata,
    Column("cell", Integer, CheckConstraint("cell BETWEEN 0 AND 167", name="hour_of_week"), primary_key=True),
    Column("metric_id", ForeignKey("metrics.id"), primary_key=True),
    Column("mean", Double, nullable=False),
    Column("deviation", Double, nullable=False),
    Column("weeks", Integer, nullable=False),  # in how many weeks this hour was seen
    sqlite_with_rowid=False,
)
