"""Watches accounts: one thread each, a round over every folder when something comes and every so often besides."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence

import structlog

from bls_tui.mail.imap.account import Account
from bls_tui.mail.imap.errors import (
    FolderMissing,
    LedgerLost,
    LedgerUnavailable,
    MailboxError,
    MailboxRefused,
    MailboxUnavailable,
)
from bls_tui.mail.imap.ledger import Ledger
from bls_tui.mail.imap.rounds import Memory, Round
from bls_tui.mail.imap.session import Session

log = structlog.get_logger(__name__)

PAUSES = (5.0, 15.0, 60.0, 120.0, 600.0)
"""Seconds after the first, second … failure in a row before the account is tried again."""
REFUSED_PAUSES = (60.0, 300.0, 600.0)
"""The same after a refused login: servers lock out who knocks too often."""
LEDGER_PAUSE = 5.0
"""Seconds before the ledger is tried again."""
BREATH = 0.5
"""Seconds between two rounds at least, however often a server says that there is news."""

Ledgers = Callable[[Account, str], Ledger]
"""Makes the ledger of one folder of an account."""


class AccountWatch:
    """Watches one account in a thread of its own."""

    def __init__(self, account: Account, ledgers: Ledgers, clock: Callable[[], float]) -> None:
        self._account = account
        self._clock = clock
        self._folders = [(folder, ledgers(account, folder), Memory()) for folder in reversed(account.folders)]
        self._stop = threading.Event()
        self._session: Session | None = None
        self._failures = 0
        self._well = False
        self._thread = threading.Thread(target=self._run, name=f"bls-mail-{account.name}", daemon=True)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def tell_to_stop(self) -> None:
        """Let the thread end; what it is doing with the server is cut short only by `cut`."""
        self._stop.set()

    def cut(self) -> None:
        """Cut the connection, whatever it is doing."""
        self._stop.set()
        if self._session is not None:
            self._session.abort()

    def join(self, timeout: float) -> bool:
        """Wait for the end; tell whether it came."""
        self._thread.join(timeout)
        return not self._thread.is_alive()

    @property
    def alive(self) -> bool:
        """True while it watches; it ends by itself when it may not write any more."""
        return self._thread.is_alive()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self._stop.wait(self._one_session())
            except LedgerLost as error:
                log.info("mailbox left to another process", account=self._account.name, reason=str(error))
                return

    def _one_session(self) -> float:
        """Watch until something goes wrong; return the seconds until it makes sense to try again."""
        session = self._session = Session(self._account)
        try:
            session.open()
            self._watch(session)
        except LedgerUnavailable as error:
            log.warning("the ledger is away; trying again", account=self._account.name, reason=str(error))
            return LEDGER_PAUSE
        except MailboxError as error:
            return self._failed(error, str(error))
        except LedgerLost:
            raise
        except Exception as error:
            log.exception("watching a mailbox ended on a defect", account=self._account.name)
            return self._failed(error, f"{type(error).__name__}: {error}")
        finally:
            session.close()
        return 0.0

    def _watch(self, session: Session) -> None:
        while not self._stop.is_set():
            if self._rounds(session):
                continue
            session.wait(self._account.poll, self._stop)
            self._stop.wait(BREATH)

    def _rounds(self, session: Session) -> bool:
        """Do a round over each folder, the first one last, for that is where one waits; tell whether more is there."""
        more = False
        for folder, ledger, memory in self._folders:
            if self._stop.is_set():
                break
            try:
                outcome = Round(session, folder, ledger, memory, clock=self._clock, stop=self._stop).run()
            except FolderMissing as error:
                log.warning("mailbox folder cannot be opened", account=self._account.name, reason=str(error))
                ledger.failed(str(error), self._clock() + self._account.poll)
                continue
            more = more or outcome.more
            self._failures, self._well = 0, True
        return more

    def _failed(self, error: Exception, reason: str) -> float:
        """Note that the account cannot be read; return the seconds until the next try."""
        if self._stop.is_set():
            return 0.0
        if self._well and isinstance(error, MailboxUnavailable):
            self._well = False  # servers hang up now and then; it is a trouble when they do not take us back
            log.info("mailbox connection ended; connecting anew", account=self._account.name, reason=reason)
            return BREATH
        pauses = REFUSED_PAUSES if isinstance(error, MailboxRefused) else PAUSES
        pause = pauses[min(self._failures, len(pauses) - 1)]
        self._failures += 1
        log.warning("mailbox cannot be read", account=self._account.name, reason=reason, next_try_in=pause)
        try:
            for _folder, ledger, _memory in self._folders:
                ledger.failed(reason, self._clock() + pause)
        except LedgerUnavailable:
            return min(pause, LEDGER_PAUSE)
        return pause


class MailWatch:
    """Watches several accounts until it is stopped."""

    def __init__(self, accounts: Iterable[Account], ledgers: Ledgers, clock: Callable[[], float]) -> None:
        self._watches: Sequence[AccountWatch] = [AccountWatch(account, ledgers, clock) for account in accounts]

    def start(self) -> None:
        """Begin to watch."""
        for watch in self._watches:
            watch.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """End, connections cut where they do not end by themselves; tell whether all did within `timeout` seconds."""
        self.tell_to_stop()
        patience = timeout / 2 / max(1, len(self._watches))
        slow = [watch for watch in self._watches if not watch.join(patience)]
        for watch in slow:
            watch.cut()
        return all(watch.join(patience) for watch in slow)

    def tell_to_stop(self) -> None:
        """Let all threads end, without waiting for them."""
        for watch in self._watches:
            watch.tell_to_stop()

    @property
    def alive(self) -> bool:
        """True while all accounts are watched."""
        return all(watch.alive for watch in self._watches)
