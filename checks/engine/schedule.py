"""When bundles are due: one APScheduler job each, spread by a stable phase, started without any thread or pickling."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, JobSubmissionEvent
from apscheduler.executors.base import BaseExecutor
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

Run = Callable[[float], Coroutine[Any, Any, None]]
"""Runs one bundle; the argument is the epoch second at which it was due."""

TICK = 0.1  # due instants share ticks, so that one wake-up of the scheduler starts all the bundles of a tick

# It logs every start, end and skip by itself; what matters of that is counted in Health.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


@lru_cache(maxsize=65536)
def phase(name: str, interval: int) -> float:
    """Return how many seconds into each interval `name` is due: stable across restarts, spread evenly over names."""
    digest = hashlib.blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    ticks = max(round(interval / TICK), 1)
    return int.from_bytes(digest, "big") % ticks * TICK


def next_due(after: float, interval: int, offset: float) -> float:
    """Return the first instant later than `after` that lies `offset` seconds into an interval counted from 1970."""
    return math.floor((after - offset) / interval + 1) * interval + offset


class Phased(BaseTrigger):  # type: ignore[misc]  # APScheduler has no type annotations
    """Fires every `interval` seconds at a fixed phase, whatever happened before: nothing piles up after a pause."""

    __slots__ = ("interval", "offset")

    def __init__(self, interval: int, offset: float) -> None:
        self.interval = interval
        self.offset = offset

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """Return the next due instant after now and after the previous one (APScheduler's trigger interface)."""
        after = now.timestamp()
        if previous_fire_time is not None:
            after = max(after, previous_fire_time.timestamp())
        # The tenth of a tick absorbs the rounding of datetime to microseconds.
        return datetime.fromtimestamp(next_due(after + TICK / 10, self.interval, self.offset), UTC)


class TaskExecutor(BaseExecutor):  # type: ignore[misc]
    """Starts a due bundle as a task of the running loop and tells it when it was due."""

    def __init__(self) -> None:
        super().__init__()
        self.tasks: set[asyncio.Task[None]] = set()

    def _do_submit_job(self, job: Any, run_times: list[datetime]) -> None:
        task = asyncio.get_running_loop().create_task(job.func(run_times[-1].timestamp()))
        self.tasks.add(task)
        task.add_done_callback(lambda done: self._finished(job.id, done))

    def _finished(self, job_id: str, task: asyncio.Task[None]) -> None:
        self.tasks.discard(task)
        self._run_job_success(job_id, ())
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler({"message": f"bundle {job_id} failed", "exception": error})


class Schedule:
    """The jobs of all bundles.

    A bundle still running when it is due again is not started a second time: that run is skipped and `overrun` is told.
    """

    def __init__(self, overrun: Callable[[str], None]) -> None:
        self._executor = TaskExecutor()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC,
            executors={"default": self._executor},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._overrun = overrun
        self._scheduler.add_listener(self._skipped, EVENT_JOB_MAX_INSTANCES)

    def start(self) -> None:
        """Begin to start bundles; needs a running loop."""
        self._scheduler.start()

    def put(self, key: str, interval: int, offset: float, run: Run) -> None:
        """Add a bundle, or give it a new interval and content; a run under way is not disturbed."""
        trigger = Phased(interval, offset)
        # The executor passes the due instant; the argument here only satisfies APScheduler's check of the signature.
        self._scheduler.add_job(run, trigger, args=(0.0,), id=key, name=key, replace_existing=True)

    def drop(self, key: str) -> None:
        """Forget a bundle; a run under way finishes."""
        self._scheduler.remove_job(key)

    async def stop(self) -> None:
        """Start nothing more and cancel what runs."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        for task in tuple(self._executor.tasks):
            task.cancel()
        await asyncio.gather(*self._executor.tasks, return_exceptions=True)

    def _skipped(self, event: JobSubmissionEvent) -> None:
        self._overrun(event.job_id)
