"""A small company with a desk, and mails that come in to it."""

from dataclasses import dataclass
from email.message import EmailMessage

import pytest

from bls_tui.desk.mail import ids
from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.mail.filing import DeskFiling
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.office import Office
from db.queries import messages
from db.rows_mail import MessageRow
from db.session import Database
from tests.unit.service_desk.conftest import MONDAY, company, declare  # noqa: F401 - fixtures

SECRET = b"k" * 32
OFFICE = Office((SECRET,), frozenset({"desk@bls.example"}), "BLS Consulting", "desk@bls.example", "bls.example")
PEOPLE = [
    ("contact", "mario", {"customer": "rossi", "name": "Mario Rossi", "mail": "mario@rossi.example", "language": "it"}),
    ("contact", "lia", {"customer": "bianchi", "name": "Lia Bianchi", "mail": "lia@bianchi.example"}),
    ("supplier", "acme", {"name": "ACME", "mail": "support@acme.example"}),
    ("typology", "mail", {"name": "Posta", "words": ["posta", "outlook"]}),
]


def mail(
    sender: str = "mario@rossi.example",
    subject: str = "La posta non parte",
    text: str = "Buongiorno, da stamattina non riesco a inviare.",
    message_id: str = "<1@rossi.example>",
    **headers: str,
) -> bytes:
    """Return a mail; further headers by name, with _ for -."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = sender, "desk@bls.example", subject, message_id
    made["Date"] = headers.pop("Date", "Mon, 02 Mar 2026 08:00:00 +0100")
    for name, value in headers.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


@dataclass
class Mailbox:
    """Takes mails in as the poller does, at `now`."""

    database: Database
    now: float = MONDAY
    uid: int = 0
    office: Office = OFFICE

    def take(self, raw: bytes, role: str = "desk") -> MessageRow:
        """Take a mail in; return it as it is stored."""
        self.uid += 1
        ingest = Ingest(self.database, DeskFiling(self.office, lambda: self.now), clock=lambda: self.now)
        ingest.take(raw, Arrival("desk", role, "INBOX", 1, self.uid, len(raw), self.now))
        with self.database.read() as r:
            ids_ = [row.id for row in messages.changed_since(r, 0)]
            newest = messages.get(r, max(ids_))
        assert newest is not None
        return newest


def our_id(number: str, ref: str = "reply") -> str:
    """Return a Message-ID that we gave a mail about a call."""
    return f"<{ids.make(SECRET, number, ref, 'abc123', 'bls.example')}>"


@pytest.fixture
def mailbox(company: Database) -> Mailbox:  # noqa: F811 - the fixture
    declare(company, PEOPLE)
    return Mailbox(company)
