"""Watching accounts: news wakes, lines that break are mended, and the end comes soon."""

import socket
import time

import pytest

from bls_tui.mail.imap import rounds, watch
from bls_tui.mail.imap.errors import MailboxUnavailable
from bls_tui.mail.imap.ledger import State
from bls_tui.mail.imap.rounds import Memory
from bls_tui.mail.imap.watch import MailWatch
from tests.support.dovecot import Dovecot
from tests.support.mailbox import Clock, Line, MemoryLedger, account, mail, one_round, subjects

pytestmark = pytest.mark.server("dovecot")


def eventually(condition, patience=10.0):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.02)
    pytest.fail(f"it did not come true within {patience:g} s")


def port_of(listener):
    return listener.getsockname()[1]


class Watched:
    """A watch with a ledger for each folder."""

    def __init__(self, *accounts):
        self.ledgers = {}
        self.watch = MailWatch(accounts, self._ledger, time.time)

    def _ledger(self, who, folder):
        return self.ledgers.setdefault(f"{who.name}/{folder}", MemoryLedger())

    def __enter__(self):
        self.watch.start()
        return self

    def __exit__(self, *_exception):
        began = time.monotonic()
        assert self.watch.stop()
        assert time.monotonic() - began < 2


@pytest.fixture
def hasty(monkeypatch):
    monkeypatch.setattr(watch, "PAUSES", (0.1, 0.2))
    monkeypatch.setattr(watch, "LEDGER_PAUSE", 0.1)


@pytest.mark.parametrize("way", ["plain", "tls"])
def test_news_wakes_at_once(dovecot, user, way):
    port, tls = (dovecot.port, "none") if way == "plain" else (dovecot.tls_port, "tls")
    with Watched(account(dovecot, user, port=port, tls=tls)) as watched:
        ledger = watched.ledgers[f"{user}/INBOX"]
        eventually(lambda: ledger.counts)
        for number in range(3):
            time.sleep(0.7)
            began = time.monotonic()
            dovecot.deliver(user, mail(number))
            eventually(lambda many=number + 1: len(ledger.taken) == many)
            assert time.monotonic() - began < 2
        eventually(lambda: dovecot.contents(user) == [])


def test_every_folder_is_read_and_one_that_is_missing_holds_up_none(dovecot, user):
    dovecot.deliver(user, mail(1))
    who = account(dovecot, user, folders=("INBOX", "Veeam", "Acronis"), poll=1.0)
    with Watched(who) as watched:
        eventually(lambda: watched.ledgers[f"{user}/INBOX"].taken and watched.ledgers[f"{user}/Veeam"].failures)
        assert "Veeam" in watched.ledgers[f"{user}/Veeam"].failures[0][0]
        client = dovecot.client(user)
        client.create("Veeam")
        dovecot.deliver(user, mail(2), folder="Veeam")
        client.logout()
        eventually(lambda: watched.ledgers[f"{user}/Veeam"].taken)


@pytest.mark.usefixtures("hasty")
def test_a_broken_line_is_mended_and_no_trouble(dovecot, user):
    line = Line(dovecot.port)
    with Watched(account(dovecot, user, port=line.port)) as watched:
        ledger = watched.ledgers[f"{user}/INBOX"]
        eventually(lambda: ledger.counts)
        line.cut()
        dovecot.deliver(user, mail(1))
        eventually(lambda: ledger.taken)
        assert ledger.failures == []
        assert line.connections == 2
    line.close()


@pytest.mark.usefixtures("hasty")
def test_a_server_that_stays_away_is_a_trouble_until_it_is_back(user):
    server = Dovecot.create()
    try:
        with Watched(account(server, user)) as watched:
            ledger = watched.ledgers[f"{user}/INBOX"]
            eventually(lambda: ledger.counts)
            server.stop()
            eventually(lambda: len(ledger.failures) > 1)
            assert "refuses connections" in ledger.failures[-1][0]
            server.start()
            server.deliver(user, mail(1))
            eventually(lambda: ledger.taken)
    finally:
        server.remove()


@pytest.mark.usefixtures("hasty")
def test_a_refused_login_is_told_and_not_repeated_quickly(dovecot, user):
    with Watched(account(dovecot, user, secret=lambda: "sbagliata")) as watched:
        ledger = watched.ledgers[f"{user}/INBOX"]
        eventually(lambda: ledger.failures)
        time.sleep(0.5)
        assert len(ledger.failures) == 1
        error, next_try_at = ledger.failures[0]
        assert "sbagliata" not in error
        assert next_try_at > time.time() + 30


@pytest.mark.usefixtures("hasty")
def test_a_ledger_that_is_away_is_awaited_and_one_that_is_lost_ends_the_watch(dovecot, user):
    dovecot.deliver(user, mail(1))
    watched = Watched(account(dovecot, user))
    ledger = watched.ledgers[f"{user}/INBOX"]
    ledger.away = True
    with watched:
        time.sleep(0.5)
        assert ledger.taken == []
        ledger.away = False
        eventually(lambda: ledger.taken)
        ledger.lost = True
        dovecot.deliver(user, mail(2))
        eventually(lambda: not watched.watch.alive)
    assert len(ledger.taken) == 1


def test_the_end_comes_soon_even_in_the_middle_of_a_connection(dovecot, user):
    with socket.create_server(("127.0.0.1", 0)) as silent, Watched(account(dovecot, user, port=port_of(silent))):
        time.sleep(0.3)


def test_a_message_that_breaks_every_line_does_not_hold_up_others(dovecot, user):
    """The line breaks in the middle of the large one, whichever way it is fetched."""
    dovecot.drop(user, mail(1))
    time.sleep(0.01)
    dovecot.drop(user, mail("large", body="x" * 200_000))
    time.sleep(0.01)
    dovecot.drop(user, mail(3))
    line = Line(dovecot.port, cut_after=100_000)
    ledger, memory, clock = MemoryLedger(), Memory(), Clock()
    who = account(dovecot, user, port=line.port)
    for _attempt in range(2):
        with pytest.raises(MailboxUnavailable):
            one_round(who, ledger, memory=memory, clock=clock)
    assert len(ledger.errors) == 1
    one_round(who, ledger, memory=memory, clock=clock)
    assert subjects([raw for _arrival, raw in ledger.taken]) == ["Stampante 1", "Stampante 3"]
    for _attempt in range(rounds.DROPS - 2):
        clock.now += 4000
        with pytest.raises(MailboxUnavailable):
            one_round(who, ledger, memory=memory, clock=clock)
    assert State.QUARANTINED not in ledger.states().values()
    line.cut_after = None  # the line is well again
    clock.now += 4000
    one_round(who, ledger, memory=memory, clock=clock)
    assert len(ledger.taken) == 3
    assert dovecot.contents(user) == []
    line.close()
