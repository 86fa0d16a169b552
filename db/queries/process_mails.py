"""How the mails of the mailboxes of processes were read, and which of them somebody has to look at."""

from typing import Any

from sqlalchemy import ColumnElement, Select, select

from db.queries.sql import insert
from db.rows_runs import NewProcessMail, ProcessMailRow, ProcessTextRow
from db.session import Reader, Writer
from db.tables.mail import messages
from db.tables.runs import process_mails
from db.values import storable_json

ATTENTION = ("unrecognised", "unknown", "unbound")

_C = process_mails.c
_M = messages.c
_READ = tuple(NewProcessMail.__slots__)
_WIDTH = len(_READ)
_COLUMNS = (*(_C[name] for name in _READ), _M.received_at, _M.sender_address, _M.subject, _C.seq)
_NEWEST = (_M.received_at.desc(), _M.id.desc())


def put(w: Writer, read: NewProcessMail) -> None:
    """Store how a mail was read, in place of how it was read before."""
    row = {name: storable_json(getattr(read, name)) for name in _READ} | {"seq": w.seq}
    changed = {name: value for name, value in row.items() if name != "message_id"}
    w.connection.execute(
        insert(w, process_mails).values(row).on_conflict_do_update(index_elements=["message_id"], set_=changed)
    )


def get(r: Reader, message_id: int) -> ProcessMailRow | None:
    """Return how one mail was read, None where it was not read as one of a process."""
    return next(iter(_rows(r, _rowset().where(_C.message_id == message_id))), None)


def needing_attention(r: Reader) -> list[ProcessMailRow]:
    """Return the mails somebody has to look at, newest first: no rule knows them, or no process expects them."""
    return _newest(r, _C.state.in_(ATTENTION))


def recent(r: Reader, limit: int) -> list[ProcessMailRow]:
    """Return the last mails, newest first."""
    return _rows(r, _rowset().order_by(*_NEWEST).limit(limit))


def changed_since(r: Reader, seq: int) -> list[ProcessMailRow]:
    """Return the mails read, or read anew, after that number of the feed, newest first."""
    return _newest(r, _C.seq > seq)


def recent_with_text(r: Reader, limit: int) -> list[ProcessTextRow]:
    """Return the last mails with their texts, newest first: what another rule would make of them."""
    statement = select(*_COLUMNS, _M.sent_at, _M.body).join(messages, _M.id == _C.message_id)
    rows = r.connection.execute(statement.order_by(*_NEWEST).limit(limit))
    return [ProcessTextRow(_row(row[:-2]), *row[-2:]) for row in rows]


def _rowset() -> Select[Any]:
    return select(*_COLUMNS).join(messages, _M.id == _C.message_id)


def _newest(r: Reader, condition: ColumnElement[bool]) -> list[ProcessMailRow]:
    return _rows(r, _rowset().where(condition).order_by(*_NEWEST))


def _rows(r: Reader, statement: Select[Any]) -> list[ProcessMailRow]:
    return [_row(row) for row in r.connection.execute(statement)]


def _row(row: Any) -> ProcessMailRow:
    *read, jobs = row[:_WIDTH]
    values = (*read, tuple(jobs))
    return ProcessMailRow(NewProcessMail(*values), *row[_WIDTH:])
