"""What is usual now, put together from the cells that the database keeps: for the poller and for who looks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo

from checks.rules.baseline import Band, Cell, band, hour_of_week, neighbours
from db.queries import baselines
from db.rows import MetricRow
from db.rows_metrics import BaselineRow
from db.session import Reader


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
