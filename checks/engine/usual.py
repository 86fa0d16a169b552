"""Warns of what is unusual at this hour, for the services that ask for it with `baseline = "warn"`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from datetime import tzinfo

import structlog

from checks import clock
from checks.engine.worker import Desk
from checks.model import Metric, Outcome, State
from checks.rules.baseline import Band, Cell, band, hour_of_week, neighbours, unusual
from db.errors import DatabaseError
from db.queries import baselines, metrics
from db.rows import MetricRow
from db.rows_metrics import BaselineRow
from db.session import Database, Reader

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


def bands_of(r: Reader, rows: Iterable[MetricRow], now: float, zone: tzinfo) -> dict[int, Band]:
    """Return what is usual now, by metric id, for the metrics of which enough has been seen."""
    known = {row.id: row for row in rows}
    hours = neighbours(hour_of_week(now, zone))
    found: dict[int, Band] = {}
    for metric_id, cells in baselines.cells(r, hours, known).items():
        row = known[metric_id]
        whole = None if row.max is None or row.min is None else row.max - row.min
        usual = band([_cell(cells.get(hour)) for hour in hours], whole)
        if usual is not None:
            found[metric_id] = usual
    return found


def _cell(row: BaselineRow | None) -> Cell | None:
    return None if row is None else Cell(row.mean, row.deviation, row.weeks)


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
