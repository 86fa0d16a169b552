"""What the plain commands and the detail pages ask of the fleet as a whole, and of one object alone."""

from collections.abc import Collection
from dataclasses import dataclass, fields

from sqlalchemy import and_, case, func, select

from db.rows import ObjectRow, StateRow
from db.session import Reader
from db.tables.inventory import host_parents, objects
from db.tables.states import object_states


@dataclass(frozen=True, slots=True)
class CountRow:
    """How many objects of one kind are in one state, with the ages of their results.

    `newest_at` and `oldest_at` are when the most and the least recent result came (None before the first); `stale`
    counts those whose next result is overdue by more than an interval.
    """

    kind: str
    state: str
    count: int
    newest_at: float | None
    oldest_at: float | None
    stale: int


def totals(r: Reader, now: float) -> list[CountRow]:
    """Count the objects that are not removed by kind and state.

    Passive checks are never counted stale (their freshness limit judges them), nor are services of a host that is not
    up: they are not measured until it answers.
    """
    o, s = objects.c, object_states.c
    host_state = object_states.alias("host_state")
    usual = s.checked_at + o.interval
    due = case((s.next_check_at > usual, s.next_check_at), else_=usual)
    hidden = and_(o.kind == "service", host_state.c.hard_state.in_(("DOWN", "UNREACHABLE")))
    overdue = and_(o.probe != "passive", due < now - o.interval, ~func.coalesce(hidden, False))
    statement = (
        select(
            o.kind,
            s.state,
            func.count(),
            func.max(s.checked_at),
            func.min(s.checked_at),
            func.sum(case((overdue, 1), else_=0)),
        )
        .select_from(objects)
        .join(object_states, s.object_id == o.id)
        .outerjoin(host_state, host_state.c.object_id == func.coalesce(o.host_id, o.id))
        .where(o.removed_at.is_(None))
        .group_by(o.kind, s.state)
    )
    return [CountRow(*row) for row in r.connection.execute(statement)]


def object_of(r: Reader, object_id: int) -> ObjectRow | None:
    """Return one object that is not removed, None where there is none of that id."""
    columns = [
        func.coalesce(objects.c.host_id, objects.c.id) if field.name == "host_id" else objects.c[field.name]
        for field in fields(ObjectRow)
    ]
    row = r.connection.execute(
        select(*columns).where(objects.c.id == object_id, objects.c.removed_at.is_(None))
    ).first()
    return None if row is None else ObjectRow(*row)


def state_of(r: Reader, object_id: int) -> StateRow | None:
    """Return the state of one object with all the poller remembers of it, None where there is none of that id."""
    columns = [object_states.c[field.name] for field in fields(StateRow)]
    row = r.connection.execute(select(*columns).where(object_states.c.object_id == object_id)).first()
    return None if row is None else StateRow(*row)


def services_of(r: Reader, host_id: int) -> list[int]:
    """Return the ids of a host's services that are not removed."""
    statement = select(objects.c.id).where(objects.c.host_id == host_id, objects.c.removed_at.is_(None))
    return list(r.connection.execute(statement).scalars())


def neighbours(r: Reader, host_id: int) -> tuple[list[int], list[int]]:
    """Return the parents and the children of a host, as ids."""
    c = host_parents.c
    parents = r.connection.execute(select(c.parent_id).where(c.host_id == host_id)).scalars()
    children = r.connection.execute(select(c.host_id).where(c.parent_id == host_id)).scalars()
    return list(parents), list(children)


def names(r: Reader, object_ids: Collection[int]) -> dict[int, str]:
    """Return the full names of those of the objects that are not removed."""
    statement = select(objects.c.id, objects.c.full_name).where(
        objects.c.id.in_(object_ids), objects.c.removed_at.is_(None)
    )
    return {object_id: name for object_id, name in r.connection.execute(statement)}  # noqa: C416 - rows unpack, typed
