"""Folders of mailboxes: how the last pass over each went, and the ledger of what was done with each of their messages.

A message of a folder is `stored` (its bytes are here), `done` (what it says is in the desk), then `moved` on the
server. What fails is in `error` until its next try, and `quarantined` when there is none; `gone` is what left the
server by another hand.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal_column, or_, select, update

from db.errors import Conflict
from db.queries.sql import chunks, insert
from db.rows_mail import FolderRow, LedgerKey, LedgerRow, PendingRow
from db.session import Reader, Writer
from db.tables.mail import mail_folders, mail_ledger
from db.values import storable

_F = mail_folders.c
_FOLDER = tuple(_F[name] for name in FolderRow.__slots__)
_L = mail_ledger.c
_LEDGER = tuple(_L[name] for name in LedgerRow.__slots__)
_PENDING = tuple(_L[name] for name in PendingRow.__slots__)
_KEY = tuple(LedgerKey.__slots__)
_GOES = and_(_L.state.not_in(("moved", "gone")), _L.moved_to == "")
_MOVES = or_(_L.state == "quarantined", and_(_L.state.in_(("done", "gone")), _L.message_id.is_not(None)))
_ONCE_MOVED = case((_L.state == "quarantined", _L.state), else_="moved")
_BAD = _L.state.in_((literal_column("'error'"), literal_column("'quarantined'")))  # as its index says it


def folders(r: Reader) -> list[FolderRow]:
    """Return every folder a pass was ever made over, by account."""
    statement = select(*_FOLDER).order_by(_F.account, _F.folder)
    return [FolderRow(*row) for row in r.connection.execute(statement)]


def folder(r: Reader, account: str, name: str) -> FolderRow | None:
    """Return one folder, None before its first pass."""
    row = r.connection.execute(select(*_FOLDER).where(_F.account == account, _F.folder == name)).first()
    return None if row is None else FolderRow(*row)


def passed(  # noqa: PLR0917 - the row
    w: Writer,
    account: str,
    name: str,
    role: str,
    uidvalidity: int,
    on_server: int,
    known: int,
    in_error: int,
    now: float,
    complaint: str = "",
) -> None:
    """Say that a pass over a folder went well, what it counted, and what did not work beside the reading."""
    values = {
        "role": role, "uidvalidity": uidvalidity, "on_server": on_server, "known": known, "in_error": in_error,
        "passed_at": now, "failing_since": None, "error": storable(complaint), "next_try_at": None, "failures": 0,
        "seq": w.seq,
    }  # fmt: skip
    new = insert(w, mail_folders).values(account=account, folder=name, **values)
    w.connection.execute(new.on_conflict_do_update(index_elements=["account", "folder"], set_=values))


def failed(  # noqa: PLR0917 - the row
    w: Writer, account: str, name: str, role: str, error: str, now: float, next_try_at: float
) -> int:
    """Say that a pass over a folder failed; return how many did in a row. What the last good one counted stays."""
    values = {"role": role, "error": storable(error), "next_try_at": next_try_at, "seq": w.seq}
    new = insert(w, mail_folders).values(
        account=account, folder=name, on_server=0, known=0, in_error=0, failing_since=now, failures=1, **values
    )
    again = {"failures": _F.failures + 1, "failing_since": func.coalesce(_F.failing_since, now)}
    statement = new.on_conflict_do_update(index_elements=["account", "folder"], set_={**values, **again})
    return int(w.connection.execute(statement.returning(_F.failures)).scalar_one())


def known(r: Reader, account: str, name: str, uidvalidity: int) -> dict[int, LedgerRow]:
    """Return what was done with each message of a folder, by UID, those gone too."""
    statement = select(*_LEDGER).where(*_of(account, name, uidvalidity))
    return {row.uid: LedgerRow(*row) for row in r.connection.execute(statement)}


def pending(r: Reader, account: str, name: str, uidvalidity: int) -> dict[int, PendingRow]:
    """Return what was done with each message that may still be in the folder: neither moved by us nor gone."""
    statement = select(_L.uid, *_PENDING).where(*_of(account, name, uidvalidity), _L.state.not_in(("moved", "gone")))
    return {uid: PendingRow(*row) for uid, *row in r.connection.execute(statement)}


def renumbered(w: Writer, account: str, name: str, uidvalidity: int) -> None:
    """Say that the server numbers a folder anew: what has other numbers and was not moved by us is gone."""
    others = update(mail_ledger).where(_L.account == account, _L.folder == name, _L.uidvalidity != uidvalidity, _GOES)
    w.connection.execute(others.values(state="gone", next_try_at=None))


def get(r: Reader, key: LedgerKey) -> LedgerRow | None:
    """Return what was done with one message of a folder, None for nothing."""
    row = r.connection.execute(select(*_LEDGER).where(_is(key))).first()
    return None if row is None else LedgerRow(*row)


def of_message(r: Reader, message_id: int) -> list[LedgerRow]:
    """Return where a message lay on servers, the first place first."""
    statement = select(*_LEDGER).where(_L.message_id == message_id).order_by(_L.first_at, *(_L[name] for name in _KEY))
    return [LedgerRow(*row) for row in r.connection.execute(statement)]


def errors(r: Reader) -> list[LedgerRow]:
    """Return the messages that could not be dealt with, those quarantined too, oldest first."""
    statement = select(*_LEDGER).where(_BAD).order_by(_L.first_at, *(_L[name] for name in _KEY))
    return [LedgerRow(*row) for row in r.connection.execute(statement)]


def stored(  # noqa: PLR0917 - the row
    w: Writer, key: LedgerKey, message_id: int | None, digest: str, size: int, now: float
) -> None:
    """Say that the bytes of a message are here; what failed before is counted on.

    Raises:
        Conflict: it is done already.
    """
    _put(w, key, now, {"state": "stored", "message_id": message_id, "digest": digest, "size": size})


def taken(w: Writer, key: LedgerKey, message_id: int, digest: str, size: int, now: float) -> None:  # noqa: PLR0917 - the row
    """Say at once that the bytes of a message are here and that it is in the desk, as `message_id`.

    Raises:
        Conflict: it is done already.
    """
    said = {"message_id": message_id, "digest": digest, "size": size, "error": "", "next_try_at": None}
    _put(w, key, now, {"state": "done", **said})


def erred(  # noqa: PLR0917 - the row
    w: Writer, key: LedgerKey, error: str, now: float, next_try_at: float, size: int = 0
) -> int:
    """Say that a message could not be dealt with, and when it is tried again; return how many attempts failed.

    Raises:
        Conflict: it is done already.
    """
    said = {"state": "error", "error": storable(error), "next_try_at": next_try_at, "size": size}
    return _put(w, key, now, said, failed=1)


def quarantined(w: Writer, key: LedgerKey, error: str, now: float) -> None:
    """Say that a message cannot be dealt with and is not tried again by itself.

    Raises:
        Conflict: it is done already.
    """
    _put(w, key, now, {"state": "quarantined", "error": storable(error), "next_try_at": None}, failed=1)


def _put(w: Writer, key: LedgerKey, now: float, said: dict[str, Any], *, failed: int = 0) -> int:
    """Store what is said of a message that is not done; return how many attempts failed."""
    empty = {"digest": "", "size": 0, "error": "", "moved_to": "", "first_at": now}
    row = {**empty, **said, **_columns(key), "attempts": failed, "seen_at": now}
    changed = {**said, "attempts": _L.attempts + failed, "seen_at": now}
    statement = insert(w, mail_ledger).values(row).on_conflict_do_update(
        index_elements=_KEY, set_=changed, where=_L.state.not_in(("done", "moved"))
    )  # fmt: skip
    attempts: int | None = w.connection.execute(statement.returning(_L.attempts)).scalar_one_or_none()
    if attempts is None:
        raise Conflict(_otherwise(w, key))
    return attempts


def done(w: Writer, key: LedgerKey, message_id: int) -> None:
    """Say that a message is in the desk, as `message_id`; also one that left the server while it was dealt with.

    Raises:
        Conflict: it was never stored, or is done already.
    """
    values = {"state": "done", "message_id": message_id, "error": "", "next_try_at": None}
    _change(w, key, _L.state.not_in(("done", "moved")), values)


def moved(w: Writer, key: LedgerKey, moved_to: str) -> None:
    """Say that a message was moved on the server, once it is done or (and stays) quarantined.

    Raises:
        Conflict: it is neither.
    """
    _change(w, key, _MOVES, {"state": _ONCE_MOVED, "moved_to": storable(moved_to)})


def moved_all(  # noqa: PLR0917 - the rows
    w: Writer, account: str, name: str, uidvalidity: int, uids: Collection[int], moved_to: str
) -> None:
    """Say of several messages of a folder what `moved` says of one; of those that are neither, nothing."""
    for chunk in chunks(uids):
        those = update(mail_ledger).where(*_of(account, name, uidvalidity), _L.uid.in_(chunk), _MOVES)
        w.connection.execute(those.values(state=_ONCE_MOVED, moved_to=storable(moved_to)))


def gone(w: Writer, account: str, name: str, uidvalidity: int, uids: Collection[int]) -> None:
    """Say that messages left the server by another hand; what we moved, quarantined or not, stays as it is."""
    for chunk in chunks(uids):
        left = update(mail_ledger).where(*_of(account, name, uidvalidity), _L.uid.in_(chunk), _GOES)
        w.connection.execute(left.values(state="gone", next_try_at=None))


def retry(w: Writer, key: LedgerKey) -> None:
    """Let a message that could not be dealt with be tried again at once, as if for the first time.

    Raises:
        Conflict: it is not in error, nor quarantined.
    """
    _change(w, key, _BAD, {"state": "error", "attempts": 0, "next_try_at": None})


def dismiss(w: Writer, key: LedgerKey) -> None:
    """Let a message that could not be dealt with be: somebody has looked at it.

    Raises:
        Conflict: it is not in error, nor quarantined.
    """
    _change(w, key, _BAD, {"state": "gone", "next_try_at": None})


def _change(w: Writer, key: LedgerKey, supposed: ColumnElement[bool], values: dict[str, Any]) -> None:
    if w.connection.execute(update(mail_ledger).where(_is(key), supposed).values(values)).rowcount != 1:
        raise Conflict(_otherwise(w, key))


def _of(account: str, name: str, uidvalidity: int) -> tuple[ColumnElement[bool], ...]:
    return _L.account == account, _L.folder == name, _L.uidvalidity == uidvalidity


def _columns(key: LedgerKey) -> dict[str, Any]:
    return {name: getattr(key, name) for name in _KEY}


def _is(key: LedgerKey) -> ColumnElement[bool]:
    return and_(*(_L[name] == value for name, value in _columns(key).items()))


def _otherwise(r: Reader, key: LedgerKey) -> str:
    row = get(r, key)
    where = f"Message {key.uid} of {key.account}/{key.folder}"
    return f"{where} was never stored." if row is None else f"{where} is {row.state} in the meantime."
