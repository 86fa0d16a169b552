"""What people (and scripts) ask of the monitor: acknowledgements, downtimes, test-now requests, passive results."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    text,
)

from db.tables.base import STATES, metadata, one_of

acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("object_id", ForeignKey("objects.id"), nullable=False),
    Column("author", String, nullable=False),
    Column("comment", String, nullable=False),
    Column("sticky", Boolean, nullable=False),  # survives a change between bad states
    Column("at", Double, nullable=False),
    Column("expires_at", Double),
    Column("cleared_at", Double),
    Column("cleared_by", String),
    Index("ix_acknowledgements_object", "object_id"),
    Index(
        "ix_acknowledgements_current",
        "object_id",
        sqlite_where=text("cleared_at IS NULL"),
        postgresql_where=text("cleared_at IS NULL"),
    ),
)

DOWNTIME_KINDS = ("fixed", "flexible")

# A recurring downtime is an inventory document; the poller writes its occurrences here ahead of time.
downtimes = Table(
    "downtimes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("object_id", ForeignKey("objects.id"), nullable=False),
    Column("with_services", Boolean, nullable=False),  # on a host: its services too
    Column("kind", String, one_of("kind", DOWNTIME_KINDS), nullable=False),
    Column("starts_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    Column("duration", Double),  # flexible only: seconds from the first problem inside the window
    Column("author", String, nullable=False),
    Column("comment", String, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("started_at", Double),  # when it took effect
    Column("ended_at", Double),  # when it ended or was cancelled
    Column("cancelled_by", String),
    Column("rule", String),  # key of the recurring `downtime` document it came from
    CheckConstraint("ends_at > starts_at", name="order"),
    CheckConstraint("(kind = 'flexible') = (duration IS NOT NULL)", name="flexible_has_duration"),
    Index("ix_downtimes_object", "object_id"),
    Index(
        "ix_downtimes_current",
        "starts_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index("uq_downtimes_rule", "rule", "object_id", "starts_at", unique=True),
)

check_requests = Table(
    "check_requests",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("object_id", ForeignKey("objects.id"), nullable=False),
    Column("requested_at", Double, nullable=False),
    Column("requested_by", String, nullable=False),
    Column("taken_at", Double),
    Index("ix_check_requests_taken", "taken_at"),
)

submissions = Table(
    "submissions",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("object_id", ForeignKey("objects.id"), nullable=False),
    Column("at", Double, nullable=False),
    Column("state", String, one_of("state", STATES), nullable=False),
    Column("output", String, nullable=False),  # plugin output, performance data included
    Column("submitted_by", String, nullable=False),
    Column("taken_at", Double),
    Index("ix_submissions_taken", "taken_at"),
)
