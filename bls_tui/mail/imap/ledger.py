"""What a round needs to know and to write down about one folder; the database stands behind it elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class State(StrEnum):
    """How far a message of a folder has come.

    STORED: fetched and kept, not yet filed. DONE: filed. MOVED: filed, and moved on the server. ERROR: failed, to be
    tried again. QUARANTINED: failed for good, until somebody looks. GONE: no longer on the server.
    """

    STORED = "stored"
    DONE = "done"
    MOVED = "moved"
    ERROR = "error"
    QUARANTINED = "quarantined"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Entry:
    """The ledger's line of one message; `moved_to` is the folder it was moved to, "" while it stays."""

    state: State
    attempts: int = 0
    size: int = 0
    next_try_at: float | None = None
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Where a message was found: with its size on the server in bytes, and since when it is there (epoch seconds).

    `truncated`: the message was too large, and only its header and text were fetched.
    """

    account: str
    role: str
    folder: str
    uidvalidity: int
    uid: int
    size: int
    received_at: float | None
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """The reconciliation of a round: messages on the server, those of them the ledger knows, and those in error.

    `complaint` is what does not work although mail is read, such as moving it; "" when all is well.
    """

    uidvalidity: int
    on_server: int
    known: int
    in_error: int
    complaint: str = ""


class Ledger(Protocol):
    """The ledger of one folder. Every method is one transaction.

    Raises, all of them:
        LedgerUnavailable: nothing was written, or nobody knows; doing it again does no harm.
        LedgerLost: this process may not write any more.
    """

    def uidvalidity(self) -> int | None:
        """Return the UIDVALIDITY of the last round, None before the first."""

    def renumbered(self, uidvalidity: int) -> None:
        """Note that the server numbers anew: what is written of other numberings is no longer on the server."""

    def entries(self, uidvalidity: int) -> Mapping[int, Entry]:
        """Return the lines of all messages that may be on the server: not those MOVED or GONE."""

    def take(self, raw: bytes, arrival: Arrival) -> None:
        """Keep a message, do what follows from it and note it as DONE, all or nothing; known ones are only noted.

        Raises:
            Exception: whatever else is wrong is this message's fault.
        """

    def moved(self, uidvalidity: int, uids: Collection[int], folder: str) -> None:
        """Note that messages were moved on the server: DONE ones become MOVED, QUARANTINED ones stay so."""

    def erred(self, uidvalidity: int, uid: int, size: int, error: str, next_try_at: float) -> None:
        """Note one more attempt that failed."""

    def quarantined(self, uidvalidity: int, uid: int, error: str) -> None:
        """Note that a message is not tried any more."""

    def gone(self, uidvalidity: int, uids: Collection[int]) -> None:
        """Note that messages are no longer on the server."""

    def returned(self, uidvalidity: int, uids: Collection[int]) -> None:
        """Note that messages that were put away, and are in ERROR again, are back as new ones."""

    def passed(self, count: Count) -> None:
        """Note that a round went well."""

    def failed(self, error: str, next_try_at: float) -> None:
        """Note that the folder could not be read, why, and when it is tried again."""
