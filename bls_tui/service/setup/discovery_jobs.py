"""The periodic discoveries of bls.toml, beside the poller: each proposes when its time has come, no more."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Mapping
from datetime import tzinfo

import structlog

from bls_tui.config_discovery import DiscoverySection, split_when
from bls_tui.errors import BlsError
from bls_tui.inventory.discovery.run import RunError
from bls_tui.inventory.discovery.schedule import due
from bls_tui.service.setup.discovery import LAST, UNFINISHED, Request, Store, inventory_credentials, look
from checks.discovery.presence import hosts_file
from checks.discovery.scan import Settings
from db.errors import DatabaseError
from db.session import Database

log = structlog.get_logger(__name__)


class DiscoveryJobs:
    """Starts what is due, one at a time, in a thread of its own. Used as a chore of the poller."""

    def __init__(self, jobs: Mapping[str, DiscoverySection], store: Store, zone: tzinfo, started_at: float) -> None:
        self._jobs = jobs
        self._store = store
        self._zone = zone
        self._tried = dict.fromkeys(jobs, started_at)
        self._resumed: set[str] = set()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()

    def __call__(self, database: Database, now: float) -> None:
        """Start the first job that is due, unless one is under way."""
        if self._thread is not None and self._thread.is_alive():
            return
        for name, job in self._jobs.items():
            days, time = split_when(job.at)
            if self._interrupted(name) or due(days, time, self._zone, now, self._since(name)):
                self._tried[name] = now
                self._resumed.add(name)
                self._stop.clear()
                self._thread = threading.Thread(
                    target=self._run, args=(name, job, database), name="bls-discovery", daemon=True
                )
                self._thread.start()
                return

    def close(self) -> None:
        """Tell a discovery under way to end; it goes on from there the next time."""
        self._stop.set()

    def _interrupted(self, name: str) -> bool:
        """Tell whether a process before this one left a job half done; gone on with once."""
        if name in self._resumed:
            return False
        self._resumed.add(name)
        with contextlib.suppress(RunError):
            return self._store.run(name, UNFINISHED) is not None
        return False

    def _since(self, name: str) -> float:
        """Return when a job was last begun, as far as is known: a stored run counts, and a try of this process."""
        begun = [self._tried[name]]
        for which in (LAST, UNFINISHED):
            with contextlib.suppress(RunError):
                if (run := self._store.run(name, which)) is not None:
                    begun.append(run.started_at)
        return max(begun)

    def _run(self, name: str, job: DiscoverySection, database: Database) -> None:
        try:
            request = Request(
                name,
                job.cidr,
                job.exclude,
                job.customer,
                Settings(
                    inventory_credentials(database, job.snmp),
                    rate=job.rate,
                    ping=job.ping,
                    dns=job.dns,
                    names=hosts_file(),
                ),
            )
            asyncio.run(self._look(request, database))
        except (BlsError, DatabaseError) as error:
            log.warning("a discovery was not done", discovery=name, reason=str(error))
        except Exception:
            log.exception("a discovery ended on a defect", discovery=name)

    async def _look(self, request: Request, database: Database) -> None:
        looking = asyncio.create_task(look(request, self._store, database, lambda _run, _count: None))
        while not looking.done():
            await asyncio.wait([looking], timeout=0.5)
            if self._stop.is_set():
                looking.cancel()
                await asyncio.wait([looking])
                return
        found = looking.result()
        changes = len(found.changes or ())
        log.info("a network was discovered", discovery=request.name, machines=len(found.run.machines), changes=changes)
