"""What happened: events are appended, never changed."""

from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, func, insert, select

from db.queries.sql import Bulk
from db.rows import EventRow, NewEvent
from db.session import Reader, Writer
from db.tables.history import events
from db.tables.inventory import customers, objects
from db.values import storable

_BEFORE_TEXT = ("at", "kind", "object_id", "from_state", "state", "state_type", "attempt", "notify")
_values = attrgetter(*_BEFORE_TEXT)
_APPEND = Bulk([*_BEFORE_TEXT, "text", "cause", "actor", "seq"], lambda _dialect: insert(events))


def append(w: Writer, new: Sequence[NewEvent]) -> None:
    """Append events to the history."""
    _APPEND.execute(w, [_stored(event, w.seq) for event in new])


def _stored(event: NewEvent, seq: int) -> tuple[Any, ...]:
    return (*_values(event), storable(event.text), event.cause, event.actor, seq)


def of_object(r: Reader, object_id: int, limit: int = 200, before_id: int | None = None) -> list[EventRow]:
    """Return the events of one object, newest first; `before_id` is where the previous page ended."""
    return _page(r, _events().where(events.c.object_id == object_id), limit, before_id)


def latest(r: Reader, limit: int = 500, before_id: int | None = None, since_seq: int | None = None) -> list[EventRow]:
    """Return the events of everything, newest first; `since_seq` leaves only those after that number of the feed."""
    statement = _events()
    if since_seq is not None:
        statement = statement.where(events.c.seq > since_seq)
    return _page(r, statement, limit, before_id)


def _events() -> Select[Any]:
    e = events.c
    return (
        select(
            e.id, e.at, e.kind, e.object_id,
            func.coalesce(objects.c.full_name, ""), func.coalesce(customers.c.name, ""),
            e.from_state, e.state, e.state_type, e.attempt, e.notify, e.text, e.cause, e.actor, e.seq,
        )
        .outerjoin(objects, objects.c.id == e.object_id)
        .outerjoin(customers, customers.c.id == objects.c.customer_id)
    )  # fmt: skip


def _page(r: Reader, statement: Select[Any], limit: int, before_id: int | None) -> list[EventRow]:
    if before_id is not None:
        statement = statement.where(events.c.id < before_id)
    rows = r.connection.execute(statement.order_by(events.c.id.desc()).limit(limit))
    return [EventRow(*row) for row in rows]
