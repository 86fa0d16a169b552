"""Getting into a real server, and what is said when that fails; servers that can do less than others."""

import socket
import ssl
import threading
import time

import pytest

from bls_tui.mail.imap.account import Limits
from bls_tui.mail.imap.errors import MailboxRefused, MailboxUnavailable
from bls_tui.mail.imap.session import Session
from checks.secrets import SecretError
from tests.support.dovecot import ACCENTED, PASSWORD, Dovecot
from tests.support.mailbox import MemoryLedger, account, mail, one_round, subjects
from tests.support.postgres import free_port

pytestmark = pytest.mark.server("dovecot")


def opened(who):
    session = Session(who)
    session.open()
    return session


def ways(server):
    return {
        "plain": {"port": server.port, "tls": "none"},
        "starttls": {"port": server.port, "tls": "starttls"},
        "tls": {"port": server.tls_port, "tls": "tls"},
    }


@pytest.mark.parametrize("way", ["plain", "starttls", "tls"])
def test_every_way_in(dovecot, user, way):
    session = opened(account(dovecot, user, **ways(dovecot)[way]))
    encrypted = isinstance(session._client.socket(), ssl.SSLSocket)
    assert encrypted == (way != "plain")
    assert session.can_move
    assert session.can_idle
    assert session.folders() == ["INBOX"]
    session.close()


@pytest.mark.parametrize("way", ["starttls", "tls"])
def test_a_certificate_of_strangers_is_refused(dovecot, user, way):
    with pytest.raises(MailboxUnavailable, match="not trusted"):
        opened(account(dovecot, user, ca_file="", **ways(dovecot)[way]))


def test_a_token_lets_in(dovecot, user):
    who = account(dovecot, user, auth="xoauth2", secret=lambda: dovecot.token(user))
    opened(who).close()


def test_a_refused_token_says_why_and_hides_it(dovecot, user):
    token = dovecot.token("somebody-else")
    with pytest.raises(MailboxRefused) as caught:
        opened(account(dovecot, user, auth="xoauth2", secret=lambda: token))
    assert "401" in str(caught.value)
    assert token not in str(caught.value)


def test_a_refused_password_is_not_told(dovecot, user):
    with pytest.raises(MailboxRefused) as caught:
        opened(account(dovecot, user, secret=lambda: "Tr0ppo&segreta"))
    text = str(caught.value)
    assert "Authentication failed" in text
    assert "Tr0ppo" not in text
    assert "b'" not in text


def test_a_password_beyond_ascii(dovecot):
    name, password = ACCENTED
    opened(account(dovecot, name, secret=lambda: password)).close()


@pytest.mark.parametrize("password", ["one\r\nA1 LOGOUT", "nul\0"])
def test_a_password_cannot_smuggle_commands(dovecot, user, password):
    with pytest.raises(MailboxRefused, match="line break"):
        opened(account(dovecot, user, secret=lambda: password))


def test_a_secret_that_cannot_be_had_is_no_defect(dovecot, user):
    def missing():
        raise SecretError("the environment variable DESK_PASSWORD is not set")

    with pytest.raises(MailboxRefused, match="DESK_PASSWORD"):
        opened(account(dovecot, user, secret=missing))


def test_nobody_there(dovecot, user):
    with pytest.raises(MailboxUnavailable, match="refuses connections"):
        opened(account(dovecot, user, port=free_port()))


def test_a_server_that_says_nothing_is_given_up(dovecot, user):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        began = time.monotonic()
        with pytest.raises(MailboxUnavailable, match=r"no answer within 0\.5 s"):
            opened(account(dovecot, user, port=silent.getsockname()[1], limits=Limits(connect=0.5)))
        assert time.monotonic() - began < 3


def test_a_server_that_trickles_is_given_up(dovecot, user):
    def trickle(listener):
        connection, _address = listener.accept()
        try:
            while True:
                connection.sendall(b"*")
                time.sleep(0.1)
        except OSError:
            connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=trickle, args=(listener,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(MailboxUnavailable):
            opened(account(dovecot, user, port=listener.getsockname()[1], limits=Limits(connect=1)))
        assert time.monotonic() - began < 5


def test_a_server_that_greets_as_if_logged_in_gets_no_password(dovecot, user):
    """STARTTLS cannot follow PREAUTH: somebody in between may have said it."""
    heard = []

    def greet(listener):
        connection, _address = listener.accept()
        connection.settimeout(3)
        connection.sendall(b"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] hello\r\n")
        while data := connection.recv(4096):
            heard.append(data)
            tag = data.split()[0]
            connection.sendall(b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + tag + b" OK done\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=greet, args=(listener,), daemon=True).start()
        who = account(dovecot, user, tls="starttls", port=listener.getsockname()[1], limits=Limits(connect=2))
        with pytest.raises((MailboxRefused, MailboxUnavailable)):
            opened(who)
    assert not any(PASSWORD.encode() in data for data in heard)


@pytest.fixture(scope="module")
def plain_dovecot():
    """A server that admits to nothing beyond IMAP4rev1 and UIDPLUS, with folders below INBOX and dots between them."""
    server = Dovecot.create(capability="IMAP4rev1 UIDPLUS NAMESPACE", prefix="INBOX.", separator=".")
    yield server
    server.remove()


def test_without_move_mails_are_copied_and_only_ours_deleted(plain_dovecot, user):
    plain_dovecot.drop(user, mail(1), mail(2))
    client = plain_dovecot.client(user)
    client.select("INBOX")
    client.store("2", "+FLAGS", r"(\Deleted)")
    client.logout()
    ledger = MemoryLedger(refuse=lambda raw: "no" if b"Stampante 2" in raw else "")
    one_round(account(plain_dovecot, user, processed="Letti/2026"), ledger)
    assert subjects(plain_dovecot.contents(user, "INBOX.Letti.2026")) == ["Stampante 1"]
    assert subjects(plain_dovecot.contents(user)) == ["Stampante 2"]


def test_without_idle_the_wait_is_over_in_time(plain_dovecot, user):
    session = opened(account(plain_dovecot, user))
    session.select("INBOX")
    assert not session.can_idle
    began = time.monotonic()
    session.wait(0.3, threading.Event())
    assert 0.2 < time.monotonic() - began < 2
    session.close()


def test_without_move_and_uidplus_mails_stay_and_are_told_of(user):
    server = Dovecot.create(capability="IMAP4rev1")
    try:
        server.drop(user, mail(1))
        ledger = MemoryLedger()
        outcome = one_round(account(server, user), ledger)
        assert outcome.taken == 1
        assert "MOVE" in outcome.count.complaint
        assert len(server.contents(user)) == 1
        assert one_round(account(server, user), ledger).taken == 0
    finally:
        server.remove()
