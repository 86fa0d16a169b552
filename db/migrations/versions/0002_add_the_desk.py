"""Calls, proposals, presence, saved views and full-text search."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call_numbers",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_call_numbers")),
    )
    op.create_table(
        "saved_views",
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("filter", sa.String(), nullable=False),
        sa.Column("sort", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("owner", "name", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("site", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("contract", sa.String(), nullable=False),
        sa.Column("typology", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("assigned_at", sa.Double(), nullable=True),
        sa.Column("taken_at", sa.Double(), nullable=True),
        sa.Column("blocking", sa.Boolean(), nullable=False),
        sa.Column("consultancy", sa.Boolean(), nullable=False),
        sa.Column("wait_reason", sa.String(), nullable=True),
        sa.Column("wake_at", sa.Double(), nullable=True),
        sa.Column("waits_for", sa.String(), nullable=False),
        sa.Column("awaited", sa.String(), nullable=True),
        sa.Column("awaited_ref", sa.String(), nullable=False),
        sa.Column("closing_proposed_at", sa.Double(), nullable=True),
        sa.Column("closing_evidence", sa.String(), nullable=False),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("solution", sa.String(), nullable=False),
        sa.Column("touched_at", sa.Double(), nullable=False),
        sa.Column("clocks_at", sa.Double(), nullable=False),
        sa.Column("sla1_phase", sa.String(), nullable=False),
        sa.Column("sla1_alarm", sa.String(), nullable=False),
        sa.Column("sla1_spent", sa.Double(), nullable=False),
        sa.Column("sla1_unpaused", sa.Double(), nullable=False),
        sa.Column("sla1_limit", sa.Double(), nullable=True),
        sa.Column("sla1_warn_at", sa.Double(), nullable=True),
        sa.Column("sla1_due", sa.Double(), nullable=True),
        sa.Column("sla1_stopped_at", sa.Double(), nullable=True),
        sa.Column("sla1_agreed", sa.Boolean(), nullable=False),
        sa.Column("sla2_phase", sa.String(), nullable=False),
        sa.Column("sla2_alarm", sa.String(), nullable=False),
        sa.Column("sla2_spent", sa.Double(), nullable=False),
        sa.Column("sla2_unpaused", sa.Double(), nullable=False),
        sa.Column("sla2_limit", sa.Double(), nullable=True),
        sa.Column("sla2_warn_at", sa.Double(), nullable=True),
        sa.Column("sla2_due", sa.Double(), nullable=True),
        sa.Column("sla2_stopped_at", sa.Double(), nullable=True),
        sa.Column("sla2_agreed", sa.Boolean(), nullable=False),
        sa.Column("next_at", sa.Double(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(awaited IS NOT NULL) = (wait_reason IS NOT NULL AND wait_reason = 'process')",
            name=op.f("ck_calls_awaited"),
        ),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_calls_closed_has_time")),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name=op.f("ck_calls_closed_has_outcome")),
        sa.CheckConstraint(
            "(state = 'suspended') = (wait_reason IS NOT NULL)", name=op.f("ck_calls_suspended_has_reason")
        ),
        sa.CheckConstraint("(state = 'suspended') = (wake_at IS NOT NULL)", name=op.f("ck_calls_suspended_has_wake")),
        sa.CheckConstraint("version >= 1", name=op.f("ck_calls_ck_calls_version_min")),
        sa.CheckConstraint("level IN ('help_desk', 'tele_assistance')", name=op.f("ck_calls_ck_calls_level_known")),
        sa.CheckConstraint(
            "priority IN ('low', 'normal', 'high', 'urgent')", name=op.f("ck_calls_ck_calls_priority_known")
        ),
        sa.CheckConstraint(
            "origin IN ('portal', 'mail', 'phone', 'monitoring', 'technician')",
            name=op.f("ck_calls_ck_calls_origin_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'assigned', 'in_progress', 'suspended', 'closed')",
            name=op.f("ck_calls_ck_calls_state_known"),
        ),
        sa.CheckConstraint(
            "wait_reason IS NULL OR wait_reason IN ('process', 'customer', 'supplier')",
            name=op.f("ck_calls_ck_calls_wait_reason_known"),
        ),
        sa.CheckConstraint(
            "awaited IS NULL OR awaited IN ('object', 'run')", name=op.f("ck_calls_ck_calls_awaited_known")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('solved', 'workaround', 'no_fault', 'supplier', 'withdrawn', 'merged')",
            name=op.f("ck_calls_ck_calls_outcome_known"),
        ),
        sa.CheckConstraint(
            "sla1_phase IN ('running', 'out_of_hours', 'suspended', 'stopped', 'void')",
            name=op.f("ck_calls_ck_calls_sla1_phase_known"),
        ),
        sa.CheckConstraint(
            "sla1_alarm IN ('none', 'ok', 'warning', 'breached')", name=op.f("ck_calls_ck_calls_sla1_alarm_known")
        ),
        sa.CheckConstraint(
            "sla2_phase IN ('running', 'out_of_hours', 'suspended', 'stopped', 'void')",
            name=op.f("ck_calls_ck_calls_sla2_phase_known"),
        ),
        sa.CheckConstraint(
            "sla2_alarm IN ('none', 'ok', 'warning', 'breached')", name=op.f("ck_calls_ck_calls_sla2_alarm_known")
        ),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_calls_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sa.UniqueConstraint("number", name=op.f("uq_calls_number")),
    )
    op.create_index("ix_calls_closed", "calls", ["closed_at"], unique=False)
    op.create_index("ix_calls_customer", "calls", ["customer_id", "opened_at"], unique=False)
    op.create_index(
        "ix_calls_next",
        "calls",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_calls_owner", "calls", ["owner", "assigned_at"], unique=False)
    op.create_index("ix_calls_seq", "calls", ["seq"], unique=False)
    op.create_index("ix_calls_touched", "calls", ["touched_at"], unique=False)
    op.create_index(
        "ix_calls_wake",
        "calls",
        ["wake_at"],
        unique=False,
        sqlite_where=sa.text("wake_at IS NOT NULL"),
        postgresql_where=sa.text("wake_at IS NOT NULL"),
    )
    op.create_table(
        "call_events",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_call_events_ck_call_events_number_min")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_events_call_id")),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f("pk_call_events")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "call_links",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('object', 'problem', 'run', 'call', 'refers_to', 'split_from', 'merged_into', 'explained')",
            name=op.f("ck_call_links_ck_call_links_kind_known"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_links_call_id")),
        sa.PrimaryKeyConstraint("call_id", "kind", "ref", name=op.f("pk_call_links")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_call_links_ref", "call_links", ["kind", "ref"], unique=False)
    op.create_table(
        "call_time",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("technician", sa.String(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.Column("ended_at", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("included", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_call_time_order")),
        sa.CheckConstraint(
            "kind IN ('remote', 'on_site', 'travel')", name=op.f("ck_call_time_ck_call_time_kind_known")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_time_call_id")),
        sa.PrimaryKeyConstraint("call_id", "key", name=op.f("pk_call_time")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_call_time_started", "call_time", ["started_at"], unique=False)
    op.create_table(
        "call_watches",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("technician", sa.String(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_call_watches_call_id")),
        sa.PrimaryKeyConstraint("call_id", "technician", name=op.f("pk_call_watches")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "presence",
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Double(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_presence_call_id")),
        sa.PrimaryKeyConstraint("who", "place", name=op.f("pk_presence")),
    )
    op.create_index("ix_presence_call", "presence", ["call_id"], unique=False)
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('call', 'note', 'message', 'solution')", name=op.f("ck_search_texts_ck_search_texts_kind_known")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_search_texts_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint("call_id", "kind", "ref", name=op.f("uq_search_texts_call_id")),
    )
    op.create_table(
        "visits",
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Double(), nullable=False),
        sa.Column("ends_at", sa.Double(), nullable=False),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("technicians", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_visits_call_id")),
        sa.PrimaryKeyConstraint("call_id", "key", name=op.f("pk_visits")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_visits_ends", "visits", ["ends_at"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("problem_id", sa.Integer(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hold", sa.String(), nullable=True),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("severity", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("folded", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("updated_at", sa.Double(), nullable=False),
        sa.Column("decided_at", sa.Double(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("recovered_at", sa.Double(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "(state = 'dismissed') = (reason IS NOT NULL)", name=op.f("ck_proposals_dismissed_has_reason")
        ),
        sa.CheckConstraint("(state = 'held') = (hold IS NOT NULL)", name=op.f("ck_proposals_held_has_reason")),
        sa.CheckConstraint(
            "(state IN ('accepted', 'linked')) = (call_id IS NOT NULL)", name=op.f("ck_proposals_accepted_has_call")
        ),
        sa.CheckConstraint(
            "(state IN ('pending', 'held')) = (decided_at IS NULL)", name=op.f("ck_proposals_decided_has_time")
        ),
        sa.CheckConstraint("(problem_id IS NULL) <> (run_id IS NULL)", name=op.f("ck_proposals_one_cause")),
        sa.CheckConstraint(
            "state IN ('pending', 'held', 'accepted', 'linked', 'dismissed', 'withdrawn')",
            name=op.f("ck_proposals_ck_proposals_state_known"),
        ),
        sa.CheckConstraint(
            "hold IS NULL OR hold IN ('downtime', 'flapping')", name=op.f("ck_proposals_ck_proposals_hold_known")
        ),
        sa.CheckConstraint(
            "reason IS NULL OR reason IN ('maintenance', 'human_action', 'false_alarm', 'other')",
            name=op.f("ck_proposals_ck_proposals_reason_known"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("fk_proposals_call_id")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_proposals_customer_id")),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_proposals_object_id")),
        sa.ForeignKeyConstraint(["problem_id"], ["problems.id"], name=op.f("fk_proposals_problem_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
    )
    op.create_index("ix_proposals_call", "proposals", ["call_id"], unique=False)
    op.create_index("ix_proposals_object", "proposals", ["object_id", "opened_at"], unique=False)
    op.create_index("ix_proposals_opened", "proposals", ["opened_at"], unique=False)
    op.create_index("ix_proposals_problem", "proposals", ["problem_id"], unique=False)
    op.create_index("ix_proposals_run", "proposals", ["run_id"], unique=False)
    op.create_index("ix_proposals_seq", "proposals", ["seq"], unique=False)
    op.create_index(
        "uq_proposals_problem",
        "proposals",
        ["problem_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL AND problem_id IS NOT NULL"),
        postgresql_where=sa.text("decided_at IS NULL AND problem_id IS NOT NULL"),
    )
    op.create_index(
        "uq_proposals_run",
        "proposals",
        ["run_id"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL AND run_id IS NOT NULL"),
        postgresql_where=sa.text("decided_at IS NULL AND run_id IS NOT NULL"),
    )
    _index_words()


def _index_words() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE search_words USING fts5(body, content = 'search_texts', content_rowid = 'id',"
            " tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')"
        )
        return
    letters = "-_./@<>&+\u00a0¡¢£¤¥¦§¨©«¬®¯°±´¶·¸»¿×÷‘’‚“”„–—…•€ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝàáâãäåçèéêëìíîïñòóôõöùúûüýÿĀāĂăĄąĆćĈĉĊċČčĎďĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĨĩĪīĬĭĮįİĲĳĴĵĶķĹĺĻļĽľĿŀŃńŅņŇňŌōŎŏŐőŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžſ"
    plain = "                                            aaaaaaceeeeiiiinooooouuuuyaaaaaaceeeeiiiinooooouuuuyyaaaaaaccccccccddeeeeeeeeeegggggggghhiiiiiiiiiiijjkkllllllllnnnnnnoooooorrrrrrssssssssttttuuuuuuuuuuuuwwyyyzzzzzzs"
    folded = f"translate(body, '{letters}', '{plain}')"
    op.execute(
        "CREATE INDEX ix_search_texts_words ON search_texts USING gin"
        f" ((to_tsvector('italian'::regconfig, {folded}) || to_tsvector('simple'::regconfig, {folded})))"
    )
