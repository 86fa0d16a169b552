"""What belongs to the people at the desk: who looks at which call now, and the views each has saved."""

from sqlalchemy import Column, Double, ForeignKey, Index, String, Table

from db.tables.base import metadata

# One row for each open workbench that shows a call; it grows stale when nobody refreshes it.
presence = Table(
    "presence",
    metadata,
    Column("who", String, primary_key=True),
    Column("place", String, primary_key=True),  # the workbench: machine and terminal or process
    Column("call_id", ForeignKey("calls.id"), nullable=False),
    Column("since", Double, nullable=False),
    Column("at", Double, nullable=False),  # last sign of life
    Index("ix_presence_call", "call_id"),
)

saved_views = Table(
    "saved_views",
    metadata,
    Column("owner", String, primary_key=True),
    Column("name", String, primary_key=True),
    Column("filter", String, nullable=False),
    Column("sort", String, nullable=False),
)
