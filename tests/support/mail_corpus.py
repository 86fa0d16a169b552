"""Some forty mails that refer to each other, a desk that they come in to, and what of it any order leaves the same.

A strand is a list of mails each of which needs those before it: an answer to a mail of the same sender, for instance.
Between strands every order is possible.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from email.message import EmailMessage
from typing import Any

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.model import Outcome
from bls_tui.desk.calls.wakes import CustomerWake
from bls_tui.desk.mail import ids
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls as desk_calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_store import load_id
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.service.mail.filing import DeskFiling
from bls_tui.service.mail.ingest import FilingByRole
from bls_tui.service.mail.office import Office
from bls_tui.service.processes.filing import ProcessFiling
from bls_tui.service.processes.mailbox_state import Account
from db.queries import calls, feed, lease, mailboxes, messages, outbox, process_mails, runs, sender_rules
from db.rows_mail import MessageRow, NewMessage, NewSenderRule, RecipientName
from db.rows_runs import RunMail
from db.session import Database, Reader

SECRET = b"k" * 32
OFFICE = Office((SECRET,), frozenset({"desk@bls.example"}), "BLS", "desk@bls.example", "bls.example")
ACCOUNTS = {"backup": Account(("INBOX",))}
PEOPLE = [
    ("contact", "mario", {"customer": "rossi", "name": "Mario Rossi", "mail": "mario@rossi.example"}),
    ("contact", "lia", {"customer": "bianchi", "name": "Lia Bianchi", "mail": "lia@bianchi.example"}),
    ("supplier", "acme", {"name": "ACME", "mail": "support@acme.example"}),
    ("process", "nightly", {
        "customer": "rossi", "name": "Nightly", "mailbox": "backup", "sender": "@rossi.example", "job": "nightly",
        "at": "mon-sun 22:00", "duration": "1h", "late_after": "1h", "hold": "2h", "objects": ["srv-rossi"],
    }),
]  # fmt: skip
DAY = 86_400.0


def signed(number: str, ref: str = "reply") -> str:
    """The id of a mail of ours, the same in every run."""
    return ids.make(SECRET, number, ref, "abc123", "bls.example")


def prepare(database: Database, now: float) -> tuple[str, str, str]:
    """Open three calls: one that wrote to Mario, one that waits for Lia, a closed one; return their numbers."""

    def opened(customer: str, contact: str, subject: str) -> str:
        new = NewCall(customer, subject, typology="mail", contact=contact, take=True)
        return desk_calls.open_call(database, new, "anna", now).call.number

    first = opened("rossi", "mario", "La stampante")
    second = opened("bianchi", "lia", "Il telefono")
    third = opened("rossi", "mario", "Chiusa")
    wake = CustomerWake((now + DAY,), now + 2 * DAY)
    desk_calls.act(database, second, verbs.suspend(wake), "anna", now)
    desk_calls.act(database, third, verbs.close(Outcome.SOLVED, "Fatto"), "anna", now)
    with database.write() as w:
        row = calls.by_number(w, first)
        assert row is not None
        sent = NewMessage(
            direction="out",
            role="desk",
            place="call",
            identity=signed(first),
            received_at=now,
            call_id=row.id,
            recipients=(RecipientName("to", "", "mario@rossi.example"),),
        )
        messages.add(w, sent, None)
        sender_rules.add(w, NewSenderRule("@shop.example", "archive", "anna", now))
        lease.acquire(w, "test", now, 60)
        feed.mark_inventory(w)
    DeskPass(ACCOUNTS)(database, now - DAY)  # the runs from yesterday on
    return first, second, third


def filing(now: float) -> FilingByRole:
    """File as the poller does, at one instant."""
    desk = DeskFiling(OFFICE, lambda: now)
    return FilingByRole({"desk": desk, "process": ProcessFiling(lambda: now, ACCOUNTS)})


def mail(number: str, sender: str, subject: str, text: str = "Buongiorno.", **more: str) -> bytes:
    """Return a mail; further headers by name, with _ for -."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"], made["Message-ID"] = sender, "desk@bls.example", subject, f"<{number}@x>"
    made["Date"] = more.pop("Date", "Mon, 02 Mar 2026 08:00:00 +0100")
    for name, value in more.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


MARIO, LIA, STRANGER = "mario@rossi.example", "lia@bianchi.example", "chi@dove.example"


def desk_mails(first: str, second: str, third: str) -> list[list[bytes]]:
    """Return the strands of the mailbox of the desk."""
    ours = f"<{signed(first)}>"
    copy = mail("c1", MARIO, f"R: [BLS#{first}] copia", "Con copia.")
    return [
        [mail("a1", MARIO, "R: stampante", "Provato.", In_Reply_To=ours),
         mail("a2", MARIO, "R: R:", In_Reply_To="<a1@x>"),
         mail("a3", "collega@rossi.example", "R: R: R:", In_Reply_To="<a2@x>")],
        [mail("b1", MARIO, f"R: [BLS#{first}] x", "Per tag.")],
        [mail("b2", "privato@gmail.com", "da casa", f"Ecco.\n> [{signed(first).partition('@')[0]}]")],
        [mail("b3", LIA, f"R: [BLS#{first}] non suo")],
        [mail("b4", STRANGER, f"R: [BLS#{first}] chi sei")],
        [mail("b5", LIA, "inoltrata", In_Reply_To=ours)],
        [mail("b6", MARIO, f"Fuori ufficio [BLS#{first}]", Auto_Submitted="auto-replied")],
        [copy], [copy], [b"Received: from lista by mx; Mon, 2 Mar 2026 08:00:01 +0100\r\n" + copy],
        [mail("same", MARIO, f"R: [BLS#{first}] uno", "Uno.")], [mail("same", MARIO, f"R: [BLS#{first}] due", "Due.")],
        [mail("d1", LIA, f"R: [BLS#{second}] telefono", "Funziona.")],
        [mail("d2", LIA, f"R: [BLS#{second}] telefono", "Funziona ancora.")],
        [mail("d3", LIA, f"Assente [BLS#{second}] telefono", Auto_Submitted="auto-replied")],
        [mail("e1", MARIO, f"R: [BLS#{third}] ancora")],
        [mail("n1", MARIO, "La posta non parte"), mail("n1b", MARIO, "R: posta", "Ora sì.", In_Reply_To="<n1@x>")],
        [mail("n2", MARIO, "Nuovo utente"), mail("n2b", LIA, "R: Nuovo utente", In_Reply_To="<n2@x>")],
        [mail("n3", LIA, "Preventivo")],
        [mail("n4", LIA, "Preventivo disdetto", Authentication_Results="mx; dmarc=fail")],
        [mail("s1", STRANGER, "Offerta")], [mail("s2", "news@shop.example", "Sconti")],
        [mail("s3", "altro@rossi.example", "Salve")], [mail("s4", "support@acme.example", "Ticket 12")],
        [mail("s5", f"{MARIO}, {STRANGER}", "Due autori")], [mail("s6", STRANGER, "lista", List_Id="<x.example>")],
        [mail("s7", "desk@bls.example", "nostro")], [mail("s8", MARIO, "nostro di ritorno", X_BLS_Loop="bls.example")],
        [bounce(ours)], [receipt("accettazione", ours)], [receipt("avvenuta-consegna", ours)],
        [b"\x00\xff nothing a mail begins with\r\n"], [b""],
    ]  # fmt: skip


def process_strands() -> list[list[bytes]]:
    """Return the strands of the mailbox of processes: a failure and the success after it, in any order; and others."""

    def result(number: str, status: str, at: str, sender: str = "script@rossi.example") -> list[bytes]:
        text = f"job_id=nightly\nstatus={status}\n"
        date = f"{at}:00 +0100"
        return [mail(number, sender, f"[BACKUP][job=nightly][status={status}]", text, Date=date)]

    return [
        result("p1", "FAILED", "Sun, 01 Mar 2026 22:20"), result("p2", "SUCCESS", "Sun, 01 Mar 2026 23:10"),
        result("p3", "SUCCESS", "Sun, 01 Mar 2026 23:30", "script@elsewhere.example"),
        result("p4", "WARNING", "Mon, 02 Mar 2026 22:40"), result("p4", "WARNING", "Mon, 02 Mar 2026 22:40"),
        [mail("p5", "script@rossi.example", "Ciao", "Nulla di chiaro.")],
    ]  # fmt: skip


def bounce(original: str) -> bytes:
    """Return a report that a mail to Mario came back."""
    return (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail\nMessage-ID: <bounce@x>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n--b\n'
        "Content-Type: message/delivery-status\n\nReporting-MTA: dns; mx\n\n"
        "Final-Recipient: rfc822; mario@rossi.example\n"
        f"Action: failed\nStatus: 5.1.1\n\n--b\nContent-Type: message/rfc822\n\nMessage-ID: {original}\n\nx\n--b--\n"
    ).encode()


def receipt(kind: str, original: str) -> bytes:
    """Return a receipt of certified mail."""
    return (
        f"From: posta-certificata@pec.aruba.it\nSubject: {kind}\nMessage-ID: <{kind}@x>\nX-Ricevuta: {kind}\n"
        f"X-Riferimento-Message-ID: {original}\nMIME-Version: 1.0\nContent-Type: multipart/signed; boundary=b\n\n--b\n"
        'Content-Type: application/xml; name="daticert.xml"\n\n<postacert errore="nessuno"><dati>'
        f"<identificativo>opec.{kind}@pec.aruba.it</identificativo></dati></postacert>\n--b--\n"
    ).encode()


def woven(strands: Sequence[Sequence[bytes]], chance: random.Random) -> list[bytes]:
    """Return the mails of strands in an order of chance in which each strand keeps its own."""
    turns = [number for number, strand in enumerate(strands) for _ in strand]
    chance.shuffle(turns)
    waiting = [iter(strand) for strand in strands]
    return [next(waiting[number]) for number in turns]


def essence(database: Database) -> dict[str, Any]:
    """Return what the database says, without numbers given in the order of arrival and who was given new calls."""
    with database.read() as r:
        stored = {row.id: row for row in messages.changed_since(r, 0)}
        names = {call_id: _name(r, call_id) for call_id in calls.ids(r)}
        found = runs.of_job(r, "nightly", 0.0, 1e12)
        return {
            "messages": sorted(_message(r, row, stored, names) for row in stored.values()),
            "calls": {names[call_id]: _call(r, call_id, stored) for call_id in names},
            "aliases": _aliases(r, stored),
            "bad addresses": sorted((row.address, row.reason) for row in outbox.bad_addresses(r).values()),
            "rules": sorted((row.match, row.hits) for row in sender_rules.in_force(r)),
            "runs": sorted(_run(row, stored) for row in found),
            "mails of runs": sorted(
                _bound(row.mail, stored)
                for run in runs.of_job(r, "nightly", 0.0, 1e12)
                for row in runs.mails(r, run.id)
            ),
            "process mails": sorted(_process(r, row) for row in stored.values() if row.role == "process"),
        }


def _name(r: Reader, call_id: int) -> str:
    details = load_id(r, call_id).call.details
    return f"{details.customer}: {details.subject}"


def _identity(row: Any) -> str:
    return str(row.identity).partition("#")[0]


def _message(r: Reader, row: MessageRow, stored: dict[int, MessageRow], names: dict[int, str]) -> tuple[str, ...]:
    about = stored.get(row.evidence_of) if row.evidence_of else None
    call, suggested = (names[one] if one else "" for one in (row.call_id, row.suggested_call_id))
    told = (row.role, _identity(row), row.sender_address, row.subject, row.body, row.kind, row.place, row.reason)
    kept = messages.raw(r, row.id) is not None
    return (*told, call, suggested, row.customer_key, _identity(about) if about else "", str(row.automatic), str(kept))


def _call(r: Reader, call_id: int, stored: dict[int, MessageRow]) -> dict[str, Any]:
    file = load_id(r, call_id)
    call = file.call
    assigned = (ev.Assigned, ev.Reassigned)
    happened = Counter(_event(event, stored) for event in file.events if not isinstance(event.what, assigned))
    return {"state": call.state, "contact": call.details.contact, "origin": call.origin, "happened": happened}


def _event(event: Any, stored: dict[int, MessageRow]) -> tuple[str, ...]:
    what = event.what
    if isinstance(what, ev.Received):
        return ("received", what.sender, what.text, _identity(stored[int(what.message)]), str(what.automatic))
    if isinstance(what, ev.Resumed):
        return ("resumed", what.cause, what.evidence)
    return (event.act.value, what.text if isinstance(what, ev.Alerted | ev.Opened) else "")


def _aliases(r: Reader, stored: dict[int, MessageRow]) -> dict[str, str]:
    wanted = [row.identity for row in stored.values()] + [
        f"opec.{kind}@pec.aruba.it" for kind in ("accettazione", "avvenuta-consegna")
    ]
    return {alias.partition("#")[0]: _identity(row) for alias, row in messages.by_ids(r, wanted).items()}


def _run(row: Any, stored: dict[int, MessageRow]) -> tuple[Any, ...]:
    decided = stored.get(row.message_id)
    return (row.scheduled_at, row.state, row.cause, row.evidence, _identity(decided) if decided else "")


def _bound(mail: RunMail, stored: dict[int, MessageRow]) -> tuple[Any, ...]:
    return (_identity(stored[mail.message_id]), mail.item, mail.verdict, mail.at, mail.bound_by)


def _process(r: Reader, row: MessageRow) -> tuple[Any, ...]:
    read = process_mails.get(r, row.id)
    assert read is not None
    return (_identity(row), read.read.verdict, read.read.state, tuple(read.read.jobs))


def settled(database: Database, account: str, folder: str) -> bool:
    """Tell whether everything of a folder was taken and moved, and nothing is in error."""
    with database.read() as r:
        rows = mailboxes.known(r, account, folder, 7).values()
        return all(row.message_id and row.state in ("moved", "gone") for row in rows)
