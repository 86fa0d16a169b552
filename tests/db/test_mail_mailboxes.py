"""Folders of mailboxes and their ledger: nothing is done twice, and what fails stays in sight."""

from collections.abc import Callable

import pytest

from bls_tui.desk.mail import facts
from bls_tui.mail.imap.ledger import State
from bls_tui.mail.reading import model as reading
from db.errors import Conflict
from db.queries import mailboxes, messages, sender_rules
from db.rows_mail import LedgerKey, NewSenderRule, PendingRow
from db.session import Database, Writer
from db.tables import mail as tables
from tests.support.calls import AT
from tests.support.messages import Desk, message

INBOX = ("help", "INBOX")
KEY = LedgerKey(*INBOX, 7, 4_294_967_295)


def test_the_words_of_the_constraints_are_those_of_the_mail() -> None:
    assert tuple(State) == tables.LEDGER_STATES
    assert tuple(reading.Kind) == tuple(facts.Kind) == tables.MESSAGE_KINDS
    assert tuple(facts.RuleAction) == tables.RULE_ACTIONS


@pytest.fixture
def made(database: Database) -> int:
    with database.write() as w:
        return messages.add(w, message(), None)


def state(database: Database, key: LedgerKey = KEY) -> str:
    with database.read() as r:
        row = mailboxes.get(r, key)
    return row.state if row else ""


def test_a_message_of_a_folder_goes_its_way(database: Database, made: int) -> None:
    with database.write() as w:
        assert mailboxes.get(w, KEY) is None
        mailboxes.stored(w, KEY, None, "d1", 2519, AT)
        mailboxes.done(w, KEY, made)
        assert mailboxes.pending(w, *INBOX, 7) == {KEY.uid: PendingRow("done", 0, 2519, None, "")}
        mailboxes.moved(w, KEY, "Elaborate")
    with database.read() as r:
        assert mailboxes.pending(r, *INBOX, 7) == {}
        row = mailboxes.known(r, *INBOX, 7)[KEY.uid]
        assert (row.key, row.state, row.message_id, row.digest, row.size) == (KEY, "moved", made, "d1", 2519)
        assert (row.first_at, row.seen_at, row.moved_to) == (AT, AT, "Elaborate")
        assert mailboxes.of_message(r, made) == [row]
        assert mailboxes.known(r, *INBOX, 8) == mailboxes.known(r, "help", "Spam", 7) == {}
        assert mailboxes.errors(r) == []


AGAIN: dict[str, Callable[[Writer], object]] = {
    "stored": lambda w: mailboxes.stored(w, KEY, None, "d1", 1, AT),
    "done": lambda w: mailboxes.done(w, KEY, 1),
    "error": lambda w: mailboxes.erred(w, KEY, "x", AT, AT),
    "quarantined": lambda w: mailboxes.quarantined(w, KEY, "x", AT),
    "retry": lambda w: mailboxes.retry(w, KEY),
    "dismiss": lambda w: mailboxes.dismiss(w, KEY),
}


@pytest.mark.parametrize("again", AGAIN)
@pytest.mark.parametrize("moved", [False, True])
def test_what_is_done_is_done_once(database: Database, made: int, again: str, *, moved: bool) -> None:
    with database.write() as w:
        mailboxes.stored(w, KEY, made, "d1", 1, AT)
        mailboxes.done(w, KEY, made)
        if moved:
            mailboxes.moved(w, KEY, "Elaborate")
        with pytest.raises(Conflict, match=r"help/INBOX is (done|moved) in the meantime"):
            AGAIN[again](w)


def test_only_what_was_dealt_with_is_moved(database: Database, made: int) -> None:
    with database.write() as w:
        with pytest.raises(Conflict, match="was never stored"):
            mailboxes.done(w, KEY, made)
        mailboxes.stored(w, KEY, made, "d1", 1, AT)
        with pytest.raises(Conflict, match="is stored in the meantime"):
            mailboxes.moved(w, KEY, "Elaborate")


def test_what_fails_is_counted_until_it_is_dealt_with(database: Database, made: int) -> None:
    with database.write() as w:
        assert mailboxes.erred(w, KEY, "bad\0 parser", AT, AT + 60, 99) == 1
        mailboxes.stored(w, KEY, made, "d1", 99, AT + 1)
        assert mailboxes.erred(w, KEY, "again", AT + 60, AT + 120) == 2
        (row,) = mailboxes.errors(w)
        assert (row.state, row.attempts, row.error, row.next_try_at) == ("error", 2, "again", AT + 120)
        assert (row.first_at, row.seen_at, row.message_id) == (AT, AT + 60, made)
        mailboxes.quarantined(w, KEY, "for good", AT + 120)
        (row,) = mailboxes.errors(w)
        assert (row.state, row.attempts, row.next_try_at) == ("quarantined", 3, None)
        mailboxes.retry(w, KEY)
        (row,) = mailboxes.errors(w)
        assert (row.state, row.attempts, row.next_try_at, row.error) == ("error", 0, None, "for good")
        mailboxes.done(w, KEY, made)
        assert mailboxes.errors(w) == []
        row = mailboxes.known(w, *INBOX, 7)[KEY.uid]
        assert (row.state, row.error) == ("done", "")


def test_what_is_quarantined_stays_in_sight_until_somebody_looked_at_it(database: Database) -> None:
    with database.write() as w:
        mailboxes.quarantined(w, KEY, "no mail", AT)
        mailboxes.moved(w, KEY, "Errore")
        mailboxes.gone(w, *INBOX, 7, [KEY.uid])
        mailboxes.renumbered(w, *INBOX, 8)
        (row,) = mailboxes.errors(w)
        assert (row.state, row.moved_to) == ("quarantined", "Errore")
        mailboxes.dismiss(w, KEY)
        assert mailboxes.errors(w) == []


def test_what_left_by_another_hand_is_gone_and_may_come_back(database: Database, made: int) -> None:
    keys = [LedgerKey(*INBOX, 7, uid) for uid in range(1, 1203)]
    with database.write() as w:
        for key in keys:
            mailboxes.stored(w, key, made, "d", 1, AT)
        mailboxes.gone(w, *INBOX, 7, range(1, 1202))
        assert list(mailboxes.pending(w, *INBOX, 7)) == [1202]
        mailboxes.done(w, keys[0], made)
        mailboxes.stored(w, keys[1], made, "d", 1, AT)
    assert [state(database, key) for key in keys[:3]] == ["done", "stored", "gone"]


def test_another_numbering_leaves_the_old_behind(database: Database, made: int) -> None:
    other = LedgerKey("help", "Spam", 7, 1)
    with database.write() as w:
        for key in (KEY, other, LedgerKey(*INBOX, 8, 1)):
            mailboxes.stored(w, key, made, "d", 1, AT)
        mailboxes.renumbered(w, *INBOX, 8)
    assert [state(database, key) for key in (KEY, other, LedgerKey(*INBOX, 8, 1))] == ["gone", "stored", "stored"]


def test_a_folder_says_how_its_passes_went(database: Database) -> None:
    with database.write() as w:
        assert mailboxes.folder(w, *INBOX) is None
        assert mailboxes.failed(w, *INBOX, "desk", "no answer\0", AT, AT + 30) == 1
        assert mailboxes.failed(w, *INBOX, "desk", "no login", AT + 30, AT + 90) == 2
        (row,) = mailboxes.folders(w)
        assert (row.failures, row.failing_since, row.error, row.next_try_at) == (2, AT, "no login", AT + 90)
        assert (row.passed_at, row.uidvalidity) == (None, None)
        mailboxes.passed(w, *INBOX, "desk", 4_000_000_000, 412, 412, 1, AT + 90, "cannot be moved")
        row = mailboxes.folder(w, *INBOX) or row
        assert (row.failures, row.failing_since, row.error, row.seq) == (0, None, "cannot be moved", w.seq)
        assert (row.uidvalidity, row.on_server, row.known, row.in_error) == (4_000_000_000, 412, 412, 1)
        assert mailboxes.failed(w, *INBOX, "desk", "no answer", AT + 99, AT + 129) == 1
        row = mailboxes.folder(w, *INBOX) or row
        assert (row.passed_at, row.failing_since, row.on_server) == (AT + 90, AT + 99, 412)


def test_one_rule_for_a_sender_is_in_force(database: Database) -> None:
    with database.write() as w:
        desk = Desk(w)
        rule = NewSenderRule("Anna@ACME.example ", "append", "mr", AT, call_id=desk.calls[0])
        made = sender_rules.add(w, rule)
        sender_rules.add(w, NewSenderRule("@spam.example", "archive", "mr", AT + 1))
        with pytest.raises(Conflict, match=r"A rule for anna@acme\.example is in force already"):
            sender_rules.add(w, NewSenderRule("anna@acme.example", "archive", "kb", AT))
        sender_rules.hit(w, made)
        second, first = sender_rules.in_force(w)
        assert (first.match, first.call_number, first.hits) == ("anna@acme.example", "26-000001", 1)
        assert (second.match, second.call_number, second.customer) == ("@spam.example", "", "")
        sender_rules.remove(w, made, "kb", AT + 9)
        with pytest.raises(Conflict, match="was removed in the meantime"):
            sender_rules.remove(w, made, "kb", AT + 9)
        sender_rules.add(w, NewSenderRule("anna@acme.example", "call", "kb", AT + 10, customer="acme"))
        assert next((row.id, row.removed_by) for row in sender_rules.all_(w)) == (made, "kb")
        assert [row.action for row in sender_rules.in_force(w)] == ["archive", "call"]
