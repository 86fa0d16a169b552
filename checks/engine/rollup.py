"""Summarise measured values and let old ones go, in small pieces between the batches."""

from __future__ import annotations

import asyncio

import structlog

from checks import clock
from checks.engine.exchange import Tenure
from checks.engine.settings import Retention
from checks.engine.worker import Desk
from db.errors import DatabaseError
from db.queries import lease, retention
from db.session import Database

log = structlog.get_logger(__name__)

EVERY = 60.0
PIECES = 50  # at most so many pieces a round; what is left waits for the next
BREATH = 0.2  # seconds between two pieces, for the writer
DAY = 86400.0
SETTLED = 10.0  # seconds after which no more results of an instant are on their way


async def run(desk: Desk, tenure: Tenure, keep: Retention) -> None:
    """Keep the summaries up to date until cancelled. A database that is away is tried again at the next round."""
    while True:
        await asyncio.sleep(EVERY)
        try:
            for piece in (_roll_up, _prune):
                for _ in range(PIECES):
                    if not await desk.call(piece, tenure, keep, clock.now()):
                        break
                    await asyncio.sleep(BREATH)
        except DatabaseError as error:
            log.warning("measured values could not be summarised", reason=str(error))


def _roll_up(database: Database, tenure: Tenure, _keep: Retention, now: float) -> int:
    with database.write() as w:
        lease.check(w, tenure.epoch)
        return retention.roll_up(w, now - SETTLED)


def _prune(database: Database, tenure: Tenure, keep: Retention, now: float) -> int:
    with database.write() as w:
        lease.check(w, tenure.epoch)
        return retention.prune(w, now - keep.raw * DAY, now - keep.five_minute * DAY, now - keep.hourly * DAY)
