"""The ledger of a folder, in the database: every line is written only while this process is the one that fetches."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager

from bls_tui.mail.imap.errors import LedgerLost, LedgerUnavailable
from bls_tui.mail.imap.ledger import Arrival, Count, Entry, State
from bls_tui.service.mail.ingest import Ingest
from db.errors import DatabaseUnavailable, LeaseLost
from db.queries import lease, mailboxes
from db.rows_mail import LedgerKey
from db.session import Database, Reader, Writer


class FolderLedger:
    """What was done with the messages of one folder. `epoch` is the lease under which it may be written."""

    def __init__(
        self, ingest: Ingest, account: str, folder: str, role: str, *, epoch: int, clock: Callable[[], float]
    ) -> None:
        self._database: Database = ingest.database
        self._ingest = ingest
        self._account = account
        self._folder = folder
        self._role = role
        self._epoch = epoch
        self._clock = clock

    def uidvalidity(self) -> int | None:
        """Return the UIDVALIDITY of the last round, None before the first."""
        with self._read() as r:
            row = mailboxes.folder(r, self._account, self._folder)
        return row.uidvalidity if row else None

    def renumbered(self, uidvalidity: int) -> None:
        """Note that what has other numbers is no longer on the server."""
        with self._write() as w:
            mailboxes.renumbered(w, self._account, self._folder, uidvalidity)

    def entries(self, uidvalidity: int) -> Mapping[int, Entry]:
        """Return the lines of what may be on the server."""
        with self._read() as r:
            rows = mailboxes.pending(r, self._account, self._folder, uidvalidity)
        return {
            uid: Entry(State(row.state), row.attempts, row.size, row.next_try_at, row.moved_to)
            for uid, row in rows.items()
        }

    def take(self, raw: bytes, arrival: Arrival) -> None:
        """Keep a message and file it. Raises whatever is wrong with it."""
        with _translated():
            self._ingest.take(raw, arrival, self._epoch)

    def moved(self, uidvalidity: int, uids: Collection[int], folder: str) -> None:
        """Note that messages were moved on the server."""
        with self._write() as w:
            mailboxes.moved_all(w, self._account, self._folder, uidvalidity, uids, folder)

    def erred(self, uidvalidity: int, uid: int, size: int, error: str, next_try_at: float) -> None:
        """Note one more attempt that failed."""
        with self._write() as w:
            mailboxes.erred(w, self._key(uidvalidity, uid), error, self._clock(), next_try_at, size)

    def quarantined(self, uidvalidity: int, uid: int, error: str) -> None:
        """Note that a message is not tried any more."""
        with self._write() as w:
            mailboxes.quarantined(w, self._key(uidvalidity, uid), error, self._clock())

    def gone(self, uidvalidity: int, uids: Collection[int]) -> None:
        """Note that messages are no longer on the server."""
        with self._write() as w:
            mailboxes.gone(w, self._account, self._folder, uidvalidity, uids)

    def returned(self, uidvalidity: int, uids: Collection[int]) -> None:
        """Note that messages that were put away are back, under new numbers."""
        with self._write() as w:
            for uid in uids:
                mailboxes.dismiss(w, self._key(uidvalidity, uid))

    def passed(self, count: Count) -> None:
        """Note that a round went well."""
        with self._write() as w:
            mailboxes.passed(
                w,
                self._account,
                self._folder,
                self._role,
                count.uidvalidity,
                count.on_server,
                count.known,
                count.in_error,
                self._clock(),
                count.complaint,
            )

    def failed(self, error: str, next_try_at: float) -> None:
        """Note that the folder could not be read."""
        with self._write() as w:
            mailboxes.failed(w, self._account, self._folder, self._role, error, self._clock(), next_try_at)

    def _key(self, uidvalidity: int, uid: int) -> LedgerKey:
        return LedgerKey(self._account, self._folder, uidvalidity, uid)

    @contextmanager
    def _read(self) -> Iterator[Reader]:
        with _translated(), self._database.read() as r:
            yield r

    @contextmanager
    def _write(self) -> Iterator[Writer]:
        with _translated(), self._database.write() as w:
            lease.check(w, self._epoch)
            yield w


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except LeaseLost as error:
        raise LedgerLost(str(error)) from error
    except DatabaseUnavailable as error:
        raise LedgerUnavailable(str(error)) from error
