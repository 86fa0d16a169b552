"""Mail, the outbox, expected runs and the mails that tell how they went; proposals held while a mailbox is unreadable."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _messages()
    _folders()
    _outbox()
    _runs()
    _process_mails()
    _progress()
    _hold_while_a_mailbox_cannot_be_read()
    _count_no_words()


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _messages() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.Double(), nullable=False),
        *_texts("direction", "role", "kind", "place", "reason", "identity", "digest"),
        sa.Column("suggested_call_id", sa.Integer(), nullable=True),
        sa.Column("customer_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("evidence_of", sa.Integer(), nullable=True),
        sa.Column("sent_at", sa.Double(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("html", sa.Boolean(), nullable=False),
        sa.Column("truncated", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        *_texts("sender_name", "sender_address", "subject", "subject_base", "snippet"),
        sa.Column("recipients", sa.JSON(), nullable=False),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column("in_reply_to", sa.JSON(), nullable=False),
        sa.Column("refs", sa.JSON(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint("place <> 'call' OR call_id IS NOT NULL", name=op.f("ck_messages_call_has_call")),
        sa.CheckConstraint("place <> 'outbox' OR direction = 'out'", name=op.f("ck_messages_outbox_goes_out")),
        sa.CheckConstraint(
            "place NOT IN ('triage', 'archive') OR call_id IS NULL", name=op.f("ck_messages_placed_has_no_call")
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_messages_ck_messages_direction_known")),
        sa.CheckConstraint("role IN ('desk', 'process')", name=op.f("ck_messages_ck_messages_role_known")),
        sa.CheckConstraint(
            "kind IN ('mail', 'automatic', 'bounce', 'receipt')", name=op.f("ck_messages_ck_messages_kind_known")
        ),
        sa.CheckConstraint(
            "place IN ('call', 'triage', 'archive', 'run', 'outbox')", name=op.f("ck_messages_ck_messages_place_known")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_messages_call_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_messages_customer_id")),
        sa.ForeignKeyConstraint(["evidence_of"], ["messages.id"], name=op.f("fk_messages_evidence_of")),
        sa.ForeignKeyConstraint(["parent_id"], ["messages.id"], name=op.f("fk_messages_parent_id")),
        sa.ForeignKeyConstraint(["suggested_call_id"], ["calls.id"], name=op.f("fk_messages_suggested_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    op.create_index(
        "ix_messages_call", "messages", ["call_id", "received_at", "id", "direction", "kind"], **_only("call_id IS NOT NULL")
    )
    op.create_index("ix_messages_digest", "messages", ["role", "digest"])
    op.create_index("ix_messages_evidence", "messages", ["evidence_of"], **_only("evidence_of IS NOT NULL"))
    op.create_index("ix_messages_place", "messages", ["place", "received_at"])
    op.create_index("ix_messages_seq", "messages", ["seq"])
    op.create_index("uq_messages_identity", "messages", ["role", "identity"], unique=True, **_only("direction = 'in'"))
    op.create_table(
        "message_raw",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stored_at", sa.Double(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_raw_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_message_raw")),
    )
    op.create_index("ix_message_raw_stored", "message_raw", ["stored_at"])
    op.create_table(
        "message_ids",
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_ids_message_id")),
        sa.PrimaryKeyConstraint("alias", "message_id", name=op.f("pk_message_ids")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_message_ids_message", "message_ids", ["message_id"])
    op.create_table(
        "message_reads",
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_message_reads_message_id")),
        sa.PrimaryKeyConstraint("login", "message_id", name=op.f("pk_message_reads")),
        sqlite_with_rowid=False,
    )


def _folders() -> None:
    op.create_table(
        "mail_folders",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("account", "folder", "role"),
        sa.Column("uidvalidity", sa.BigInteger(), nullable=True),
        sa.Column("on_server", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("in_error", sa.Integer(), nullable=False),
        sa.Column("passed_at", sa.Double(), nullable=True),
        sa.Column("failing_since", sa.Double(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("next_try_at", sa.Double(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(failures > 0) = (failing_since IS NOT NULL)", name=op.f("ck_mail_folders_failing_has_time")
        ),
        sa.CheckConstraint("role IN ('desk', 'process')", name=op.f("ck_mail_folders_ck_mail_folders_role_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_folders")),
    )
    op.create_index("uq_mail_folders_folder", "mail_folders", ["account", "folder"], unique=True)
    op.create_table(
        "mail_ledger",
        *_texts("account", "folder"),
        sa.Column("uidvalidity", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("uid", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("next_try_at", sa.Double(), nullable=True),
        sa.Column("first_at", sa.Double(), nullable=False),
        sa.Column("seen_at", sa.Double(), nullable=False),
        sa.Column("moved_to", sa.String(), nullable=False),
        sa.CheckConstraint(
            "state NOT IN ('done', 'moved') OR message_id IS NOT NULL", name=op.f("ck_mail_ledger_done_has_message")
        ),
        sa.CheckConstraint(
            "state IN ('stored', 'done', 'moved', 'error', 'quarantined', 'gone')",
            name=op.f("ck_mail_ledger_ck_mail_ledger_state_known"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_mail_ledger_message_id")),
        sa.PrimaryKeyConstraint("account", "folder", "uidvalidity", "uid", name=op.f("pk_mail_ledger")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_mail_ledger_error", "mail_ledger", ["first_at"], **_only("state IN ('error', 'quarantined')"))
    op.create_index("ix_mail_ledger_message", "mail_ledger", ["message_id"], **_only("message_id IS NOT NULL"))
    op.create_table(
        "sender_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("match", "action", "customer"),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("call_id IS NULL OR action = 'append'", name=op.f("ck_sender_rules_append_has_call")),
        sa.CheckConstraint(
            "action IN ('append', 'call', 'archive')", name=op.f("ck_sender_rules_ck_sender_rules_action_known")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_sender_rules_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sender_rules")),
    )
    op.create_index("uq_sender_rules_match", "sender_rules", ["match"], unique=True, **_only("removed_at IS NULL"))


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("send_at", sa.Double(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        *_texts("purpose", "account"),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.Double(), nullable=True),
        sa.Column("claimed_by", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(claimed_by <> '') = (claimed_at IS NOT NULL)", name=op.f("ck_outbox_claimed_has_time")),
        sa.CheckConstraint("(state IN ('held', 'queued')) = (ended_at IS NULL)", name=op.f("ck_outbox_ended_has_time")),
        sa.CheckConstraint("claimed_at IS NULL OR state = 'queued'", name=op.f("ck_outbox_claimed_is_queued")),
        sa.CheckConstraint(
            "state IN ('held', 'queued', 'sent', 'failed', 'cancelled')", name=op.f("ck_outbox_ck_outbox_state_known")
        ),
        sa.CheckConstraint(
            "purpose IN ('reply', 'forward', 'new', 'ack', 'opened', 'taken', 'suspended', 'closed', 'reminder', 'ics')",
            name=op.f("ck_outbox_ck_outbox_purpose_known"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_outbox_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_id")),
    )
    op.create_index("ix_outbox_seq", "outbox", ["seq"])
    op.create_index("ix_outbox_state", "outbox", ["state"])
    op.create_index("ix_outbox_waiting", "outbox", ["send_at"], **_only("state IN ('held', 'queued')"))
    op.create_table(
        "outbox_recipients",
        sa.Column("outbox_id", sa.Integer(), nullable=False),
        *_texts("address", "kind", "name", "status", "answer"),
        sa.Column("at", sa.Double(), nullable=True),
        sa.CheckConstraint("status = 'pending' OR at IS NOT NULL", name=op.f("ck_outbox_recipients_answered_has_time")),
        sa.CheckConstraint(
            "kind IN ('to', 'cc', 'bcc')", name=op.f("ck_outbox_recipients_ck_outbox_recipients_kind_known")
        ),
        sa.CheckConstraint(
            "status IN ('pending', 'accepted', 'refused', 'deferred')",
            name=op.f("ck_outbox_recipients_ck_outbox_recipients_status_known"),
        ),
        sa.ForeignKeyConstraint(["outbox_id"], ["outbox.id"], name=op.f("fk_outbox_recipients_outbox_id")),
        sa.PrimaryKeyConstraint("outbox_id", "address", name=op.f("pk_outbox_recipients")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "bad_addresses",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_bad_addresses_message_id")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_bad_addresses")),
        sqlite_with_rowid=False,
    )


def _runs() -> None:
    op.create_table(
        "expected_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("scheduled_at", sa.Double(), nullable=False),
        sa.Column("opens_at", sa.Double(), nullable=False),
        sa.Column("due_at", sa.Double(), nullable=False),
        sa.Column("late_at", sa.Double(), nullable=False),
        sa.Column("missing_at", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.Double(), nullable=True),
        *_texts("decided_by", "note", "cause", "rule", "evidence"),
        sa.Column("message_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("duration_s", sa.Double(), nullable=True),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('EXPECTED', 'LATE')) = (decided_at IS NULL)", name=op.f("ck_expected_runs_decided_has_time")
        ),
        sa.CheckConstraint("opens_at <= missing_at AND late_at <= missing_at", name=op.f("ck_expected_runs_order")),
        sa.CheckConstraint(
            "state IN ('EXPECTED', 'LATE', 'OK', 'WARNING', 'PARTIAL', 'FAILED', 'MISSING', 'SKIPPED', 'UNKNOWN')",
            name=op.f("ck_expected_runs_ck_expected_runs_state_known"),
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_expected_runs_customer_id")),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_expected_runs_message_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expected_runs")),
    )
    op.create_index("ix_expected_runs_good", "expected_runs", ["job", "state", "scheduled_at"])
    op.create_index("ix_expected_runs_message", "expected_runs", ["message_id"])
    op.create_index("ix_expected_runs_next", "expected_runs", ["next_at"], **_only("next_at IS NOT NULL"))
    op.create_index("ix_expected_runs_open", "expected_runs", ["job", "scheduled_at"], **_only("decided_at IS NULL"))
    op.create_index("ix_expected_runs_scheduled", "expected_runs", ["scheduled_at"])
    op.create_index("ix_expected_runs_seq", "expected_runs", ["seq"])
    op.create_index("uq_expected_runs_job", "expected_runs", ["job", "scheduled_at"], unique=True)
    op.create_table(
        "run_mails",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        *_texts("item", "verdict", "product", "rule", "matched"),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("final", sa.Boolean(), nullable=False),
        sa.Column("bound_by", sa.String(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('OK', 'WARNING', 'PARTIAL', 'FAILED', 'UNKNOWN')",
            name=op.f("ck_run_mails_ck_run_mails_verdict_known"),
        ),
        sa.CheckConstraint(
            "bound_by IN ('end', 'date', 'received', 'hand')", name=op.f("ck_run_mails_ck_run_mails_bound_by_known")
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_run_mails_message_id")),
        sa.ForeignKeyConstraint(["run_id"], ["expected_runs.id"], name=op.f("fk_run_mails_run_id")),
        sa.PrimaryKeyConstraint("run_id", "message_id", "item", name=op.f("pk_run_mails")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_run_mails_message", "run_mails", ["message_id"])


def _process_mails() -> None:
    op.create_table(
        "process_mails",
        sa.Column("message_id", sa.Integer(), autoincrement=False, nullable=False),
        *_texts("verdict", "product", "job", "host", "rule", "matched"),
        sa.Column("informational", sa.Boolean(), nullable=False),
        sa.Column("jobs", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('OK', 'WARNING', 'PARTIAL', 'FAILED', 'UNKNOWN')",
            name=op.f("ck_process_mails_ck_process_mails_verdict_known"),
        ),
        sa.CheckConstraint(
            "state IN ('bound', 'unrecognised', 'unknown', 'informational', 'unbound')",
            name=op.f("ck_process_mails_ck_process_mails_state_known"),
        ),
        sa.ForeignKeyConstraint(["message_id"], ["messages.id"], name=op.f("fk_process_mails_message_id")),
        sa.PrimaryKeyConstraint("message_id", name=op.f("pk_process_mails")),
    )
    op.create_index("ix_process_mails_seq", "process_mails", ["seq"])
    op.create_index("ix_process_mails_state", "process_mails", ["state"])
    op.create_table(
        "taught_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        *_texts("sender", "subject_words", "words", "verdict", "product", "job", "note", "created_by"),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("from_message", sa.Integer(), nullable=True),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('OK', 'WARNING', 'PARTIAL', 'FAILED', 'UNKNOWN', 'informational')",
            name=op.f("ck_taught_rules_ck_taught_rules_verdict_known"),
        ),
        sa.ForeignKeyConstraint(["from_message"], ["messages.id"], name=op.f("fk_taught_rules_from_message")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taught_rules")),
    )


def _progress() -> None:
    op.create_table(
        "progress",
        *_texts("name"),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_progress")),
    )


def _hold_while_a_mailbox_cannot_be_read() -> None:
    """Let proposals be held for one more reason. SQLite copies the table for it, with all else that is said of it."""
    name = op.f("ck_proposals_ck_proposals_hold_known")
    with op.batch_alter_table("proposals") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, "hold IS NULL OR hold IN ('downtime', 'flapping', 'mailbox')")


def _count_no_words() -> None:
    """Spare PostgreSQL the statistics of the index of words: for them it takes every text apart, mails take minutes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER INDEX ix_search_texts_words ALTER COLUMN 1 SET STATISTICS 0")
