"""The change feed: how far it is, and when the inventory last changed."""

from sqlalchemy import select, update

from db.queries.sql import insert
from db.session import Reader, Writer
from db.tables.feed import feed
from db.tables.feed import progress as followers


def head(r: Reader) -> int:
    """Return the number of the last committed change."""
    return int(r.connection.execute(select(feed.c.head)).scalar_one())


def inventory_head(r: Reader) -> int:
    """Return the number of the last change of the inventory; a higher one than yours means: load it again."""
    return int(r.connection.execute(select(feed.c.inventory)).scalar_one())


def mark_inventory(w: Writer) -> None:
    """Say that this change touches the inventory."""
    w.connection.execute(update(feed).values(inventory=w.seq))


def progress(r: Reader, name: str) -> int | None:
    """Return up to which change somebody has acted on the feed, None for somebody who never did."""
    seq: int | None = r.connection.execute(select(followers.c.seq).where(followers.c.name == name)).scalar_one_or_none()
    return seq


def advance(w: Writer, name: str, seq: int) -> None:
    """Say up to which change somebody has acted on the feed."""
    statement = insert(w, followers).values(name=name, seq=seq)
    w.connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"seq": seq}))
