"""Warns of what is unusual at this hour, for the services that ask for it with `baseline = "warn"`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import tzinfo

import structlog

from checks import clock
from checks.bands import bands_of
from checks.engine.worker import Desk
from checks.model import Metric, Outcome, State
from checks.rules.baseline import Band, unusual
from db.errors import DatabaseError
from db.queries import metrics
from db.session import Database

log = structlog.get_logger(__name__)

EVERY = 300.0
"""Seconds between two looks at what is usual now."""

Bands = Mapping[str, Band]
"""What is usual now, by metric name."""


def warned(outcome: Outcome, usual: Bands) -> Outcome:
    """Return the outcome as it is, or, where all is well but a value is unusual, a warning that says so."""
    if outcome.state is not State.OK:
        return outcome
    found = [_words(metric, usual[metric.name]) for metric in outcome.metrics if _strange(metric, usual)]
    return replace(outcome, state=State.WARNING, output="; ".join([*found, outcome.output])) if found else outcome


def _strange(metric: Metric, usual: Bands) -> bool:
    return unusual([metric.value], usual.get(metric.name))


def _words(metric: Metric, usual: Band) -> str:
    low = usual.low if metric.min is None else max(usual.low, metric.min)
    high = usual.high if metric.max is None else min(usual.high, metric.max)
    return f"{metric.name} {metric.value:.4g}{metric.unit} is unusual: {low:.4g} to {high:.4g} at this hour"


def load(database: Database, object_ids: Collection[int], now: float, zone: tzinfo) -> Mapping[int, Bands]:
    """Return what is usual now for the metrics of these objects, by object."""
    with database.read() as r:
        rows = [row for object_id in object_ids for row in metrics.of_object(r, object_id)]
        usual = bands_of(r, rows, now, zone)
    found: dict[int, dict[str, Band]] = {}
    for row in rows:
        if row.id in usual:
            found.setdefault(row.object_id, {})[row.name] = usual[row.id]
    return found


class Usual:
    """What is usual now for the objects that want a warning; empty until it was read."""

    def __init__(self) -> None:
        self.bands: Mapping[int, Bands] = {}

    def judged(self, object_id: int, outcome: Outcome) -> Outcome:
        """Return what to make of an outcome of an object that wants a warning."""
        usual = self.bands.get(object_id)
        return outcome if usual is None else warned(outcome, usual)

    async def follow(self, desk: Desk, wanting: Callable[[], Collection[int]], zone: tzinfo) -> None:
        """Read what is usual again and again, until cancelled; `wanting` tells for which objects.

        A database that is away leaves what was known.
        """
        while True:
            object_ids = wanting()
            try:
                self.bands = await desk.call(load, object_ids, clock.now(), zone) if object_ids else {}
            except DatabaseError as error:
                log.warning("what is usual now cannot be read", reason=str(error))
            await asyncio.sleep(EVERY)
