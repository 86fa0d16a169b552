"""What is looked after: the declared documents, and the customers, sites and monitored objects made of them."""

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
    UniqueConstraint,
)

from db.tables.base import OBJECT_KINDS, metadata, one_of

# One row per declared item as its file says it (templates not expanded), for diff, export and "managed by".
documents = Table(
    "documents",
    metadata,
    Column("kind", String, primary_key=True),  # customer, site, host, template, snmp, period, downtime ...
    Column("key", String, primary_key=True),
    Column("origin", String, nullable=False),  # the file that manages it
    Column("line", Integer, nullable=False),
    Column("source", JSON, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("key", String, nullable=False, unique=True),
    Column("name", String, nullable=False),
    Column("notes", String, nullable=False, server_default=""),
    Column("removed_at", Double),
)

sites = Table(
    "sites",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("key", String, nullable=False),
    Column("name", String, nullable=False),
    Column("removed_at", Double),
    UniqueConstraint("customer_id", "key"),
)

# Hosts and services alike: whatever is checked, judged and shown. A removed object keeps its row and its history; an
# object declared again under the same name gets its row back.
objects = Table(
    "objects",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String, one_of("kind", OBJECT_KINDS), nullable=False),
    Column("full_name", String, nullable=False, unique=True),  # "host" or "host/service"
    Column("host_id", ForeignKey("objects.id")),  # the service's host; NULL for a host
    Column("name", String, nullable=False),  # the host's or the service's own name
    Column("customer_id", ForeignKey("customers.id"), nullable=False),
    Column("site_id", ForeignKey("sites.id")),
    Column("address", String, nullable=False, server_default=""),  # hosts only
    Column("snmp", String),  # hosts only: name of an `snmp` document
    Column("probe", String, nullable=False),
    Column("options", JSON, nullable=False),
    Column("interval", Integer, CheckConstraint("interval BETWEEN 1 AND 300", name="interval_max"), nullable=False),
    Column("retry_interval", Integer, CheckConstraint("retry_interval >= 1", name="retry_min"), nullable=False),
    Column("max_attempts", Integer, CheckConstraint("max_attempts >= 1", name="attempts_min"), nullable=False),
    Column("flap_enabled", Boolean, nullable=False),
    Column("flap_low", Double, nullable=False),
    Column("flap_high", Double, nullable=False),
    Column("check_period", String),  # name of a `period` document
    Column("notes", String, nullable=False, server_default=""),
    Column("removed_at", Double),
    Column("seq", BigInteger, nullable=False, server_default="0"),
    CheckConstraint("(kind = 'host') = (host_id IS NULL)", name="service_has_host"),
    Index("ix_objects_host", "host_id"),
)

host_parents = Table(
    "host_parents",
    metadata,
    Column("host_id", ForeignKey("objects.id"), primary_key=True),
    Column("parent_id", ForeignKey("objects.id"), primary_key=True),
)
