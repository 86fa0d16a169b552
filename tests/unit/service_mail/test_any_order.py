"""One corpus, in any order and with the process dying anywhere, gives the same database.

What is claimed: mails of which none answers another of the same corpus commute, whatever calls, runs and folders they
are about; an answer comes after what it answers. Not claimed: the numbers of messages and of calls that mails open;
who is given these, which depends on how much everybody has to do at that moment; and of two copies of one mail that
came by two ways, the header of which is kept.
"""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bls_tui.mail.imap.rounds import Memory, Round
from bls_tui.mail.imap.session import Listed
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.ledger import FolderLedger
from db import schema
from db.queries import lease
from db.session import Database, Writer
from tests.mail.test_imap_property import Crash, FakeSession, Fuse, Server
from tests.support import mail_corpus
from tests.support.mailbox import Clock, plain_account
from tests.unit.service_desk.conftest import DAY, MONDAY, declare, established

NOW = MONDAY + DAY
FOLDERS = (("desk", "INBOX"), ("desk", "Other"), ("backup", "INBOX"))
ROLES = {"desk": "desk", "backup": "process"}


class Session(FakeSession):
    """A session with one of the folders; every mail was received at one moment."""

    def __init__(self, server: Server, fuse: Fuse, account: str) -> None:
        super().__init__(server, fuse)
        self.account = replace(plain_account(0, "u"), name=account, role=ROLES[account])

    def describe(self, uids: list[int]) -> dict[int, Listed]:
        return {uid: Listed(uid, len(self._server.inbox[uid]), NOW) for uid in uids}


class DyingIngest(Ingest):
    """Takes mails in a process that may die in the middle of a transaction: filed, but nothing of it committed."""

    def __init__(self, database: Database, fuse: Fuse) -> None:
        super().__init__(database, mail_corpus.filing(NOW), clock=lambda: NOW)
        self._fuse = fuse
        inner = self._filing

        def filing(w: Writer, message, mail) -> None:
            fuse.tick()
            inner(w, message, mail)
            fuse.tick()

        self._filing = filing

    def _take(self, w: Writer, *others) -> None:
        super()._take(w, *others)
        self._fuse.tick()


class Post:
    """Three folders on a server, and processes that read them until they die."""

    def __init__(self, database: Database, mails: dict[tuple[str, str], list[bytes]]) -> None:
        self.database = database
        self.servers = {place: Server(tuple(found)) for place, found in mails.items()}

    def read(self, fuse: Fuse, chance: random.Random) -> None:
        """Read all folders, one after the other in any order, as one process."""
        with self.database.read() as r:
            epoch = lease.get(r).epoch
        for account, folder in chance.sample(FOLDERS, len(FOLDERS)):
            ingest = DyingIngest(self.database, fuse)
            ledger = FolderLedger(ingest, account, folder, ROLES[account], epoch=epoch, clock=lambda: NOW)
            for name in ("take", "moved", "gone", "passed"):
                setattr(ledger, name, fuse.around(getattr(ledger, name)))
            session = Session(self.servers[account, folder], fuse, account)
            Round(session, folder, ledger, Memory(), clock=Clock()).run()


def arranged(numbers: tuple[str, str, str], chance: random.Random) -> dict[tuple[str, str], list[bytes]]:
    """Put the mails of the desk into two folders and those of processes into one, each in an order of chance."""
    strands = mail_corpus.desk_mails(*numbers)
    alone = [strand for strand in strands if len(strand) == 1]
    other = chance.sample(alone, len(alone) // 3)
    inbox = list(strands)
    for strand in other:
        inbox.remove(strand)
    return {
        ("desk", "INBOX"): mail_corpus.woven(inbox, chance),
        ("desk", "Other"): mail_corpus.woven(other, chance),
        ("backup", "INBOX"): mail_corpus.woven(mail_corpus.process_strands(), chance),
    }


def furnished(database: Database) -> tuple[str, str, str]:
    declare(database, mail_corpus.PEOPLE)
    return mail_corpus.prepare(database, MONDAY)


@pytest.fixture(scope="module")
def reference(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What the database says when nothing goes wrong, and the mails come in the order they are written down here."""
    path = tmp_path_factory.mktemp("reference") / "bls.db"
    shutil.copy(sqlite_template, path)
    database = established(Database(f"sqlite:///{path}"))
    numbers = furnished(database)
    straight = {place: [] for place in FOLDERS}
    straight["desk", "INBOX"] = [one for strand in mail_corpus.desk_mails(*numbers) for one in strand]
    straight["backup", "INBOX"] = [one for strand in mail_corpus.process_strands() for one in strand]
    Post(database, straight).read(Fuse(None), random.Random(0))  # noqa: S311 - no secret
    assert verify_calls(database) == []
    found = mail_corpus.essence(database)
    database.close()
    return found


def test_the_corpus_is_worth_it(reference: dict) -> None:
    places = {row[6] for row in reference["messages"]}
    assert places == {"call", "triage", "archive", "run"}
    assert {row[5] for row in reference["messages"]} == {"mail", "automatic", "bounce", "receipt"}
    reasons = {row[7] for row in reference["messages"]}
    assert reasons >= {
        "suspicious",
        "stranger",
        "closed",
        "dmarc",
        "colleague",
        "supplier",
        "own",
        "loop",
        "rule",
        "bulk",
    }
    assert len(reference["calls"]) == 6
    assert reference["bad addresses"]
    assert [state for _at, state, *_rest in reference["runs"] if state != "EXPECTED"] == ["OK", "WARNING"]
    assert len(reference["messages"]) >= 40
    waiting = reference["calls"]["bianchi: Il telefono"]
    assert sum(count for event, count in waiting["happened"].items() if event[0] == "resumed") == 1


@pytest.mark.parametrize("seed", range(3))
def test_any_order_and_any_crashes_give_the_same_database(company: Database, reference: dict, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    numbers = furnished(company)
    post = Post(company, arranged(numbers, chance))
    died = 0
    for _ in range(25):
        try:
            post.read(Fuse(chance.randrange(60)), chance)
        except Crash:
            died += 1
    post.read(Fuse(None), chance)
    assert died > 3
    assert all(server.inbox == {} for server in post.servers.values())
    assert all(mail_corpus.settled(company, *place) for place in FOLDERS)
    assert verify_calls(company) == []
    assert schema.verify(company) == []
    found = mail_corpus.essence(company)
    for what, said in reference.items():
        assert found[what] == said, what
