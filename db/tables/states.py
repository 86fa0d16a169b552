"""Current states: a projection of the history, rewritten at every result."""

from sqlalchemy import JSON, BigInteger, Boolean, Column, Double, ForeignKey, Index, Integer, String, Table, text

from db.tables.base import STATE_TYPES, STATES, metadata, one_of

object_states = Table(
    "object_states",
    metadata,
    Column("object_id", ForeignKey("objects.id"), primary_key=True),
    Column("state", String, one_of("state", STATES), nullable=False),
    Column("state_type", String, one_of("state_type", STATE_TYPES), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("hard_state", String, one_of("hard_state", STATES), nullable=False),
    Column("output", String, nullable=False),
    Column("details", String, nullable=False),
    Column("started_at", Double),
    Column("checked_at", Double),
    Column("next_check_at", Double),
    Column("changed_at", Double),
    Column("hard_changed_at", Double),
    Column("last_ok_at", Double),
    Column("elapsed_ms", Double, nullable=False),
    Column("latency_ms", Double, nullable=False),  # start minus due
    Column("flap_bits", Integer, nullable=False),
    Column("flap_percent", Double, nullable=False),
    Column("flapping", Boolean, nullable=False),
    Column("suppressed_state", String, one_of("suppressed_state", STATES, nullable=True)),
    Column("memory", JSON(none_as_null=True)),  # what the probe wants back: previous counters, trends
    Column("seq", BigInteger, nullable=False),
    Index("ix_object_states_seq", "seq"),
)

# A HARD problem of one object, from its start to its recovery. `cause_id` is the problem it folds under.
problems = Table(
    "problems",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("object_id", ForeignKey("objects.id"), nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("closed_at", Double),
    Column("state", String, one_of("state", STATES), nullable=False),
    Column("cause_id", ForeignKey("problems.id")),
    Column("seq", BigInteger, nullable=False),
    Index("ix_problems_seq", "seq"),
    Index("ix_problems_object", "object_id", "opened_at"),
    Index(
        "uq_problems_open",
        "object_id",
        unique=True,
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)
