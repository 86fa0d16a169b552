"""One term of polling: from getting the lease until it is lost or the poller is told to stop."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog

from checks import clock
from checks.engine import rollup
from checks.engine.bundle import Instruments
from checks.engine.exchange import EVER, Inbox, Tenure
from checks.engine.fleet import Fleet, load_fleet
from checks.engine.health import Counters, Health, cpu_seconds, rss_mb
from checks.engine.judge import Judge
from checks.engine.maintenance import Occurrences
from checks.engine.patrol import Patrol
from checks.engine.settings import Settings
from checks.engine.worker import Desk
from checks.engine.writer import Writer
from db.errors import DatabaseError
from db.queries import feed, lease, operations, problems, states
from db.rows import AcknowledgementRow, DowntimeRow, NewEvent, ProblemRow, StateRow
from db.session import Database

log = structlog.get_logger(__name__)

MAINTENANCE_EVERY = 3600.0
STUCK = 120.0  # seconds: longer than any statement may take, shorter than anybody's patience
LAST_WORDS = 1.5  # seconds for the last flush


@dataclass(frozen=True, slots=True)
class Loaded:
    """Everything a term begins with, read in one snapshot."""

    seen: int
    fleet: Fleet
    states: list[StateRow]
    problems: list[ProblemRow]
    acknowledgements: list[AcknowledgementRow]
    downtimes: list[DowntimeRow]


def load(database: Database) -> Loaded:
    """Read all that a term needs."""
    with database.read() as r:
        return Loaded(
            feed.head(r),
            load_fleet(r),
            states.load(r),
            problems.open_problems(r),
            operations.acknowledgements(r, EVER),
            operations.downtimes(r, EVER),
        )


class Term:
    """Polls while this process holds the lease."""

    def __init__(self, desk: Desk, settings: Settings, tenure: Tenure, loaded: Loaded, counters: Counters) -> None:
        self._desk = desk
        self._settings = settings
        self._tenure = tenure
        self._counters = counters
        self._fleet = loaded.fleet
        self._instruments = Instruments(settings.deadline, failed=lambda probe: counters.errors.update([probe]))
        self._judge = Judge(loaded.fleet, loaded.states, loaded.problems)
        self._judge.told(loaded.acknowledgements, loaded.downtimes, clock.now())
        self._occurrences = Occurrences(self._judge.act, self._judge.downtimes)
        self._writer = Writer(desk, tenure, loaded.seen, self._judge.take, settings.max_waiting)
        self._patrol = Patrol(self._judge, self._instruments, counters, settings)
        self._maintenance_at = 0.0

    async def run(self, stop: asyncio.Event, moved: Callable[[Health], None], alive: Callable[[], None]) -> None:
        """Poll until told to stop.

        `moved` is called with every look at the poller's health, `alive` twice a second while this loop runs and the
        database's thread is not stuck.

        Raises:
            LeaseLost: somebody else polls now.
        """
        self._open_instruments()
        gc.freeze()  # the fleet stays: walking through it at every full collection would stop everything for 0.1 s
        ticking = asyncio.create_task(self._tick(alive))
        summing = asyncio.create_task(rollup.run(self._desk, self._tenure, self._settings.retention))
        judge = self._judge
        comparing = asyncio.create_task(judge.usual.follow(self._desk, judge.wanting_usual, self._settings.zone))
        self._note("polling begins")
        try:
            self._patrol.start(self._fleet)
            await self._keep_writing(stop, moved)
        finally:
            for task in (ticking, summing, comparing):
                task.cancel()
            await self._patrol.stop()
            await self._close_instruments()
        await self._end()
        moved(self.health())

    def health(self) -> Health:
        """Look at how polling goes."""
        counters, condition, now = self._counters, self._writer.condition, clock.now()
        services = len(self._judge.watched) - len(self._judge.fleet.devices)
        return Health(
            at=now,
            started_at=counters.started_at,
            hosts=len(self._judge.fleet.devices),
            services=services,
            results=counters.results,
            results_per_second=round(counters.rate(now), 2),
            latency_ms=counters.percentiles(),
            loop_lag_ms=round(counters.loop_lag_ms, 1),
            running=counters.running,
            overruns=counters.overruns,
            waiting=self._writer.waiting,
            waiting_since=condition.waiting_since,
            dropped=condition.dropped,
            refused=condition.refused,
            written_at=condition.written_at,
            database_error=condition.error,
            errors=dict(counters.errors),
            cpu_seconds=round(cpu_seconds(), 2),
            rss_mb=round(rss_mb(), 1),
        )

    async def _keep_writing(self, stop: asyncio.Event, moved: Callable[[Health], None]) -> None:
        renew_at = 0.0
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._settings.flush_interval)
            health = None
            if clock.monotonic() >= renew_at or self._writer.condition.waiting_since is not None:
                health = self.health()
                moved(health)
                renew_at = clock.monotonic() + self._settings.lease_interval
            inbox = await self._writer.flush(None if health is None else health.as_json())
            if inbox is not None:
                await self._receive(inbox)

    async def _receive(self, inbox: Inbox) -> None:
        if inbox.inventory_head > self._judge.fleet.head:
            await self._reload()
        self._judge.told(inbox.acknowledgements, inbox.downtimes, clock.now())
        self._patrol.force(inbox.check_requests)
        self._patrol.submitted(inbox.submissions)

    async def _reload(self) -> None:
        try:
            fleet = await self._desk.call(_load_fleet)
        except DatabaseError as error:
            log.warning("the changed inventory cannot be read yet", reason=str(error))
            self._writer.look_again()
            return
        self._judge.adopt(fleet)
        self._patrol.adopt(fleet)
        self._maintenance_at = 0.0
        self._open_instruments()
        log.info("inventory taken up", hosts=len(fleet.devices))

    async def _tick(self, alive: Callable[[], None]) -> None:
        """Twice a second: downtimes, acknowledgements, freshness; and how late this loop wakes."""
        pause = self._settings.flush_interval
        while True:
            before = clock.monotonic()
            await asyncio.sleep(pause)
            if self._desk.worker.busy_for < STUCK:
                alive()
            self._counters.loop_lag_ms = (clock.monotonic() - before - pause) * 1000
            try:
                self._beat(clock.now())
            except Exception:
                log.exception("a downtime, an acknowledgement or a freshness limit could not be followed")

    def _beat(self, now: float) -> None:
        self._judge.tick(now)
        self._patrol.tick(now)
        if now >= self._maintenance_at:
            self._maintenance_at = now + MAINTENANCE_EVERY
            if self._occurrences.plan(self._judge.fleet.maintenance, now):
                self._writer.look_again()

    def _note(self, text: str) -> None:
        self._judge.out.events.append(NewEvent(clock.now(), "POLLER", text=text, actor=self._tenure.holder))

    async def _end(self) -> None:
        """Write everything and give the lease back, if the database is there."""
        self._note("polling ends")
        try:
            async with asyncio.timeout(LAST_WORDS):
                await self._writer.finish()
                await self._desk.call(_release, self._tenure, clock.now())
        except TimeoutError:
            log.error("stopped with results not written: the database is away", waiting=self._writer.waiting)  # noqa: TRY400
        except DatabaseError as error:
            log.error("the lease could not be given back", reason=str(error))  # noqa: TRY400

    def _open_instruments(self) -> None:
        """Open what the fleet's probes share; the HTTP client only where it is used, for it is large."""
        from checks.probes.icmp_socket import IcmpSocket  # noqa: PLC0415

        if self._instruments.icmp is None:
            self._instruments.icmp = IcmpSocket()
        uses_http = any(plan.check.probe == "http" for plan in self._judge.fleet.planned.values())
        if uses_http and self._instruments.http is None:
            from checks.probes.http_session import open_session  # noqa: PLC0415

            self._instruments.http = open_session()

    async def _close_instruments(self) -> None:
        icmp, http = self._instruments.icmp, self._instruments.http
        self._instruments.icmp = self._instruments.http = None
        if icmp is not None:
            icmp.close()
        if http is not None:
            await http.close()


def _load_fleet(database: Database) -> Fleet:
    with database.read() as r:
        return load_fleet(r)


def _release(database: Database, tenure: Tenure, now: float) -> Any:
    with database.write() as w:
        lease.release(w, tenure.holder, tenure.epoch, now)
