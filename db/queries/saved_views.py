"""Filters and orders that people gave a name."""

from dataclasses import asdict

from sqlalchemy import delete as sql_delete
from sqlalchemy import select

from db.queries.sql import insert
from db.rows_desk import SavedViewRow
from db.session import Reader, Writer
from db.tables.people import saved_views
from db.values import storable

_COLUMNS = tuple(saved_views.c[name] for name in SavedViewRow.__slots__)


def of(r: Reader, owner: str) -> list[SavedViewRow]:
    """Return the views of one person, by name."""
    statement = select(*_COLUMNS).where(saved_views.c.owner == owner).order_by(saved_views.c.name)
    return [SavedViewRow(*row) for row in r.connection.execute(statement)]


def save(w: Writer, view: SavedViewRow) -> None:
    """Store a view, in place of the one of that name."""
    values = {name: storable(value) for name, value in asdict(view).items()}
    changed = {"filter": values["filter"], "sort": values["sort"]}
    w.connection.execute(
        insert(w, saved_views).values(values).on_conflict_do_update(index_elements=["owner", "name"], set_=changed)
    )


def delete(w: Writer, owner: str, name: str) -> None:
    """Forget a view; nothing where there is none of that name."""
    w.connection.execute(
        sql_delete(saved_views).where(saved_views.c.owner == owner, saved_views.c.name == storable(name))
    )
