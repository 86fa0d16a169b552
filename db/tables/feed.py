"""The change feed and the lease of the poller."""

from sqlalchemy import JSON, BigInteger, CheckConstraint, Column, Double, Integer, String, Table

from db.tables.base import metadata

# One row. Every write transaction takes the next `head` first, which serialises writers on both databases, and stamps
# the rows that screens show with it (`seq`). "What changed since N" is `seq > N`.
feed = Table(
    "feed",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("inventory", BigInteger, nullable=False),  # `head` of the last change of the inventory
)

# How far each of those who act on changes has come, such as whoever tells customers of the steps of their calls.
progress = Table(
    "progress",
    metadata,
    Column("name", String, primary_key=True),
    Column("seq", BigInteger, nullable=False),  # acted on up to this number
)

# One row: who polls. `epoch` grows with every take-over, so a writer that lost the lease notices at its next commit.
lease = Table(
    "lease",
    metadata,
    Column("id", Integer, CheckConstraint("id = 1", name="single"), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("holder", String, nullable=False),  # "user@machine pid N", "" when free
    Column("acquired_at", Double, nullable=False),
    Column("heartbeat_at", Double, nullable=False),
    Column("health", JSON, nullable=False),  # checks.engine.health.Health as JSON: latency, queue, errors
)
