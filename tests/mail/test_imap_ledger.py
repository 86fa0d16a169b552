"""From a real server into a real database: every mail exactly once, whatever dies in between."""

import random
import time

import pytest

from bls_tui.mail.imap.errors import LedgerLost
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.ledger import FolderLedger
from db.queries import lease, mailboxes, messages
from db.session import Database
from tests.support import mail_child
from tests.support.mailbox import Clock, account, mail, one_round, subjects

pytestmark = pytest.mark.server("dovecot")


class Desk:
    """A database that somebody polls, with the ledgers of its folders."""

    def __init__(self, database, filing=None):
        self.database = database
        self.clock = Clock()
        with database.write() as w:
            self.epoch = lease.acquire(w, "test", self.clock.now, 60)
        kind = {"filing": filing} if filing else {}
        self.ingest = Ingest(database, clock=self.clock, **kind)

    def ledger(self, who, folder="INBOX"):
        return FolderLedger(self.ingest, who.name, folder, who.role, epoch=self.epoch, clock=self.clock)

    def read(self, who, folder="INBOX"):
        return one_round(who, self.ledger(who, folder), folder, clock=self.clock)

    def messages(self):
        with self.database.read() as r:
            return messages.triage(r)

    def lines(self, who, folder="INBOX"):
        with self.database.read() as r:
            validity = mailboxes.folder(r, who.name, folder).uidvalidity
            return mailboxes.known(r, who.name, folder, validity)


@pytest.fixture
def desk(database):
    return Desk(database)


@pytest.fixture
def sqlite_desk(sqlite_database):
    return Desk(sqlite_database)


def test_a_mail_is_kept_to_the_byte_and_waits_in_triage(desk, dovecot, user):
    raw = mail(1, **{"Cc": "Capo <capo@acme.example>", "In-Reply-To": "<x@y>"})
    dovecot.deliver(user, raw)
    who = account(dovecot, user)
    outcome = desk.read(who)
    assert (outcome.taken, outcome.count.on_server, outcome.count.known) == (1, 1, 1)
    (row,) = desk.messages()
    assert (row.identity, row.subject, row.sender_address) == (
        "mail-1@acme.example",
        "Stampante 1",
        "anna@acme.example",
    )
    assert (row.direction, row.role, row.kind, row.place, row.truncated) == ("in", "desk", "mail", "triage", False)
    assert row.snippet == "La stampante 1 non stampa."
    assert [(one.kind, one.address) for one in row.recipients] == [
        ("to", "assistenza@bls.example"),
        ("cc", "capo@acme.example"),
    ]
    assert row.in_reply_to == ("x@y",)
    with desk.database.read() as r:
        assert messages.raw(r, row.id) == raw
        assert messages.by_ids(r, ["mail-1@acme.example"])["mail-1@acme.example"].id == row.id
        folder = mailboxes.folder(r, user, "INBOX")
    assert (folder.on_server, folder.known, folder.in_error, folder.error) == (1, 1, 0, "")
    line = desk.lines(who)[1]
    assert (line.state, line.message_id, line.moved_to, line.size) == ("moved", row.id, "Processed", len(raw))


def test_one_mail_in_two_folders_is_one_message(sqlite_desk, dovecot, user):
    client = dovecot.client(user)
    client.create("Copie")
    client.logout()
    dovecot.deliver(user, mail(1), mail(2))
    dovecot.deliver(user, mail(1), folder="Copie")
    who = account(dovecot, user)
    sqlite_desk.read(who)
    assert sqlite_desk.read(who, "Copie").taken == 1
    assert len(sqlite_desk.messages()) == 2
    assert sqlite_desk.lines(who)[1].message_id == sqlite_desk.lines(who, "Copie")[1].message_id
    assert len(dovecot.contents(user, "Processed")) == 3


def test_one_mail_that_came_by_two_ways_is_one_message(sqlite_desk, dovecot, user):
    by_list = b"Received: from list.example by mx.example; Mon, 05 Jan 2026 09:00:05 +0100\r\n" + mail(1)
    dovecot.deliver(user, mail(1), by_list)
    sqlite_desk.read(account(dovecot, user))
    assert len(sqlite_desk.messages()) == 1


def test_two_mails_with_one_message_id_are_both_kept(sqlite_desk, dovecot, user):
    same = {"Message-ID": "<same@acme.example>"}
    dovecot.deliver(user, mail(1, **same), mail(2, **same), mail(3, **same), mail(2, **same))
    sqlite_desk.read(account(dovecot, user))
    found = {row.identity: row.subject for row in sqlite_desk.messages()}
    assert found == {
        "same@acme.example": "Stampante 1",
        "same@acme.example#2": "Stampante 2",
        "same@acme.example#3": "Stampante 3",
    }


def test_mails_without_an_id_are_told_apart(sqlite_desk, dovecot, user):
    nameless = {"Message-ID": ""}
    dovecot.deliver(user, mail(1, **nameless), mail(2, **nameless))
    sqlite_desk.read(account(dovecot, user))
    identities = [row.identity for row in sqlite_desk.messages()]
    assert len(set(identities)) == 2
    assert all("@ingest" in identity for identity in identities)


def test_the_same_mail_in_a_mailbox_of_processes_is_another_message(sqlite_desk, dovecot, user):
    dovecot.deliver(user, mail(1))
    sqlite_desk.read(account(dovecot, user, moves=False))
    sqlite_desk.read(account(dovecot, user, moves=False, role="process", name="backup"))
    assert sorted(row.role for row in sqlite_desk.messages()) == ["desk", "process"]


def test_a_folder_numbered_anew_doubles_nothing(sqlite_desk, dovecot, user):
    client = dovecot.client(user)
    client.create("Backup")
    dovecot.deliver(user, mail(1), mail(2), folder="Backup")
    who = account(dovecot, user, moves=False)
    sqlite_desk.read(who, "Backup")
    old = sqlite_desk.lines(who, "Backup")
    client.delete("Backup")
    client.create("Backup")
    client.logout()
    dovecot.deliver(user, mail(2), mail(1), mail(3), folder="Backup")
    assert sqlite_desk.read(who, "Backup").taken == 3
    assert subjects([f"Subject: {row.subject}".encode() for row in sqlite_desk.messages()]) == [
        "Stampante 1",
        "Stampante 2",
        "Stampante 3",
    ]
    with sqlite_desk.database.read() as r:
        validity = next(iter(old.values())).uidvalidity
        assert {line.state for line in mailboxes.known(r, user, "Backup", validity).values()} == {"gone"}


def test_what_cannot_be_filed_is_kept_from_nobody_else(database, dovecot, user):
    def filing(w, message, mail):
        if "bad" in message.subject:
            raise RuntimeError("no rule for this")

    desk = Desk(database, filing)
    who = account(dovecot, user)
    dovecot.deliver(user, mail("bad"), mail(1))
    for _attempt in range(3):
        desk.read(who)
        desk.clock.now += 4000
    assert [row.subject for row in desk.messages()] == ["Stampante 1"]
    with database.read() as r:
        (line,) = mailboxes.errors(r)
        folder = mailboxes.folder(r, user, "INBOX")
    assert (line.state, line.attempts, line.moved_to) == ("quarantined", 3, "Error")
    assert "no rule for this" in line.error
    assert folder.in_error == 1
    assert subjects(dovecot.contents(user, "Error")) == ["Stampante bad"]


def test_what_was_put_away_comes_back_when_it_is_to_be_tried_again(sqlite_database, dovecot, user):
    broken = [True]

    def filing(w, message, mail):
        if broken[0] and "bad" in message.subject:
            raise RuntimeError("no rule for this")

    desk = Desk(sqlite_database, filing)
    who = account(dovecot, user)
    dovecot.deliver(user, mail("bad"))
    for _attempt in range(3):
        desk.read(who)
        desk.clock.now += 4000
    with sqlite_database.write() as w:
        (line,) = mailboxes.errors(w)
        mailboxes.retry(w, line.key)
    broken[0] = False
    outcome = desk.read(who)
    assert (outcome.taken, outcome.count.in_error) == (1, 0)
    assert [row.subject for row in desk.messages()] == ["Stampante bad"]
    assert dovecot.contents(user, "Error") == []
    assert len(dovecot.contents(user, "Processed")) == 1
    assert {uid: line.state for uid, line in desk.lines(who).items()} == {1: "gone", 2: "moved"}
    assert desk.read(who).count.in_error == 0


def test_whoever_lost_the_lease_writes_nothing(desk, dovecot, user):
    dovecot.deliver(user, mail(1))
    with desk.database.write() as w:
        lease.acquire(w, "another", desk.clock.now + 1000, 60)
    with pytest.raises(LedgerLost):
        desk.read(account(dovecot, user))
    assert desk.messages() == []
    assert len(dovecot.contents(user)) == 1


def test_a_trouble_of_the_mailbox_is_kept_until_it_is_over(desk, dovecot, user):
    who = account(dovecot, user)
    desk.ledger(who).failed("imap.example: it refuses connections", desk.clock.now + 60)
    with desk.database.read() as r:
        folder = mailboxes.folder(r, user, "INBOX")
    assert (folder.error, folder.failing_since) == ("imap.example: it refuses connections", desk.clock.now)
    desk.read(who)
    with desk.database.read() as r:
        assert mailboxes.folder(r, user, "INBOX").failing_since is None


@pytest.mark.parametrize("seed", range(3))
def test_killed_at_any_instant_nothing_is_lost_or_doubled(sqlite_desk, dovecot, user, seed):
    chance = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    total = 120
    dovecot.drop(user, *(mail(number, body="x" * chance.randrange(20_000)) for number in range(total)))
    for _kill in range(8):
        child = mail_child.start(sqlite_desk.database.url, dovecot.port, user)
        time.sleep(chance.random() * 0.25)
        child.kill()
        child.join()
    who = account(dovecot, user)
    sqlite_desk.read(who)
    assert dovecot.contents(user) == []
    expected = sorted(f"Stampante {number}" for number in range(total))
    assert sorted(row.subject for row in sqlite_desk.messages()) == expected
    assert subjects(dovecot.contents(user, "Processed")) == expected
    states = [line.state for line in sqlite_desk.lines(who).values()]
    assert len(states) == total
    assert set(states) <= {"moved", "gone"}


def test_a_database_opened_elsewhere_sees_what_was_taken(sqlite_desk, dovecot, user):
    dovecot.deliver(user, mail(1))
    sqlite_desk.read(account(dovecot, user))
    other = Database(sqlite_desk.database.url)
    with other.read() as r:
        assert len(messages.triage(r)) == 1
    other.close()
