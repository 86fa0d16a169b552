"""What it costs to take mails in, against reading them with the standard library alone; and the mail screen's view.

Mails of half a year come to a desk of 120 customers: requests and answers with quotations, pages, attachments,
strangers, and confirmations of 60 backup jobs. Processor time counts, so that a busy machine does not.
"""

import email
import email.policy
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from statistics import median

from bls_tui.desk.mail import ids
from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.mail.filing import DeskFiling
from bls_tui.service.mail.ingest import FilingByRole, Ingest
from bls_tui.service.mail.office import Office
from bls_tui.service.mail.views import mail_view, thread_view
from bls_tui.service.processes.filing import ProcessFiling
from bls_tui.service.processes.mailbox_state import Account
from db import schema
from db.queries import conversations, feed, inventory
from db.rows import DocumentRow
from db.session import Database
from tests.scale.bench_calls import _print

CUSTOMERS, JOBS = 120, 60
DAY = 86_400.0
START = 1_772_000_000.0
SECRET = b"k" * 32
OFFICE = Office((SECRET,), frozenset({"desk@bls.example"}), "BLS", "desk@bls.example", "bls.example")
ACCOUNTS = {"backup": Account(("INBOX",))}
WORDS = (
    "la",
    "posta",
    "non",
    "parte",
    "da",
    "stamattina",
    "il",
    "server",
    "è",
    "lento",
    "e",
    "la",
    "stampante",
    "grazie",
)


def run(mails: int = 10_000) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as name:
        database = Database(f"sqlite:///{name}/bls.db")
        schema.ensure(database)
        _company(database)
        made = list(_mails(mails))
        plain = _seconds(lambda: [_standard(raw) for _role, raw, _at in made])
        ours = _seconds(lambda: _ingest(database, made))
        size = sum(len(raw) for _role, raw, _at in made) / 1e6
        print(f"  {mails:,} mails, {size:,.0f} MB, to {_count(database):,} messages in calls")
        print(f"  standard library alone, reading only       {mails / plain:9,.0f} mails a second of processor time")
        print(f"  taken in: read, filed, stored, indexed     {mails / ours:9,.0f} mails a second of processor time")
        print(f"  ratio                                      {ours / plain:9.1f} times the standard library's")
        _look(database, START + 190 * DAY)
        database.close()


def _company(database: Database) -> None:
    rows = [("typology", "mail", {"name": "Posta"})]
    rows += [
        ("technician", f"t{number}", {"name": f"Tecnico {number}", "competences": {"mail": 3}}) for number in range(8)
    ]
    for number in range(CUSTOMERS):
        key = f"c{number}"
        rows.append(("customer", key, {"name": f"Cliente {number}"}))
        rows.append(("contract", key, {"customer": key, "includes": ["help_desk"], "sla1": "4h", "sla2": "24h"}))
        for one in range(5):
            person = {"customer": key, "name": f"Persona {one}", "mail": f"p{one}@{key}.example"}
            rows.append(("contact", f"{key}-{one}", person))
    for number in range(JOBS):
        rows.append(("process", f"job{number}", {
            "customer": f"c{number}", "name": f"Backup {number}", "mailbox": "backup", "sender": f"@c{number}.example",
            "job": f"job{number}", "at": "mon-sun 22:00", "late_after": "1h", "hold": "2h",
        }))  # fmt: skip
    with database.write() as w:
        inventory.upsert_customers(
            w, [{"key": f"c{one}", "name": f"Cliente {one}", "notes": ""} for one in range(CUSTOMERS)]
        )
        inventory.put_documents(w, [DocumentRow(kind, key, "b.toml", 1, source) for kind, key, source in rows])
        feed.mark_inventory(w)


def _mails(count: int) -> Iterator[tuple[str, bytes, float]]:
    """Yield role, bytes and the time of each mail; answers name calls that earlier ones have opened."""
    chance = random.Random(1)  # noqa: S311 - no secret
    opened = 0
    for number in range(count):
        at = START + number * 180 * DAY / count
        kind = chance.random()
        if kind < 0.25:
            yield "process", _confirmation(number, chance, at), at
        elif kind < 0.35:
            yield "desk", _written(number, chance, at, f"x{number}@dove{number % 50}.example", "Offerta"), at
        elif kind < 0.6 or opened < 10:
            customer = chance.randrange(CUSTOMERS)
            opened += 1
            sender = f"p{chance.randrange(5)}@c{customer}.example"
            yield "desk", _written(number, chance, at, sender, f"Richiesta {number}"), at
        else:
            call = f"{datetime.fromtimestamp(START, UTC):%y}-{1 + chance.randrange(opened):06d}"
            answered = ids.make(SECRET, call, "reply", "abc123", "bls.example")
            yield (
                "desk",
                _written(number, chance, at, f"privato{number}@gmail.com", f"R: [BLS#{call}] x", answered=answered),
                at,
            )


def _written(number: int, chance: random.Random, at: float, sender: str, subject: str, *, answered: str = "") -> bytes:
    made = EmailMessage()
    made["Received"] = f"from a by b; {format_datetime(datetime.fromtimestamp(at, UTC))}"
    made["From"], made["To"], made["Subject"] = sender, "desk@bls.example", subject
    made["Date"], made["Message-ID"] = format_datetime(datetime.fromtimestamp(at, UTC)), f"<{number}@x>"
    text = _text(chance, 60)
    if answered:
        made["In-Reply-To"] = f"<{answered}>"
        quoted = "\n".join(f"> {line}" for line in _text(chance, 200).split("\n"))
        text += f"\n\nIl giorno lun 2 mar 2026 BLS ha scritto:\n{quoted}\n> [{answered.partition('@')[0]}]\n"
    made.set_content(text)
    if chance.random() < 0.6:
        paragraphs = "".join(f"<p>{line}</p>" for line in text.split("\n"))
        made.add_alternative(f"<html><body><table><tr><td>{paragraphs}</td></tr></table></body></html>", subtype="html")
    if chance.random() < 0.2:
        made.add_attachment(chance.randbytes(20_000), maintype="application", subtype="pdf", filename="così è.pdf")
    return made.as_bytes()


def _confirmation(number: int, chance: random.Random, at: float) -> bytes:
    job = chance.randrange(JOBS)
    status = chance.choices(("SUCCESS", "WARNING", "FAILED"), (90, 6, 4))[0]
    made = EmailMessage()
    made["From"], made["Subject"] = f"script@c{job}.example", f"[BACKUP][job=job{job}][status={status}]"
    made["Date"], made["Message-ID"] = format_datetime(datetime.fromtimestamp(at, UTC)), f"<{number}@x>"
    made.set_content(f"job_id=job{job}\nstatus={status}\nbytes={chance.randrange(10**10)}\n" + _text(chance, 100))
    return made.as_bytes()


def _text(chance: random.Random, words: int) -> str:
    lines = [" ".join(chance.choices(WORDS, k=10)) for _ in range(words // 10)]
    return "\n".join(lines)


def _standard(raw: bytes) -> tuple[object, ...]:
    """Read a mail as far as the standard library goes: header, text, attachments."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    body = mail.get_body(("plain", "html"))
    headers = [mail[name] for name in ("from", "to", "subject", "date", "message-id", "in-reply-to", "references")]
    files = [(part.get_filename(), len(part.get_payload(decode=True) or b"")) for part in mail.iter_attachments()]
    return headers, body.get_content() if body else "", files


def _ingest(database: Database, made: list[tuple[str, bytes, float]]) -> None:
    now = START
    filing = FilingByRole({"desk": DeskFiling(OFFICE, lambda: now), "process": ProcessFiling(lambda: now, ACCOUNTS)})
    ingest = Ingest(database, filing, clock=lambda: now)
    for uid, (role, raw, at) in enumerate(made, start=1):
        now = at + 60
        account = "backup" if role == "process" else "desk"
        ingest.take(raw, Arrival(account, role, "INBOX", 1, uid, len(raw), at))


def _count(database: Database) -> int:
    with database.read() as r:
        return sum(row.count for row in conversations.conversations(r, login="t1", limit=100_000))


def _look(database: Database, now: float) -> None:
    mail_view(database, "t1", now)
    _print("the view of the mail screen", _median(lambda: mail_view(database, "t1", now)), 0.500)
    with database.read() as r:
        rows = conversations.conversations(r, login="t1", limit=500)
    longest = max(rows, key=lambda row: row.count)
    _print(f"a thread of {longest.count}", _median(lambda: thread_view(database, longest.number, "t1", now)), 0.100)


def _median(act: Callable[[], object]) -> float:
    return median(_seconds(act) for _ in range(5))


def _seconds(act: Callable[[], object]) -> float:
    begin = time.process_time()
    act()
    return time.process_time() - begin
