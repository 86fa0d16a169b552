"""Calls: their numbers, their events (appended, never changed), the projection folded from them, and the queue."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Table, bindparam, delete, func, insert, select, update

from db.errors import Conflict
from db.queries.call_rows import CLOCKS, OPEN, PLAIN, events_of, parts_of, rows
from db.queries.sql import Bulk, chunks, execute_many
from db.queries.sql import insert as upsert
from db.rows_desk import (
    CallEventRow,
    CallParts,
    CallRow,
    CallTimeRow,
    ChangedCallRow,
    ClockRow,
    LinkRow,
    NewCallEvent,
    QueueRow,
    StoredCall,
    VisitRow,
    WatchRow,
)
from db.session import Reader, Writer
from db.tables import calls as tables
from db.values import dumps, storable, storable_json

_EVENT = ["call_id", "number", "at", "author", "kind", "data", "seq"]
_APPEND = Bulk(_EVENT, lambda _dialect: insert(tables.call_events))
# Columns are given as parameters: values in the statement take SQLAlchemy longer than everything else together.
_CREATE = insert(tables.calls).returning(tables.calls.c.id)
_PROJECT = update(tables.calls).where(
    tables.calls.c.id == bindparam("call_id"), tables.calls.c.version == bindparam("expected")
)


def next_number(w: Writer, year: int) -> str:
    """Return the next number of a call opened in `year`, such as "26-001234"; given up numbers are not used again."""
    statement = upsert(w, tables.call_numbers).values(year=year, last=1)
    counted = statement.on_conflict_do_update(
        index_elements=["year"], set_={"last": tables.call_numbers.c.last + 1}
    ).returning(tables.call_numbers.c.last)
    last = w.connection.execute(counted).scalar_one()
    return f"{year % 100:02}-{last:06}"


def create(w: Writer, call: CallRow, events: Sequence[NewCallEvent], parts: CallParts | None = None) -> int:
    """Store a new call with its first events and return its id; `call.version` must be the number of events.

    Raises:
        Conflict: the version is not the number of events.
        DatabaseRefused: the number is taken, or a word is none of those the table knows.
    """
    if call.version != len(events):
        raise Conflict(f"Call {call.number} says version {call.version} and has {len(events)} events.")
    call_id = int(w.connection.execute(_CREATE, _stored(call, w.seq)).scalar_one())
    _write_events(w, call_id, 0, events)
    _write_parts(w, call_id, parts or CallParts())
    return call_id


def append(w: Writer, call_id: int, expected_version: int, events: Sequence[NewCallEvent]) -> int:
    """Append events to a call that still has `expected_version` events; return its new version. Then `project` it.

    Raises:
        Conflict: somebody else has appended in the meantime, or there is no such call.
    """
    c = tables.calls.c
    statement = (
        update(tables.calls)
        .where(c.id == call_id, c.version == expected_version)
        .values(version=c.version + len(events), seq=w.seq)
        .returning(c.version)
    )
    version: int | None = w.connection.execute(statement).scalar_one_or_none()
    if version is None:
        raise Conflict(_moved(w, call_id, expected_version))
    _write_events(w, call_id, expected_version, events)
    return version


def _moved(w: Writer, call_id: int, expected: int) -> str:
    c = tables.calls.c
    found = w.connection.execute(select(c.number, c.version).where(c.id == call_id)).first()
    if found is None:
        return f"There is no call with the id {call_id}."
    return f"Call {found.number} was changed by somebody else: it has version {found.version}, not {expected}."


def project(w: Writer, call_id: int, call: CallRow, parts: CallParts) -> None:
    """Write the projection of a call anew, with its lists.

    Raises:
        Conflict: `call.version` is not the number of its events.
    """
    _write(w, call_id, call.version, _stored(call, w.seq))
    for table in (tables.call_links, tables.call_time, tables.call_watches, tables.visits):
        w.connection.execute(delete(table).where(table.c.call_id == call_id))
    _write_parts(w, call_id, parts)


def reproject(w: Writer, call_id: int, call: CallRow) -> None:
    """Write the projection of a call anew where only time has passed: clocks and `next_at`; its lists stay.

    Raises:
        Conflict: `call.version` is not the number of its events.
    """
    clocks = {name: value for name, value in _stored(call, w.seq).items() if name.startswith(CLOCKS)}
    _write(w, call_id, call.version, {**clocks, "clocks_at": call.clocks_at, "next_at": call.next_at, "seq": w.seq})


def _write(w: Writer, call_id: int, version: int, columns: dict[str, Any]) -> None:
    written = w.connection.execute(_PROJECT, {**columns, "call_id": call_id, "expected": version})
    if written.rowcount != 1:
        raise Conflict(_moved(w, call_id, version))


def get(r: Reader, call_id: int) -> QueueRow | None:
    """Return one call, None where there is none of that id."""
    return next(iter(rows(r, tables.calls.c.id == call_id)), None)


def by_number(r: Reader, number: str) -> QueueRow | None:
    """Return the call with a number, None where there is none."""
    return next(iter(rows(r, tables.calls.c.number == number)), None)


def parts(r: Reader, call_id: int) -> CallParts:
    """Return the links, rows of time, stopwatches and visits of a call."""
    return parts_of(r, [call_id])[call_id]


def queue(r: Reader, since: int | None = None) -> list[QueueRow]:
    """Return the calls that are not closed.

    With `since`, the calls that changed after that number of the feed, closed ones too: those have left the queue.
    """
    return rows(r, OPEN if since is None else tables.calls.c.seq > since)


def due(r: Reader, now: float) -> list[int]:
    """Return the calls whose projection changes by itself at `now` or before: project them again."""
    return list(
        r.connection.execute(
            select(tables.calls.c.id)
            .where(tables.calls.c.next_at <= now)
            .order_by(tables.calls.c.next_at, tables.calls.c.id)
        ).scalars()
    )


def next_due(r: Reader) -> float | None:
    """Return the next instant at which a projection changes by itself."""
    at: float | None = r.connection.execute(
        select(func.min(tables.calls.c.next_at)).where(tables.calls.c.next_at.is_not(None))
    ).scalar_one()
    return at


def events(r: Reader, call_id: int, after: int = 0) -> list[CallEventRow]:
    """Return the events of a call in order, those after number `after`."""
    e = tables.call_events.c
    return events_of(r, e.call_id == call_id, e.number > after)


def events_since(r: Reader, seq: int, kinds: Collection[str]) -> list[ChangedCallRow]:
    """Return the events of these kinds that came after that number of the feed, oldest first."""
    c, e = tables.calls.c, tables.call_events.c
    statement = (
        select(e.call_id, e.number, e.at, e.kind, e.seq)
        .join(tables.calls, c.id == e.call_id)
        .where(c.seq > seq, e.seq > seq, e.kind.in_(kinds))
        .order_by(e.seq, e.call_id, e.number)
    )
    return [ChangedCallRow(*row) for row in r.connection.execute(statement)]


def ids(r: Reader, after: int = 0, limit: int = 500) -> list[int]:
    """Return the ids of at most `limit` calls that follow the id `after`: a page to go through all of them."""
    c = tables.calls.c
    return list(r.connection.execute(select(c.id).where(c.id > after).order_by(c.id).limit(limit)).scalars())


def stored(r: Reader, call_ids: Sequence[int]) -> list[StoredCall]:
    """Return all that is stored of some calls (a page of them), to compare what the events say with the projection."""
    lists = parts_of(r, call_ids)
    history: dict[int, list[CallEventRow]] = {}
    for chunk in chunks(call_ids):
        for event in events_of(r, tables.call_events.c.call_id.in_(chunk)):
            history.setdefault(event.call_id, []).append(event)
    return [
        StoredCall(row.id, tuple(history.get(row.id, ())), row.call, lists[row.id])
        for chunk in chunks(call_ids)
        for row in rows(r, tables.calls.c.id.in_(chunk))
    ]


def _write_events(w: Writer, call_id: int, after: int, events: Sequence[NewCallEvent]) -> None:
    _APPEND.execute(
        w,
        [
            (call_id, number, event.at, event.author, event.kind, dumps(storable_json(event.data)), w.seq)
            for number, event in enumerate(events, start=after + 1)
        ],
    )


def _stored(call: CallRow, seq: int) -> dict[str, Any]:
    row = {name: _clean(getattr(call, name)) for name in PLAIN}
    for name in CLOCKS:
        clock: ClockRow = getattr(call, name)
        row |= {f"{name}_{column}": getattr(clock, column) for column in tables.CLOCK_COLUMNS}
    return row | {"seq": seq}


def _clean(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def _write_parts(w: Writer, call_id: int, parts: CallParts) -> None:
    _write_rows(w, call_id, tables.call_links, dict.fromkeys(parts.links))
    _write_rows(w, call_id, tables.call_time, parts.time)
    _write_rows(w, call_id, tables.call_watches, parts.watches)
    rows = [{"call_id": call_id, **_visit(visit)} for visit in parts.visits]
    execute_many(w, insert(tables.visits), rows)


def _write_rows(w: Writer, call_id: int, table: Table, rows: Iterable[LinkRow | CallTimeRow | WatchRow]) -> None:
    named = [
        {"call_id": call_id, **{field.name: _clean(getattr(row, field.name)) for field in fields(row)}} for row in rows
    ]
    execute_many(w, insert(table), named)


def _visit(visit: VisitRow) -> dict[str, Any]:
    return {
        "key": visit.key,
        "sequence": visit.sequence,
        "starts_at": min(start for start, _ in visit.days),
        "ends_at": max(end for _, end in visit.days),
        "days": [list(day) for day in visit.days],
        "technicians": storable_json(visit.technicians),
        "place": storable(visit.place),
        "note": storable(visit.note),
        "cancelled": visit.cancelled,
    }
