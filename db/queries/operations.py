"""What people ask of the monitor: acknowledgements, downtimes, checks now, passive results.

Every one of these appends its event and tells the screens which objects it concerns.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, delete, select, update
from sqlalchemy import insert as sql_insert

from db.errors import Conflict
from db.queries.history import append
from db.queries.sql import insert
from db.queries.states import touch
from db.rows import AcknowledgementRow, DowntimeRow, NewEvent, SubmissionRow
from db.session import Reader, Writer
from db.tables import operations as tables
from db.tables.inventory import objects
from db.values import storable

KEPT_AFTER_TAKING = 86_400.0  # seconds: what was asked and handed in stays a day, for whoever looks for a fault

_ACKNOWLEDGEMENT = tuple(tables.acknowledgements.c[name] for name in AcknowledgementRow.__slots__)
_DOWNTIME = tuple(tables.downtimes.c[name] for name in DowntimeRow.__slots__)
_SUBMISSION = tuple(tables.submissions.c[name] for name in SubmissionRow.__slots__)


def acknowledge(  # noqa: PLR0917 - the row
    w: Writer, object_id: int, author: str, comment: str, sticky: bool, at: float, expires_at: float | None
) -> int:
    """Acknowledge the problem of an object, in place of an acknowledgement still in force; return the new id."""
    _clear(w, object_id, at, author)
    row = {
        "object_id": object_id,
        "author": author,
        "comment": storable(comment),
        "sticky": sticky,
        "at": at,
        "expires_at": expires_at,
    }
    new = _insert(w, tables.acknowledgements, row)
    append(w, [NewEvent(at, "ACKNOWLEDGED", object_id, text=comment, actor=author)])
    touch(w, [object_id])
    return new


def clear_acknowledgement(w: Writer, object_id: int, at: float, by: str) -> list[AcknowledgementRow]:
    """Take back the acknowledgements of an object; return them."""
    cleared = _clear(w, object_id, at, by)
    append(w, [NewEvent(at, "UNACKNOWLEDGED", row.object_id, text=row.comment, actor=by) for row in cleared])
    touch(w, [object_id])
    return cleared


def _insert(w: Writer, table: Table, row: Mapping[str, Any]) -> int:
    return int(w.connection.execute(sql_insert(table).values(row).returning(table.c.id)).scalar_one())


def _clear(w: Writer, object_id: int, at: float, by: str) -> list[AcknowledgementRow]:
    c = tables.acknowledgements.c
    statement = (
        update(tables.acknowledgements)
        .where(c.object_id == object_id, c.cleared_at.is_(None))
        .values(cleared_at=at, cleared_by=by)
        .returning(*_ACKNOWLEDGEMENT)
    )
    return [AcknowledgementRow(*row) for row in w.connection.execute(statement)]


def acknowledgements(r: Reader, now: float) -> list[AcknowledgementRow]:
    """Return the acknowledgements in force."""
    c = tables.acknowledgements.c
    return _acknowledgements(r, c.expires_at.is_(None) | (c.expires_at > now))


def expired_acknowledgements(r: Reader, now: float) -> list[AcknowledgementRow]:
    """Return the acknowledgements that are past their time and not yet cleared."""
    return _acknowledgements(r, tables.acknowledgements.c.expires_at <= now)


def _acknowledgements(r: Reader, condition: ColumnElement[bool]) -> list[AcknowledgementRow]:
    c = tables.acknowledgements.c
    statement = select(*_ACKNOWLEDGEMENT).where(c.cleared_at.is_(None), condition).order_by(c.id)
    return [AcknowledgementRow(*row) for row in r.connection.execute(statement)]


def add_downtime(
    w: Writer,
    *,
    object_id: int,
    with_services: bool,
    kind: str,
    starts_at: float,
    ends_at: float,
    author: str,
    comment: str,
    created_at: float,
    duration: float | None = None,
    rule: str | None = None,
) -> int:
    """Schedule a downtime; return its id. An occurrence of a recurring one (`rule`) is scheduled only once.

    Args:
        w: the change to write in.
        object_id: a host or a service.
        with_services: on a host: its services too.
        kind: "fixed", or "flexible" with a `duration`.
        starts_at: beginning of the window.
        ends_at: end of the window.
        author: who schedules it.
        comment: why.
        created_at: now.
        duration: flexible only: seconds from the first problem inside the window.
        rule: key of the recurring `downtime` document it came from.
    """
    row = {
        "object_id": object_id,
        "with_services": with_services,
        "kind": kind,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "duration": duration,
        "author": author,
        "comment": storable(comment),
        "created_at": created_at,
        "rule": rule,
    }
    c = tables.downtimes.c
    statement = insert(w, tables.downtimes).values(row).on_conflict_do_nothing().returning(c.id)
    new: int | None = w.connection.execute(statement).scalar_one_or_none()
    if new is None:
        same = select(c.id).where(c.rule == rule, c.object_id == object_id, c.starts_at == starts_at)
        return int(w.connection.execute(same).scalar_one())
    append(w, [NewEvent(created_at, "DOWNTIME_SET", object_id, text=comment, actor=author)])
    touch(w, _covered(w, object_id, with_services=with_services))
    return new


def cancel_downtime(w: Writer, downtime_id: int, at: float, by: str) -> DowntimeRow:
    """Cancel a downtime, begun or not; return it.

    Raises:
        Conflict: it has ended, or does not exist.
    """
    event = NewEvent(at, "DOWNTIME_CANCELLED", actor=by)
    return _change_downtime(w, downtime_id, {"ended_at": at, "cancelled_by": by}, event)


def start_downtime(w: Writer, downtime_id: int, at: float) -> None:
    """Record that a downtime has taken effect.

    Raises:
        Conflict: it had begun or ended before, or does not exist.
    """
    _change_downtime(w, downtime_id, {"started_at": at}, NewEvent(at, "DOWNTIME_START", actor="poller"))


def end_downtime(w: Writer, downtime_id: int, at: float) -> None:
    """Record that a downtime is over.

    Raises:
        Conflict: it had ended before, or does not exist.
    """
    _change_downtime(w, downtime_id, {"ended_at": at}, NewEvent(at, "DOWNTIME_END", actor="poller"))


def _change_downtime(w: Writer, downtime_id: int, values: dict[str, Any], event: NewEvent) -> DowntimeRow:
    c = tables.downtimes.c
    pending = [c.id == downtime_id, c.ended_at.is_(None)]
    if "started_at" in values:
        pending.append(c.started_at.is_(None))
    row = w.connection.execute(update(tables.downtimes).where(*pending).values(values).returning(*_DOWNTIME)).first()
    if row is None:
        raise Conflict(f"Downtime {downtime_id} has changed meanwhile, or does not exist; look again.")
    downtime = DowntimeRow(*row)
    append(w, [replace(event, object_id=downtime.object_id, text=downtime.comment)])
    touch(w, _covered(w, downtime.object_id, with_services=downtime.with_services))
    return downtime


def _covered(r: Reader, object_id: int, *, with_services: bool) -> list[int]:
    if not with_services:
        return [object_id]
    services = r.connection.execute(select(objects.c.id).where(objects.c.host_id == object_id)).scalars()
    return [object_id, *services]


def downtimes(r: Reader, now: float) -> list[DowntimeRow]:
    """Return the downtimes to come and in effect; a flexible one may outlast its window."""
    c = tables.downtimes.c
    running = and_(c.kind == "flexible", c.started_at + c.duration > now)
    statement = select(*_DOWNTIME).where(c.ended_at.is_(None), (c.ends_at > now) | running)
    return [DowntimeRow(*row) for row in r.connection.execute(statement.order_by(c.starts_at, c.id))]


def downtimes_of(r: Reader, object_id: int, limit: int) -> list[DowntimeRow]:
    """Return the downtimes of one object itself, ended ones too, latest window first."""
    c = tables.downtimes.c
    statement = select(*_DOWNTIME).where(c.object_id == object_id).order_by(c.starts_at.desc(), c.id.desc())
    return [DowntimeRow(*row) for row in r.connection.execute(statement.limit(limit))]


def request_check(w: Writer, object_id: int, at: float, by: str) -> int:
    """Ask the poller for a check now; return the id of the request."""
    row = {"object_id": object_id, "requested_at": at, "requested_by": by}
    new = _insert(w, tables.check_requests, row)
    append(w, [NewEvent(at, "CHECK_REQUESTED", object_id, actor=by)])
    touch(w, [object_id])
    return new


def take_check_requests(w: Writer, at: float) -> list[int]:
    """Take every waiting request; return the objects to check, in the order they were asked for."""
    _forget_taken(w, tables.check_requests, at)
    c = tables.check_requests.c
    statement = (
        update(tables.check_requests).where(c.taken_at.is_(None)).values(taken_at=at).returning(c.id, c.object_id)
    )
    taken = sorted((request, object_id) for request, object_id in w.connection.execute(statement))
    return list(dict.fromkeys(object_id for _, object_id in taken))


def submit(  # noqa: PLR0917 - the row
    w: Writer, object_id: int, at: float, state: str, output: str, by: str
) -> int:
    """Hand in a passive result (`output` with performance data, as a plugin prints it); return its id."""
    row = {"object_id": object_id, "at": at, "state": state, "output": storable(output), "submitted_by": by}
    return _insert(w, tables.submissions, row)


def take_submissions(w: Writer, at: float, limit: int = 1000) -> list[SubmissionRow]:
    """Take the oldest waiting passive results, in the order they were handed in."""
    _forget_taken(w, tables.submissions, at)
    c = tables.submissions.c
    waiting = select(c.id).where(c.taken_at.is_(None)).order_by(c.id).limit(limit)
    statement = (
        update(tables.submissions)
        .where(c.id.in_(waiting.scalar_subquery()))
        .values(taken_at=at)
        .returning(*_SUBMISSION)
    )
    return sorted((SubmissionRow(*row) for row in w.connection.execute(statement)), key=lambda row: row.id)


def _forget_taken(w: Writer, table: Table, now: float) -> None:
    w.connection.execute(delete(table).where(table.c.taken_at < now - KEPT_AFTER_TAKING))
