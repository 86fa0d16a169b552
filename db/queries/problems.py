"""HARD problems: opened when an object is believed bad, closed at its recovery, folded under their cause."""

from sqlalchemy import ColumnElement, select
from sqlalchemy import update as sql_update

from db.queries.sql import insert
from db.queries.states import touch
from db.rows import ProblemRow
from db.session import Reader, Writer
from db.tables.states import problems

_COLUMNS = (
    problems.c.id,
    problems.c.object_id,
    problems.c.opened_at,
    problems.c.closed_at,
    problems.c.state,
    problems.c.cause_id,
    problems.c.seq,
)


def open_problems(r: Reader) -> list[ProblemRow]:
    """Return every open problem, oldest first."""
    statement = select(*_COLUMNS).where(problems.c.closed_at.is_(None)).order_by(problems.c.opened_at, problems.c.id)
    return [ProblemRow(*row) for row in r.connection.execute(statement)]


def recent(r: Reader, object_id: int, limit: int) -> list[ProblemRow]:
    """Return the last problems of one object, newest first."""
    statement = select(*_COLUMNS).where(problems.c.object_id == object_id)
    newest = statement.order_by(problems.c.opened_at.desc(), problems.c.id.desc()).limit(limit)
    return [ProblemRow(*row) for row in r.connection.execute(newest)]


def open_(w: Writer, object_id: int, at: float, state: str, cause_object_id: int | None) -> None:
    """Open a problem, folded under the open problem of `cause_object_id` if there is one; nothing if one is open."""
    statement = insert(w, problems).values(
        object_id=object_id, opened_at=at, state=state, cause_id=_cause(w, cause_object_id), seq=w.seq
    )
    w.connection.execute(
        statement.on_conflict_do_nothing(index_elements=["object_id"], index_where=problems.c.closed_at.is_(None))
    )
    touch(w, [object_id])


def update(w: Writer, object_id: int, state: str, cause_object_id: int | None) -> None:
    """Change the state and the cause of the open problem of an object."""
    values = {"state": state, "cause_id": _cause(w, cause_object_id), "seq": w.seq}
    w.connection.execute(sql_update(problems).where(_open(object_id)).values(values))
    touch(w, [object_id])


def close(w: Writer, object_id: int, at: float) -> None:
    """Close the open problem of an object; what was folded under it stands alone from now on."""
    closed = w.connection.execute(
        sql_update(problems).where(_open(object_id)).values(closed_at=at, seq=w.seq).returning(problems.c.id)
    ).scalar_one_or_none()
    folded = (
        sql_update(problems)
        .where(problems.c.cause_id == closed, problems.c.closed_at.is_(None))
        .values(cause_id=None, seq=w.seq)
        .returning(problems.c.object_id)
    )
    touch(w, [object_id, *w.connection.execute(folded).scalars()])


def _open(object_id: int) -> ColumnElement[bool]:
    return (problems.c.object_id == object_id) & problems.c.closed_at.is_(None)


def _cause(r: Reader, cause_object_id: int | None) -> int | None:
    if cause_object_id is None:
        return None
    statement = select(problems.c.id).where(_open(cause_object_id))
    cause_id: int | None = r.connection.execute(statement).scalar_one_or_none()
    return cause_id
