"""What we send, answered by other programmes, comes back to its call."""

import email
from email import policy
from email.message import EmailMessage

from bls_tui.desk.mail import ids, tags
from bls_tui.desk.mail.facts import Action, How, Reason
from bls_tui.desk.mail.matching import match
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.mail import reading
from bls_tui.mail.compose import Draft, compose, quoted, text_of
from bls_tui.mail.incoming import incoming
from tests.mail.test_matching import SECRET, known

MINE = ids.make(SECRET, "26-000001", "reply", "abc", "firm.example")


def sent(**fields) -> bytes:
    usual = {
        "subject": tags.answer("Però, la posta è ferma", "26-000001"),
        "text": text_of("Buongiorno,\nabbiamo verificato.\n\n-- \nAnna", MINE),
        "recipients": (Recipient(Field.TO, "Rossi", "rossi@acme.example"),),
        "message_id": MINE,
        "date": 1795000000.0,
        "from_name": "Anna via Firm",
        "from_address": "desk@firm.example",
        "domain": "firm.example",
    }
    return compose(Draft(**(usual | fields)))


def answer(sender: str, *, ids_kept: bool = True, subject_kept: bool = True, quote: bool = True) -> bytes:
    ours = email.message_from_bytes(sent(), policy=policy.default)
    found = EmailMessage(policy=policy.SMTP)
    found["From"], found["To"], found["Message-ID"] = sender, "desk@firm.example", "<theirs@x>"
    found["Subject"] = f"R: {ours['Subject']}" if subject_kept else "Altro"
    if ids_kept:
        found["In-Reply-To"] = found["References"] = str(ours["Message-ID"])
    found.set_content("Grazie\n\n" + (quoted(quoted(ours.get_content())) if quote else ""))
    return found.as_bytes()


def decided(raw: bytes):
    return match(incoming(reading.read(raw)), known())


def test_an_answer_comes_back_by_its_header():
    found = decided(answer("who@ever.example", quote=False, subject_kept=False))
    assert (found.action, found.call, found.how) == (Action.APPEND, "26-000001", How.SIGNED)


def test_an_answer_whose_headers_were_lost_comes_back_by_the_reference_in_its_quotation():
    found = decided(answer("who@ever.example", ids_kept=False, subject_kept=False))
    assert (found.action, found.call, found.how) == (Action.APPEND, "26-000001", How.MARKER)


def test_a_tag_alone_comes_back_from_who_takes_part():
    raw = {"ids_kept": False, "quote": False}
    assert decided(answer("friend@elsewhere.example", **raw)).how is How.TAG
    assert decided(answer("who@ever.example", **raw)).reason is Reason.SUSPICIOUS


def test_our_own_mail_is_recognised():
    found = decided(sent(from_address="desk@firm.example"))
    assert (found.action, found.reason) == (Action.ARCHIVE, Reason.LOOP)
    read = reading.read(sent(automatic="auto-generated"))
    assert read.auto_submitted
    assert read.subject_base == "Però, la posta è ferma"


def test_an_automatic_answer_wakes_nobody():
    raw = answer("rossi@acme.example").replace(b"From:", b"Auto-Submitted: auto-replied\r\nFrom:", 1)
    found = decided(raw)
    assert (found.action, found.call, found.wakes) == (Action.APPEND, "26-000001", False)


def test_a_bounce_comes_back_to_the_call():
    head, _blank, _body = sent().partition(b"\r\n\r\n")
    raw = b"\r\n".join(
        [
            b"From: MAILER-DAEMON@mx.example",
            b"Subject: Undelivered Mail Returned to Sender",
            b"Auto-Submitted: auto-replied",
            b'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
            b"MIME-Version: 1.0",
            b"",
            b"--b",
            b"Content-Type: text/plain",
            b"",
            b"Sorry.",
            b"--b",
            b"Content-Type: message/delivery-status",
            b"",
            b"Reporting-MTA: dns; mx.example",
            b"",
            b"Final-Recipient: rfc822; rossi@acme.example",
            b"Action: failed",
            b"Status: 5.1.1",
            b"",
            b"--b",
            b"Content-Type: text/rfc822-headers",
            b"",
            head,
            b"--b--",
            b"",
        ]
    )
    found = decided(raw)
    assert (found.action, found.call, found.bad) == (Action.EVIDENCE, "26-000001", ("rossi@acme.example",))
