"""Mails that come in go into their calls, open new ones, wait in triage, wake what waited for them."""

import pytest

from bls_tui.desk.calls.model import CallState, Origin, Outcome
from bls_tui.desk.calls.wakes import CustomerWake, SupplierWake
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_store import load
from bls_tui.service.desk.calls_verify import verify_calls
from db.queries import messages, outbox, sender_rules
from db.rows_mail import NewMessage, NewSenderRule, RecipientName
from tests.unit.service_desk.conftest import DAY, HOUR
from tests.unit.service_mail.conftest import MONDAY, Mailbox, mail, our_id


def opened(box: Mailbox) -> str:
    """Open a call of Mario's by hand, taken by Anna, and return its number."""
    new = NewCall("rossi", "La stampante non stampa", typology="mail", contact="mario", take=True)
    return calls.open_call(box.database, new, "anna", box.now).call.number


def look(box: Mailbox, number: str):
    with box.database.read() as r:
        return load(r, number).call


def test_a_mail_of_a_contact_opens_a_call_with_the_typology_only_suggested(mailbox: Mailbox) -> None:
    message = mailbox.take(mail(subject="R: I: La posta non parte"))
    call = look(mailbox, message.call_number)
    assert (call.details.customer, call.details.contact, call.origin) == ("rossi", "mario", Origin.MAIL)
    assert (call.details.subject, call.details.typology) == ("La posta non parte", "")
    assert call.owner, "somebody is assigned"
    assert verify_calls(mailbox.database) == []


def test_the_same_mail_in_another_folder_opens_nothing_more(mailbox: Mailbox) -> None:
    first = mailbox.take(mail())
    again = mailbox.take(mail())
    assert (again.id, again.call_number) == (first.id, first.call_number)


def test_an_answer_with_our_signed_id_goes_into_its_call_whoever_writes(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    message = mailbox.take(mail("mario.privato@gmail.com", "no tag", In_Reply_To=our_id(number)))
    assert (message.place, message.call_number) == ("call", number)


@pytest.mark.parametrize(
    ("sender", "subject", "reason"),
    [
        ("stranger@evil.example", "R: [BLS#{number}] stampante", "suspicious"),
        ("lia@bianchi.example", "R: [BLS#{number}] stampante", "suspicious"),
        ("stranger@evil.example", "Offerta", "stranger"),
        ("other@rossi.example", "Stampante nuova", "colleague"),
    ],
)
def test_who_only_knows_a_number_waits_in_triage(mailbox: Mailbox, sender: str, subject: str, reason: str) -> None:
    number = opened(mailbox)
    message = mailbox.take(mail(sender, subject.format(number=number)))
    assert (message.place, message.reason, message.call_number) == ("triage", reason, "")
    assert message.suggested_number == (number if reason == "suspicious" else "")


def test_the_customers_answer_wakes_a_call_suspended_for_the_customer(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    wake = CustomerWake((MONDAY + DAY,), MONDAY + 2 * DAY)
    calls.act(mailbox.database, number, verbs.suspend(wake), "anna", MONDAY)
    mailbox.now += HOUR
    automatic = mail(subject=f"Fuori ufficio [BLS#{number}]", message_id="<2@x>", Auto_Submitted="auto-replied")
    assert mailbox.take(automatic).call_number == number
    assert look(mailbox, number).state is CallState.SUSPENDED
    mailbox.now += HOUR
    mailbox.take(mail(subject=f"R: [BLS#{number}] stampante", message_id="<3@x>"))
    assert look(mailbox, number).state is CallState.IN_PROGRESS
    assert verify_calls(mailbox.database) == []


def test_a_suppliers_ticket_wakes_a_call_suspended_for_that_supplier(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    wake = SupplierWake("acme", "TCK-4711", MONDAY + DAY)
    calls.act(mailbox.database, number, verbs.suspend(wake), "anna", MONDAY)
    mailbox.now += HOUR
    assert mailbox.take(mail("support@acme.example", "Ticket TCK-47110", message_id="<a@x>")).reason == "supplier"
    message = mailbox.take(mail("support@acme.example", "[TCK-4711] solved", message_id="<b@x>"))
    assert message.call_number == number
    assert look(mailbox, number).state is CallState.IN_PROGRESS


def test_an_answer_to_a_closed_call_waits_in_triage(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    calls.act(mailbox.database, number, verbs.close(Outcome.SOLVED, "Fatto"), "anna", MONDAY + 1)
    mailbox.now += HOUR
    message = mailbox.take(mail(In_Reply_To=our_id(number)))
    assert (message.place, message.reason, message.suggested_number) == ("triage", "closed", number)


def test_a_rule_about_a_sender_is_followed_and_counted(mailbox: Mailbox) -> None:
    with mailbox.database.write() as w:
        sender_rules.add(w, NewSenderRule("@shop.example", "archive", "anna", MONDAY))
    message = mailbox.take(mail("news@shop.example", "Offerta"))
    assert (message.place, message.reason) == ("archive", "rule")
    with mailbox.database.read() as r:
        assert [rule.hits for rule in sender_rules.in_force(r)] == [1]


def test_a_bounce_is_evidence_of_what_bounced_and_marks_the_address(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    ours = our_id(number)
    with mailbox.database.write() as w:
        sent = messages.add(
            w,
            NewMessage(
                direction="out", role="desk", place="call", identity=ours.strip("<>"), received_at=MONDAY,
                call_id=load(w, number).id, recipients=(RecipientName("to", "", "mario@rossi.example"),),
            ),
            None,
        )  # fmt: skip
    message = mailbox.take(bounce(ours))
    assert (message.kind, message.evidence_of, message.call_number) == ("bounce", sent, number)
    with mailbox.database.read() as r:
        assert list(outbox.bad_addresses(r)) == ["mario@rossi.example"]
    alerts = [event for event in history(mailbox, number) if event.act.value == "alert"]
    assert [event.what.to for event in alerts] == ["anna"]


def history(box: Mailbox, number: str):
    with box.database.read() as r:
        return load(r, number).events


def bounce(original: str) -> bytes:
    """Return a report that a mail came back, as Postfix writes them."""
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nTo: desk@bls.example\nSubject: Undelivered Mail\n"
        "Message-ID: <bounce@mx.example>\nDate: Mon, 02 Mar 2026 08:00:00 +0100\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nIt could not be delivered.\n\n"
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        "Final-Recipient: rfc822; mario@rossi.example\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 no such user\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {original}\nSubject: x\n\ntext\n\n--b--\n"
    ).encode()


def test_what_lay_in_a_mailbox_for_long_is_kept_and_opens_nothing(mailbox: Mailbox) -> None:
    mailbox.now += 30 * DAY
    old = mail(Received="from a by b; Mon, 02 Mar 2026 08:00:01 +0100")
    message = mailbox.take(old)
    assert (message.place, message.reason, message.call_number) == ("archive", "old", "")
