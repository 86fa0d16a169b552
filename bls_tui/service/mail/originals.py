"""What only the raw mail has: its headers as they came, and the bytes of its attachments."""

from bls_tui.errors import NotFoundError
from bls_tui.locale import _
from bls_tui.mail.reading.message import attachment_bytes
from db.queries import messages
from db.session import Database

MOST_HEADERS = 100_000
"""Characters of headers that are shown."""


class OriginalGoneError(NotFoundError):
    """The raw mail is not kept, or no more."""


def headers(database: Database, message_id: int) -> str:
    """Return the headers of a mail as they came, foreign and raw. Raises OriginalGoneError."""
    raw = _raw(database, message_id).replace(b"\r\n", b"\n")
    head, _blank, _body = raw.partition(b"\n\n")
    return head[:MOST_HEADERS].decode("utf-8", "replace")


def attachment(database: Database, message_id: int, index: int) -> bytes:
    """Return the bytes of an attachment. Raises OriginalGoneError."""
    raw = _raw(database, message_id)
    try:
        return attachment_bytes(raw, index)
    except (IndexError, LookupError) as error:
        raise OriginalGoneError(_("The mail has no attachment {index}.").format(index=index)) from error


def _raw(database: Database, message_id: int) -> bytes:
    with database.read() as r:
        raw = messages.raw(r, message_id)
    if raw is None:
        raise OriginalGoneError(_("The original of this mail is not kept: only what is shown here is left of it."))
    return raw
