"""What is usual for each metric at each hour of the week."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "baselines",
        sa.Column("cell", sa.Integer(), nullable=False),
        sa.Column("metric_id", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("deviation", sa.Double(), nullable=False),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.CheckConstraint("cell BETWEEN 0 AND 167", name=op.f("ck_baselines_ck_baselines_hour_of_week")),
        sa.ForeignKeyConstraint(["metric_id"], ["metrics.id"], name=op.f("fk_baselines_metric_id")),
        sa.PrimaryKeyConstraint("cell", "metric_id", name=op.f("pk_baselines")),
        sqlite_with_rowid=False,
    )
