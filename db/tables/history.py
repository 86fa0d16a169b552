"""What happened: append-only, never updated, never deleted."""

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, String, Table

from db.tables.base import STATE_TYPES, STATES, metadata, one_of

EVENT_KINDS = (
    "STATE",
    "FLAPPING_START",
    "FLAPPING_END",
    "ACKNOWLEDGED",
    "UNACKNOWLEDGED",
    "DOWNTIME_SET",
    "DOWNTIME_START",
    "DOWNTIME_END",
    "DOWNTIME_CANCELLED",
    "COMMENT",
    "CHECK_REQUESTED",
    "INVENTORY",
    "POLLER",
)

events = Table(
    "events",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("at", Double, nullable=False),
    Column("kind", String, one_of("kind", EVENT_KINDS), nullable=False),
    Column("object_id", ForeignKey("objects.id")),  # NULL for what concerns no single object
    Column("from_state", String, one_of("from_state", STATES, nullable=True)),
    Column("state", String, one_of("state", STATES, nullable=True)),
    Column("state_type", String, one_of("state_type", STATE_TYPES, nullable=True)),
    Column("attempt", Integer),
    Column("notify", String),  # checks.model.Notify, when the change was worth telling
    Column("text", String, nullable=False),  # plugin output, comment
    Column("cause", String, nullable=False),  # why: "result", "host down", "downtime ended" ... or ""
    Column("actor", String, nullable=False),  # who: a login, or "poller"
    Column("seq", BigInteger, nullable=False),
    Index("ix_events_object", "object_id", "at"),
    Index("ix_events_at", "at"),
    Index("ix_events_seq", "seq"),
)
