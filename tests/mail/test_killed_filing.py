"""Killed with SIGKILL while it files mails into calls, and begun anew: the calls are as if nothing had happened."""

import random
import shutil
import time

import pytest

from bls_tui.mail.imap.ledger import Arrival
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.mail.ingest import Ingest
from db import schema
from db.session import Database
from tests.support import mail_child, mail_corpus
from tests.unit.service_desk.conftest import DAY, MONDAY, declare, established

NOW = MONDAY + DAY


def desk(url: str) -> tuple[Database, list[bytes]]:
    """A desk, and the mails that come in to it, strand after strand."""
    database = established(Database(url))
    declare(database, mail_corpus.PEOPLE)
    strands = mail_corpus.desk_mails(*mail_corpus.prepare(database, MONDAY))
    # Dovecot takes no empty mail, and puts something else in the place of NUL.
    return database, [mail for strand in strands for mail in strand if mail and b"\0" not in mail]


@pytest.fixture
def expected(sqlite_template, tmp_path):
    """What the database says when the mails are taken in one after the other by a process that lives."""
    shutil.copy(sqlite_template, tmp_path / "smooth.db")
    database, mails = desk(f"sqlite:///{tmp_path}/smooth.db")
    ingest = Ingest(database, mail_corpus.filing(NOW), clock=lambda: NOW)
    for uid, raw in enumerate(mails, start=1):
        crlf = raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")  # as IMAP servers hand it out
        ingest.take(crlf, Arrival("x", "desk", "INBOX", 7, uid, len(crlf), NOW))
    found = mail_corpus.essence(database)
    database.close()
    return found


@pytest.mark.server("dovecot")
@pytest.mark.parametrize("seed", range(2))
def test_killed_at_any_instant_the_calls_are_the_same(sqlite_database, dovecot, user, expected, seed):
    chance = random.Random(seed)  # noqa: S311 - no secret
    url = sqlite_database.url
    database, mails = desk(url)
    dovecot.drop(user, *(raw.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n") for raw in mails))
    for _ in range(6):
        child = mail_child.start(url, dovecot.port, user, NOW)
        time.sleep(chance.uniform(0.0, 0.5))
        child.kill()
        child.join()
    child = mail_child.start(url, dovecot.port, user, NOW)
    child.join(60)
    assert child.exitcode == 0
    assert dovecot.contents(user) == []
    assert len(dovecot.contents(user, "Processed")) == len(mails)
    assert verify_calls(database) == []
    assert schema.verify(database) == []
    found = mail_corpus.essence(database)
    for what, said in expected.items():
        assert found[what] == said, what
    database.close()
