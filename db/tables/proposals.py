"""Proposals of calls, made of problems and of expected runs that did not go well."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Double, ForeignKey, Index, Integer, String, Table, text

from db.tables.base import metadata, one_of

# Copies of the enums of bls_tui.desk.proposals; tests/db pins them.
STATES = ("pending", "held", "accepted", "linked", "dismissed", "withdrawn")
HOLDS = ("downtime", "flapping", "mailbox")
DISMISSALS = ("maintenance", "human_action", "false_alarm", "other")


def _undecided(column: str) -> Index:
    """One proposal that waits for a decision for each cause; those decided before stay as they were."""
    waiting = text(f"decided_at IS NULL AND {column} IS NOT NULL")
    return Index(
        f"uq_proposals_{column.removesuffix('_id')}",
        column,
        unique=True,
        sqlite_where=waiting,
        postgresql_where=waiting,
    )


proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("object_id", ForeignKey("objects.id")),
    Column("problem_id", ForeignKey("problems.id")),  # this or the expected run is the cause
    Column("run_id", BigInteger),
    Column("state", String, one_of("state", STATES), nullable=False),
    Column("hold", String, one_of("hold", HOLDS, nullable=True)),
    Column("word", String, nullable=False),  # state of the object or run
    Column("severity", Integer, nullable=False),
    Column("text", String, nullable=False),
    Column("folded", Integer, nullable=False),  # how many problems it explains
    Column("evidence", String, nullable=False),  # how it ended, where it ended by itself
    Column("opened_at", Double, nullable=False),
    Column("updated_at", Double, nullable=False),
    Column("decided_at", Double),
    Column("decided_by", String, nullable=False),
    Column("reason", String, one_of("reason", DISMISSALS, nullable=True)),  # why it was dismissed
    Column("note", String, nullable=False),  # what whoever decided adds
    Column("call_id", ForeignKey("calls.id")),  # opened from it, or linked to
    Column("recovered_at", Double),  # when the recovery was written into the call
    Column("seq", BigInteger, nullable=False),
    CheckConstraint("(problem_id IS NULL) <> (run_id IS NULL)", name="one_cause"),
    CheckConstraint("(state = 'held') = (hold IS NOT NULL)", name="held_has_reason"),
    CheckConstraint("(state IN ('pending', 'held')) = (decided_at IS NULL)", name="decided_has_time"),
    CheckConstraint("(state = 'dismissed') = (reason IS NOT NULL)", name="dismissed_has_reason"),
    CheckConstraint("(state IN ('accepted', 'linked')) = (call_id IS NOT NULL)", name="accepted_has_call"),
    Index("ix_proposals_seq", "seq"),
    Index("ix_proposals_object", "object_id", "opened_at"),
    Index("ix_proposals_problem", "problem_id"),
    Index("ix_proposals_run", "run_id"),
    Index("ix_proposals_opened", "opened_at"),
    Index("ix_proposals_call", "call_id"),
    _undecided("problem_id"),
    _undecided("run_id"),
)
