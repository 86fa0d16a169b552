"""What a chart shows beside its values: in which state the object was, and when it was in downtime."""

from sqlalchemy import and_, func, or_, select

from db.rows_metrics import StretchRow
from db.session import Reader
from db.tables.history import events
from db.tables.inventory import objects
from db.tables.operations import downtimes

MOST_EVENTS = 5000


def states_between(r: Reader, object_id: int, start: float, end: float) -> list[StretchRow]:
    """Return the states of an object between two instants, in order; the newest 5,000 changes of them at most."""
    e = events.c
    changes = (e.object_id == object_id, e.kind == "STATE", e.state.is_not(None))
    inside = (
        select(e.at, e.state)
        .where(*changes, e.at > start, e.at <= end)
        .order_by(e.at.desc(), e.id.desc())
        .limit(MOST_EVENTS)
    )
    before = select(e.at, e.state).where(*changes, e.at <= start).order_by(e.at.desc(), e.id.desc()).limit(1)
    rows = [*r.connection.execute(inside), *r.connection.execute(before)][::-1]
    stretches: list[StretchRow] = []
    for place, (at, state) in enumerate(rows):
        if stretches and stretches[-1].state == state and stretches[-1].end == at:
            at = stretches.pop().start  # noqa: PLW2901 - another attempt in the same state
        later = rows[place + 1][0] if place + 1 < len(rows) else None
        stretches.append(StretchRow(max(at, start), later, state))
    return stretches


def downtimes_between(r: Reader, object_id: int, start: float, end: float) -> list[tuple[float, float]]:
    """Return when an object, or its host with all services, was or will be in downtime: (from, to) in order."""
    d, o = downtimes.c, objects.c
    host = select(func.coalesce(o.host_id, o.id)).where(o.id == object_id).scalar_subquery()
    finish = func.coalesce(d.ended_at, d.ends_at)
    statement = (
        select(func.coalesce(d.started_at, d.starts_at), finish)
        .where(
            or_(d.object_id == object_id, and_(d.object_id == host, d.with_services)),
            d.starts_at < end,
            finish > start,
            or_(d.started_at.is_not(None), d.ended_at.is_(None)),  # one cancelled before it began never was
        )
        .order_by(d.starts_at)
    )
    return [(begin, until) for begin, until in r.connection.execute(statement) if until > begin]
