"""Damaged mails are kept and filed like all others: nothing of them is too odd for the database or the views."""

import json

import pytest

from bls_tui.mail.imap.ledger import Arrival
from bls_tui.plain import mailroom
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.views import mail_view, thread_view
from db.queries import conversations, messages
from tests.fuzz import mails, runner
from tests.support import mail_corpus
from tests.unit.service_mail.conftest import MONDAY, Mailbox

MAILS = 150
SEED = 4_711


@pytest.mark.parametrize("role", ["desk", "process"])
def test_every_mail_is_kept_filed_and_shown(mailbox: Mailbox, role: str) -> None:
    mail_corpus.prepare(mailbox.database, MONDAY)
    ingest = Ingest(mailbox.database, mail_corpus.filing(MONDAY), clock=lambda: MONDAY)
    digests = set()
    for number in range(MAILS):
        raw = runner.case(mails, SEED, number)
        arrival = Arrival("backup" if role == "process" else "desk", role, "INBOX", 1, number + 1, len(raw), MONDAY)
        ingest.take(raw, arrival)
        digests.add(raw)
    with mailbox.database.read() as r:
        kept = [row for row in messages.changed_since(r, 0) if row.direction == "in" and row.role == role]
        rows = conversations.conversations(r, login="anna", limit=1000)
        assert all(messages.raw(r, row.id) is not None for row in kept)
    assert MAILS // 2 < len(kept) <= len(digests)
    assert verify_calls(mailbox.database) == []
    view = mail_view(mailbox.database, "anna", MONDAY)
    mails._look(mailroom.text(view, mails.LOOK))
    json.dumps(mailroom.data(view))
    for row in rows:
        mails._look(mailroom.thread(thread_view(mailbox.database, row.number, "anna", MONDAY), mails.LOOK, mails.UTC))
