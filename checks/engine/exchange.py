"""One transaction with the database: write what waits, prove that the lease is still ours, take what people left."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checks.engine.batch import Batch
from db.queries import feed, history, lease, metrics, operations, states
from db.rows import AcknowledgementRow, DowntimeRow, SubmissionRow
from db.session import Database, Reader, Writer

EVER = 0.0  # asking for what is in force since the epoch yields also what is past its time and not yet ended


@dataclass(frozen=True, slots=True)
class Tenure:
    """This process's hold on the lease: who it is and the epoch it was given."""

    holder: str
    epoch: int


@dataclass(frozen=True, slots=True)
class Inbox:
    """What others changed: the number of the last change of the inventory, and all that people have asked."""

    inventory_head: int
    acknowledgements: list[AcknowledgementRow]
    downtimes: list[DowntimeRow]
    check_requests: list[int]
    submissions: list[SubmissionRow]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a transaction achieved: the feed is read up to `seen`; `inbox` is None when nobody else wrote."""

    seen: int
    inbox: Inbox | None = None


@dataclass(frozen=True, slots=True)
class Errand:
    """What to bring to the database.

    `seen` is how far the feed is known. `health` renews the lease. `doubtful`: the batch was tried before, and nobody
    knows whether that transaction was committed before the connection broke.
    """

    batch: Batch
    tenure: Tenure
    seen: int
    at: float
    health: Mapping[str, Any] | None = None
    doubtful: bool = False


def news(database: Database, seen: int) -> bool:
    """Tell whether anything was written since `seen`; costs one small read."""
    with database.read() as r:
        return feed.head(r) != seen


def exchange(database: Database, errand: Errand) -> Receipt:
    """Do all of it or nothing.

    Raises:
        LeaseLost: somebody else polls; nothing was written.
        DatabaseUnavailable: try again later; whether it was written is then in doubt.
    """
    with database.write() as w:
        if errand.health is None:
            lease.check(w, errand.tenure.epoch)
        else:
            lease.renew(w, errand.tenure.holder, errand.tenure.epoch, errand.at, errand.health)
        if not (errand.doubtful and _written_before(w, errand.batch, errand.at)):
            write(w, errand.batch)
        inbox = _take_inbox(w, errand.at) if w.seq != errand.seen + 1 else None
        return Receipt(w.seq, inbox)


def write(w: Writer, batch: Batch) -> None:
    """Write a batch."""
    states.save(w, list(batch.states.values()))
    history.append(w, batch.events)
    for act in batch.acts:
        act(w)
    metrics.record(w, batch.samples)


def _written_before(r: Reader, batch: Batch, now: float) -> bool:
    """Tell whether one state of the batch, and so all of it, is in the database already."""
    for object_id, row in batch.states.items():
        found = states.status(r, now, object_ids=[object_id])
        return any(line.checked_at == row.checked_at and line.state == row.state for line in found)
    return False


def _take_inbox(w: Writer, at: float) -> Inbox:
    return Inbox(
        feed.inventory_head(w),
        operations.acknowledgements(w, EVER),
        operations.downtimes(w, EVER),
        operations.take_check_requests(w, at),
        operations.take_submissions(w, at),
    )
