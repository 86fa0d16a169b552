"""The poller: waits for the lease, polls while it has it, and tells anybody who asks how it is doing.

It runs in a thread of its own beside the screens (`start`, `stop`) or as the main thing of a process (`run`).
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum

import structlog

from checks import clock
from checks.engine import chores
from checks.engine.chores import Chore
from checks.engine.exchange import Tenure
from checks.engine.health import Counters, Health
from checks.engine.settings import Settings
from checks.engine.term import Term, load
from checks.engine.watchdog import Watchdog
from checks.engine.worker import Desk, Worker
from db.errors import DatabaseError, DatabaseUnavailable, LeaseLost
from db.queries import lease
from db.rows import LeaseRow
from db.session import Database

log = structlog.get_logger(__name__)

LONGEST_PAUSE = 10.0


class Role(StrEnum):
    """What this process is doing about polling."""

    STARTING = "starting"
    STANDBY = "standby"
    POLLING = "polling"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Status:
    """The poller at one moment: `holder` is who polls ("" unknown), `error` why nothing moves ("" all is well)."""

    role: Role = Role.STARTING
    holder: str = ""
    error: str = ""
    health: Health | None = None


class Poller:
    """Polls the fleet of one database whenever no other process does."""

    def __init__(self, database: Database, settings: Settings, chores: Sequence[Chore] = ()) -> None:
        self._database = database
        self._settings = settings
        self._chores = chores
        self._thread: threading.Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._told_to_stop = threading.Event()
        self._watchdog = Watchdog()
        self.counters = Counters(clock.now())
        self.status = Status()

    @property
    def holder(self) -> str:
        """How this poller calls itself in the lease."""
        return self._settings.holder

    def start(self) -> None:
        """Poll in a thread of its own until `stop`."""
        self._thread = threading.Thread(target=self._run_in_thread, name="bls-poller", daemon=True)
        self._thread.start()

    def stop(self, timeout: float = 2.0) -> bool:
        """Write everything and end; tells whether that was done within `timeout` seconds. Safe from any thread."""
        self._told_to_stop.set()
        loop, stop = self._loop, self._stop
        if loop is not None and stop is not None:
            with suppress(RuntimeError):  # it has ended by itself
                loop.call_soon_threadsafe(stop.set)
        if self._thread is None:
            return True
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def run(self, seconds: float | None = None) -> None:
        """Poll in this thread for so many seconds, or until SIGTERM or SIGINT.

        Raises:
            DatabaseError: the database cannot be used (a missing schema, a newer version); one that is away is awaited.
        """
        asyncio.run(self._main(seconds, handle_signals=True))

    def _run_in_thread(self) -> None:
        try:
            asyncio.run(self._main(None, handle_signals=False))
        except DatabaseError as error:
            log.error("polling has ended", reason=str(error))  # noqa: TRY400
            self.status = Status(Role.STOPPED, error=str(error))
        except Exception as error:
            log.exception("polling has ended on a defect")
            self.status = Status(Role.STOPPED, error=f"{type(error).__name__}: {error}")

    async def _main(self, seconds: float | None, *, handle_signals: bool) -> None:
        self._stop = stop = asyncio.Event()
        self._loop = loop = asyncio.get_running_loop()
        if self._told_to_stop.is_set():
            return
        if handle_signals:
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, stop.set)
        if seconds is not None:
            loop.call_later(seconds, stop.set)
        worker = Worker("bls-database")
        try:
            while not stop.is_set():
                await self._one_term(Desk(self._database, worker), stop)
        finally:
            self._watchdog.stopping()
            worker.close()
            self.status = Status(Role.STOPPED, health=self.status.health)

    async def _one_term(self, desk: Desk, stop: asyncio.Event) -> None:
        """Wait for the lease and poll until it is lost; what cannot be done now is tried again."""
        try:
            epoch = await self._await_lease(desk, stop)
            if epoch is None:
                return
            tenure = Tenure(self._settings.holder, epoch)
            loaded = await desk.call(load)
            term = Term(desk, self._settings, tenure, loaded, self.counters)
            self._watchdog.ready()
            log.info("polling", hosts=len(loaded.fleet.devices), holder=tenure.holder)
            doing = asyncio.create_task(chores.run(self._database, self._chores))
            try:
                await term.run(stop, self._moved, self._watchdog.ping)
            finally:
                doing.cancel()
        except LeaseLost as error:
            log.warning("polling stops here", reason=str(error))
        except DatabaseUnavailable as error:
            self.status = Status(Role.STARTING, error=str(error))
            log.warning("the database is away; trying again", reason=str(error))
            await _wait(stop, self._settings.lease_interval)

    async def _await_lease(self, desk: Desk, stop: asyncio.Event) -> int | None:
        said = ""
        while not stop.is_set():
            epoch, row = await desk.call(_acquire, self._settings, clock.now())
            if epoch is not None:
                return epoch
            self.status = Status(Role.STANDBY, holder=row.holder)
            self._watchdog.ready()
            self._watchdog.ping()
            if row.holder != said:
                said = row.holder
                log.info("standing by: another process polls", holder=row.holder)
                self._watchdog.status(f"standing by for {row.holder}")
            await _wait(stop, min(self._settings.lease_interval, self._watchdog.interval or LONGEST_PAUSE))
        return None

    def _moved(self, health: Health) -> None:
        """Note what a term tells of itself."""
        self.status = Status(Role.POLLING, self._settings.holder, health.database_error, health)
        latency = health.latency_ms.get("p95", 0.0)
        self._watchdog.status(
            f"{health.hosts} hosts, {health.services} services, {health.results_per_second:g} results/s, "
            f"start latency p95 {latency:g} ms, {health.waiting} waiting"
        )


def _acquire(database: Database, settings: Settings, now: float) -> tuple[int | None, LeaseRow]:
    """Take the lease if it is free; looking first keeps a process that stands by from writing all the time."""
    with database.read() as r:
        row = lease.get(r)
    if row.holder and row.heartbeat_at >= now - settings.lease_stale and row.heartbeat_at <= now + lease.CLOCK_SET_BACK:
        return None, row
    with database.write() as w:
        return lease.acquire(w, settings.holder, now, settings.lease_stale), lease.get(w)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
