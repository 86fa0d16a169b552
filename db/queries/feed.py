"""The change feed: how far it is, and when the inventory last changed."""

from sqlalchemy import select, update

from db.session import Reader, Writer
from db.tables.feed import feed


def head(r: Reader) -> int:
    """Return the number of the last committed change."""
    return int(r.connection.execute(select(feed.c.head)).scalar_one())


def inventory_head(r: Reader) -> int:
    """Return the number of the last change of the inventory; a higher one than yours means: load it again."""
    return int(r.connection.execute(select(feed.c.inventory)).scalar_one())


def mark_inventory(w: Writer) -> None:
    """Say that this change touches the inventory."""
    w.connection.execute(update(feed).values(inventory=w.seq))
