"""The one writer: commits batches, keeps them while the database is away, and tells what came back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from checks import clock
from checks.engine.batch import Batch
from checks.engine.exchange import Errand, Inbox, Receipt, Tenure, exchange, news
from checks.engine.worker import Desk
from db.errors import DatabaseError, DatabaseRefused, DatabaseUnavailable, LeaseLost

log = structlog.get_logger(__name__)

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 5.0  # seconds between two tries while the database is away


@dataclass(slots=True)
class Condition:
    """How writing goes. `waiting_since` is when the database went away, None while it is there."""

    waiting_since: float | None = None
    error: str = ""
    written_at: float | None = None
    dropped: int = 0
    refused: int = 0


class Writer:
    """Brings batches to the database, one transaction after the other, never blocking the loop.

    `take` hands over what the judge has produced since it was last asked. `health` is what a renewal of the lease
    tells, `receive` gets what people have left for the poller. `most` is the bound on what waits in memory.
    """

    def __init__(self, desk: Desk, tenure: Tenure, seen: int, take: Callable[[], Batch], most: int) -> None:
        self.condition = Condition()
        self._desk = desk
        self._tenure = tenure
        self._seen = seen
        self._asked = False
        self._look = False
        self._take = take
        self._most = most
        self._waiting = Batch()
        self._under_way: Batch | None = None
        self._doubtful = False
        self._again_at = 0.0
        self._pause = FIRST_PAUSE

    @property
    def waiting(self) -> int:
        """How many results, events and values are not in the database yet."""
        return len(self._waiting) + (len(self._under_way) if self._under_way is not None else 0)

    async def flush(self, health: dict[str, Any] | None = None) -> Inbox | None:
        """Write everything that waits, unless the database is away and its pause is not over.

        With `health` the lease is renewed also when there is nothing to write. Returns what people left.

        Raises:
            LeaseLost: somebody else polls; what waits is theirs to find out anew.
        """
        self._gather()
        if clock.monotonic() < self._again_at:
            return None
        try:
            inbox = await self._flush(health)
        except LeaseLost:
            raise
        except DatabaseError as error:
            self._failed(error)
            return None
        self._recovered()
        return inbox

    def _gather(self) -> None:
        self._look, self._asked = self._look or self._asked, False
        fresh = self._take()
        self._waiting.states.update(fresh.states)
        self._waiting.events += fresh.events
        self._waiting.acts += fresh.acts
        self._waiting.samples += fresh.samples
        dropped = self._waiting.shrink(self._most)
        if dropped and not self.condition.dropped:
            log.error("measured values are given up: the database is away for too long", kept=self._most)
        self.condition.dropped += dropped

    async def _flush(self, health: dict[str, Any] | None) -> Inbox | None:
        inbox = None
        while True:
            if self._under_way is None:
                if self._look:
                    self._seen, self._look = -1, False
                if not len(self._waiting) and health is None and not await self._desk.call(news, self._seen):
                    return inbox
                self._under_way = self._waiting.take()
            receipt = await self._deliver(self._under_way, health)
            self._under_way, self._doubtful, health = None, False, None
            self._seen = receipt.seen
            inbox = receipt.inbox or inbox
            if not len(self._waiting):
                return inbox

    async def _deliver(self, batch: Batch, health: dict[str, Any] | None) -> Receipt:
        errand = Errand(batch, self._tenure, self._seen, clock.now(), health, self._doubtful)
        try:
            receipt = await self._desk.call(exchange, errand)
        except DatabaseUnavailable:
            self._doubtful = True
            raise
        except (DatabaseRefused, TypeError, ValueError) as error:
            return await self._salvage(batch, error)
        self.condition.written_at = clock.now()
        return receipt

    async def _salvage(self, batch: Batch, error: Exception) -> Receipt:
        """Something in a batch cannot be written: find it by halving, so that everything else gets through."""
        halves = batch.halves()
        if halves is None:
            log.error("a result cannot be written and is given up", objects=list(batch.states), exc_info=error)
            self.condition.refused += len(batch)
            return Receipt(self._seen)
        receipts = [await self._deliver(half, None) for half in halves if len(half)]
        self._seen = max(receipt.seen for receipt in receipts)
        return Receipt(self._seen)

    def _failed(self, error: DatabaseError) -> None:
        if self.condition.waiting_since is None:
            self.condition.waiting_since = clock.now()
            self._pause = FIRST_PAUSE
            log.warning("the database is away; results wait in memory", reason=str(error))
        self.condition.error = str(error)
        self._again_at = clock.monotonic() + self._pause
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _recovered(self) -> None:
        if self.condition.waiting_since is not None:
            log.info("the database is back", seconds=round(clock.now() - self.condition.waiting_since, 1))
        self.condition.waiting_since = None
        self.condition.error = ""

    def look_again(self) -> None:
        """Read what people have asked with the next batch that is gathered, as if somebody had written."""
        self._asked = True

    async def finish(self) -> None:
        """Try once more to write everything, now."""
        self._again_at = 0.0
        await self.flush()
