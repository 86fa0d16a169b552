"""Messages: stored once with their bytes, found again by any of their ids, put in a call, triage or the archive."""

import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, literal_column, select, update

from db.errors import Conflict
from db.queries import search
from db.queries.sql import chunks
from db.queries.sql import insert as upsert
from db.rows_desk import NewText
from db.rows_mail import AttachmentRow, MessageRow, NewMessage, RecipientName
from db.session import Reader, Writer
from db.tables.calls import calls
from db.tables.inventory import customers
from db.tables.mail import message_ids, message_raw, messages
from db.tables.runs import run_mails
from db.values import storable, storable_json

ALIAS_BYTES = 2000
"""A longer Message-ID is not kept as a way to a message: PostgreSQL's indexes take 2,700 bytes, mails send any."""
SEARCHED = 20_000
"""Characters of a message's text that are searched: what follows is a log or old quotes, and takes long to index."""
PRUNED_AT_ONCE = 200

_C = messages.c
_STORED = tuple(field.name for field in fields(NewMessage))
_NAMES = (*_STORED, "id", "seq", "call_number", "suggested_number", "customer_key", "customer")
_CAME_IN = _C.direction == literal_column("'in'")  # as the index of identities says it, which a parameter is not
_ADD = insert(messages).returning(_C.id)


def add(w: Writer, new: NewMessage, raw: bytes | None) -> int:
    """Store a message, with its bytes where there are any, and let it be found if it is in a call; return its id.

    Raises:
        DatabaseRefused: one that came in with this identity is there already, or a word is none the table knows.
    """
    message_id = int(w.connection.execute(_ADD, {**_row(new), "seq": w.seq}).scalar_one())
    learn_id(w, message_id, new.identity)
    if raw is not None:
        content = zlib.compress(raw)
        values = {"message_id": message_id, "stored_at": new.received_at, "content": content}
        w.connection.execute(insert(message_raw), values)
    if new.call_id is not None:
        search.put(w, new.call_id, [NewText("message", str(message_id), _searched(new))])
    return message_id


def _row(new: NewMessage) -> dict[str, Any]:
    row = {name: _clean(getattr(new, name)) for name in _STORED}
    row["recipients"] = storable_json([[one.kind, one.name, one.address] for one in new.recipients])
    row["attachments"] = storable_json(
        [[one.index, one.filename, one.content_type, one.size, one.inline] for one in new.attachments]
    )
    return row


def _clean(value: Any) -> Any:
    return storable_json(value) if isinstance(value, str | tuple | Mapping) else value


def _searched(message: NewMessage) -> str:
    files = [one.filename for one in message.attachments]
    return "\n".join([message.subject, message.sender_name, message.sender_address, *files, message.body[:SEARCHED]])


def get(r: Reader, message_id: int) -> MessageRow | None:
    """Return one message, None where there is none of that id."""
    return _first(r, _C.id == message_id)


def by_identity(r: Reader, role: str, identity: str) -> MessageRow | None:
    """Return the message that came in to the mailboxes of `role` with this identity."""
    return _first(r, _C.role == role, _C.identity == storable(identity), _CAME_IN)


def by_digest(r: Reader, role: str, digest: str) -> MessageRow | None:
    """Return the first message that came in to the mailboxes of `role` and is the same byte by byte."""
    return _first(r, _C.role == role, _C.digest == digest, _CAME_IN)


def by_ids(r: Reader, aliases: Collection[str]) -> dict[str, MessageRow]:
    """Return the message that each of these Message-IDs leads to, those that lead to none left out.

    Where one leads to several, a message in a call comes first, then the oldest: who reuses an id takes nothing over.
    """
    found: dict[str, int] = {}
    rank = (message_ids.c.alias, _C.call_id.is_(None), _C.id)
    statement = select(message_ids.c.alias, _C.id).join(messages, _C.id == message_ids.c.message_id).order_by(*rank)
    for chunk in chunks({storable(alias) for alias in aliases}):
        for alias, message_id in r.connection.execute(statement.where(message_ids.c.alias.in_(chunk))):
            found.setdefault(alias, message_id)
    by_id = {row.id: row for chunk in chunks(set(found.values())) for row in _rows(r, _C.id.in_(chunk))}
    return {alias: by_id[message_id] for alias, message_id in found.items()}


def raw(r: Reader, message_id: int) -> bytes | None:
    """Return a message byte by byte, None where its bytes are not kept (any more)."""
    statement = select(message_raw.c.content).where(message_raw.c.message_id == message_id)
    content: bytes | None = r.connection.execute(statement).scalar_one_or_none()
    return None if content is None else zlib.decompress(content)


def prune_raw(w: Writer, before: float) -> int:
    """Delete the bytes of messages older than `before`, a few at each call; return of how many, 0 once all are gone."""
    c = message_raw.c
    oldest = select(c.message_id).where(c.stored_at < before).order_by(c.stored_at).limit(PRUNED_AT_ONCE)
    return w.connection.execute(delete(message_raw).where(c.message_id.in_(oldest))).rowcount


def learn_id(w: Writer, message_id: int, alias: str) -> None:
    """Let a Message-ID lead to a message; a second time is fine. An empty or overlong one is not kept."""
    clean = storable(alias)
    if 0 < len(clean.encode()) <= ALIAS_BYTES:
        statement = upsert(w, message_ids).values(alias=clean, message_id=message_id)
        w.connection.execute(statement.on_conflict_do_nothing())


def place(
    w: Writer,
    message_id: int,
    to: str,
    call_id: int | None = None,
    *,
    was: str,
    was_call_id: int | None = None,
    reason: str = "",
    suggested_call_id: int | None = None,
) -> None:
    """Put a message that lies at `was` (in the call `was_call_id`) somewhere else; it is searched in its new call only.

    Raises:
        Conflict: it lies somewhere else by now, or there is no such message.
    """
    values = {"place": to, "call_id": call_id, "reason": reason, "suggested_call_id": suggested_call_id, "seq": w.seq}
    statement = update(messages).where(
        _C.id == message_id, _C.place == was, _C.call_id.is_not_distinct_from(was_call_id)
    )
    if w.connection.execute(statement.values(values)).rowcount != 1:
        raise Conflict(_elsewhere(w, message_id))
    if was_call_id is not None and was_call_id != call_id:
        search.put(w, was_call_id, [NewText("message", str(message_id), "")])
    if call_id is not None and was_call_id != call_id:
        row = get(w, message_id)
        search.put(w, call_id, [NewText("message", str(message_id), _searched(row) if row else "")])


def _elsewhere(w: Writer, message_id: int) -> str:
    row = get(w, message_id)
    if row is None:
        return f"There is no message with the id {message_id}."
    where = f"call {row.call_number}" if row.call_number else row.place
    return f"The message “{row.subject}” was moved in the meantime: it is in {where}."


def set_evidence(w: Writer, message_id: int, evidence_of: int) -> None:
    """Say which message a receipt or bounce is about.

    Raises:
        Conflict: there is no such message.
    """
    values = {"evidence_of": evidence_of, "seq": w.seq}
    if w.connection.execute(update(messages).where(_C.id == message_id).values(values)).rowcount != 1:
        raise Conflict(_elsewhere(w, message_id))


def set_customer(w: Writer, message_id: int, customer_id: int | None) -> None:
    """Say whose message it is.

    Raises:
        Conflict: there is no such message.
    """
    values = {"customer_id": customer_id, "seq": w.seq}
    if w.connection.execute(update(messages).where(_C.id == message_id).values(values)).rowcount != 1:
        raise Conflict(_elsewhere(w, message_id))


def of_call(r: Reader, call_id: int) -> list[MessageRow]:
    """Return the messages of a call, oldest first, those still in the outbox too."""
    return _rows(r, _C.call_id == call_id)


def participants(r: Reader, call_id: int) -> set[str]:
    """Return everybody's address who wrote or was written to in a call, in small letters."""
    found: set[str] = set()
    for sender, recipients in r.connection.execute(
        select(_C.sender_address, _C.recipients).where(_C.call_id == call_id, _C.internal.is_(False))
    ):
        found.update(address.lower() for address in (sender, *(one[2] for one in recipients)) if address)
    return found


def calls_opened_by(r: Reader, address: str, since: float) -> int:
    """Return how many calls have had mails of an address that were received since."""
    recent = (_C.place == "call", _C.received_at >= since, _C.direction == "in", _C.sender_address == address)
    return r.connection.execute(select(func.count(_C.call_id.distinct())).where(*recent)).scalar_one()


def of_run(r: Reader, run_id: int) -> list[MessageRow]:
    """Return the messages bound to an expected run, oldest first."""
    bound = select(run_mails.c.message_id).where(run_mails.c.run_id == run_id)
    return _rows(r, _C.id.in_(bound))


def evidence_of(r: Reader, message_id: int) -> list[MessageRow]:
    """Return the receipts and bounces of a message, oldest first."""
    return _rows(r, _C.evidence_of == message_id)


def triage(r: Reader) -> list[MessageRow]:
    """Return the messages that wait for somebody to decide where they belong, oldest first."""
    return _rows(r, _C.place == "triage")


def archived(r: Reader, limit: int) -> list[MessageRow]:
    """Return the messages put away last, newest first."""
    newest = _rowset().where(_C.place == "archive").order_by(_C.received_at.desc(), _C.id.desc()).limit(limit)
    return _fetched(r, newest)


def changed_since(r: Reader, seq: int) -> list[MessageRow]:
    """Return the messages that came or changed after that number of the feed, oldest first."""
    return _rows(r, _C.seq > seq)


def counts(r: Reader) -> dict[str, int]:
    """Return how many messages lie at each place."""
    return {where: count for where, count in r.connection.execute(select(_C.place, func.count()).group_by(_C.place))}  # noqa: C416 - rows unpack, typed


def _rowset() -> Select[Any]:
    own, suggested = calls.alias("own"), calls.alias("suggested")
    names = (own.c.number, suggested.c.number, customers.c.key, customers.c.name)
    return (
        select(*(_C[name] for name in _STORED), _C.id, _C.seq, *(func.coalesce(name, literal("")) for name in names))
        .select_from(messages)
        .outerjoin(own, own.c.id == _C.call_id)
        .outerjoin(suggested, suggested.c.id == _C.suggested_call_id)
        .outerjoin(customers, customers.c.id == _C.customer_id)
    )


_ROWSET = _rowset()


def _rows(r: Reader, *conditions: ColumnElement[bool]) -> list[MessageRow]:
    return _fetched(r, _ROWSET.where(*conditions).order_by(_C.received_at, _C.id))


def _first(r: Reader, *conditions: ColumnElement[bool]) -> MessageRow | None:
    return next(iter(_fetched(r, _ROWSET.where(*conditions).order_by(_C.id).limit(1))), None)


def _fetched(r: Reader, statement: Select[Any]) -> list[MessageRow]:
    return [_message(row) for row in r.connection.execute(statement)]


def _message(row: Sequence[Any]) -> MessageRow:
    values = dict(zip(_NAMES, row, strict=True))
    values["recipients"] = tuple(RecipientName(*one) for one in values["recipients"])
    values["attachments"] = tuple(AttachmentRow(*one) for one in values["attachments"])
    values["in_reply_to"], values["refs"] = tuple(values["in_reply_to"]), tuple(values["refs"])
    return MessageRow(**values)
