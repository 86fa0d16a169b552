"""One thread for everything that talks to the database, so that a slow or missing one never blocks the polling."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from queue import SimpleQueue
from typing import Any, Concatenate, ParamSpec, TypeVar

from checks import clock
from db.session import Database

T = TypeVar("T")
P = ParamSpec("P")

_Job = tuple[Callable[[], Any], asyncio.AbstractEventLoop, "asyncio.Future[Any]"]


class Worker:
    """Runs functions one after another in a thread of its own.

    The thread is a daemon: a database that hangs cannot keep the process from ending.
    """

    def __init__(self, name: str) -> None:
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._busy_since: float | None = None
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    @property
    def busy_for(self) -> float:
        """How long the function under way has been running, in seconds; 0 while there is none."""
        since = self._busy_since
        return 0.0 if since is None else clock.monotonic() - since

    async def call(self, function: Callable[..., T], *args: Any) -> T:
        """Run the function in the thread and return what it returns, or raise what it raises."""
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._jobs.put((lambda: function(*args), loop, future))
        return await future

    def close(self) -> None:
        """End the thread after what is already queued, without waiting."""
        self._jobs.put(None)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            function, loop, future = job
            self._busy_since = clock.monotonic()
            try:
                result, error = function(), None
            except Exception as failure:  # noqa: BLE001 - handed over to whoever asked
                result, error = None, failure
            self._busy_since = None
            try:
                loop.call_soon_threadsafe(_settle, future, result, error)
            except RuntimeError:
                return  # the loop is closed: nobody waits any more


@dataclass(frozen=True, slots=True)
class Desk:
    """A database and the thread that talks to it."""

    database: Database
    worker: Worker

    async def call(self, function: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function in the thread, with the database as its first argument."""
        return await self.worker.call(partial(function, self.database, *args, **kwargs))


def _settle(future: asyncio.Future[Any], result: Any, error: Exception | None) -> None:
    if future.cancelled():
        return
    if error is None:
        future.set_result(result)
    else:
        future.set_exception(error)
