"""Whatever the order of the mails and wherever the process dies, the database ends up the same."""

import shutil
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bls_tui.mail.imap.rounds import Memory, Round
from bls_tui.mail.imap.session import Listed, Opened
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.ledger import FolderLedger
from db.queries import lease, mailboxes, messages
from db.session import Database
from tests.support.mailbox import Clock, mail, plain_account

CORPUS = (
    *(mail(number, body="x" * (number * 50)) for number in range(5)),
    mail(1, body="x" * 50),  # a copy of another, to the byte
    b"Received: from list by mx; Mon, 05 Jan 2026 09:00:05 +0100\r\n" + mail(2, body="x" * 100),  # by another way
    mail("same id", **{"Message-ID": "<mail-3@acme.example>"}),  # another mail that goes by the id of one
    mail("no id", **{"Message-ID": ""}),
    b"\x00\xff nothing a mail begins with\r\n",
    b"",
)
DIFFERENT = len(CORPUS) - 2


class Crash(BaseException):
    """The process dies here."""


class Fuse:
    """Lets a number of acts pass, each with a moment before and one after it; then the process dies."""

    def __init__(self, left: int | None) -> None:
        self._left = left

    def tick(self) -> None:
        if self._left is not None:
            self._left -= 1
            if self._left < 0:
                raise Crash

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:
        def acted(*args: Any, **kwargs: Any) -> Any:
            self.tick()
            result = act(*args, **kwargs)
            self.tick()
            return result

        return acted


class Server:
    """A mailbox that outlives the processes that read it."""

    def __init__(self, mails: tuple[bytes, ...]) -> None:
        self.inbox = dict(enumerate(mails, start=1))
        self.processed: list[bytes] = []


class FakeSession:
    """A session with that server; every act may be the last of the process."""

    def __init__(self, server: Server, fuse: Fuse) -> None:
        self.account = plain_account(0, "u")
        self.can_move = True
        self._server = server
        for name in ("messages", "move", "describe"):
            setattr(self, name, fuse.around(getattr(self, name)))

    def select(self, folder: str, *, readonly: bool) -> Opened:
        return Opened(7, len(self._server.inbox), 1000)

    def uids(self, opened: Opened) -> list[int]:
        return sorted(self._server.inbox)

    def describe(self, uids: list[int]) -> dict[int, Listed]:
        return {uid: Listed(uid, len(self._server.inbox[uid]), 1.0) for uid in uids}

    def messages(self, uids: list[int]) -> dict[int, bytes]:
        return {uid: self._server.inbox[uid] for uid in uids}

    def move(self, uids: list[int], folder: str) -> None:
        self._server.processed += [self._server.inbox.pop(uid) for uid in uids]


class DyingLedger(FolderLedger):
    """A ledger whose process may die before and after each transaction, and in the middle of taking a mail."""

    def light(self, fuse: Fuse) -> None:
        for name in ("take", "moved", "gone", "passed"):
            setattr(self, name, fuse.around(getattr(self, name)))


def read(server: Server, database: Database, fuse: Fuse) -> None:
    """One process: it reads until it is done or dies."""
    clock = Clock()
    with database.read() as r:
        epoch = lease.get(r).epoch
    ingest = Ingest(database, lambda _w, _message, _mail: fuse.tick(), clock=clock)
    ledger = DyingLedger(ingest, "u", "INBOX", "desk", epoch=epoch, clock=clock)
    ledger.light(fuse)
    Round(FakeSession(server, fuse), "INBOX", ledger, Memory(), clock=clock).run()  # type: ignore[arg-type]


def essence(database: Database) -> list[tuple[str, str, str, str]]:
    """What must not depend on the order: the mails, without the numbers given to those that share an id."""
    with database.read() as r:
        rows = messages.triage(r)
        return sorted((row.identity.partition("#")[0], row.subject, row.body, row.sender_address) for row in rows)


def fresh(template: Any, folder: Any) -> Database:
    folder.mkdir()
    shutil.copy(template, folder / "bls.db")
    database = Database(f"sqlite:///{folder}/bls.db")
    with database.write() as w:
        lease.acquire(w, "test", 0.0, 60)
    return database


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(CORPUS), fuses=st.lists(st.integers(0, 60), max_size=6))
def test_any_order_and_any_crashes_give_the_same_database(tmp_path_factory, sqlite_template, order, fuses):
    folder = tmp_path_factory.mktemp("any")
    smooth, rough = fresh(sqlite_template, folder / "smooth"), fresh(sqlite_template, folder / "rough")
    read(Server(CORPUS), smooth, Fuse(None))
    server = Server(tuple(order))
    for fuse in fuses:
        try:
            read(server, rough, Fuse(fuse))
        except Crash:
            continue
    read(server, rough, Fuse(None))
    assert server.inbox == {}
    assert sorted(server.processed) == sorted(CORPUS)
    assert essence(rough) == essence(smooth)
    assert len(essence(rough)) == DIFFERENT
    with rough.read() as r:
        lines = mailboxes.known(r, "u", "INBOX", 7)
    assert {line.state for line in lines.values()} <= {"moved", "gone"}
    assert all(line.message_id for line in lines.values())
    assert len(lines) == len(CORPUS)
    for database in (smooth, rough):
        database.close()
    shutil.rmtree(folder)
