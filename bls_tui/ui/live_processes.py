"""The one picture of the expected processes that all screens draw.

The clock moves what is late although nothing is written, so it is read again now and then even when nothing changed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bls_tui.errors import BlsError
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.service.processes.mailbox_state import Accounts
from bls_tui.service.processes.views import processes_view
from bls_tui.service.processes.views_data import ProcessesView, ProcessRow
from bls_tui.ui.crash import record
from checks.engine.worker import Worker
from db.errors import DatabaseError
from db.queries import feed, process_mails, runs
from db.session import Database

INTERVAL = 2.0
"""Seconds between two looks at the change feed."""
CLOCK_SECONDS = 20.0
"""Age at which the processes are read again though none of their rows changed: mailboxes, proposals and calls did."""


@dataclass(frozen=True, slots=True)
class ProcessesReading:
    """What one look found: the processes (None: nothing changed), and the numbers of the change feed it is of."""

    view: ProcessesView | None
    head: int
    inventory: int


class ProcessStore:
    """The newest known processes. `rows` is by key, `version` counts the readings, `failure` is why there is none.

    `looked_at` is when the database last answered. `accounts` are the mailboxes of bls.toml, None for those ever read.
    """

    def __init__(self, database: Database, clock: Callable[[], float], user: str, viewer: Callable[[], Viewer]) -> None:
        self._database, self._clock, self._user, self._viewer = database, clock, user, viewer
        self._worker = Worker("processes")
        self._head = self._inventory = -1
        self.accounts: Accounts | None = None
        self.view: ProcessesView | None = None
        self.rows: Mapping[str, ProcessRow] = {}
        self.version = 0
        self.failure = ""
        self.looked_at: float | None = None

    async def follow(self, tell: Callable[[], object]) -> None:
        """Look again and again, until cancelled; `tell` is called after each reading."""
        while True:
            if await self.look():
                tell()
            await asyncio.sleep(INTERVAL)

    async def look(self, *, at_once: bool = False) -> bool:
        """Read if something may differ; tell whether it was read. What goes wrong is remembered, never raised."""
        now = self._clock()
        try:
            reading = await self._worker.call(lambda: self._read(at_once=at_once))
        except (BlsError, DatabaseError) as error:
            return self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - the workbench goes on with the last good picture
            record("processes", error)
            return self._failed(f"{type(error).__name__}: {error}")
        self.failure, self.looked_at = "", now
        self._head, self._inventory = reading.head, reading.inventory
        if reading.view is None:
            return False
        self.view = reading.view
        self.rows = {row.key: row for row in reading.view.rows}
        self.version += 1
        return True

    def close(self) -> None:
        """End the worker thread."""
        self._worker.close()

    def _failed(self, reason: str) -> bool:
        told, self.failure = self.failure, reason
        return told != reason

    def _read(self, *, at_once: bool) -> ProcessesReading:
        now = self._clock()
        with self._database.read() as r:
            head, inventory = feed.head(r), feed.inventory_head(r)
            aged = self.view is None or now - self.view.generated_at >= CLOCK_SECONDS
            differs = at_once or aged or inventory != self._inventory
            if not differs and head != self._head:
                differs = bool(runs.changed_since(r, self._head) or process_mails.changed_since(r, self._head))
        view = processes_view(self._database, self._user, now, self._viewer(), self.accounts) if differs else None
        return ProcessesReading(view, head, inventory)
