"""The mail of calls in lists: one line for each call, and what nobody has told to have read.

Unread is what came in and is no receipt, in a call that is not closed: whoever is new here need not read the past.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, delete, func, select, union

from db.queries.sql import chunks, insert
from db.rows_mail import ConversationRow
from db.session import Reader, Writer
from db.tables.calls import calls
from db.tables.inventory import customers
from db.tables.mail import message_reads, messages

_M = messages.c


def conversations(r: Reader, *, login: str, limit: int, since_seq: int | None = None) -> list[ConversationRow]:
    """Return the calls with mail, those with the newest message first; `unread` is for `login`.

    With `since_seq`, those with mail where the call or any of its messages changed after that number of the feed.
    """
    newest = _newest(limit, since_seq).subquery()
    last = messages.alias("last")
    statement = (
        select(
            calls.c.id, calls.c.number, customers.c.name, calls.c.subject, calls.c.owner, calls.c.state, last.c.id,
            last.c.received_at, _sender(last.c), last.c.direction, last.c.kind, last.c.snippet, newest.c.count,
            case((calls.c.closed_at.is_(None), _unread_in(newest.c.call_id, login)), else_=0),
        )
        .select_from(newest)
        .join(calls, calls.c.id == newest.c.call_id)
        .join(customers, customers.c.id == calls.c.customer_id)
        .join(last, last.c.id == _last_in(newest.c.call_id))
        .order_by(last.c.received_at.desc(), last.c.id.desc())
    )  # fmt: skip
    return [ConversationRow(*row) for row in r.connection.execute(statement)]


def _newest(limit: int, since_seq: int | None) -> Select[Any]:
    newest = func.max(_M.received_at)
    statement = select(_M.call_id, func.count().label("count")).where(_M.call_id.is_not(None)).group_by(_M.call_id)
    if since_seq is not None:
        with_mail = select(_M.call_id).where(_M.seq > since_seq, _M.call_id.is_not(None))
        changed = union(with_mail, select(calls.c.id).where(calls.c.seq > since_seq)).subquery()
        statement = statement.where(_M.call_id.in_(select(changed.c.call_id)))
    return statement.order_by(newest.desc(), _M.call_id.desc()).limit(limit)


def _last_in(call_id: ColumnElement[Any]) -> ColumnElement[Any]:
    one = messages.alias("one")
    newest = select(one.c.id).where(one.c.call_id == call_id).order_by(one.c.received_at.desc(), one.c.id.desc())
    return newest.limit(1).scalar_subquery()


def _sender(m: Any) -> ColumnElement[str]:
    return case((m.author != "", m.author), (m.sender_name != "", m.sender_name), else_=m.sender_address)


def _is_unread(m: Any, login: str) -> ColumnElement[bool]:
    read = select(message_reads.c.message_id).where(message_reads.c.login == login, message_reads.c.message_id == m.id)
    return and_(m.direction == "in", m.kind != "receipt", ~read.exists())


def _unread_in(call_id: ColumnElement[Any], login: str) -> ColumnElement[int]:
    one = messages.alias("mine")
    return select(func.count()).where(one.c.call_id == call_id, _is_unread(one.c, login)).scalar_subquery()


def unread(r: Reader, login: str, call_id: int) -> list[int]:
    """Return the messages of a call that somebody has not read, oldest first, whether it is closed or not."""
    statement = select(_M.id).where(_M.call_id == call_id, _is_unread(_M, login)).order_by(_M.received_at, _M.id)
    return list(r.connection.execute(statement).scalars())


def unread_count(r: Reader, login: str) -> int:
    """Return how many messages of the calls that are not closed somebody has not read."""
    statement = (
        select(func.count())
        .select_from(calls)
        .join(messages, _M.call_id == calls.c.id)
        .where(calls.c.closed_at.is_(None), _is_unread(_M, login))
    )
    return r.connection.execute(statement).scalar_one()


def mark_read(w: Writer, login: str, ids: Collection[int]) -> None:
    """Say that somebody has read these messages; a second time is fine."""
    for chunk in chunks(ids):
        statement = insert(w, message_reads).on_conflict_do_nothing()
        w.connection.execute(statement, [{"login": login, "message_id": message_id} for message_id in chunk])


def mark_unread(w: Writer, login: str, ids: Collection[int]) -> None:
    """Say that somebody wants to read these messages again."""
    c = message_reads.c
    for chunk in chunks(ids):
        w.connection.execute(delete(message_reads).where(c.login == login, c.message_id.in_(chunk)))
