"""Calls: the events of each, append-only, and the projection made of them for the queue, the reports and look-ups."""

from sqlalchemy import (
    JSON,
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

from db.tables.base import metadata, one_of

# Copies of the enums of bls_tui.desk, which db does not import; tests/db pins them.
STATES = ("open", "assigned", "in_progress", "suspended", "closed")
LEVELS = ("help_desk", "tele_assistance")
PRIORITIES = ("low", "normal", "high", "urgent")
ORIGINS = ("portal", "mail", "phone", "monitoring", "technician")
OUTCOMES = ("solved", "workaround", "no_fault", "supplier", "withdrawn", "merged")
WAIT_REASONS = ("process", "customer", "supplier")
AWAITED = ("object", "run")
WORK_KINDS = ("remote", "on_site", "travel")
PHASES = ("running", "out_of_hours", "suspended", "stopped", "void")
ALARMS = ("none", "ok", "warning", "breached")
# What a call is tied to, and after that how it stands to other calls (`ref` is then a call's number).
# `explained`: why the object or run is still bad though the call is closed.
LINK_KINDS = ("object", "problem", "run", "call", "refers_to", "split_from", "merged_into", "explained")

CLOCK_COLUMNS = ("phase", "alarm", "spent", "unpaused", "limit", "warn_at", "due", "stopped_at", "agreed")


def _clock(name: str) -> tuple[Column[object], ...]:
    """The columns of one clock as it was at `clocks_at`: bls_tui.desk.clock.Clock without its intervals."""
    return (
        Column(f"{name}_phase", String, one_of(f"{name}_phase", PHASES), nullable=False),
        Column(f"{name}_alarm", String, one_of(f"{name}_alarm", ALARMS), nullable=False),
        Column(f"{name}_spent", Double, nullable=False),
        Column(f"{name}_unpaused", Double, nullable=False),
        Column(f"{name}_limit", Double),
        Column(f"{name}_warn_at", Double),
        Column(f"{name}_due", Double),
        Column(f"{name}_stopped_at", Double),
        Column(f"{name}_agreed", Boolean, nullable=False),
    )


calls = Table(
    "calls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("number", String, nullable=False, unique=True),  # "26-001234"
    Column("version", Integer, CheckConstraint("version >= 1", name="version_min"), nullable=False),  # events so far
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("site", String, nullable=False),  # this and the next three: keys of the inventory, "" for none
    Column("contact", String, nullable=False),
    Column("contract", String, nullable=False),
    Column("typology", String, nullable=False),
    Column("level", String, one_of("level", LEVELS), nullable=False),
    Column("priority", String, one_of("priority", PRIORITIES), nullable=False),
    Column("origin", String, one_of("origin", ORIGINS), nullable=False),
    Column("subject", String, nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("opened_by", String, nullable=False),
    Column("state", String, one_of("state", STATES), nullable=False),
    Column("since", Double, nullable=False),  # when it came into this state
    Column("owner", String, nullable=False),  # login, "" for nobody
    Column("assigned_at", Double),  # when it was last given to its owner
    Column("taken_at", Double),
    Column("blocking", Boolean, nullable=False),
    Column("consultancy", Boolean, nullable=False),
    Column("wait_reason", String, one_of("wait_reason", WAIT_REASONS, nullable=True)),
    Column("wake_at", Double),  # from when on the wake-up is overdue
    Column("waits_for", String, nullable=False),  # the process, contact or supplier by name
    Column("awaited", String, one_of("awaited", AWAITED, nullable=True)),  # process only
    Column("awaited_ref", String, nullable=False),  # process: id of what is awaited; supplier: their ticket number
    Column("closing_proposed_at", Double),
    Column("closing_evidence", String, nullable=False),
    Column("closed_at", Double),
    Column("closed_by", String, nullable=False),
    Column("outcome", String, one_of("outcome", OUTCOMES, nullable=True)),
    Column("solution", String, nullable=False),
    Column("touched_at", Double, nullable=False),  # the last event
    Column("clocks_at", Double, nullable=False),  # the instant the two clocks below were read
    *_clock("sla1"),
    *_clock("sla2"),
    Column("next_at", Double),  # when a clock or anything else stored here changes by itself
    Column("seq", BigInteger, nullable=False),
    CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_has_time"),
    CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_has_outcome"),
    CheckConstraint("(state = 'suspended') = (wait_reason IS NOT NULL)", name="suspended_has_reason"),
    CheckConstraint("(state = 'suspended') = (wake_at IS NOT NULL)", name="suspended_has_wake"),
    CheckConstraint("(awaited IS NOT NULL) = (wait_reason IS NOT NULL AND wait_reason = 'process')", name="awaited"),
    Index("ix_calls_customer", "customer_id", "opened_at"),
    Index("ix_calls_owner", "owner", "assigned_at"),
    Index("ix_calls_closed", "closed_at"),  # and with NULL the open ones
    Index("ix_calls_touched", "touched_at"),
    Index("ix_calls_seq", "seq"),
    Index(
        "ix_calls_wake",
        "wake_at",
        sqlite_where=text("wake_at IS NOT NULL"),
        postgresql_where=text("wake_at IS NOT NULL"),
    ),
    Index(
        "ix_calls_next",
        "next_at",
        sqlite_where=text("next_at IS NOT NULL"),
        postgresql_where=text("next_at IS NOT NULL"),
    ),
)

# Append-only: never updated, never deleted. `kind` and `data` are what bls_tui.desk.calls.codec makes of an event.
call_events = Table(
    "call_events",
    metadata,
    Column("call_id", ForeignKey("calls.id"), primary_key=True),
    Column("number", Integer, CheckConstraint("number >= 1", name="number_min"), primary_key=True),
    Column("at", Double, nullable=False),
    Column("author", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("data", JSON, nullable=False),
    Column("seq", BigInteger, nullable=False),
    sqlite_with_rowid=False,  # the events of a call lie together
)

# The last number given out in each year.
call_numbers = Table(
    "call_numbers",
    metadata,
    Column("year", Integer, primary_key=True, autoincrement=False),
    Column("last", Integer, nullable=False),
)

call_links = Table(
    "call_links",
    metadata,
    Column("call_id", ForeignKey("calls.id"), primary_key=True),
    Column("kind", String, one_of("kind", LINK_KINDS), primary_key=True),
    Column("ref", String, primary_key=True),  # id of an object, problem or run; number of a call
    Index("ix_call_links_ref", "kind", "ref"),
    sqlite_with_rowid=False,
)

call_time = Table(
    "call_time",
    metadata,
    Column("call_id", ForeignKey("calls.id"), primary_key=True),
    Column("key", Integer, primary_key=True),  # number of the event that recorded it
    Column("technician", String, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("ended_at", Double, nullable=False),
    Column("kind", String, one_of("kind", WORK_KINDS), nullable=False),
    Column("included", Boolean, nullable=False),  # the contract covers it
    Column("note", String, nullable=False),
    CheckConstraint("ended_at > started_at", name="order"),
    Index("ix_call_time_started", "started_at"),
    sqlite_with_rowid=False,
)

# Stopwatches left running.
call_watches = Table(
    "call_watches",
    metadata,
    Column("call_id", ForeignKey("calls.id"), primary_key=True),
    Column("technician", String, primary_key=True),
    Column("started_at", Double, nullable=False),
    sqlite_with_rowid=False,
)

# On-site interventions; `days` is [[start, end], ...], `starts_at` and `ends_at` are the first and the last of it.
visits = Table(
    "visits",
    metadata,
    Column("call_id", ForeignKey("calls.id"), primary_key=True),
    Column("key", Integer, primary_key=True),  # number of the event that planned it
    Column("sequence", Integer, nullable=False),
    Column("starts_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    Column("days", JSON, nullable=False),
    Column("technicians", JSON, nullable=False),
    Column("place", String, nullable=False),
    Column("note", String, nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Index("ix_visits_ends", "ends_at"),
    sqlite_with_rowid=False,
)
