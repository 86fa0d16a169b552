"""How stored calls become rows: what the queries of calls share."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, Table, and_, func, select

from db.queries.sql import chunks
from db.rows_desk import (
    CallEventRow,
    CallParts,
    CallRow,
    CallTimeRow,
    ClockRow,
    LinkRow,
    QueueRow,
    VisitRow,
    WatchRow,
)
from db.session import Reader
from db.tables import calls as tables
from db.tables.inventory import customers, sites

T = TypeVar("T")
CLOCKS = ("sla1", "sla2")
PLAIN = tuple(name for name in CallRow.__slots__ if name not in CLOCKS)
_C = tables.calls.c
OPEN = _C.closed_at.is_(None)
_CLOCK_COLUMNS = [_C[f"{clock}_{column}"] for clock in CLOCKS for column in tables.CLOCK_COLUMNS]
_CALL_COLUMNS = [_C.id, *(_C[name] for name in PLAIN), *_CLOCK_COLUMNS]
_BEFORE_CLOCKS = CallRow.__slots__.index("sla1")  # `next_at` alone comes after them
_CALL_END = 1 + len(PLAIN)
_SLA2 = _CALL_END + len(tables.CLOCK_COLUMNS)
_ROW_END = _SLA2 + len(tables.CLOCK_COLUMNS)


def _queue() -> Select[Any]:
    return (
        select(*_CALL_COLUMNS, customers.c.key, customers.c.name, func.coalesce(sites.c.name, ""), _C.seq)
        .select_from(tables.calls)
        .join(customers, customers.c.id == _C.customer_id)
        .outerjoin(sites, and_(sites.c.customer_id == _C.customer_id, sites.c.key == _C.site))
    )


QUEUE = _queue()


def _call(row: Sequence[Any]) -> CallRow:
    plain = row[1:_CALL_END]
    sla1, sla2 = ClockRow(*row[_CALL_END:_SLA2]), ClockRow(*row[_SLA2:_ROW_END])
    values = (*plain[:_BEFORE_CLOCKS], sla1, sla2, *plain[_BEFORE_CLOCKS:])
    return CallRow(*values)


def rows(r: Reader, *conditions: ColumnElement[bool]) -> list[QueueRow]:
    """Return the calls that meet all of `conditions`."""
    return fetched(r, QUEUE.where(*conditions))


def fetched(r: Reader, statement: Select[Any]) -> list[QueueRow]:
    """Return the rows of a statement made of `QUEUE`."""
    return [QueueRow(row[0], _call(row), *row[_ROW_END:]) for row in r.connection.execute(statement)]


def events_of(r: Reader, *conditions: ColumnElement[bool]) -> list[CallEventRow]:
    """Return events that meet all of `conditions`, in order."""
    e = tables.call_events.c
    statement = select(e.call_id, e.number, e.at, e.author, e.kind, e.data).where(*conditions)
    return [CallEventRow(*row) for row in r.connection.execute(statement.order_by(e.call_id, e.number))]


def parts_of(r: Reader, call_ids: Collection[int]) -> dict[int, CallParts]:
    """Return the lists of each of these calls, each list in the order of its key."""
    links = _grouped(r, tables.call_links, LinkRow, call_ids)
    time = _grouped(r, tables.call_time, CallTimeRow, call_ids)
    watches = _grouped(r, tables.call_watches, WatchRow, call_ids)
    visits = _grouped(r, tables.visits, VisitRow, call_ids)
    return {
        call_id: CallParts(
            tuple(links.get(call_id, ())),
            tuple(time.get(call_id, ())),
            tuple(watches.get(call_id, ())),
            tuple(visit_of(visit) for visit in visits.get(call_id, ())),
        )
        for call_id in call_ids
    }


def _grouped(r: Reader, table: Table, made: type[T], call_ids: Collection[int]) -> Mapping[int, Sequence[T]]:
    columns = [table.c[name] for name in made.__slots__]  # type: ignore[attr-defined]  # dataclasses with slots
    statement = select(table.c.call_id, *columns).order_by(*table.primary_key.columns)
    found: dict[int, list[T]] = {}
    for chunk in chunks(call_ids):
        for call_id, *values in r.connection.execute(statement.where(table.c.call_id.in_(chunk))):
            found.setdefault(call_id, []).append(made(*values))
    return found


def visit_of(stored: VisitRow) -> VisitRow:
    """Return a visit with tuples where JSON has lists."""
    days = tuple((start, end) for start, end in stored.days)
    return replace(stored, days=days, technicians=tuple(stored.technicians))
