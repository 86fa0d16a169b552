"""`bls mail` about the desk: lists, one message, decisions, rules, the outbox, in text and JSON."""

import json
from pathlib import Path

import pytest

from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.mail.filing import DeskFiling
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.office import Office
from db.queries import mailboxes, messages
from tests.unit.service_desk.conftest import declare
from tests.unit.service_mail.conftest import PEOPLE, SECRET, mail


@pytest.fixture
def box(desk, tmp_path):
    """The desk with an address of its own, and a way to take mails in."""
    declare(desk.database, PEOPLE)
    secret = tmp_path / "secret"
    secret.write_text("k" * 32)
    secret.chmod(0o600)
    with Path(desk.config).open("a") as file:
        file.write(f'[mail]\nfirm = "BLS"\naddress = "desk@bls.example"\nsecret = {{ file = "{secret}" }}\n')
    taken = []

    def take(raw: bytes) -> int:
        office = Office((SECRET,), frozenset({"desk@bls.example"}), address="desk@bls.example")
        ingest = Ingest(desk.database, DeskFiling(office, lambda: desk.now), clock=lambda: desk.now)
        ingest.take(raw, Arrival("desk", "desk", "INBOX", 1, len(taken) + 1, len(raw), desk.now))
        with desk.database.read() as r:
            taken.append(max(row.id for row in messages.changed_since(r, 0)))
        return taken[-1]

    desk.take = take
    return desk


def test_what_waits_is_listed_with_its_reason_and_filed(box):
    number = box.opened()
    waiting = box.take(mail("stranger@evil.example", f"R: [BLS#{number}] posta"))
    listed = box.data("mail", "list")
    assert [(item["id"], item["reason"], item["suggested_call"]) for item in listed["triage"]] == [
        (waiting, "suspicious", number)
    ]
    assert f"perhaps {number}" in box.text("mail", "list")
    assert box.data("mail", "file", str(waiting), number)["number"] == number
    assert box.data("mail", "list")["triage"] == []
    assert "message" in [item["item"] for item in box.data("mail", "thread", number)["items"]]
    assert "stranger@evil.example" in box.text("mail", "thread", number)
    assert "waits no more" in box.refused("mail", "archive", str(waiting))


def test_a_new_call_from_a_message(box):
    waiting = box.take(mail("collega@rossi.example", "Outlook lento", "outlook è lento"))
    made = box.data("mail", "open", str(waiting), "--contact", "mario", "--take")
    assert (made["customer_key"], made["subject"], made["owner"]) == ("rossi", "Outlook lento", "anna")


def test_the_archive_and_back_and_rules(box):
    waiting = box.take(mail("news@shop.example", "Offerta"))
    box.text("mail", "archive", str(waiting))
    box.text("mail", "back", str(waiting))
    rule = box.text("mail", "always", "@shop.example", "archive").strip()
    assert [one["sender"] for one in box.data("mail", "rules")["rules"]] == ["@shop.example"]
    assert "@shop.example" in box.text("mail", "rules")
    box.text("mail", "never", rule)
    assert box.data("mail", "rules")["rules"] == []
    assert "neither an address" in box.refused("mail", "always", "nonsense", "archive")


def test_one_message_its_attachment_and_its_bytes(box):
    raw = mail(text="Ciao\x1b[2J").replace(b"Subject: La posta non parte", b"Subject: La posta \x1b[31mnon parte")
    number = box.take(raw)
    assert box.data("mail", "show", str(number))["from"]["address"] == "mario@rossi.example"
    assert "mario@rossi.example" in box.text("mail", "show", str(number))
    assert "no attachment" in box.refused("mail", "show", str(number), "--save", "7")
    assert "no message 4711" in box.refused("mail", "show", "4711")


def test_mailboxes_say_what_is_wrong_since_when_and_when_it_is_tried_again(box):
    with box.database.write() as w:
        mailboxes.failed(w, "desk", "INBOX", "desk", "the server refuses the login", box.now - 600, box.now + 60)
    told = box.text("mail", "mailboxes")
    assert "the server refuses the login" in told
    assert "next try in 1 minute" in " ".join(told.split())
    assert box.data("mail", "mailboxes")["mailboxes"][0]["error"] == "the server refuses the login"
    assert json.dumps(box.data("mail", "outbox")["waiting"]) == "[]"


def test_an_answer_by_mail_is_held_and_called_back(box, tmp_path):
    first = box.take(mail())
    number = box.data("mail", "show", str(first)) and box.data("mail", "list")["conversations"][0]["call"]
    (tmp_path / "guida.pdf").write_bytes(b"%PDF")
    sent = box.data(
        "call",
        "mail",
        number,
        "-m",
        "Provi ora.",
        "--cc",
        "capo@rossi.example",
        "--attach",
        str(tmp_path / "guida.pdf"),
    )
    assert [(one["kind"], one["address"]) for one in sent["recipients"]] == [
        ("to", "mario@rossi.example"),
        ("cc", "capo@rossi.example"),
    ]
    assert [one["filename"] for one in sent["attachments"]] == ["guida.pdf"]
    assert "held for 20 seconds" in box.text("mail", "outbox")
    box.text("mail", "callback", str(sent["sending"]["outbox"]))
    assert box.data("mail", "outbox")["waiting"] == []
    assert "bls mail callback" in box.text("call", "forward", number, "acme", "-m", "Vi passiamo il caso.")
    assert "cannot be written to" in box.refused("call", "mail", number, "-m", "x", "--cc", "desk@bls.example")
    assert "cannot be read" in box.refused("call", "mail", number, "-m", "x", "--attach", "/nowhere/file")
    assert "no supplier" in box.refused("call", "forward", number, "nobody", "-m", "x")
