"""Messages byte by byte: as they came, their attachments, and those that could not be taken in, tried again."""

from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.errors import NotFoundError
from bls_tui.locale import _
from bls_tui.mail import reading
from bls_tui.service.desk.calls_store import desk
from db.queries import mailboxes, messages
from db.rows_mail import LedgerKey
from db.session import Database


class NotKeptError(NotFoundError):
    """The bytes of a message are not there (any more)."""


def original(database: Database, message_id: int) -> bytes:
    """Return a message as it came or left. Raises NotKeptError."""
    with database.read() as r:
        raw = messages.raw(r, message_id)
    if raw is None:
        raise NotKeptError(_("There is no message {id}, or its original is not kept any more.").format(id=message_id))
    return raw


def attachment_of(database: Database, message_id: int, index: int) -> bytes:
    """Return an attachment of a message, decoded. Raises NotKeptError."""
    raw = original(database, message_id)
    try:
        return reading.attachment_bytes(raw, index)
    except IndexError as error:
        text = _("Message {id} has no attachment {index}.")
        raise NotKeptError(text.format(id=message_id, index=index)) from error


def headers_of(database: Database, message_id: int) -> str:
    """Return the header of a message as it came. Raises NotKeptError."""
    raw = original(database, message_id).replace(b"\r\n", b"\n")
    return raw.partition(b"\n\n")[0].decode("utf-8", "replace")


def try_again(database: Database, key: LedgerKey, author: str, now: float) -> None:
    """Let a message that could not be taken in be tried again. Raises NotAllowedError, Conflict."""
    with database.write() as w:
        if not desk(w, author, now).actor.known:
            text = _("{login} is not a known technician and may only look.")
            raise NotAllowedError(text.format(login=author))
        mailboxes.retry(w, key)
