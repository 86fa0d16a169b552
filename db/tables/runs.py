"""Expected runs of processes (backups above all), the mails that tell how they went, and what was taught of these."""

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

# Copies of the enums of checks.rules.expected and checks.backups, which db does not import; tests/db pins them.
RUN_STATES = ("EXPECTED", "LATE", "OK", "WARNING", "PARTIAL", "FAILED", "MISSING", "SKIPPED", "UNKNOWN")
VERDICTS = ("OK", "WARNING", "PARTIAL", "FAILED", "UNKNOWN")
INFORMATIONAL = "informational"  # no result of a run
BOUND_BY = ("end", "date", "received", "hand")
PROCESS_MAIL_STATES = ("bound", "unrecognised", "unknown", "informational", "unbound")

_CHANGES = text("next_at IS NOT NULL")
_OPEN = text("decided_at IS NULL")

expected_runs = Table(
    "expected_runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("job", String, nullable=False),  # key of the inventory's process, or "mailbox:" and the name of one
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("scheduled_at", Double, nullable=False),
    Column("opens_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("late_at", Double, nullable=False),
    Column("missing_at", Double, nullable=False),
    Column("state", String, one_of("state", RUN_STATES), nullable=False),
    Column("held", Boolean, nullable=False),  # not judged now: its mailbox cannot be read
    Column("manual", Boolean, nullable=False),
    Column("decided_at", Double),
    Column("decided_by", String, nullable=False),  # login, "" for the programme
    Column("note", String, nullable=False),
    Column("cause", String, nullable=False),  # why it is in its state, a word of checks.rules.expected.judging
    Column("rule", String, nullable=False),
    Column("evidence", String, nullable=False),
    Column("message_id", ForeignKey("messages.id")),  # the one that decided
    Column("started_at", Double),
    Column("ended_at", Double),
    Column("size_bytes", BigInteger),
    Column("duration_s", Double),
    Column("next_at", Double),  # when the clock changes it
    Column("seq", BigInteger, nullable=False),
    CheckConstraint("(state IN ('EXPECTED', 'LATE')) = (decided_at IS NULL)", name="decided_has_time"),
    CheckConstraint("opens_at <= missing_at AND late_at <= missing_at", name="order"),
    Index("uq_expected_runs_job", "job", "scheduled_at", unique=True),
    Index("ix_expected_runs_scheduled", "scheduled_at"),
    Index("ix_expected_runs_good", "job", "state", "scheduled_at"),
    Index("ix_expected_runs_message", "message_id"),
    Index("ix_expected_runs_next", "next_at", sqlite_where=_CHANGES, postgresql_where=_CHANGES),
    Index("ix_expected_runs_open", "job", "scheduled_at", sqlite_where=_OPEN, postgresql_where=_OPEN),
    Index("ix_expected_runs_seq", "seq"),
)

# All the mails of a run stay, whichever of them decided; `item` is the machine or job inside that a row is about.
run_mails = Table(
    "run_mails",
    metadata,
    Column("run_id", ForeignKey("expected_runs.id"), primary_key=True),
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("item", String, primary_key=True),
    Column("verdict", String, one_of("verdict", VERDICTS), nullable=False),
    Column("product", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("matched", String, nullable=False),
    Column("at", Double, nullable=False),  # the instant it speaks of
    Column("ended_at", Double),
    Column("final", Boolean, nullable=False),  # the program does not try again
    Column("bound_by", String, one_of("bound_by", BOUND_BY), nullable=False),
    Index("ix_run_mails_message", "message_id"),
    sqlite_with_rowid=False,
)

# How each mail of the mailboxes of processes was read, and what a technician has to look at.
process_mails = Table(
    "process_mails",
    metadata,
    Column("message_id", ForeignKey("messages.id"), primary_key=True, autoincrement=False),
    Column("verdict", String, one_of("verdict", VERDICTS), nullable=False),
    Column("product", String, nullable=False),
    Column("job", String, nullable=False),  # as the mail names it
    Column("host", String, nullable=False),
    Column("rule", String, nullable=False),
    Column("matched", String, nullable=False),
    Column("informational", Boolean, nullable=False),
    Column("jobs", JSON, nullable=False),  # keys of the processes it was bound to
    Column("state", String, one_of("state", PROCESS_MAIL_STATES), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Index("ix_process_mails_state", "state"),
    Index("ix_process_mails_seq", "seq"),
)

# Rules that technicians made of mails no rule knew.
taught_rules = Table(
    "taught_rules",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sender", String, nullable=False),
    Column("subject_words", String, nullable=False),
    Column("words", String, nullable=False),
    Column("verdict", String, one_of("verdict", (*VERDICTS, INFORMATIONAL)), nullable=False),
    Column("product", String, nullable=False),
    Column("job", String, nullable=False),
    Column("note", String, nullable=False),
    Column("created_by", String, nullable=False),
    Column("created_at", Double, nullable=False),
    Column("from_message", ForeignKey("messages.id")),
    Column("removed_at", Double),
    Column("removed_by", String, nullable=False),
    Column("seq", BigInteger, nullable=False),
)
