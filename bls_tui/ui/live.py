"""The one picture of the fleet that all screens draw, kept up to date through the change feed.

A worker thread asks the database every second what changed since the number it knows. Screens are told by a message
that carries nothing, so that a flood of them is one; each asks `changes_since` for what it has not drawn yet.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from textual.message import Message

from bls_tui.service.monitoring import views
from bls_tui.service.monitoring.views_data import PollerView, ProblemGroup, Viewer
from bls_tui.ui.crash import record
from checks.engine.worker import Worker
from db.errors import DatabaseError
from db.queries import feed, lease, states
from db.rows import LeaseRow, StatusRow
from db.session import Database

INTERVAL = 1.0
"""Seconds between two looks at the change feed."""
RETRIES = (1.0, 2.0, 5.0, 10.0)
"""Seconds before the next try after the first, second … failure in a row."""
_REMEMBERED = 120


class LiveChanged(Message):
    """The picture has changed, or the database went away or came back."""

    def can_replace(self, message: Message) -> bool:
        """A newer one says all that an older one does."""
        return isinstance(message, LiveChanged)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one look at the database found. `everything`: `rows` is the whole fleet, not only what changed."""

    at: float
    head: int
    inventory: int
    everything: bool
    rows: tuple[StatusRow, ...]
    lease: LeaseRow


@dataclass(frozen=True, slots=True)
class Failure:
    """The database is away: why, since when, and when it will be asked again (epoch seconds)."""

    reason: str
    since: float
    retry_at: float


class LiveStore:
    """The newest known state of every object.

    `rows` is by object id; `read_at` is when the database last answered.

    `head` is the number of the last change read, `version` counts the changes of the picture.
    """

    def __init__(self, database: Database, clock: Callable[[], float], viewer: Callable[[], Viewer]) -> None:
        self._database = database
        self._clock = clock
        self._viewer = viewer
        self._worker = Worker("live")
        self.head = -1
        self._inventory = -1
        self._lease: LeaseRow | None = None
        self._changes: deque[tuple[int, frozenset[int] | None]] = deque(maxlen=_REMEMBERED)
        self._groups: tuple[int, tuple[ProblemGroup, ...]] = (-1, ())
        self._failures = 0
        self.rows: Mapping[int, StatusRow] = {}
        self.version = 0
        self.read_at: float | None = None
        self.newest_at: float | None = None
        self.failure: Failure | None = None

    async def follow(self, tell: Callable[[], object]) -> None:
        """Look again and again, until cancelled; `tell` is called after each look."""
        while True:
            await self.look()
            tell()
            await asyncio.sleep(RETRIES[min(self._failures, len(RETRIES)) - 1] if self._failures else INTERVAL)

    async def look(self) -> None:
        """Read what changed and take it in; a database that is away is remembered, never raised."""
        try:
            reading = await self._worker.call(self._read)
        except DatabaseError as error:
            self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - the workbench goes on with the last good picture
            record("live", error)
            self._failed(f"{type(error).__name__}: {error}")
        else:
            self._failures, self.failure = 0, None
            self._take_in(reading)

    def close(self) -> None:
        """End the worker thread."""
        self._worker.close()

    def changes_since(self, version: int) -> frozenset[int] | None:
        """Return the ids of the objects changed after `version`, None when it may be anything."""
        later = [ids for number, ids in self._changes if number > version]
        if len(later) < self.version - version or any(ids is None for ids in later):
            return None
        return frozenset().union(*(ids for ids in later if ids is not None))

    def groups(self) -> tuple[ProblemGroup, ...]:
        """Return the open problems grouped by cause, worst first, then newest."""
        if self._groups[0] != self.version:
            self._groups = (self.version, views.grouped(self.rows.values(), self._clock()))
        return self._groups[1]

    def poller(self, now: float) -> PollerView | None:
        """Return who polls as seen at `now`, None before the first look."""
        return None if self._lease is None else views.poller_view(self._lease, now, self._viewer())

    def _read(self) -> Reading:
        now = self._clock()
        with self._database.read() as r:
            head, inventory = feed.head(r), feed.inventory_head(r)
            everything = self.head < 0 or inventory != self._inventory
            rows: list[StatusRow] = []
            if everything or head != self.head:
                rows = states.status(r, now, None if everything else self.head)
            return Reading(now, head, inventory, everything, tuple(rows), lease.get(r))

    def _take_in(self, reading: Reading) -> None:
        self.read_at = reading.at
        self._lease = reading.lease
        self.head, self._inventory = reading.head, reading.inventory
        if not reading.rows and not reading.everything:
            return
        changed = {row.object_id: row for row in reading.rows}
        self.rows = changed if reading.everything else {**self.rows, **changed}
        newest = [row.checked_at for row in reading.rows if row.checked_at is not None]
        known = [self.newest_at] if self.newest_at is not None else []
        self.newest_at = max([*newest, *known], default=None)
        self.version += 1
        if reading.everything:
            gc.freeze()  # else every full collection walks the whole fleet: 70 ms in which no key is painted
        self._changes.append((self.version, None if reading.everything else frozenset(changed)))

    def _failed(self, reason: str) -> None:
        now = self._clock()
        self._failures += 1
        wait = RETRIES[min(self._failures, len(RETRIES)) - 1]
        since = self.failure.since if self.failure else now
        self.failure = Failure(reason, since, now + wait)
