import email
import re
import time
from email import policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bls_tui.desk.mail import ids
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.mail.compose import (
    LOOP_HEADER,
    Attached,
    ComposeError,
    Draft,
    Invitation,
    compose,
    from_name,
    one_line,
    quotation,
    quoted,
    text_of,
    trimmed,
)
from tests.support.desk import ROME, at

MINE = ids.make(b"s" * 32, "26-001234", "reply", "r1", "firm.example")
TO = Recipient(Field.TO, "Mario Rossi", "rossi@acme.example")
EVIL = "x\r\nBcc: evil@x.example\r\n\r\nbody\x00\x1b[31m\u2028y"


def draft(**fields) -> Draft:
    usual = {
        "subject": "[BLS#26-001234] Posta ferma",
        "text": "Buongiorno",
        "recipients": (TO,),
        "message_id": MINE,
        "date": at("2026-11-23 15:30"),
        "from_name": "Anna Rossi via Firm",
        "from_address": "desk@firm.example",
        "domain": "firm.example",
        "zone": ROME,
    }
    return Draft(**(usual | fields))


def read(raw: bytes):
    return email.message_from_bytes(raw, policy=policy.default)


def content(part) -> str:
    return part.get_content().replace("\r\n", "\n")


def test_a_plain_message():
    found = read(compose(draft()))
    assert str(found["From"]) == "Anna Rossi via Firm <desk@firm.example>"
    assert str(found["Reply-To"]) == "desk@firm.example"
    assert str(found["To"]) == "Mario Rossi <rossi@acme.example>"
    assert found["Subject"] == "[BLS#26-001234] Posta ferma"
    assert found["Message-ID"] == f"<{MINE}>"
    assert found["Date"] == "Mon, 23 Nov 2026 15:30:00 +0100"
    assert found[LOOP_HEADER] == "firm.example"
    assert content(found) == "Buongiorno\n"
    for name in ("Auto-Submitted", "In-Reply-To", "References", "Cc", "Bcc", "X-Auto-Response-Suppress"):
        assert name not in found


def test_every_kind_of_recipient_stands_where_it_belongs():
    people = (TO, Recipient(Field.CC, "", "b@x.example"), Recipient(Field.BCC, "", "blind@x.example"))
    raw = compose(draft(recipients=people))
    assert b"blind@x.example" not in raw
    assert str(read(raw)["Cc"]) == "b@x.example"
    blind = read(compose(draft(recipients=people[2:])))
    assert str(blind["To"]) == "undisclosed-recipients:;"


@pytest.mark.parametrize("kind", ["auto-replied", "auto-generated"])
def test_what_is_automatic_says_so(kind):
    found = read(compose(draft(automatic=kind)))
    assert (found["Auto-Submitted"], found["X-Auto-Response-Suppress"]) == (kind, "All")


def test_an_answer_continues_the_thread():
    found = read(compose(draft(in_reply_to="c@x", references=("a@x", "b@x"))))
    assert found["In-Reply-To"] == "<c@x>"
    assert found["References"].split() == ["<a@x>", "<b@x>", "<c@x>"]


def test_a_long_thread_keeps_its_ends():
    many = tuple(f"{number}@x" for number in range(50))
    assert trimmed(many, "50@x") == ("0@x", "1@x", "2@x", "3@x", "45@x", "46@x", "47@x", "48@x", "49@x", "50@x")
    assert trimmed(("a@x", "b@x", "a@x"), "b@x") == ("a@x", "b@x")
    assert trimmed(("a@x", "b c@x", "\r\nBcc: x", "<d@x>", "è@x", "z" * 2000), "") == ("a@x", "d@x")


def test_long_ids_are_neither_cut_nor_encoded():
    long_id = "x" * 300 + "@" + "y" * 200
    raw = compose(draft(in_reply_to=long_id, references=tuple(f"{n}{long_id}" for n in range(12))))
    assert f"In-Reply-To: <{long_id}>\r\n".encode() in raw
    assert raw.count(f"{long_id}>".encode()) == 11
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize(
    "fields",
    [
        {"subject": EVIL},
        {"from_name": EVIL},
        {"recipients": (Recipient(Field.TO, EVIL, "a@x.example"),)},
        {"automatic": EVIL},
        {"domain": EVIL},
        {"attachments": (Attached(EVIL, EVIL, b"x"),)},
        {"in_reply_to": EVIL, "references": (EVIL,)},
        {"invitation": Invitation("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", EVIL)},
    ],
)
def test_nothing_smuggles_in_a_header(fields):
    raw = compose(draft(**fields))
    found = read(raw)
    assert "Bcc" not in found
    assert not any(name.lower() == "bcc" for part in found.walk() for name in part)
    assert b"\x00" not in raw
    assert b"\x1b" not in raw
    assert content(found.get_body(("plain",))) == "Buongiorno\n"


@pytest.mark.parametrize(
    "fields",
    [
        {"recipients": ()},
        {"recipients": (Recipient(Field.TO, "", "a@b.it\r\nBcc: x@y.it"),)},
        {"from_address": "desk"},
        {"reply_to": "a b@c.it"},
        {"message_id": "x\r\nBcc: y@z"},
        {"message_id": ""},
        {"recipients": (Recipient(Field.TO, "", "a@" + "ü" * 70 + ".it"),)},
    ],
)
def test_what_cannot_be_sent_is_refused(fields):
    with pytest.raises(ComposeError):
        compose(draft(**fields))


printable = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Zl", "Zp", "Cn")), max_size=150)


@given(printable, printable, printable)
def test_headers_and_text_come_back_as_they_were(subject, name, text):
    raw = compose(draft(subject=subject, from_name=name, text=text))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert not re.search(rb"(?<!\r)\n", raw)
    found = read(raw)
    assert " ".join(str(found["Subject"]).split()) == one_line(subject)
    assert content(found).rstrip("\n") == text.rstrip("\n")
    assert found["From"].addresses[0].addr_spec == "desk@firm.example"


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Anna Rossi", b"From: Anna Rossi <desk@firm.example>"),
        ("Rossi, Anna (IT)", b'From: "Rossi, Anna (IT)" <desk@firm.example>'),
        ('Anna "Ann" Rossi', b'From: "Anna \\"Ann\\" Rossi" <desk@firm.example>'),
        ("Anna Niccolò via Firm S.r.l.", b"From: Anna =?utf-8?q?Niccol=C3=B2?= via Firm =?utf-8?b?Uy5yLmwu?="),
        ("Però Così", b"From: =?utf-8?b?UGVyw7IgQ29zw6w=?= <desk@firm.example>"),
        ("=?utf-8?q?x?=", b"From: =?utf-8?b?PT91dGYtOD9xP3g/PQ==?= <desk@firm.example>"),
        ("", b"From: desk@firm.example"),
    ],
)
def test_names_are_written_as_everybody_reads_them(name, written):
    raw = compose(draft(from_name=name))
    assert written in raw.replace(b"\r\n ", b" ")
    assert read(raw)["From"].addresses[0].display_name == name


def test_the_blanks_between_foreign_words_stay():
    subject = "[BLS#26-001234] Perché è già così? La città più bella è già giù — però, perché no? Così è, se vi pare"
    raw = compose(draft(subject=subject))
    assert read(raw)["Subject"] == subject
    assert b"Subject: [BLS#26-001234] =?" in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 78


@given(st.binary(max_size=300), st.text(max_size=40), st.text(max_size=30))
def test_files_come_back_as_they_were(data, name, content_type):
    raw = compose(draft(attachments=(Attached(name, content_type, data), Attached("b.pdf", "application/pdf", data))))
    first, second = read(raw).iter_attachments()
    assert first.get_payload(decode=True) == second.get_payload(decode=True) == data
    assert first.get_filename()
    assert not set(first.get_filename()) & set("/\\\r\n")
    assert second.get_content_type() == "application/pdf"


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "", "text", "text/plain; charset=x\r\nBcc: a"])
def test_a_mail_that_goes_along_stays_a_file(kind):
    inner = b"From: x@y\r\n\r\n\xff\xfe"
    [found] = read(compose(draft(attachments=(Attached("però.eml", kind, inner),)))).iter_attachments()
    assert found.get_payload(decode=True) == inner
    assert found.get_filename() == "però.eml"


def test_an_invitation_is_an_alternative_and_a_file():
    text = "BEGIN:VCALENDAR\r\nSUMMARY:Città\r\nEND:VCALENDAR\r\n"
    found = read(compose(draft(invitation=Invitation(text, "REQUEST"), attachments=(Attached("a", "x/y", b"1"),))))
    calendar = found.get_body(("calendar",))
    assert calendar["Content-Type"].params == {"charset": "utf-8", "method": "REQUEST"}
    assert content(calendar) == text.replace("\r\n", "\n")
    assert [part.get_filename() for part in found.iter_attachments()] == ["a", "invite.ics"]
    assert found.get_content_type() == "multipart/mixed"


def test_addresses_of_other_letters():
    idn = compose(draft(recipients=(Recipient(Field.TO, "", "a@bücher.example"),)))
    assert b"a@xn--bcher-kva.example" in idn
    assert idn.isascii()
    assert "müller@x.example" in compose(draft(recipients=(Recipient(Field.TO, "", "müller@x.example"),))).decode()


def test_the_sender_is_the_technician_via_the_firm():
    assert from_name("Anna Rossi", "Firm") == "Anna Rossi via Firm"
    assert from_name("", "Firm") == "Firm"
    assert from_name("Anna\r\nRossi", "") == "Anna Rossi"


def test_the_text_carries_the_marker_above_the_quotation():
    quote = quotation("Mario <m@x.example>", at("2026-11-23 15:30"), "Ciao\r\n\r\n> prima\r\n", ROME, "it")
    whole = text_of("Fatto.\n\n-- \nAnna\n", MINE, quote)
    assert whole == (
        f"Fatto.\n\n-- \nAnna\n\n{ids.marker(MINE)}\n\n"
        "Il giorno lunedì 23 novembre 2026 alle 15:30 Mario <m@x.example> ha scritto:\n\n> Ciao\n>\n>> prima\n"
    )
    [signed] = ids.in_body([b"s" * 32], quoted(whole))
    assert signed.call_number == "26-001234"


def test_a_large_file_takes_seconds_at_most():
    started = time.process_time()
    raw = compose(draft(attachments=(Attached("a.bin", "application/octet-stream", b"\x00" * 5_000_000),)))
    assert len(raw) > 6_750_000
    assert time.process_time() - started < 5
