"""Current states: loaded and saved by the poller, joined into status lists for the screens."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select, update
from sqlalchemy.sql import false

from db.queries.sql import Bulk, chunks, upsert_for
from db.rows import StateRow, StatusRow
from db.session import Reader, Writer
from db.tables.inventory import customers, objects, sites
from db.tables.operations import acknowledgements, downtimes
from db.tables.states import object_states, problems
from db.values import dumps, storable

_COLUMNS = [field.name for field in fields(StateRow)]  # in the order of the table; `memory` is the last
_TEXTS = _COLUMNS.index("output")  # and `details` after it: foreign text
_values = attrgetter(*_COLUMNS)
_SAVE = Bulk([*_COLUMNS, "seq"], lambda dialect: upsert_for(dialect, object_states, ["object_id"], [*_COLUMNS, "seq"]))


def load(r: Reader) -> list[StateRow]:
    """Return the state of every object that is not removed."""
    columns = [object_states.c[name] for name in _COLUMNS]
    statement = select(*columns).join(objects).where(objects.c.removed_at.is_(None))
    return [StateRow(*row) for row in r.connection.execute(statement)]


def save(w: Writer, rows: Sequence[StateRow]) -> None:
    """Write the states of many objects."""
    _SAVE.execute(w, [_stored(row, w.seq) for row in rows])


def _stored(row: StateRow, seq: int) -> tuple[Any, ...]:
    values = _values(row)
    memory = None if row.memory is None else dumps(row.memory)
    return (*values[:_TEXTS], storable(row.output), storable(row.details), *values[_TEXTS + 2 : -1], memory, seq)


def touch(w: Writer, object_ids: Iterable[int]) -> None:
    """Tell the screens that something they show of these objects has changed."""
    statement = update(object_states).values(seq=w.seq)
    for chunk in chunks(object_ids):
        w.connection.execute(statement.where(object_states.c.object_id.in_(chunk)))


@dataclass(frozen=True, slots=True)
class _Flags:
    """What is in force at one moment: acknowledgements by object, objects in downtime, hosts with all services."""

    acknowledged: Mapping[int, tuple[str, str]]
    in_downtime: Collection[int]
    hosts_in_downtime: Collection[int]


def _flags(r: Reader, now: float) -> _Flags:
    acks = select(acknowledgements.c.object_id, acknowledgements.c.author, acknowledgements.c.comment).where(
        acknowledgements.c.cleared_at.is_(None),
        acknowledgements.c.expires_at.is_(None) | (acknowledgements.c.expires_at > now),
    )
    down = select(downtimes.c.object_id, downtimes.c.with_services).where(in_effect(now))
    rows = r.connection.execute(down).all()
    return _Flags(
        {object_id: (author, comment) for object_id, author, comment in r.connection.execute(acks)},
        {object_id for object_id, _ in rows},
        {object_id for object_id, with_services in rows if with_services},
    )


def in_effect(now: float) -> ColumnElement[bool]:
    """The condition that a downtime is in effect: it was started, or it is fixed and its window covers `now`."""
    return and_(
        downtimes.c.ended_at.is_(None),
        downtimes.c.started_at.is_not(None)
        | and_(downtimes.c.kind == "fixed", downtimes.c.starts_at <= now, downtimes.c.ends_at > now),
    )


def _status_statement() -> Select[Any]:
    host = objects.alias("host")
    cause = problems.alias("cause")
    o, s = objects.c, object_states.c
    return (
        select(
            o.id, o.kind, o.full_name, host.c.id, host.c.name, o.name, host.c.address,
            customers.c.key, customers.c.name, func.coalesce(sites.c.name, ""), o.probe, o.interval, o.max_attempts,
            s.state, s.state_type, s.attempt, s.hard_state, s.output, s.checked_at, s.next_check_at, s.changed_at,
            s.hard_changed_at, s.last_ok_at, s.flapping, s.flap_percent,
            problems.c.id, problems.c.opened_at, cause.c.id, cause.c.object_id, s.seq,
        )
        .select_from(object_states)
        .join(objects, o.id == s.object_id)
        .join(host, host.c.id == func.coalesce(o.host_id, o.id))
        .join(customers, customers.c.id == o.customer_id)
        .outerjoin(sites, sites.c.id == host.c.site_id)
        .outerjoin(problems, and_(problems.c.object_id == o.id, problems.c.closed_at.is_(None)))
        .outerjoin(cause, and_(cause.c.id == problems.c.cause_id, cause.c.closed_at.is_(None)))
        .where(o.removed_at.is_(None))
    )  # fmt: skip


_STATUS = _status_statement()


def status(
    r: Reader, now: float, since: int | None = None, object_ids: Collection[int] | None = None
) -> list[StatusRow]:
    """Return the lines of a status list, with what is in force at `now`.

    Args:
        r: the snapshot to read from.
        now: epoch seconds.
        since: only objects whose line changed after this number of the feed.
        object_ids: only these objects.
    """
    statement = _STATUS
    if since is not None:
        statement = statement.where(object_states.c.seq > since)
    if object_ids is not None:
        statement = statement.where(objects.c.id.in_(object_ids) if object_ids else false())
    flags = _flags(r, now)
    return [_status_row(row, flags) for row in r.connection.execute(statement)]


def _status_row(row: Sequence[Any], flags: _Flags) -> StatusRow:
    object_id, host_id = row[0], row[3]
    acknowledged_by, comment = flags.acknowledged.get(object_id, (None, ""))
    in_downtime = object_id in flags.in_downtime or host_id in flags.hosts_in_downtime
    values = (*row[:25], acknowledged_by, comment, in_downtime, *row[25:])
    return StatusRow(*values)
