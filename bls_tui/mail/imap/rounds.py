"""One round over a folder: what is new is fetched, handed over, and moved away; whatever happens, nothing gets lost.

The order is fetch, take (one transaction: message, what follows from it, ledger), move. A crash after the transaction
leaves a message that is DONE and still there, which the next round only moves; a crash before it leaves nothing.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

import structlog

from bls_tui.locale import _
from bls_tui.mail.imap.errors import (
    FolderMissing,
    GarbledAnswer,
    LedgerLost,
    LedgerUnavailable,
    MailboxUnavailable,
    ServerRefused,
)
from bls_tui.mail.imap.ledger import Arrival, Count, Entry, Ledger, State
from bls_tui.mail.imap.session import Listed, Opened, Session

log = structlog.get_logger(__name__)

PER_ROUND = 500
"""Messages taken in a round at most; what is left is for the next, which follows at once."""
LISTED_AT_ONCE = 200
FETCHED_AT_ONCE = 50
BYTES_AT_ONCE = 4_000_000
ATTEMPTS = 3
"""Attempts before a message goes into quarantine."""
MANY = 10
"""Messages in error beyond which none is put away unless another is taken meanwhile."""
DROPS = 8
"""Attempts where each time the connection broke: that may well be the line's fault."""
PAUSES = (60.0, 300.0, 900.0, 1800.0, 3600.0)
"""Seconds after the first, second … failed attempt."""


@dataclass(slots=True)
class Memory:
    """What is remembered of a folder between rounds.

    `settled` is how the folder was when there was nothing left to do. `careful`: the connection broke over several
    messages, so that they are fetched one by one until it is clear which is to blame.
    """

    settled: tuple[Opened, Count] | None = None
    careful: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a round ended: messages taken, and whether more wait."""

    count: Count
    taken: int
    more: bool


class Round:
    """One round over one folder of a session."""

    def __init__(
        self,
        session: Session,
        folder: str,
        ledger: Ledger,
        memory: Memory,
        *,
        clock: Callable[[], float],
        stop: threading.Event | None = None,
    ) -> None:
        self._session = session
        self._account = session.account
        self._folder = folder
        self._ledger = ledger
        self._memory = memory
        self._clock = clock
        self._stop = stop or threading.Event()
        self._validity = 0
        self._entries: dict[int, Entry] = {}
        self._taken = 0
        self._complaint = ""

    def run(self) -> Outcome:
        """Do the round.

        Raises:
            FolderMissing: the folder cannot be opened; the account's others are not concerned.
            MailboxError: the session is of no use any more.
            LedgerUnavailable, LedgerLost: see Ledger.
        """
        opened = self._open()
        if self._memory.settled and self._memory.settled[0] == opened and opened.uidnext:
            return self._finish(self._memory.settled[1], more=False)
        self._validity = opened.uidvalidity
        self._notice_renumbering()
        self._entries = dict(self._ledger.entries(self._validity))
        if self._bring_back():
            opened = self._open()
        uids = self._session.uids(opened)
        self._notice_gone(set(uids))
        self._catch_up_on_moves(uids)
        todo = self._todo(uids)
        for batch in self._batches(todo[:PER_ROUND]):
            if self._stop.is_set():
                break
            self._do(batch)
        self._memory.careful = False
        self._put_away(uids)
        count = self._count(uids)
        self._memory.settled = (opened, count) if self._nothing_left(todo, count) else None
        return self._finish(count, more=len(todo) > PER_ROUND)

    def _open(self) -> Opened:
        return self._session.select(self._folder, readonly=not self._account.moves)

    def _bring_back(self) -> bool:
        """Fetch back what was put away and is to be tried again: here it is new. Tell whether there was any.

        Its new UID in the other folder is not known, but its size is: one too many that comes back does no harm.
        """
        again = {uid: entry for uid, entry in self._entries.items() if entry.state is State.ERROR and entry.moved_to}
        if not again:
            return False
        for folder in {entry.moved_to for entry in again.values()}:
            sizes = {entry.size for entry in again.values()}
            with suppress(FolderMissing):
                listed = self._session.describe(self._session.uids(self._session.select(folder)))
                if back := [uid for uid, message in listed.items() if message.size in sizes]:
                    self._session.move(back, self._folder)
        self._ledger.returned(self._validity, list(again))
        for uid in again:
            del self._entries[uid]
        return True

    def _finish(self, count: Count, *, more: bool) -> Outcome:
        self._ledger.passed(count)
        if self._taken or count.complaint:
            log.info(
                "mailbox read",
                account=self._account.name,
                folder=self._folder,
                on_server=count.on_server,
                known=count.known,
                in_error=count.in_error,
                taken=self._taken,
                complaint=count.complaint,
            )
        return Outcome(count, self._taken, more)

    def _notice_renumbering(self) -> None:
        before = self._ledger.uidvalidity()
        if before not in (None, self._validity):
            log.warning("the folder is numbered anew", account=self._account.name, folder=self._folder)
            self._ledger.renumbered(self._validity)

    def _notice_gone(self, there: Collection[int]) -> None:
        gone = [uid for uid, entry in self._entries.items() if uid not in there and not entry.moved_to]
        self._forget(gone)

    def _forget(self, uids: Sequence[int]) -> None:
        """Note as gone what the ledger knows of; of the others nothing is written yet."""
        if known := [uid for uid in uids if uid in self._entries]:
            self._ledger.gone(self._validity, known)
            for uid in known:
                del self._entries[uid]

    def _catch_up_on_moves(self, there: Sequence[int]) -> None:
        """Move what an earlier round took and could not move any more."""
        self._move(uid for uid in there if self._state(uid) is State.DONE)
        self._put_away(there)

    def _put_away(self, there: Sequence[int]) -> None:
        self._move((uid for uid in there if self._state(uid) is State.QUARANTINED), self._account.error)

    def _state(self, uid: int) -> State | None:
        entry = self._entries.get(uid)
        return entry.state if entry else None

    def _todo(self, uids: Sequence[int]) -> list[int]:
        """Return what is to be fetched: the new, oldest first, then what failed before and is due again."""
        now = self._clock()
        new = [uid for uid in uids if uid not in self._entries]
        again = [
            uid
            for uid in uids
            if self._state(uid) in (State.ERROR, State.STORED) and (self._entries[uid].next_try_at or 0.0) <= now
        ]
        return new + again

    def _batches(self, uids: Sequence[int]) -> Iterator[list[Listed]]:
        """Part the messages into batches that are fetched at once; what is large or failed before goes alone."""
        for start in range(0, len(uids), LISTED_AT_ONCE):
            some = uids[start : start + LISTED_AT_ONCE]
            listed = self._session.describe(some)
            self._forget([uid for uid in some if uid not in listed])
            yield from _parted((listed[uid] for uid in some if uid in listed), self._alone)

    def _alone(self, message: Listed) -> bool:
        return self._memory.careful or message.size > BYTES_AT_ONCE or message.uid in self._entries

    def _do(self, batch: Sequence[Listed]) -> None:
        for message, raw in self._fetched(batch):
            if self._stop.is_set():
                return
            self._take(message, raw)
        self._move(message.uid for message in batch if self._state(message.uid) is State.DONE)

    def _fetched(self, batch: Sequence[Listed]) -> Iterator[tuple[Listed, bytes]]:
        try:
            raws = self._fetch(batch)
        except MailboxUnavailable as error:
            self._note_drop(batch, error)
            raise
        except (ServerRefused, GarbledAnswer) as error:
            yield from self._singly(batch, error)
            return
        for message in batch:
            if message.uid in raws:
                yield message, raws[message.uid]
        self._forget([message.uid for message in batch if message.uid not in raws])

    def _fetch(self, batch: Sequence[Listed]) -> dict[int, bytes]:
        if self._oversized(batch[0].size):
            raw = self._session.shortened(batch[0].uid)
            return {} if raw is None else {batch[0].uid: raw}
        return self._session.messages([message.uid for message in batch])

    def _oversized(self, size: int) -> bool:
        return size > self._account.max_bytes

    def _singly(self, batch: Sequence[Listed], error: Exception) -> Iterator[tuple[Listed, bytes]]:
        """Fetch one by one what could not be fetched together, to find the one that is to blame."""
        if len(batch) > 1:
            for message in batch:
                yield from self._fetched([message])
        elif self._session.describe([batch[0].uid]):
            self._err(batch[0], str(error), ATTEMPTS)
        else:
            self._forget([batch[0].uid])

    def _note_drop(self, batch: Sequence[Listed], error: MailboxUnavailable) -> None:
        """Remember what was being fetched when the connection broke, so that it cannot block all others for ever."""
        self._memory.careful = True
        if len(batch) == 1 and not self._stop.is_set():
            self._err(batch[0], str(error), DROPS)

    def _take(self, message: Listed, raw: bytes) -> None:
        arrival = Arrival(
            self._account.name,
            self._account.role,
            self._folder,
            self._validity,
            message.uid,
            message.size,
            message.received_at,
            truncated=self._oversized(message.size),
        )
        try:
            self._ledger.take(raw, arrival)
        except (LedgerUnavailable, LedgerLost):
            raise
        except Exception as error:
            log.exception("a message cannot be taken", account=self._account.name, folder=self._folder, uid=message.uid)
            self._err(message, f"{type(error).__name__}: {error}", ATTEMPTS)
            return
        self._taken += 1
        self._entries[message.uid] = Entry(State.DONE, size=message.size)

    def _err(self, message: Listed, error: str, attempts: int) -> None:
        """Note a failed attempt; after the last one the message is put away."""
        uid = message.uid
        failed = self._entries.get(uid, Entry(State.ERROR)).attempts + 1
        if failed >= attempts and not self._everything_fails():
            self._ledger.quarantined(self._validity, uid, error)
            self._entries[uid] = Entry(State.QUARANTINED, failed, message.size)
            log.error("a message is put away", account=self._account.name, folder=self._folder, uid=uid, reason=error)
            return
        next_try_at = self._clock() + PAUSES[min(failed, len(PAUSES)) - 1]
        self._ledger.erred(self._validity, uid, message.size, error, next_try_at)
        self._entries[uid] = Entry(State.ERROR, failed, message.size, next_try_at)

    def _everything_fails(self) -> bool:
        """Tell whether the trouble is ours rather than that of one message: many fail, and none is taken."""
        in_error = sum(entry.state is State.ERROR for entry in self._entries.values())
        return not self._taken and in_error >= MANY

    def _move(self, uids: Iterable[int], to: str = "") -> None:
        """Move messages away, where that is wanted; large ones stay, for that is where their attachments are."""
        movable = [uid for uid in uids if self._movable(self._entries[uid])]
        if not movable or not self._account.moves or self._complaint:
            return
        if not self._session.can_move:
            self._complaint = _("the server can neither MOVE nor UID EXPUNGE; mails stay where they are")
            return
        folder = to or self._account.processed
        try:
            self._session.move(movable, folder)
        except ServerRefused as error:
            self._complaint = f"{folder}: {error}"
            return
        self._ledger.moved(self._validity, movable, folder)
        for uid in movable:
            self._entries[uid] = replace(self._entries[uid], moved_to=folder)

    def _movable(self, entry: Entry) -> bool:
        return not entry.moved_to and not self._oversized(entry.size)

    def _count(self, uids: Sequence[int]) -> Count:
        errors = sum(entry.state in (State.ERROR, State.QUARANTINED) for entry in self._entries.values())
        known = sum(uid in self._entries for uid in uids)
        return Count(self._validity, len(uids), known, errors, self._complaint)

    def _nothing_left(self, todo: Sequence[int], count: Count) -> bool:
        return not todo and not count.in_error and not self._taken and not self._complaint


def _parted(messages: Iterable[Listed], alone: Callable[[Listed], bool]) -> Iterator[list[Listed]]:
    batch: list[Listed] = []
    size = 0
    for message in messages:
        single = alone(message)
        if batch and (single or len(batch) == FETCHED_AT_ONCE or size + message.size > BYTES_AT_ONCE):
            yield batch
            batch, size = [], 0
        batch.append(message)
        size += message.size
        if single:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
