"""The mails of other programmes' test suites: what they found in them is found here too."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from bls_tui.mail.reading import Address, ReadMail, read
from bls_tui.plain import mail as plain

MAIL = Path(__file__).resolve().parent.parent.parent.parent / "shared" / "mail"
OTHERWISE = {
    "zammad/mail012": {"body": "the plain version was cut by its editor; the HTML version is what the peer shows"},
    "zammad/mail041": {"attachments": "the peer's list leaves out the encrypted part"},
    "zammad/mail042": {"attachments": "the peer's list leaves out the encrypted parts"},
    "zammad/mail052": {"delivery_report": "a bounce in prose, which is no multipart/report"},
    "zammad/mail054": {
        "message_id": "",
        "in_reply_to": "",
        "references": "the expectation stops at a line without colon",
    },
    "zammad/mail057": {"attachments": "the peer's list leaves out the photograph"},
    "zammad/mail065": {"from": "a comma inside an encoded name that was folded there; read as one person"},
    "zammad/mail087": {
        "from": "no brackets in From",
        "message_id": "nor in Message-ID",
        "attachments": "a second text",
    },
    "zammad/mail096": {"message_id": "made up by the peer"},
    "stalwart/legacy_017": {"attachments": "sizes of the peer are those of the uuencoded text"},
    "stalwart/malformed_001": {"attachments": "empty text"},
    "stalwart/malformed_002": {"attachments": "shown as text"},
    "stalwart/malformed_004": {"attachments": "shown as text"},
    "stalwart/malformed_006": {"attachments": "shown as text"},
    "stalwart/malformed_007": {"attachments": "empty text"},
    "stalwart/malformed_012": {"attachments": "all three messages are found"},
    "freescout/message-2": {"attachments": "size of the peer is that of the base64 text"},
    "rt/email-file-attachment-2_eml": {"body": "inside the attached message", "attachments": "which is listed"},
    "rt/multipart-report": {"attachments": "the report and the mail are listed, an empty multipart is not"},
    "cpython/msg_16": {"attachments": "the report and the mail are listed", "delivery_report": "not multipart/report"},
    "cpython/msg_37": {"attachments": "texts of unknown kinds"},
    "cpython/msg_43": {"attachments": "the report and the header are listed"},
}
"""Fields where another reading is right, with the reason."""


def cases(name):
    path = MAIL / name
    return json.loads(path.read_text()) if path.is_file() else []


def folded(text):
    return unicodedata.normalize("NFC", " ".join((text or "").split()))


def squeezed(text):
    return re.sub(r"\s+", "", unicodedata.normalize("NFC", text)).casefold()


def agrees(expected, found):
    """Equal, where U+FFFD of a peer that gave up stands for the character we found."""
    pattern = ".".join(re.escape(piece) for piece in expected.split("\ufffd"))
    return re.fullmatch(pattern, found, re.DOTALL) is not None


def contains(expected, found):
    # folding case makes two letters of some
    return re.search(".{1,2}".join(re.escape(piece) for piece in squeezed(expected).split("\ufffd")), found) is not None


def check_people(expected, found: tuple[Address, ...], skipped, field):
    if field in skipped:
        return
    assert len(found) == len(expected), found
    for one, other in zip(expected, found, strict=True):
        assert f"{field}_name" in skipped or agrees(folded(one["name"]), folded(other.name))
        assert f"{field}_address" in skipped or one["address"] == other.written


def check_attachments(expected, mail: ReadMail, skipped):
    if "attachments" in skipped:
        return
    assert len(mail.attachments) == len(expected), mail.attachments
    for one, other in zip(expected, mail.attachments, strict=True):
        named = one.get("filename") and "attachment_filename" not in skipped
        assert not named or agrees(folded(one["filename"]), other.filename)
        assert one.get("size", other.size) == other.size
        assert one.get("content_type", other.content_type) == other.content_type


@pytest.mark.parametrize("case", cases("cases.json"), ids=lambda case: case["id"])
def test_mail_of_other_suites(case, shared):
    skipped = {*case.get("contested", ()), *OTHERWISE.get(case["id"], ())}
    expected = case["expected"]
    mail = read((shared / "mail" / case["raw"]).read_bytes())
    if "subject" in expected and "subject" not in skipped:
        assert agrees(folded(expected["subject"]), mail.subject)
    for field, found in (("from", mail.from_), ("to", mail.to), ("cc", mail.cc)):
        if field in expected:
            check_people(expected[field], found, skipped, field)
    if "body" not in skipped:
        text = squeezed(mail.text)
        for snippet in expected.get("body_contains", ()):
            assert contains(snippet, text), snippet
    if "attachments" in expected:
        check_attachments(expected["attachments"], mail, skipped)
    facts = plain.data(mail)
    facts["delivery_report"] = mail.bounce is not None
    for field in ("message_id", "in_reply_to", "references", "auto_submitted", "bulk", "delivery_report"):
        assert field in skipped or expected[field] == facts[field], field


def test_nothing_in_those_mails_is_unreadable(shared):
    for case in cases("cases.json"):
        assert "unreadable" not in read((shared / "mail" / case["raw"]).read_bytes()).defects
