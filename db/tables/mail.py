"""Mail: every message that came in or goes out, what came of it, and what was seen of the folders it came from."""

from typing import Any

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
    LargeBinary,
    String,
    Table,
    text,
)

from db.tables.base import metadata, one_of

DIRECTIONS = ("in", "out")
ROLES = ("desk", "process")  # of a mailbox: what its mail is about
MESSAGE_KINDS = ("mail", "automatic", "bounce", "receipt")
PLACES = ("call", "triage", "archive", "run", "outbox")
LEDGER_STATES = ("stored", "done", "moved", "error", "quarantined", "gone")
RULE_ACTIONS = ("append", "call", "archive")


def _only(condition: str) -> dict[str, Any]:
    """Arguments of an index of a part of the rows."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


# Long columns come last: SQLite reads a row from its beginning, and lists ask for the short ones only.
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("call_id", ForeignKey("calls.id")),
    Column("received_at", Double, nullable=False),  # when it came in, or was written here
    Column("direction", String, one_of("direction", DIRECTIONS), nullable=False),
    Column("role", String, one_of("role", ROLES), nullable=False),
    Column("kind", String, one_of("kind", MESSAGE_KINDS), nullable=False),
    Column("place", String, one_of("place", PLACES), nullable=False),
    Column("reason", String, nullable=False),  # why it is in triage, as a code
    Column("identity", String, nullable=False),  # Message-ID without <>, or made of the digest
    Column("digest", String, nullable=False),  # SHA-256 of the raw bytes in hex, "" where there are none
    Column("suggested_call_id", ForeignKey("calls.id")),
    Column("customer_id", ForeignKey("customers.id")),
    Column("parent_id", ForeignKey("messages.id")),  # the message it answers
    Column("evidence_of", ForeignKey("messages.id")),  # the message it is a receipt or a bounce of
    Column("sent_at", Double),  # the Date header
    Column("automatic", Boolean, nullable=False),
    Column("internal", Boolean, nullable=False),  # never leaves the house
    Column("html", Boolean, nullable=False),
    Column("truncated", Boolean, nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("author", String, nullable=False),  # login of who wrote it here, "" for what came in
    Column("seq", BigInteger, nullable=False),
    Column("sender_name", String, nullable=False),
    Column("sender_address", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("subject_base", String, nullable=False),
    Column("snippet", String, nullable=False),
    Column("recipients", JSON, nullable=False),  # [["to" | "cc" | "bcc", name, address], ...]
    Column("attachments", JSON, nullable=False),  # [[index, filename, content type, bytes, inline], ...]
    Column("in_reply_to", JSON, nullable=False),
    Column("refs", JSON, nullable=False),
    Column("facts", JSON, nullable=False),  # certified mail, bounce, invitation, defects ...
    Column("body", String, nullable=False),
    CheckConstraint("place <> 'call' OR call_id IS NOT NULL", name="call_has_call"),
    CheckConstraint("place NOT IN ('triage', 'archive') OR call_id IS NULL", name="placed_has_no_call"),
    CheckConstraint("place <> 'outbox' OR direction = 'out'", name="outbox_goes_out"),
    Index("uq_messages_identity", "role", "identity", unique=True, **_only("direction = 'in'")),
    Index("ix_messages_digest", "role", "digest"),
    Index("ix_messages_call", "call_id", "received_at", "id", "direction", "kind", **_only("call_id IS NOT NULL")),
    Index("ix_messages_place", "place", "received_at"),
    Index("ix_messages_evidence", "evidence_of", **_only("evidence_of IS NOT NULL")),
    Index("ix_messages_seq", "seq"),
)

# What came or went, byte by byte, compressed with zlib; deleted after its retention.
message_raw = Table(
    "message_raw",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("stored_at", Double, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Index("ix_message_raw_stored", "stored_at"),
)

# Every Message-ID that leads to a message: its own, and those that providers of certified mail gave it.
message_ids = Table(
    "message_ids",
    metadata,
    Column("alias", String, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Index("ix_message_ids_message", "message_id"),
    sqlite_with_rowid=False,
)

message_reads = Table(
    "message_reads",
    metadata,
    Column("login", String, primary_key=True),
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# How the last pass over each folder went.
mail_folders = Table(
    "mail_folders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String, nullable=False),
    Column("folder", String, nullable=False),
    Column("role", String, one_of("role", ROLES), nullable=False),
    Column("uidvalidity", BigInteger),
    Column("on_server", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("in_error", Integer, nullable=False),
    Column("passed_at", Double),  # the last pass that went well
    Column("failing_since", Double),
    Column("error", String, nullable=False),
    Column("next_try_at", Double),
    Column("failures", Integer, nullable=False),  # in a row
    Column("seq", BigInteger, nullable=False),
    CheckConstraint("(failures > 0) = (failing_since IS NOT NULL)", name="failing_has_time"),
    Index("uq_mail_folders_folder", "account", "folder", unique=True),
)

# What was done with each message of each folder, so that a crash loses none and doubles none.
mail_ledger = Table(
    "mail_ledger",
    metadata,
    Column("account", String, primary_key=True),
    Column("folder", String, primary_key=True),
    Column("uidvalidity", BigInteger, primary_key=True, autoincrement=False),
    Column("uid", BigInteger, primary_key=True, autoincrement=False),
    Column("state", String, one_of("state", LEDGER_STATES), nullable=False),
    Column("message_id", ForeignKey("messages.id")),
    Column("digest", String, nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("attempts", Integer, nullable=False),  # that failed
    Column("error", String, nullable=False),
    Column("next_try_at", Double),
    Column("first_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),  # when it was last dealt with
    Column("moved_to", String, nullable=False),
    CheckConstraint("state NOT IN ('done', 'moved') OR message_id IS NOT NULL", name="done_has_message"),
    Index("ix_mail_ledger_message", "message_id", **_only("message_id IS NOT NULL")),
    Index("ix_mail_ledger_error", "first_at", **_only("state IN ('error', 'quarantined')")),
    sqlite_with_rowid=False,
)

# What technicians decided about a sender once and for all.
sender_rules = Table(
    "sender_rules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("match", String, nullable=False),  # an address or "@domain", in small letters
    Column("action", String, one_of("action", RULE_ACTIONS), nullable=False),
    Column("customer", String, nullable=False),  # key of the inventory, "" for none
    Column("call_id", ForeignKey("calls.id")),
    Column("created_by", String, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("removed_at", Double),
    Column("removed_by", String, nullable=False),
    Column("hits", Integer, nullable=False),
    Column("seq", BigInteger, nullable=False),
    CheckConstraint("call_id IS NULL OR action = 'append'", name="append_has_call"),
    Index("uq_sender_rules_match", "match", unique=True, **_only("removed_at IS NULL")),
)
