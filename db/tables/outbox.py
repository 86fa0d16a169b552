"""Mail on its way out: one row for each message, one for each of its recipients, and addresses known to be wrong."""

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
    UniqueConstraint,
    text,
)

from db.tables.base import metadata, one_of

STATES = ("held", "queued", "sent", "failed", "cancelled")
PURPOSES = ("reply", "forward", "new", "ack", "opened", "taken", "suspended", "closed", "reminder", "ics")
RECIPIENT_KINDS = ("to", "cc", "bcc")
DELIVERIES = ("pending", "accepted", "refused", "deferred")

_WAITING = text("state IN ('held', 'queued')")

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), nullable=False),
    Column("state", String, one_of("state", STATES), nullable=False),
    Column("send_at", Double, nullable=False),  # not before
    Column("created_by", String, nullable=False),
    Column("automatic", Boolean, nullable=False),
    Column("purpose", String, one_of("purpose", PURPOSES), nullable=False),
    Column("account", String, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Double),
    Column("claimed_by", String, nullable=False),  # the program that is sending it, "" for none
    Column("claimed_at", Double),
    Column("ended_at", Double),
    Column("ended_by", String, nullable=False),  # login of who cancelled it
    Column("seq", BigInteger, nullable=False),
    CheckConstraint("(claimed_by <> '') = (claimed_at IS NOT NULL)", name="claimed_has_time"),
    CheckConstraint("claimed_at IS NULL OR state = 'queued'", name="claimed_is_queued"),
    CheckConstraint("(state IN ('held', 'queued')) = (ended_at IS NULL)", name="ended_has_time"),
    UniqueConstraint("message_id"),
    Index("ix_outbox_waiting", "send_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
    Index("ix_outbox_state", "state"),
    Index("ix_outbox_seq", "seq"),
)

outbox_recipients = Table(
    "outbox_recipients",
    metadata,
    Column("outbox_id", ForeignKey("outbox.id"), primary_key=True),
    Column("address", String, primary_key=True),
    Column("kind", String, one_of("kind", RECIPIENT_KINDS), nullable=False),
    Column("name", String, nullable=False),
    Column("status", String, one_of("status", DELIVERIES), nullable=False),
    Column("answer", String, nullable=False),  # what the server said
    Column("at", Double),
    CheckConstraint("status = 'pending' OR at IS NOT NULL", name="answered_has_time"),
    sqlite_with_rowid=False,
)

bad_addresses = Table(
    "bad_addresses",
    metadata,
    Column("address", String, primary_key=True),  # in small letters
    Column("since", Double, nullable=False),
    Column("reason", String, nullable=False),
    Column("message_id", ForeignKey("messages.id")),  # that says so
    sqlite_with_rowid=False,
)
