"""Whoever writes to the desk may be anybody, and may claim anything: nobody gets into a call by claiming."""

import email
from dataclasses import replace
from email.message import EmailMessage

import pytest

from bls_tui.desk.mail.acknowledge import MOST_TO_ADDRESS
from bls_tui.desk.mail.recipients import MOST, LeftOut
from bls_tui.service.desk import calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_store import load
from bls_tui.service.mail import filing, writing
from bls_tui.service.mail.notices import Notices
from db.queries import messages, outbox
from tests.unit.service_mail.conftest import OFFICE, Mailbox, mail, our_id

EVIL = "evil@evil.example"


def opened(box: Mailbox, customer: str = "rossi", contact: str = "mario") -> str:
    new = NewCall(customer, "La stampante non stampa", typology="mail", contact=contact, take=True)
    return calls.open_call(box.database, new, "anna", box.now).call.number


def untouched(box: Mailbox, number: str) -> bool:
    with box.database.read() as r:
        return messages.of_call(r, load(r, number).id) == []


def enveloped(
    inner: bytes,
    sender: str = f"Per conto di: mario <{EVIL}>",
    author: str = "mario@rossi.example",
    *,
    signed: bool = True,
    kind: str = "posta-certificata",
) -> bytes:
    """Return a mail in an envelope of certified mail (RFC 6109), as a provider or a forger writes it."""
    facts = f'<postacert tipo="{kind}" errore="nessuno"><intestazione><mittente>{author}</mittente>'
    subtype = 'signed; protocol="application/pkcs7-signature"' if signed else "mixed"
    return (
        f"From: {sender}\r\nTo: desk@bls.example\r\nSubject: POSTA CERTIFICATA: x\r\nX-Trasporto: {kind}\r\n"
        "Date: Mon, 02 Mar 2026 08:00:00 +0100\r\nMessage-ID: <opec@evil.example>\r\nMIME-Version: 1.0\r\n"
        f'Content-Type: multipart/{subtype}; boundary="b"\r\n\r\n'
        f'--b\r\nContent-Type: application/xml; name="daticert.xml"\r\n\r\n{facts}</intestazione></postacert>\r\n'
        '--b\r\nContent-Type: message/rfc822; name="postacert.eml"\r\n\r\n'
    ).encode() + inner + b"\r\n--b--\r\n"  # fmt: skip


@pytest.mark.parametrize("kind", ["posta-certificata", "errore"])
@pytest.mark.parametrize("signed", [True, False])
@pytest.mark.parametrize(
    "sender",
    [
        EVIL,
        "posta-certificata@evil.example",
        "posta-certificata@pec.aruba.it.evil.example",
        "",
        f"mario@rossi.example, {EVIL}",
    ],
)
def test_a_forged_envelope_makes_nobody_a_customer(mailbox: Mailbox, sender: str, signed: bool, kind: str) -> None:
    number = opened(mailbox)
    for at, inner in enumerate([mail(), mail(subject=f"R: [BLS#{number}] x", message_id="<2@rossi.example>")]):
        message = mailbox.take(enveloped(inner, sender, signed=signed, kind=kind))
        assert (message.place, message.call_number) == ("triage", ""), at
    assert untouched(mailbox, number)


def test_an_envelope_of_a_provider_carries_its_sender(mailbox: Mailbox) -> None:
    raw = enveloped(mail(), '"Per conto di: mario@rossi.example" <posta-certificata@pec.aruba.it>')
    assert mailbox.take(raw).call_number
    another = enveloped(mail(message_id="<3@x>"), "posta-certificata@pec.aruba.it", author="altro@rossi.example")
    assert mailbox.take(another).place == "triage"


def test_a_provider_that_bls_toml_names_is_believed(mailbox: Mailbox) -> None:
    raw = enveloped(mail(), "posta-certificata@pec.small.example")
    assert mailbox.take(raw).place == "triage"
    mailbox.office = replace(OFFICE, certifiers=("pec.small.example",))
    assert mailbox.take(enveloped(mail(message_id="<4@x>"), "posta-certificata@pec.small.example")).call_number


@pytest.mark.parametrize(
    "header",
    [
        f"From: mario@rossi.example, {EVIL}",
        f"From: mario@rossi.example\r\nFrom: {EVIL}",
        f"From: {EVIL}\r\nFrom: mario@rossi.example",
        f"From: <mario@rossi.example> <{EVIL}>",
        f"From: mario@rossi.example {EVIL}",
        f"From: <mario@rossi.example>{EVIL}",
        f"From: mario@rossi.example <{EVIL}>",
        f'From: "mario@rossi.example" <{EVIL}>',
        "From: mario@rossi.example\0@evil.example",
        "From: mario@rossi.example@evil.example",
        "From: evil@evil.example@rossi.example",
        "From: Mario Rossi\r\nSender: mario@rossi.example",
        "From: Mario Rossi\r\nReply-To: mario@rossi.example",
        "Sender: mario@rossi.example",
    ],
)
def test_who_writes_is_whom_everybody_reads_in_from(mailbox: Mailbox, header: str) -> None:
    number = opened(mailbox)
    body = f"\r\nTo: desk@bls.example\r\nSubject: R: [BLS#{number}] x\r\nMessage-ID: <5@x>\r\n\r\nApro la porta.\r\n"
    message = mailbox.take(f"{header}{body}".encode())
    assert message.place == "triage"
    assert untouched(mailbox, number)


@pytest.mark.parametrize("sender", ["desk@bls.example", "DESK@bls.example", "Desk <desk@BLS.example>"])
def test_our_own_address_opens_nothing(mailbox: Mailbox, sender: str) -> None:
    number = opened(mailbox)
    message = mailbox.take(mail(sender, f"[BLS#{number}] x"))
    assert (message.place, message.reason) == ("archive", "own")
    assert untouched(mailbox, number)


def test_a_signed_id_that_was_passed_on_lets_no_other_customer_in(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    message = mailbox.take(mail("lia@bianchi.example", "R: x", In_Reply_To=our_id(number)))
    assert (message.place, message.reason, message.suggested_number) == ("triage", "suspicious", number)
    quoted = mail("lia@bianchi.example", "nuovo", f"Ciao\n> [{our_id(number)[1:].partition('@')[0]}]", "<6@x>")
    assert mailbox.take(quoted).place == "triage"
    assert untouched(mailbox, number)


def test_what_looks_like_our_marks_is_none(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    fake = our_id(number)[1:].partition("@")[0][:-20] + "a" * 20
    text = f"> [{fake}]\n> [BLS#{number}]\n[bls.{number}.reply.x.y]\nIn-Reply-To: {our_id(number)[:-30]}"
    message = mailbox.take(mail(EVIL, f"[BLS {number}] BLS#{number} [BLS#{number}", text))
    assert (message.place, message.reason) == ("triage", "stranger")
    forged = mailbox.take(mail(EVIL, "x", message_id="<7@x>", In_Reply_To=f"<{fake}@bls.example>"))
    assert (forged.place, forged.reason, forged.suggested_number) == ("triage", "forged", number)


INJECTED = "x\r\nBcc: victim@evil.example\r\n\r\nbody"


def test_nothing_of_a_mail_becomes_a_header_of_the_answer(mailbox: Mailbox) -> None:
    raw = (
        b"From: =?utf-8?q?Mario=0D=0ABcc:_a=40evil.example?= <mario@rossi.example>\r\nTo: desk@bls.example\r\n"
        b"Subject: =?utf-8?q?x=0D=0ABcc:_victim=40evil.example=0D=0A=0D=0Abody?=\r\n"
        b"Reply-To: =?utf-8?q?a=0D=0ABcc:_b=40evil.example?= <mario@rossi.example>, <c@evil.example\x0bX: y>\r\n"
        b"Message-ID: <a\x0bb>\r\nReferences: <c\x85d@x> <e=?utf-8?q?=0D=0AX:_y?=@x> <" + b"r" * 999 + b"@x>\r\n\r\nx"
    )  # fmt: skip
    number = mailbox.take(raw).call_number
    prepared = writing.prepare_reply(mailbox.database, number, "anna", mailbox.now, office=OFFICE)
    written = writing.Written(
        number, prepared.purpose, prepared.recipients, prepared.subject + INJECTED, "Provi.", answers=prepared.answers
    )
    sent = writing.send(mailbox.database, written, "anna", mailbox.now, office=OFFICE)
    with mailbox.database.read() as r:
        answer = email.message_from_bytes(messages.raw(r, sent.message_id), policy=email.policy.default)
    assert set(answer.keys()) <= {
        "From", "Reply-To", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "X-BLS-Loop",
        "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
    }  # fmt: skip
    assert answer["To"].addresses[0].addr_spec == "mario@rossi.example"
    assert all("evil" not in one.addr_spec or one.addr_spec == "c@evil.example" for one in answer["To"].addresses)
    assert answer["Bcc"] is None


def test_a_storm_of_mails_opens_a_bounded_number_of_calls_and_answers_fewer(mailbox: Mailbox) -> None:
    tell = Notices(OFFICE)
    tell(mailbox.database, mailbox.now)
    taken = [mailbox.take(mail(subject=f"Aiuto {number}", message_id=f"<s{number}@x>")) for number in range(30)]
    assert sum(bool(one.call_number) for one in taken) == filing.FLOOD
    assert {one.reason for one in taken if not one.call_number} == {"flood"}
    assert mailbox.take(mail("lia@bianchi.example", message_id="<other@x>")).call_number, "the others go on"
    mailbox.now += 1
    tell(mailbox.database, mailbox.now)
    with mailbox.database.read() as r:
        told = [row for row in outbox.waiting(r) if row.purpose == "ack"]
    to_mario = [row for row in told if row.recipients[0].address == "mario@rossi.example"]
    assert len(to_mario) == MOST_TO_ADDRESS
    mailbox.now += 3700
    later = mail(subject="Più tardi", message_id="<later@x>", Received="from a by b; Mon, 02 Mar 2026 10:01:00 +0100")
    assert mailbox.take(later).call_number, "an hour later it is a person again"


def test_thousands_in_copy_are_not_written_to(mailbox: Mailbox) -> None:
    copies = ", ".join(f"v{number}@victims.example" for number in range(3000))
    number = mailbox.take(mail(Cc=copies)).call_number
    prepared = writing.prepare_reply(mailbox.database, number, "anna", mailbox.now, office=OFFICE)
    assert len(prepared.recipients) == MOST
    assert prepared.recipients[0].address == "mario@rossi.example"
    assert {one.why for one in prepared.left_out} == {LeftOut.OWN, LeftOut.TOO_MANY}
    many = ", ".join(f"w{number}@victims.example" for number in range(200))
    mailbox.take(mail(subject=f"R: [BLS#{number}]", message_id="<8@x>", Reply_To=many))
    prepared = writing.prepare_reply(mailbox.database, number, "anna", mailbox.now, office=OFFICE)
    assert "mario@rossi.example" in {one.address for one in prepared.recipients}, "the customer is always included"


NAMES = ["../../.ssh/x", "..\\..\\x.bat", "/etc/passwd", "C:\\x.txt", "..", "a/../b", "x\0.exe", "\u202etxt.exe"]


@pytest.mark.parametrize("name", NAMES)
def test_attachments_are_named_without_a_path(mailbox: Mailbox, name: str) -> None:
    made = EmailMessage()
    made["From"], made["Subject"], made["Message-ID"] = "mario@rossi.example", "Log", "<9@x>"
    made.set_content("Ecco")
    made.add_attachment(b"x", maintype="application", subtype="octet-stream", filename="placeholder")
    raw = made.as_bytes().replace(b'"placeholder"', b'"' + name.replace("\\", "\\\\").encode() + b'"')
    [attachment] = mailbox.take(raw).attachments
    assert not set("/\\\0") & set(attachment.filename)
    assert attachment.filename.strip(". ")


def test_a_bounce_anybody_wrote_marks_no_address_that_was_not_written_to(mailbox: Mailbox) -> None:
    number = opened(mailbox)
    prepared = writing.prepare_reply(mailbox.database, number, "anna", mailbox.now, office=OFFICE)
    written = writing.Written(number, "reply", prepared.recipients, "x", "Provi.")
    sent = writing.send(mailbox.database, written, "anna", mailbox.now, office=OFFICE)
    with mailbox.database.read() as r:
        ours = messages.get(r, sent.message_id).identity
    raw = (
        f"From: MAILER-DAEMON@evil.example\nSubject: Undelivered\nMessage-ID: <b@x>\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; x\n\n"
        "Final-Recipient: rfc822; lia@bianchi.example\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: <{ours}>\n\nx\n--b--\n"
    )
    mailbox.take(raw.encode())
    with mailbox.database.read() as r:
        assert outbox.bad_addresses(r) == {}


def test_a_message_id_taken_before_gets_nobody_into_a_call(mailbox: Mailbox) -> None:
    first = mailbox.take(mail(EVIL, "prima", message_id="<known@rossi.example>"))
    second = mailbox.take(mail(message_id="<known@rossi.example>"))
    assert first.place == "triage"
    assert second.call_number
    assert second.id != first.id
    reply = writing.prepare_reply(mailbox.database, second.call_number, "anna", mailbox.now, office=OFFICE)
    written = writing.Written(second.call_number, "reply", reply.recipients, "x", "Provi.", answers=reply.answers)
    sent = writing.send(mailbox.database, written, "anna", mailbox.now, office=OFFICE)
    with mailbox.database.read() as r:
        answer = email.message_from_bytes(messages.raw(r, sent.message_id))
    assert answer["In-Reply-To"] == "<known@rossi.example>"
