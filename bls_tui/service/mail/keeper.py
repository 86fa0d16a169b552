"""Keeps the mailboxes watched while, and only while, this process polls."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import structlog

from bls_tui.mail.imap.account import Account
from bls_tui.mail.imap.watch import MailWatch
from bls_tui.service.mail.ingest import Ingest
from bls_tui.service.mail.ledger import FolderLedger
from db.queries import lease
from db.session import Database

log = structlog.get_logger(__name__)


class MailKeeper:
    """A chore of the poller: watches the accounts under the lease that holds now, anew when it was taken over."""

    def __init__(self, accounts: Sequence[Account], ingest: Ingest, holder: str, clock: Callable[[], float]) -> None:
        self._accounts = accounts
        self._ingest = ingest
        self._holder = holder
        self._clock = clock
        self._watch: MailWatch | None = None
        self._epoch = 0
        self._changing = threading.Lock()

    def __call__(self, database: Database, _now: float) -> None:
        """See to it that the accounts are watched if this process polls, and are not if it does not."""
        with database.read() as r:
            row = lease.get(r)
        with self._changing:
            if row.holder != self._holder:
                self._end()
            elif self._watch is None or self._epoch != row.epoch or not self._watch.alive:
                self._end()
                self._begin(row.epoch)

    def close(self) -> None:
        """Watch no more; connections are closed within a second or cut with the process."""
        with self._changing:
            self._end()

    def _begin(self, epoch: int) -> None:
        def ledger(account: Account, folder: str) -> FolderLedger:
            return FolderLedger(self._ingest, account.name, folder, account.role, epoch=epoch, clock=self._clock)

        log.info("watching mailboxes", accounts=[account.name for account in self._accounts])
        self._watch, self._epoch = MailWatch(self._accounts, ledger, self._clock), epoch
        self._watch.start()

    def _end(self) -> None:
        if self._watch is not None:
            self._watch.tell_to_stop()
            self._watch = None
