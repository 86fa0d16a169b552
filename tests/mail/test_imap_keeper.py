"""Mailboxes as bls.toml names them: watched by whoever polls, looked at by the doctor."""

import json
import time

import pytest

from bls_tui import config
from bls_tui.bootstrap import build_poller
from bls_tui.cli import run
from bls_tui.service.mail.accounts import accounts
from bls_tui.service.mail.ingest import FilingByRole, Ingest
from bls_tui.service.mail.keeper import MailKeeper
from db.queries import lease, mailboxes, messages
from tests.support.dovecot import PASSWORD
from tests.support.mailbox import account, mail

pytestmark = pytest.mark.server("dovecot")


def eventually(condition, patience=15.0):
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    return pytest.fail(f"it did not come true within {patience:g} s")


@pytest.fixture
def written(tmp_path, dovecot, user, sqlite_database, monkeypatch):
    """A bls.toml with one mailbox, and the rest of it."""
    (tmp_path / "password").write_text(PASSWORD + "\n")
    (tmp_path / "password").chmod(0o600)
    (tmp_path / "ca.pem").write_bytes(dovecot.ca_file.read_bytes())

    def write(**changes):
        values = {
            "host": "localhost",
            "port": dovecot.tls_port,
            "ca_file": "ca.pem",
            "user": user,
            "role": "process",
            **changes,
        }
        lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
        text = "\n".join(["[mailbox.backup]", 'password = { file = "password" }', *lines])
        (tmp_path / "bls.toml").write_text(f'[database]\nurl = "{sqlite_database.url}"\n{text}\n')
        return tmp_path / "bls.toml"

    return write


def triage(database):
    with database.read() as r:
        return messages.triage(r)


def test_an_account_is_what_the_file_says(written, dovecot, user):
    (who,) = accounts(config.load(written(folders=["INBOX", "Veeam/Ok"], after="leave", poll=30, max_size=5)))
    assert (who.name, who.role, who.user, who.port) == ("backup", "process", user, dovecot.tls_port)
    assert (who.folders, who.moves, who.poll, who.max_bytes) == (("INBOX", "Veeam/Ok"), False, 30, 5_000_000)
    assert who.secret() == PASSWORD
    assert PASSWORD not in repr(who)


def test_the_poller_reads_the_mailboxes(written, dovecot, user, sqlite_database):
    dovecot.deliver(user, mail(1))
    poller = build_poller(config.load(written()), sqlite_database)
    poller.start()
    try:
        eventually(lambda: triage(sqlite_database))
        eventually(lambda: dovecot.contents(user) == [])
    finally:
        assert poller.stop()
    (row,) = triage(sqlite_database)
    assert row.role == "process"


def test_only_the_holder_of_the_lease_watches(sqlite_database, dovecot, user):
    ingest = Ingest(sqlite_database, FilingByRole({}), clock=time.time)
    keeper = MailKeeper([account(dovecot, user)], ingest, "me", time.time)
    dovecot.deliver(user, mail(1))
    with sqlite_database.write() as w:
        lease.acquire(w, "another", time.time(), 60)
    keeper(sqlite_database, time.time())
    time.sleep(0.5)
    assert triage(sqlite_database) == []
    with sqlite_database.write() as w:
        lease.acquire(w, "me", time.time() + 100, 60)
    keeper(sqlite_database, time.time())
    eventually(lambda: triage(sqlite_database))
    with sqlite_database.write() as w:
        lease.acquire(w, "another", time.time() + 1000, 60)
    keeper(sqlite_database, time.time())
    dovecot.deliver(user, mail(2))
    time.sleep(1)
    assert len(triage(sqlite_database)) == 1
    keeper.close()


def test_messages_are_filed_by_the_role_of_their_mailbox(sqlite_database, dovecot, user):
    filed = []
    ways = FilingByRole({"desk": lambda _w, message, read: filed.append((message.id, read.subject))})
    ingest = Ingest(sqlite_database, ways, clock=time.time)
    with sqlite_database.write() as w:
        lease.acquire(w, "me", time.time(), 60)
    dovecot.deliver(user, mail(1))
    both = [account(dovecot, user, moves=False), account(dovecot, user, moves=False, name="b", role="process")]
    keeper = MailKeeper(both, ingest, "me", time.time)
    keeper(sqlite_database, time.time())
    eventually(lambda: len(triage(sqlite_database)) == 2)
    keeper.close()
    assert [subject for _id, subject in filed] == ["Stampante 1"]


@pytest.fixture
def doctor(capsys):
    def look(path):
        run(["--config", str(path), "doctor", "--json"])
        found = json.loads(capsys.readouterr().out)["findings"]
        return [(one["level"], one["found"]) for one in found if one["subject"].startswith("mailbox")]

    return look


def test_the_doctor_looks_into_each_mailbox(doctor, written, user):
    ((level, found),) = doctor(written())
    assert level == "ok"
    assert user in found
    assert "IDLE" in found


def test_the_doctor_names_folders_that_are_missing(doctor, written):
    levels = doctor(written(folders=["INBOX", "Veeam"]))
    assert levels[0][0] == "FAIL"
    assert "Veeam" in levels[0][1]


def test_the_doctor_tells_no_password(doctor, written, tmp_path):
    path = written()
    (tmp_path / "password").write_text("Qu3sta-no")
    ((level, found),) = doctor(path)
    assert level == "FAIL"
    assert "Qu3sta" not in found
    assert "Authentication failed" in found


def test_the_ledger_tells_what_stands_in_the_way(written, sqlite_database, tmp_path, user):
    path = written()
    (tmp_path / "password").unlink()
    poller = build_poller(config.load(path), sqlite_database)
    poller.start()

    def folder():
        with sqlite_database.read() as r:
            return mailboxes.folder(r, "backup", "INBOX")

    try:
        found = eventually(folder)
    finally:
        poller.stop()
    assert "password" in found.error
    assert found.failing_since
    assert found.next_try_at > found.failing_since
