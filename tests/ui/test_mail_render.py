"""What the lines of mail say: evidence of delivery, where links lead, what is folded where it stood."""

from datetime import UTC

import pytest

from bls_tui.locale import use_language
from bls_tui.mail.quotes import trim
from bls_tui.service.mail.views_data import FolderView, Link, MessageView
from bls_tui.ui.render import bars, mail, thread
from bls_tui.ui.render.cells import Role
from bls_tui.ui.render.page import Paper
from db.rows_mail import AttachmentRow, FolderRow, MessageRow, RecipientName
from tests.support.demo import NOW

PAPER = Paper(100, False, NOW, UTC)


@pytest.fixture(autouse=True)
def _english():
    use_language("en")


def message(text="Hello", **more):
    trimmed = trim(text)
    usual = {
        "id": 1, "at": NOW, "direction": "in", "kind": "mail", "place": "call", "automatic": False, "internal": False,
        "author_name": "", "sender_name": "Ada", "sender_address": "ada@acme.example",
        "recipients": (RecipientName("to", "", "desk@bls.example"),), "subject": "VPN", "visible": trimmed.visible,
        "folds": trimmed.folds, "attachments": (), "links": (),
    }  # fmt: skip
    return MessageView(**(usual | more))


def proof(facts, kind="receipt"):
    return MessageRow(
        id=2, seq=1, call_number="", suggested_number="", customer_key="", customer="", direction="in", role="desk",
        place="call", identity="x", received_at=NOW, kind=kind, subject="ACCETTAZIONE", facts=facts,
    )  # fmt: skip


def told(one, *, unfolded=False):
    lines = thread.message(one, PAPER, unfolded=unfolded)
    return ["".join(cell.text for cell in (*line.left, *line.right)).rstrip() for line in lines]


def test_receipts_of_certified_mail_are_evidence():
    rows = (proof({"pec": {"kind": "avvenuta-consegna"}}), proof({"pec": {"kind": "errore-consegna"}}))
    text = "\n".join(told(message(direction="out", evidence=rows)))

    assert "PEC: delivered" in text
    assert "PEC: NOT delivered" in text
    roles = [cells[0].role for row in rows for cells in thread.evidence(row, PAPER)]
    assert roles == [Role.DIM, Role.CRITICAL]


def test_a_bounce_names_who_did_not_get_it():
    bounce = {"recipients": [{"address": "x@acme.example", "status": "5.1.1", "diagnostic": "User unknown"}]}
    text = "\n".join(told(message(direction="out", evidence=(proof({"bounce": bounce}, "bounce"),))))

    assert "NOT DELIVERED: x@acme.example  5.1.1  User unknown" in text


def test_what_is_folded_is_one_line_where_it_stood():
    one = message("Yes.\n\nOn Mon, Nov 16, 2026 at 9:12 AM Karl <k@bls.example> wrote:\n> Really?\n> Karl\n")

    assert "Really?" not in "\n".join(told(one))
    assert any(row.strip().startswith("[+ quotation") for row in told(one))
    unfolded = told(one, unfolded=True)
    assert unfolded.index("  Yes.") < next(at for at, row in enumerate(unfolded) if "Really?" in row)


def test_every_line_of_what_is_internal_has_the_bar_and_the_colour():
    lines = list(thread.message(message("One\nTwo", internal=True), PAPER, unfolded=False))[:-1]

    assert all(line.left[0].text == thread.BAR for line in lines)
    assert {cell.role for line in lines for cell in line.left} == {Role.INTERNAL}


def test_what_only_recognises_an_answer_is_not_shown():
    marker = "[bls.26-000001.reply.e067a0ef6897.sumk3xe2zx23vlab3pj2]"

    assert not any("sumk3xe2" in row for row in told(message(f"Hello\n\n{marker}", direction="out")))
    assert any("sumk3xe2" in row for row in told(message(f"Hello\n\n{marker}")))


def test_a_link_shows_its_host_first_and_warns_of_foreign_letters():
    plain = thread.link(Link("https://example.org/a", "example.org"), 1)
    foreign = thread.link(Link("https://аpple.com", "аpple.com"), 2)

    assert [cell.text for cell in plain[:2]] == ["  1  ", "example.org"]
    assert "foreign letters" in foreign[2].text
    assert plain[2].text == ""


def test_what_decorates_the_text_is_listed_last():
    files = (
        AttachmentRow(0, "logo.png", "image/png", 900, inline=True),
        AttachmentRow(1, "a.pdf", "application/pdf", 2_500_000),
    )
    one = message(attachments=files)

    assert [file.filename for file in thread.shown(one)] == ["a.pdf", "logo.png"]
    assert "attached 1: a.pdf (application/pdf, 2.4 MB)" in "\n".join(told(one))


def test_a_mailbox_says_cause_since_when_and_next_try():
    row = FolderRow(1, "desk", "INBOX", "desk", 1, 5, 4, 1, NOW - 9000, NOW - 600, "login refused", NOW + 180, 12, 1)
    text = mail.folder_state(FolderView(row, stale=True), NOW, UTC)

    assert text == (
        "Mailbox desk/INBOX unreadable since 14:03:20 (12 tries): login refused. New mail is NOT arriving. "
        "Next try in 3m."
    )


def test_names_of_screens_give_way_before_anything_is_cut():
    titles = [("now", "1", "Now"), ("status", "2", "Status"), ("mail", "4", "Mail")]

    def at(room):
        return "".join(cell.text for cell in bars.tabs("mail", titles, phone=False, room=room))

    assert at(60) == " bls  [1]Now [2]Status [4]Mail "
    assert at(23) == " [1]Now [2]Sta [4]Mail "
    assert at(18) == " [1] [2] [4]Mail "
