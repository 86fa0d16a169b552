"""What somebody has read, and what is to be tried again."""

from collections.abc import Collection

from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.locale import _
from bls_tui.service.desk.calls_store import desk
from db.queries import conversations, mailboxes
from db.rows_mail import LedgerKey
from db.session import Database


def mark_read(database: Database, login: str, ids: Collection[int]) -> None:
    """Say that somebody has read these messages."""
    if ids:
        with database.write() as w:
            conversations.mark_read(w, login, ids)


def mark_unread(database: Database, login: str, ids: Collection[int]) -> None:
    """Say that somebody wants to read these messages again."""
    if ids:
        with database.write() as w:
            conversations.mark_unread(w, login, ids)


def retry(database: Database, key: LedgerKey, author: str, now: float) -> None:
    """Let a message of a mailbox that could not be taken in be tried again. Raises NotAllowedError, Conflict."""
    with database.write() as w:
        if not desk(w, author, now).actor.known:
            raise NotAllowedError(_("{login} is not a known technician and may only look.").format(login=author))
        mailboxes.retry(w, key)
