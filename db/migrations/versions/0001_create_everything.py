"""Create everything."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "customers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("notes", sa.String(), server_default="", nullable=False),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_customers")),
        sa.UniqueConstraint("key", name=op.f("uq_customers_key")),
    )
    op.create_table(
        "documents",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("source", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", name=op.f("pk_documents")),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.Column("inventory", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_feed_ck_feed_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
    )
    op.create_table(
        "lease",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("acquired_at", sa.Double(), nullable=False),
        sa.Column("heartbeat_at", sa.Double(), nullable=False),
        sa.Column("health", sa.JSON(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_lease_ck_lease_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
    )
    op.create_table(
        "roll_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("done_until", sa.Double(), nullable=True),
        sa.Column("target_until", sa.Double(), server_default="0", nullable=False),
        sa.Column("rolled_metric_id", sa.Integer(), nullable=True),
        sa.Column("raw_kept_from", sa.Double(), server_default="0", nullable=False),
        sa.Column("five_minute_kept_from", sa.Double(), server_default="0", nullable=False),
        sa.Column("hourly_kept_from", sa.Double(), server_default="0", nullable=False),
        sa.Column("pruned_metric_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_roll_up_ck_roll_up_single")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roll_up")),
    )
    op.create_table(
        "sites",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_sites_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sites")),
        sa.UniqueConstraint("customer_id", "key", name=op.f("uq_sites_customer_id")),
    )
    op.create_table(
        "objects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("full_name", sa.String(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("customer_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(), server_default="", nullable=False),
        sa.Column("snmp", sa.String(), nullable=True),
        sa.Column("probe", sa.String(), nullable=False),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("interval", sa.Integer(), nullable=False),
        sa.Column("retry_interval", sa.Integer(), nullable=False),
        sa.Column("max_attempts", sa.Integer(), nullable=False),
        sa.Column("flap_enabled", sa.Boolean(), nullable=False),
        sa.Column("flap_low", sa.Double(), nullable=False),
        sa.Column("flap_high", sa.Double(), nullable=False),
        sa.Column("check_period", sa.String(), nullable=True),
        sa.Column("notes", sa.String(), server_default="", nullable=False),
        sa.Column("removed_at", sa.Double(), nullable=True),
        sa.Column("seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('host', 'service')", name=op.f("ck_objects_ck_objects_kind_known")),
        sa.CheckConstraint("interval BETWEEN 1 AND 300", name=op.f("ck_objects_ck_objects_interval_max")),
        sa.CheckConstraint("retry_interval >= 1", name=op.f("ck_objects_ck_objects_retry_min")),
        sa.CheckConstraint("max_attempts >= 1", name=op.f("ck_objects_ck_objects_attempts_min")),
        sa.CheckConstraint("(kind = 'host') = (host_id IS NULL)", name=op.f("ck_objects_service_has_host")),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_objects_customer_id")),
        sa.ForeignKeyConstraint(["host_id"], ["objects.id"], name=op.f("fk_objects_host_id")),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_objects_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objects")),
        sa.UniqueConstraint("full_name", name=op.f("uq_objects_full_name")),
    )
    op.create_index("ix_objects_host", "objects", ["host_id"], unique=False)

    op.create_table(
        "acknowledgements",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("sticky", sa.Boolean(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("expires_at", sa.Double(), nullable=True),
        sa.Column("cleared_at", sa.Double(), nullable=True),
        sa.Column("cleared_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_acknowledgements_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgements")),
    )
    op.create_index(
        "ix_acknowledgements_current",
        "acknowledgements",
        ["object_id"],
        unique=False,
        sqlite_where=sa.text("cleared_at IS NULL"),
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    op.create_index("ix_acknowledgements_object", "acknowledgements", ["object_id"], unique=False)

    op.create_table(
        "check_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.Double(), nullable=False),
        sa.Column("requested_by", sa.String(), nullable=False),
        sa.Column("taken_at", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_check_requests_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_requests")),
    )
    op.create_index("ix_check_requests_taken", "check_requests", ["taken_at"], unique=False)

    op.create_table(
        "downtimes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("with_services", sa.Boolean(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("starts_at", sa.Double(), nullable=False),
        sa.Column("ends_at", sa.Double(), nullable=False),
        sa.Column("duration", sa.Double(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("created_at", sa.Double(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.Double(), nullable=True),
        sa.Column("cancelled_by", sa.String(), nullable=True),
        sa.Column("rule", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('fixed', 'flexible')", name=op.f("ck_downtimes_ck_downtimes_kind_known")),
        sa.CheckConstraint(
            "(kind = 'flexible') = (duration IS NOT NULL)", name=op.f("ck_downtimes_flexible_has_duration")
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_downtimes_order")),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_downtimes_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_downtimes")),
    )
    op.create_index(
        "ix_downtimes_current",
        "downtimes",
        ["starts_at"],
        unique=False,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_downtimes_object", "downtimes", ["object_id"], unique=False)
    op.create_index("uq_downtimes_rule", "downtimes", ["rule", "object_id", "starts_at"], unique=True)

    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=True),
        sa.Column("state_type", sa.String(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=True),
        sa.Column("notify", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('STATE', 'FLAPPING_START', 'FLAPPING_END', 'ACKNOWLEDGED', 'UNACKNOWLEDGED', 'DOWNTIME_SET', 'DOWNTIME_START', 'DOWNTIME_END', 'DOWNTIME_CANCELLED', 'COMMENT', 'CHECK_REQUESTED', 'INVENTORY', 'POLLER')",
            name=op.f("ck_events_ck_events_kind_known"),
        ),
        sa.CheckConstraint(
            "from_state IS NULL OR from_state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_events_ck_events_from_state_known"),
        ),
        sa.CheckConstraint(
            "state IS NULL OR state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_events_ck_events_state_known"),
        ),
        sa.CheckConstraint(
            "state_type IS NULL OR state_type IN ('SOFT', 'HARD')", name=op.f("ck_events_ck_events_state_type_known")
        ),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_events_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    op.create_index("ix_events_at", "events", ["at"], unique=False)
    op.create_index("ix_events_object", "events", ["object_id", "at"], unique=False)
    op.create_index("ix_events_seq", "events", ["seq"], unique=False)

    op.create_table(
        "host_parents",
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["objects.id"], name=op.f("fk_host_parents_host_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["objects.id"], name=op.f("fk_host_parents_parent_id")),
        sa.PrimaryKeyConstraint("host_id", "parent_id", name=op.f("pk_host_parents")),
    )
    op.create_table(
        "metrics",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("value", sa.Double(), nullable=True),
        sa.Column("at", sa.Double(), nullable=True),
        sa.Column("warn", sa.String(), nullable=True),
        sa.Column("crit", sa.String(), nullable=True),
        sa.Column("min", sa.Double(), nullable=True),
        sa.Column("max", sa.Double(), nullable=True),
        sa.Column("stale", sa.Boolean(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_metrics_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metrics")),
        sa.UniqueConstraint("object_id", "name", name=op.f("uq_metrics_object_id")),
    )
    op.create_table(
        "object_states",
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("state_type", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("hard_state", sa.String(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("started_at", sa.Double(), nullable=True),
        sa.Column("checked_at", sa.Double(), nullable=True),
        sa.Column("next_check_at", sa.Double(), nullable=True),
        sa.Column("changed_at", sa.Double(), nullable=True),
        sa.Column("hard_changed_at", sa.Double(), nullable=True),
        sa.Column("last_ok_at", sa.Double(), nullable=True),
        sa.Column("elapsed_ms", sa.Double(), nullable=False),
        sa.Column("latency_ms", sa.Double(), nullable=False),
        sa.Column("flap_bits", sa.Integer(), nullable=False),
        sa.Column("flap_percent", sa.Double(), nullable=False),
        sa.Column("flapping", sa.Boolean(), nullable=False),
        sa.Column("suppressed_state", sa.String(), nullable=True),
        sa.Column("memory", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_object_states_ck_object_states_state_known"),
        ),
        sa.CheckConstraint(
            "state_type IN ('SOFT', 'HARD')", name=op.f("ck_object_states_ck_object_states_state_type_known")
        ),
        sa.CheckConstraint(
            "hard_state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_object_states_ck_object_states_hard_state_known"),
        ),
        sa.CheckConstraint(
            "suppressed_state IS NULL OR suppressed_state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_object_states_ck_object_states_suppressed_state_known"),
        ),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_object_states_object_id")),
        sa.PrimaryKeyConstraint("object_id", name=op.f("pk_object_states")),
    )
    op.create_index("ix_object_states_seq", "object_states", ["seq"], unique=False)

    op.create_table(
        "problems",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.Double(), nullable=False),
        sa.Column("closed_at", sa.Double(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cause_id", sa.Integer(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_problems_ck_problems_state_known"),
        ),
        sa.ForeignKeyConstraint(["cause_id"], ["problems.id"], name=op.f("fk_problems_cause_id")),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_problems_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_problems")),
    )
    op.create_index("ix_problems_object", "problems", ["object_id", "opened_at"], unique=False)
    op.create_index("ix_problems_seq", "problems", ["seq"], unique=False)
    op.create_index(
        "uq_problems_open",
        "problems",
        ["object_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )

    op.create_table(
        "submissions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("output", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("taken_at", sa.Double(), nullable=True),
        sa.CheckConstraint(
            "state IN ('OK', 'WARNING', 'CRITICAL', 'UNKNOWN', 'UP', 'DOWN', 'UNREACHABLE', 'PENDING')",
            name=op.f("ck_submissions_ck_submissions_state_known"),
        ),
        sa.ForeignKeyConstraint(["object_id"], ["objects.id"], name=op.f("fk_submissions_object_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
    )
    op.create_index("ix_submissions_taken", "submissions", ["taken_at"], unique=False)

    op.create_table(
        "late_slots",
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_late_slots_metric_id")),
        sa.PrimaryKeyConstraint("metric_id", "at", name=op.f("pk_late_slots")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "samples",
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_samples_metric_id")),
        sa.PrimaryKeyConstraint("metric_id", "at", name=op.f("pk_samples")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "samples_1h",
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_samples_1h_metric_id")),
        sa.PrimaryKeyConstraint("metric_id", "at", name=op.f("pk_samples_1h")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "samples_5m",
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.Double(), nullable=False),
        sa.Column("low", sa.Double(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("high", sa.Double(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_samples_5m_metric_id")),
        sa.PrimaryKeyConstraint("metric_id", "at", name=op.f("pk_samples_5m")),
        sqlite_with_rowid=False,
    )
    op.execute("INSERT INTO feed (id, head, inventory) VALUES (1, 0, 0)")
    op.execute("INSERT INTO lease (id, epoch, holder, acquired_at, heartbeat_at, health) VALUES (1, 0, '', 0, 0, '{}')")
    op.execute("INSERT INTO roll_up (id) VALUES (1)")
