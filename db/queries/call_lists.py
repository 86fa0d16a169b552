"""Lists of calls: by what they are tied to, by customer and time, and what assignment asks for."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import String as Text
from sqlalchemy import and_, cast, func, or_, select

from db.queries.call_rows import OPEN, QUEUE, fetched, rows
from db.queries.sql import chunks
from db.rows_desk import QueueRow, WorkloadRow
from db.session import Reader
from db.tables import calls as tables
from db.tables.states import problems

_C = tables.calls.c


def closed_since(r: Reader, at: float) -> list[QueueRow]:
    """Return the calls closed at or after an instant."""
    return rows(r, _C.closed_at >= at)


def last_closed(r: Reader, limit: int) -> list[QueueRow]:
    """Return the calls closed last, newest first."""
    statement = QUEUE.where(_C.closed_at.is_not(None)).order_by(_C.closed_at.desc(), _C.id.desc()).limit(limit)
    return fetched(r, statement)


def of_month(r: Reader, customer_id: int, start: float, end: float) -> list[QueueRow]:
    """Return the calls of a customer that were opened or closed from `start` to before `end`."""
    opened = and_(_C.opened_at >= start, _C.opened_at < end)
    closed = and_(_C.closed_at >= start, _C.closed_at < end)
    return rows(r, _C.customer_id == customer_id, or_(opened, closed))


def of_customer(r: Reader, customer_id: int, limit: int) -> list[QueueRow]:
    """Return the last calls of a customer, newest first."""
    statement = QUEUE.where(_C.customer_id == customer_id).order_by(_C.opened_at.desc(), _C.id.desc()).limit(limit)
    return fetched(r, statement)


def linked(r: Reader, kind: str, ref: str, *, open_only: bool = False) -> list[QueueRow]:
    """Return the calls tied to something: an object, problem or run by id, a call by number (see LINK_KINDS)."""
    tied = select(tables.call_links.c.call_id).where(tables.call_links.c.kind == kind, tables.call_links.c.ref == ref)
    return rows(r, _C.id.in_(tied), *([OPEN] if open_only else []))


def of_object(r: Reader, object_id: int, *, open_only: bool = False) -> list[QueueRow]:
    """Return the calls tied to a monitored object."""
    return linked(r, "object", str(object_id), open_only=open_only)


def open_links(r: Reader, kind: str) -> dict[str, tuple[int, ...]]:
    """Return what the open calls are tied to, with their ids: {ref: (call id, …)}."""
    c = tables.call_links.c
    statement = select(c.ref, c.call_id).join(tables.calls).where(c.kind == kind, OPEN).order_by(c.call_id)
    found: dict[str, tuple[int, ...]] = {}
    for ref, call_id in r.connection.execute(statement):
        found[ref] = (*found.get(ref, ()), call_id)
    return found


def numbers(r: Reader, call_ids: Collection[int]) -> dict[int, str]:
    """Return the numbers of these calls, by id."""
    found: dict[int, str] = {}
    for chunk in chunks(call_ids):
        statement = select(_C.id, _C.number).where(_C.id.in_(chunk))
        found.update((call_id, number) for call_id, number in r.connection.execute(statement))
    return found


def open_numbers(r: Reader) -> dict[int, str]:
    """Return the number of the oldest open call about each monitored object that has one, by the object's id."""
    c = tables.call_links.c
    statement = select(c.ref, _C.number).join(tables.calls).where(c.kind == "object", OPEN).order_by(_C.id.desc())
    return {int(ref): number for ref, number in r.connection.execute(statement) if ref.isdigit()}


def awaiting(r: Reader, awaited: str, ref: str | None = None) -> dict[int, str]:
    """Return the suspended calls that wait for an object or run, by id: what each waits for."""
    statement = select(_C.id, _C.awaited_ref).where(_C.wake_at.is_not(None), _C.awaited == awaited)
    if ref is not None:
        statement = statement.where(_C.awaited_ref == ref)
    return {call_id: target for call_id, target in r.connection.execute(statement)}  # noqa: C416 - rows unpack, typed


def suspended(
    r: Reader, reason: str, *, customer_id: int | None = None, waits_for: str | None = None, ref: str | None = None
) -> list[QueueRow]:
    """Return the calls suspended for a reason (process, customer, supplier), the soonest to wake up first.

    Of a customer, waiting for somebody by name, or under a reference: a supplier's ticket number, capitals aside.
    """
    supposed = [_C.wake_at.is_not(None), _C.wait_reason == reason]
    if customer_id is not None:
        supposed.append(_C.customer_id == customer_id)
    if waits_for is not None:
        supposed.append(_C.waits_for == waits_for)
    if ref is not None:
        supposed.append(func.lower(_C.awaited_ref) == ref.lower())
    return fetched(r, QUEUE.where(*supposed).order_by(_C.wake_at, _C.id))


def waits_on_suppliers(r: Reader, since: float) -> list[tuple[str, dict[str, Any]]]:
    """Return the number of each call that is open or was touched since, with each wake-up by a supplier it ever had."""
    events = tables.call_events
    statement = (
        select(_C.number, events.c.data)
        .join(tables.calls, _C.id == events.c.call_id)
        .where(events.c.kind.in_(("suspend", "postpone")), (OPEN | (_C.touched_at >= since)))
        .order_by(_C.id, events.c.number)
    )
    wakes = ((number, data["wake"]) for number, data in r.connection.execute(statement))
    return [(number, wake) for number, wake in wakes if wake.get("reason") == "supplier"]


def overdue(r: Reader, now: float) -> list[QueueRow]:
    """Return the suspended calls that should have woken by now."""
    return rows(r, _C.wake_at <= now)


def load(r: Reader, customer_id: int, since: float) -> dict[str, WorkloadRow]:
    """Return what everybody who ever had a call has to do, by login; `since` is from when on familiarity counts."""
    last = select(_C.owner, func.max(_C.assigned_at)).where(_C.owner != "").group_by(_C.owner)
    live = select(_C.owner, _C.state, _C.priority).where(OPEN, _C.owner != "").order_by(_C.id)
    closed = (
        select(_C.owner, func.count())
        .where(_C.customer_id == customer_id, _C.closed_at >= since, _C.owner != "")
        .group_by(_C.owner)
    )
    desk: dict[str, list[tuple[str, str]]] = {}
    for owner, state, priority in r.connection.execute(live):
        desk.setdefault(owner, []).append((state, priority))
    known: Mapping[str, int] = {owner: count for owner, count in r.connection.execute(closed)}  # noqa: C416 - rows
    return {
        owner: WorkloadRow(owner, tuple(desk.get(owner, ())), known.get(owner, 0), at)
        for owner, at in r.connection.execute(last)
    }


def closed_but_bad(r: Reader) -> list[tuple[int, int]]:
    """Return (call id, object id) where a call is closed, the problem its object had is not, and nobody said why."""
    link, told = tables.call_links.alias("link"), tables.call_links.alias("told")
    explained = (
        select(told.c.call_id)
        .where(told.c.call_id == link.c.call_id, told.c.kind == "explained", told.c.ref == link.c.ref)
        .exists()
    )
    statement = (
        select(_C.id, problems.c.object_id)
        .select_from(problems)
        .join(link, and_(link.c.kind == "object", link.c.ref == cast(problems.c.object_id, Text)))
        .join(tables.calls, _C.id == link.c.call_id)
        .where(problems.c.closed_at.is_(None), _C.closed_at >= problems.c.opened_at, ~explained)
        .order_by(_C.id, problems.c.object_id)
    )
    return [(call_id, object_id) for call_id, object_id in r.connection.execute(statement)]
