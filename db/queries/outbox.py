"""The outbox: messages held for a moment, queued, claimed by one program at a time, sent to each of their recipients.

A claim is a lease: what a program claimed and has not ended for CLAIM_SECONDS may be claimed by another. Whatever was
accepted for a recipient stays so, and is not sent to that one again.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, func, insert, literal_column, or_, select, update

from db.errors import Conflict
from db.queries.sql import chunks, execute_many
from db.queries.sql import insert as upsert
from db.rows_mail import BadAddressRow, DeliveryRow, NewOutgoing, OutboxRow, RecipientName
from db.session import Reader, Writer
from db.tables.mail import messages
from db.tables.outbox import bad_addresses as bad
from db.tables.outbox import outbox, outbox_recipients
from db.values import storable

CLAIM_SECONDS = 600.0

_C = outbox.c
_R = outbox_recipients.c
_PLAIN = tuple(name for name in OutboxRow.__slots__ if name != "recipients")
_DELIVERY = tuple(_R[name] for name in DeliveryRow.__slots__)
_WAITING = _C.state.in_((literal_column("'held'"), literal_column("'queued'")))  # as its index says it
_FREE = {"claimed_by": "", "claimed_at": None}


def hold(w: Writer, new: NewOutgoing) -> int:
    """Put a message in the outbox, held until `send_at`; return its id there. An address named twice gets it once.

    Raises:
        Conflict: the message is in the outbox already.
    """
    row = {
        "message_id": new.message_id, "state": "held", "send_at": new.send_at, "created_by": new.created_by,
        "automatic": new.automatic, "purpose": new.purpose, "account": new.account, "attempts": 0, "ended_by": "",
        "seq": w.seq, **_FREE,
    }  # fmt: skip
    statement = upsert(w, outbox).values(row).on_conflict_do_nothing().returning(_C.id)
    made: int | None = w.connection.execute(statement).scalar_one_or_none()
    if made is None:
        raise Conflict(f"The message {new.message_id} is in the outbox already.")
    execute_many(w, insert(outbox_recipients), [{"outbox_id": made, **one} for one in _recipients(new.recipients)])
    return made


def _recipients(names: Iterable[RecipientName]) -> Iterable[dict[str, Any]]:
    found: dict[str, RecipientName] = {}
    for one in names:
        found.setdefault(one.address.lower(), one)
    for one in found.values():
        address, name = storable(one.address), storable(one.name)
        yield {"address": address, "kind": one.kind, "name": name, "status": "pending", "answer": ""}


def cancel(w: Writer, outbox_id: int, by: str, now: float) -> None:
    """Take a message back before it is sent.

    Raises:
        Conflict: it is no longer held.
    """
    _change(w, outbox_id, _C.state == "held", {"state": "cancelled", "ended_at": now, "ended_by": by})


def claim_due(w: Writer, holder: str, now: float, limit: int) -> list[OutboxRow]:
    """Take what is to be sent by now, at most `limit` messages, the longest due first; nobody else gets them then."""
    free = or_(_C.claimed_at.is_(None), _C.claimed_at <= now - CLAIM_SECONDS)
    due_at = func.coalesce(_C.next_try_at, _C.send_at)
    due = select(_C.id).where(_WAITING, _C.send_at <= now, due_at <= now, free).order_by(due_at, _C.id).limit(limit)
    ids = list(w.connection.execute(due).scalars())
    if not ids:
        return []
    values = {"state": "queued", "claimed_by": holder, "claimed_at": now, "seq": w.seq}
    w.connection.execute(update(outbox).where(_C.id.in_(ids)).values(values))
    rows = {row.id: row for row in _rows(w, _C.id.in_(ids))}
    return [rows[outbox_id] for outbox_id in ids]


def next_due(r: Reader) -> float | None:
    """Return when the next message is to be sent, None for none; those being sent are left out."""
    due_at = func.min(func.coalesce(_C.next_try_at, _C.send_at))
    at: float | None = r.connection.execute(select(due_at).where(_WAITING, _C.claimed_at.is_(None))).scalar_one()
    return at


def result(  # noqa: PLR0917 - the row
    w: Writer, outbox_id: int, address: str, status: str, answer: str, at: float
) -> None:
    """Say what became of a message for one recipient, in the words of the mail server.

    Raises:
        Conflict: it was accepted for that one already, or that one is no recipient.
    """
    statement = update(outbox_recipients).where(
        _R.outbox_id == outbox_id, _R.address == storable(address), _R.status != "accepted"
    )
    values = {"status": status, "answer": storable(answer), "at": at}
    if w.connection.execute(statement.values(values)).rowcount != 1:
        raise Conflict(f"The message {outbox_id} of the outbox was accepted for {address} already, or is not for it.")
    w.connection.execute(update(outbox).where(_C.id == outbox_id).values(seq=w.seq))


def finished(w: Writer, outbox_id: int, state: str, now: float) -> None:
    """Say that a claimed message is sent or failed: nothing more is tried by itself.

    Raises:
        Conflict: it is not claimed (any more).
    """
    values = {"state": state, "ended_at": now, "next_try_at": None, "attempts": _C.attempts + 1, **_FREE}
    _change(w, outbox_id, _C.claimed_at.is_not(None), values)


def deferred(w: Writer, outbox_id: int, next_try_at: float) -> None:
    """Give a claimed message back to be tried again at `next_try_at`.

    Raises:
        Conflict: it is not claimed (any more).
    """
    values = {"next_try_at": next_try_at, "attempts": _C.attempts + 1, **_FREE}
    _change(w, outbox_id, _C.claimed_at.is_not(None), values)


def retry(w: Writer, outbox_id: int, now: float) -> None:
    """Let a message that failed be sent again to whom it was not accepted for.

    Raises:
        Conflict: it has not failed.
    """
    values = {"state": "queued", "ended_at": None, "next_try_at": now, "attempts": 0}
    _change(w, outbox_id, _C.state == "failed", values)
    again = update(outbox_recipients).where(_R.outbox_id == outbox_id, _R.status != "accepted")
    w.connection.execute(again.values(status="pending", answer="", at=None))


def _change(w: Writer, outbox_id: int, supposed: ColumnElement[bool], values: dict[str, Any]) -> None:
    statement = update(outbox).where(_C.id == outbox_id, supposed).values({**values, "seq": w.seq})
    if w.connection.execute(statement).rowcount != 1:
        row = get(w, outbox_id)
        raise Conflict(
            f"There is no message {outbox_id} in the outbox."
            if row is None
            else f"The message “{row.subject}” is {row.state} in the meantime."
        )


def get(r: Reader, outbox_id: int) -> OutboxRow | None:
    """Return one message of the outbox, None where there is none of that id."""
    return next(iter(_rows(r, _C.id == outbox_id)), None)


def of_call(r: Reader, call_id: int) -> list[OutboxRow]:
    """Return what was, or is to be, sent in a call, oldest first."""
    return _rows(r, messages.c.call_id == call_id)


def of_message(r: Reader, message_id: int) -> OutboxRow | None:
    """Return where the sending of a message stands, None where it is not to be sent."""
    return next(iter(_rows(r, _C.message_id == message_id)), None)


def acknowledged(r: Reader, call_id: int, address: str, since: float) -> tuple[int, int, int]:
    """Return how many acknowledgements a call got, and since an instant an address and all addresses together."""
    sent = select(func.count()).select_from(outbox).join(messages, messages.c.id == _C.message_id)
    sent = sent.where(_C.purpose == "ack", _C.state != "cancelled")
    lately = sent.where(messages.c.received_at >= since)
    to = lately.join(outbox_recipients, _R.outbox_id == _C.id).where(func.lower(_R.address) == address.lower())
    own, one, every = (
        r.connection.execute(statement).scalar_one()
        for statement in (sent.where(messages.c.call_id == call_id), to, lately)
    )
    return own, one, every


def waiting(r: Reader) -> list[OutboxRow]:
    """Return what is to be sent, oldest first."""
    return _rows(r, _WAITING)


def failed(r: Reader) -> list[OutboxRow]:
    """Return what could not be sent, oldest first."""
    return _rows(r, _C.state == "failed")


def changed_since(r: Reader, seq: int) -> list[OutboxRow]:
    """Return what came or changed after that number of the feed, oldest first."""
    return _rows(r, _C.seq > seq)


def _rowset() -> Select[Any]:
    of_message = {"call_id": messages.c.call_id, "subject": messages.c.subject}
    columns = [of_message[name] if name in of_message else _C[name] for name in _PLAIN]
    return select(*columns).select_from(outbox).join(messages, messages.c.id == _C.message_id)


def _rows(r: Reader, condition: ColumnElement[bool]) -> list[OutboxRow]:
    rows = r.connection.execute(_rowset().where(condition).order_by(_C.send_at, _C.id)).all()
    deliveries = _deliveries(r, [row.id for row in rows])
    complete = [(*row, tuple(deliveries.get(row.id, ()))) for row in rows]
    return [OutboxRow(*values) for values in complete]


def _deliveries(r: Reader, ids: Sequence[int]) -> dict[int, list[DeliveryRow]]:
    found: dict[int, list[DeliveryRow]] = {}
    statement = select(_R.outbox_id, *_DELIVERY).order_by(_R.outbox_id, _R.address)
    for chunk in chunks(ids):
        for outbox_id, *values in r.connection.execute(statement.where(_R.outbox_id.in_(chunk))):
            found.setdefault(outbox_id, []).append(DeliveryRow(*values))
    return found


def bad_address(w: Writer, address: str, reason: str, message_id: int | None, now: float) -> None:
    """Remember that mail does not reach an address, and why; what is known of it already is replaced, `since` stays."""
    values = {"reason": storable(reason), "message_id": message_id}
    new = upsert(w, bad).values(address=storable(address).lower(), since=now, **values)
    w.connection.execute(new.on_conflict_do_update(index_elements=["address"], set_=values))


def good_address(w: Writer, address: str) -> None:
    """Forget that an address was bad."""
    w.connection.execute(bad.delete().where(bad.c.address == storable(address).lower()))


def bad_addresses(r: Reader) -> dict[str, BadAddressRow]:
    """Return the addresses that mail does not reach, in small letters."""
    columns = tuple(bad.c[name] for name in BadAddressRow.__slots__)
    return {row.address: BadAddressRow(*row) for row in r.connection.execute(select(*columns))}
