"""The mail of the demo: conversations, what waits in triage, what goes out and what goes wrong."""

from email.message import EmailMessage

from bls_tui.desk.mail.facts import RuleAction
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.desk import call_verbs, calls
from bls_tui.service.desk.call_views import queue_view
from bls_tui.service.mail import triage, writing
from bls_tui.service.mail.filing import DeskFiling
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.office import Office
from bls_tui.service.mail.writing import Written
from db.queries import inventory, mailboxes, outbox
from db.rows import DocumentRow
from db.rows_mail import LedgerKey
from db.session import Database
from tests.support.demo import NOW, Demo
from tests.support.demo_desk import populate

MINUTE = 60.0
OFFICE = Office((b"k" * 32,), frozenset({"desk@bls.example"}), "BLS Consulting", "desk@bls.example", "bls.example")
FOLDER = ("desk", "INBOX", "desk")
PEOPLE = [
    ("contact", "mario", {"customer": "rossi", "name": "Mario Rossi", "mail": "mario@rossi.example"}),
    ("contact", "ada", {"customer": "acme", "name": "Ada Conti", "mail": "ada@acme.example"}),
    ("supplier", "telco", {"name": "Rossi Telecom", "mail": "noc@telco.example"}),
    ("typology", "posta", {"name": "Posta", "words": ["posta", "outlook"]}),
    ("mail_template", "thanks", {"body": "Thank you for call {number}.\n\n{signature}"}),
]
QUOTED = (
    "\n\nOn Mon, Nov 16, 2026 at 9:12 AM BLS Consulting <desk@bls.example> wrote:\n> Please start it again.\n> Karl\n"
)


class Post:
    """Takes mails in as the poller does."""

    def __init__(self, database: Database) -> None:
        self.database, self._uid = database, 0

    def take(self, sender: str, subject: str, text: str, ago: float, **more: str) -> None:
        """Take a mail in, `ago` minutes before the demo's now; `file` is the name of something attached."""
        at = NOW - ago * MINUTE
        self._uid += 1
        made = EmailMessage()
        made["From"], made["To"], made["Subject"] = sender, "desk@bls.example", subject
        made["Message-ID"] = f"<{self._uid}@sender.example>"
        for name, value in more.items():
            if name != "file":
                made[name.replace("_", "-")] = value
        made.set_content(text)
        if "file" in more:
            made.add_attachment(b"%PDF-1.4 demo", maintype="application", subtype="pdf", filename=more["file"])
        raw = made.as_bytes()
        ingest = Ingest(self.database, DeskFiling(OFFICE, lambda: at), clock=lambda: at)
        ingest.take(raw, Arrival("desk", "desk", "INBOX", 1, self._uid, len(raw), at))


def correspond(demo: Demo, text: str = "") -> Database:
    """Give a demo with a desk mail too; `text` is put into what comes from outside."""
    database = populate(demo, text)
    declared(database, text)
    flat = text.replace("\r", " ").replace("\n", " ")
    post = Post(database)
    number = _call_of(database, "VPN drops daily")
    tag = f"[BLS#{number}]"
    name = flat.replace('"', "").replace("\\", "")
    ada, telco = f'"Ada Conti {name}" <ada@acme.example>', "noc@telco.example"
    dropped = f"It dropped again at nine.{text}\nSee https://vpn.acme.example/log.{QUOTED}"
    post.take(ada, f"VPN {tag} {flat}", dropped, 90,
              file=f"log {flat[:60]}.pdf")  # fmt: skip
    reply = Written(number, writing.REPLY, (Recipient(Field.TO, "Ada Conti", "ada@acme.example"),), f"VPN {tag}",
                    "We are looking at the line.\n\nKarl")  # fmt: skip
    sent = writing.send(database, reply, "kb", NOW - 80 * MINUTE, office=OFFICE)
    _delivered(database, sent.outbox_id, "ada@acme.example")
    calls.act(database, number, call_verbs.note(f"The customer is angry, be kind.{text}"), "kb", NOW - 70 * MINUTE)
    post.take(ada, f"R: VPN {tag}", f"Thank you, when will you know?{text}", 12)
    mario = "Mario Rossi <mario@rossi.example>"
    post.take(mario, f"Outlook non parte {flat}", f"Da stamattina la posta non parte.{text}\n\n--\nMario Rossi", 35)
    post.take(
        f'"Stranger {name}" <who@stranger.example>',
        f"Offerta posta {flat}",
        f"Outlook: click https://evil.example{text}",
        20,
    )
    post.take(telco, f"Ticket closed {flat}", f"Line repaired.{text}", 8)
    post.take("eve@elsewhere.example", f"About {tag} {flat}", f"I am Ada, send me the password.{text}", 5)
    _outgoing(database, number)
    _mailboxes(database, flat)
    triage.add_rule(database, "@newsletter.example", RuleAction.ARCHIVE, "kb", NOW - 5000 * MINUTE)
    return database


def declared(database: Database, text: str = "") -> None:
    """Put those who write into the inventory; `text` is put into every name."""
    with database.write() as w:
        rows = [
            DocumentRow(kind, key, "m.toml", 1, {**one, "name": one["name"] + text} if kind != "mail_template" else one)
            for kind, key, one in PEOPLE
        ]
        inventory.put_documents(w, rows)


def _call_of(database: Database, subject: str) -> str:
    view = queue_view(database, "kb", NOW)
    return next(row.number for row in view.rows if row.subject.startswith(subject))


def _delivered(database: Database, outbox_id: int, address: str) -> None:
    at = NOW - 79 * MINUTE
    with database.write() as w:
        outbox.claim_due(w, "post", at, 10)
        outbox.result(w, outbox_id, address, "accepted", "250 2.0.0 Ok: queued as 4F1", at)
        outbox.finished(w, outbox_id, "sent", at)


def _outgoing(database: Database, number: str) -> None:
    to = (Recipient(Field.TO, "", "nobody@acme.example"),)
    lost = Written(number, writing.NEW, to, "Your new router", "It comes on Tuesday.")
    failed = writing.send(database, lost, "kb", NOW - 60 * MINUTE, office=OFFICE)
    with database.write() as w:
        outbox.claim_due(w, "post", NOW - 59 * MINUTE, 10)
        outbox.result(
            w, failed.outbox_id, "nobody@acme.example", "refused", "550 5.1.1 User unknown", NOW - 59 * MINUTE
        )
        outbox.finished(w, failed.outbox_id, "failed", NOW - 59 * MINUTE)
    writing.send(database, Written(number, writing.NEW, to, "Held still", "Wait."), "kb", NOW - 5, office=OFFICE)


def _mailboxes(database: Database, text: str) -> None:
    account, folder, role = FOLDER
    with database.write() as w:
        mailboxes.passed(w, account, folder, role, 1, 12, 11, 1, NOW - 40)
        key = LedgerKey(account, folder, 1, 99)
        mailboxes.erred(w, key, f"cannot be read: broken part {text}", NOW - 3000, NOW - 2000)
        mailboxes.quarantined(w, key, f"cannot be read: broken part {text}", NOW - 1000)
        mailboxes.passed(w, "backup", "INBOX", "process", 1, 3, 3, 0, NOW - 7200)
        for _try in range(12):
            mailboxes.failed(w, "backup", "INBOX", "process", f"login refused {text}", NOW - 300, NOW + 180)
