"""The one picture of the desk that all screens draw: the queue with its clocks, the proposals, and who is who.

Clocks run although nothing happens, so the queue is read again every few seconds even when the change feed is silent.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bls_tui.desk.people import Directory
from bls_tui.errors import BlsError
from bls_tui.service.desk import people
from bls_tui.service.desk.call_views_data import Alert, QueueRow, QueueView
from bls_tui.service.desk.desk_lists import alerts
from bls_tui.service.desk.queue_reader import QueueReader
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.alerts import AlertLog
from bls_tui.ui.crash import record
from checks.engine.worker import Worker
from db.errors import DatabaseError
from db.queries import call_lists, feed
from db.session import Database

INTERVAL = 2.0
"""Seconds between two looks at the change feed."""
CLOCK_SECONDS = 10.0
"""Age at which the queue is read again though nothing changed: its clocks have moved on."""


@dataclass(frozen=True, slots=True)
class DeskReading:
    """What one look at the desk found: the queue, who is who, and the calls that objects (by id) are tied to.

    `alerts` is what whoever looks was told lately.
    """

    view: QueueView
    people: Directory
    tied: Mapping[int, tuple[int, ...]]
    alerts: tuple[Alert, ...]


class DeskStore:
    """The newest known queue. `rows` is by call id, `version` counts the readings, `failure` is why there is none.

    `looked_at` is when the database last answered; `tied` are the calls by the id of the object they are tied to,
    another mapping whenever it differs.
    """

    def __init__(self, database: Database, clock: Callable[[], float], user: str, viewer: Callable[[], Viewer]) -> None:
        self._database, self._clock, self._user, self._viewer = database, clock, user, viewer
        self._worker = Worker("desk")
        self._head = -1
        self._queue = QueueReader(user)
        self.tied: Mapping[int, tuple[int, ...]] = {}
        self.view: QueueView | None = None
        self.people = Directory()
        self.rows: Mapping[int, QueueRow] = {}
        self.version = 0
        self.failure = ""
        self.looked_at: float | None = None
        self.alerts = AlertLog(clock())

    @property
    def read_at(self) -> float | None:
        """When the queue was last read, None before that."""
        return None if self.view is None else self.view.generated_at

    async def follow(self, tell: Callable[[], object]) -> None:
        """Look again and again, until cancelled; `tell` is called after each reading."""
        while True:
            if await self.look():
                tell()
            await asyncio.sleep(INTERVAL)

    async def look(self, *, at_once: bool = False) -> bool:
        """Read the queue if it may differ; tell whether it was read. What goes wrong is remembered, never raised."""
        now = self._clock()
        try:
            reading = await self._worker.call(lambda: self._read(at_once=at_once))
        except (BlsError, DatabaseError) as error:
            return self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - the workbench goes on with the last good queue
            record("desk", error)
            return self._failed(f"{type(error).__name__}: {error}")
        self.failure, self.looked_at = "", now
        if reading is None:
            return False
        self.view, self.people = reading.view, reading.people
        if reading.tied != self.tied:
            self.tied = reading.tied
        self.alerts.take_in(reading.alerts, reading.view.generated_at)
        self.rows = {row.call_id: row for row in reading.view.rows}
        self.version += 1
        return True

    def _failed(self, reason: str) -> bool:
        told, self.failure = self.failure, reason
        return told != reason

    def of_object(self, object_id: int) -> tuple[QueueRow, ...]:
        """Return the calls in the queue that are tied to an object."""
        found = (self.rows.get(call_id) for call_id in self.tied.get(object_id, ()))
        return tuple(row for row in found if row is not None)

    def close(self) -> None:
        """End the worker thread."""
        self._worker.close()

    def _read(self, *, at_once: bool) -> DeskReading | None:
        now, database = self._clock(), self._database
        aged = self.read_at is None or now - self.read_at >= CLOCK_SECONDS
        with database.read() as r:
            head = feed.head(r)
            if head == self._head and not aged and not at_once:
                return None
            tied = {int(ref): ids for ref, ids in call_lists.open_links(r, "object").items() if ref.isdigit()}
            directory = people.directory(r)
        view = self._queue.read(database, now, self._viewer(), always=aged or at_once)
        moved, self._head = head != self._head, head
        if view is None:
            return None
        told = alerts(database, self._user, self.alerts.after) if moved else ()
        return DeskReading(view, directory, tied, told)
