"""Work that others hang on to the poller: done every few seconds by the one process that polls, in its own thread."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

import structlog

from checks import clock
from checks.engine.worker import Worker
from db.errors import DatabaseError
from db.session import Database

log = structlog.get_logger(__name__)

EVERY = 3.0
"""Seconds between two rounds."""

Chore = Callable[[Database, float], None]
"""Something to do with the database at an instant; doing it twice does no harm."""


@runtime_checkable
class Lasting(Protocol):
    """A chore that keeps something going between its rounds, which is to end when this process polls no more."""

    def close(self) -> None:
        """Tell it to end, without waiting; the chore may be done again later."""


async def run(database: Database, chores: Sequence[Chore]) -> None:
    """Do the chores again and again until cancelled; one that fails is tried again in the next round."""
    worker = Worker("bls-chores")
    try:
        while chores:
            for chore in chores:
                await _do(worker, chore, database)
            await asyncio.sleep(EVERY)
    finally:
        worker.close()
        for chore in chores:
            if isinstance(chore, Lasting):
                chore.close()


async def _do(worker: Worker, chore: Chore, database: Database) -> None:
    try:
        await worker.call(chore, database, clock.now())
    except DatabaseError as error:
        log.warning("a chore was not done; it will be tried again", reason=str(error))
    except Exception:
        log.exception("a chore ended on a defect")
