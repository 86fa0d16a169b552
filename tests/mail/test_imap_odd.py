"""Servers with odd habits: what they say wrong is their message's trouble, or theirs, never everybody's."""

import threading
import time

import pytest

from bls_tui.mail.imap.errors import FolderMissing, GarbledAnswer, MailboxRefused, MailboxUnavailable
from bls_tui.mail.imap.ledger import State
from bls_tui.mail.imap.session import Session
from tests.support.mailbox import Clock, MemoryLedger, one_round, plain_account
from tests.support.odd_imap import OddServer

SIZES = b"UID FETCH 1 (RFC822.SIZE INTERNALDATE)"
BODY = b"UID FETCH 1 (BODY.PEEK[])"
RAW = b"Subject: Stampante 1\r\n\r\nciao\r\n"
WELL = {
    SIZES: b'* 1 FETCH (UID 1 RFC822.SIZE %d INTERNALDATE "05-Jan-2026 09:00:00 +0100")\r\n' % len(RAW),
    BODY: b"* 1 FETCH (UID 1 BODY[] {%d}\r\n%b)\r\n" % (len(RAW), RAW),
}


def read(habits, ledger=None, **changes):
    ledger = ledger or MemoryLedger()
    with OddServer({**WELL, **habits}) as server:
        outcome = one_round(plain_account(server.port, "u"), ledger, **changes)
    return ledger, outcome, server


def test_the_odd_server_behaves_when_asked_to():
    ledger, _outcome, server = read({})
    assert [raw for _arrival, raw in ledger.taken] == [RAW]
    assert ledger.taken[0][0].received_at == 1767600000
    assert b"UID MOVE 1 Processed" in [command.replace(b'"', b"") for command in server.heard]


@pytest.mark.parametrize("date", [b'"99-Foo-2026 99:99:99 +9999"', b"NIL", b'""', b'"30-Feb-2026 09:00:00 +0100"'])
def test_a_date_that_is_none_loses_no_mail(date):
    sizes = b"* 1 FETCH (UID 1 RFC822.SIZE 10 INTERNALDATE %b)\r\n" % date
    ledger, _outcome, _server = read(
        {SIZES: sizes, b"UID FETCH 1 (RFC822.SIZE)": b"* 1 FETCH (UID 1 RFC822.SIZE 10)\r\n"}
    )
    assert len(ledger.taken) == 1
    assert ledger.taken[0][0].received_at is None


@pytest.mark.parametrize(
    "body",
    [
        b"* 1 FETCH (UID 1 BODY[] NIL)\r\n",
        b"NO [SERVERBUG] internal error\r\n",
        b"BAD what?\r\n",
        b"* 1 FETCH (UID 1 BODY[] {3}\r\nabc\r\n",
        b"* 1 FETCH (UID x BODY[] NIL)\r\n",
        b"* 1 FETCH garbage\r\n",
    ],
)
def test_a_message_the_server_cannot_give_is_in_error_and_nothing_else(body):
    ledger, outcome, _server = read({BODY: body})
    assert ledger.states() == {1: State.ERROR}
    assert ledger.errors != [""]
    assert outcome.count.in_error == 1


def test_a_message_that_is_gone_when_asked_for_is_no_error():
    sizes = iter([WELL[SIZES], b"", b""])
    ledger, outcome, _server = read({BODY: b"NO [EXPUNGEISSUED] gone\r\n", SIZES: lambda _command: next(sizes)})
    assert ledger.states() == {}
    assert outcome.count.in_error == 0


def test_an_empty_message_is_one():
    ledger, _outcome, _server = read({BODY: b"* 1 FETCH (UID 1 BODY[] {0}\r\n)\r\n"})
    assert [raw for _arrival, raw in ledger.taken] == [b""]


def test_news_of_other_messages_in_between_are_not_mistaken():
    noise = b"* 1 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (FLAGS () UID 9)\r\n* 5 EXISTS\r\n"
    ledger, _outcome, _server = read({BODY: noise + WELL[BODY], SIZES: noise + WELL[SIZES]})
    assert [raw for _arrival, raw in ledger.taken] == [RAW]


def test_a_folder_without_uidvalidity_is_not_read():
    with pytest.raises(GarbledAnswer, match="UIDVALIDITY"):
        read({b"SELECT": b"* 1 EXISTS\r\n"})


def test_a_folder_that_cannot_be_opened_says_why():
    with pytest.raises(FolderMissing, match="no rights"):
        read({b"SELECT": b"NO [NOPERM] no rights\r\n"})


def test_a_server_that_repeats_the_password_does_not_get_it_printed():
    with pytest.raises(MailboxRefused) as caught:
        read({b"LOGIN": lambda command: b"NO cannot do " + command + b"\r\n"})
    assert "s3gr" not in str(caught.value)


def test_a_server_that_hangs_up_is_unavailable():
    with pytest.raises(MailboxUnavailable):
        read({b"SELECT": lambda _command: None})


def test_a_move_that_is_refused_is_told_of_and_tried_again():
    ledger, outcome, _server = read({b"UID MOVE": b"NO [OVERQUOTA] full\r\n"})
    assert ledger.states() == {1: State.DONE}
    assert "OVERQUOTA" in outcome.count.complaint
    _ledger, again, _server = read({}, ledger)
    assert (again.taken, again.count.complaint) == (0, "")
    assert ledger.states() == {1: State.MOVED}


@pytest.mark.parametrize(
    "structure",
    [
        b"NIL",
        b"(" * 3000 + b")" * 3000,
        b'(("text" "plain" NIL NIL NIL "7BIT" 4 1) "mixed")',
        b'("text")',
        b'(((NIL NIL) "x" ("boundary" "b")) "mixed" ("boundary" "b"))',
    ],
)
def test_a_structure_that_is_none_leaves_the_beginning_of_a_large_mail(structure):
    sizes = b'* 1 FETCH (UID 1 RFC822.SIZE 90000000 INTERNALDATE "05-Jan-2026 09:00:00 +0100")\r\n'
    start = b"* 1 FETCH (UID 1 BODY[]<0> {%d}\r\n%b)\r\n" % (len(RAW), RAW)
    header = b"* 1 FETCH (UID 1 BODY[HEADER] {24}\r\nSubject: Stampante 1\r\n\r\n)\r\n"
    ledger, _outcome, _server = read(
        {
            SIZES: sizes,
            b"UID FETCH 1 (BODYSTRUCTURE)": b"* 1 FETCH (UID 1 BODYSTRUCTURE %b)\r\n" % structure,
            b"UID FETCH 1 (BODY.PEEK[]<0.": start,
            b"UID FETCH 1 (BODY.PEEK[HEADER": header,
        }
    )
    ((arrival, raw),) = ledger.taken
    assert arrival.truncated
    assert raw.startswith(b"Subject: Stampante 1")


def test_a_server_that_tells_of_news_all_the_time_is_not_asked_all_the_time():
    waits = []
    with OddServer({**WELL, b"IDLE": b"+ idling\r\n* 5 EXISTS\r\n"}) as server:
        session = Session(plain_account(server.port, "u"))
        session.open()
        session.select("INBOX")
        began = time.monotonic()
        threading.Timer(0.2, session.abort).start()
        with pytest.raises(MailboxUnavailable):
            session.wait(5, threading.Event())
        waits.append(time.monotonic() - began)
    assert waits[0] < 3


def test_attempts_are_spaced_by_the_clock_not_by_rounds():
    ledger, clock = MemoryLedger(), Clock()
    for _round in range(3):
        read({BODY: b"NO cannot\r\n"}, ledger, clock=clock)
    assert len(ledger.errors) == 1
    clock.now += 61
    read({BODY: b"NO cannot\r\n"}, ledger, clock=clock)
    assert len(ledger.errors) == 2
