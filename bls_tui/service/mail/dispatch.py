"""Each mailbox has a role, and each role files its mails in its own way."""

from collections.abc import Mapping

from bls_tui.mail.reading.model import ReadMail
from bls_tui.service.mail.ingest import Filing, leave_in_triage
from db.rows_mail import MessageRow
from db.session import Writer


class ByRole:
    """Hands each message to the filing of its role; one whose role has none stays in triage."""

    def __init__(self, filings: Mapping[str, Filing]) -> None:
        self._filings = dict(filings)

    def __call__(self, w: Writer, message: MessageRow, mail: ReadMail) -> None:
        """File a message. Raises what the filing of its role raises."""
        self._filings.get(message.role, leave_in_triage)(w, message, mail)
