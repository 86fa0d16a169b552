"""What the outlook reads: metrics that may have one, how they were weeks ago, and their days."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from db.queries.baselines import OWNED, owned
from db.queries.slots import SlotStart
from db.queries.sql import chunks
from db.rows_metrics import OwnedMetricRow
from db.session import Reader
from db.tables.inventory import customers, objects
from db.tables.metrics import metrics, samples_1h

DAY = 86_400
HourlyRow = tuple[float, float, float, float]
"""When the slot starts, and the lowest, the mean and the highest value in it."""


def of_probes(r: Reader, probes: Collection[str], since: float) -> list[OwnedMetricRow]:
    """Return the metrics, measured after `since`, of the objects that these probes look at."""
    statement = (
        select(*OWNED)
        .select_from(metrics)
        .join(objects, objects.c.id == metrics.c.object_id)
        .join(customers, customers.c.id == objects.c.customer_id)
        .where(objects.c.probe.in_(list(probes)), objects.c.removed_at.is_(None), metrics.c.at >= since)
        .order_by(metrics.c.id)
    )
    return [owned(row) for row in r.connection.execute(statement)]


def means_at(r: Reader, metric_ids: Collection[int], hours: Collection[float]) -> dict[int, dict[float, float]]:
    """Return the means of single hours (`hours`: their beginnings), by metric and hour; missing where not measured."""
    found: dict[int, dict[float, float]] = defaultdict(dict)
    c = samples_1h.c
    for some in chunks(metric_ids):
        rows = r.connection.execute(
            select(c.metric_id, c.at, c.mean).where(c.metric_id.in_(some), c.at.in_(list(hours)))
        )
        for metric_id, at, mean in rows:
            found[metric_id][at] = mean
    return found


def highest(r: Reader, metric_ids: Collection[int], since: float) -> dict[int, float]:
    """Return the highest hourly mean after `since`, by metric."""
    c = samples_1h.c
    found: dict[int, float] = {}
    for some in chunks(metric_ids):
        statement = select(c.metric_id, func.max(c.mean)).where(c.metric_id.in_(some), c.at >= since)
        found.update({row[0]: row[1] for row in r.connection.execute(statement.group_by(c.metric_id))})
    return found


def daily(r: Reader, metric_ids: Collection[int], since: float, until: float) -> dict[int, list[HourlyRow]]:
    """Return the days of these metrics in order, by metric: their beginnings (UTC), lowest, mean and highest value."""
    c = samples_1h.c
    day = SlotStart(c.at, DAY)
    found: dict[int, list[HourlyRow]] = defaultdict(list)
    for some in chunks(metric_ids):
        statement = (
            select(c.metric_id, day, func.min(c.low), func.avg(c.mean), func.max(c.high))
            .where(c.metric_id.in_(some), c.at >= since, c.at < until)
            .group_by(c.metric_id, day)
            .order_by(c.metric_id, day)
        )
        for metric_id, *values in r.connection.execute(statement):
            found[metric_id].append(_row(values))
    return found


def hourly(r: Reader, metric_id: int, since: float, until: float) -> list[HourlyRow]:
    """Return the hours of a metric in order."""
    c = samples_1h.c
    statement = select(c.at, c.low, c.mean, c.high).where(c.metric_id == metric_id, c.at >= since, c.at < until)
    return [_row(row) for row in r.connection.execute(statement.order_by(c.at))]


def _row(values: Sequence[float]) -> HourlyRow:
    at, low, mean, high = values
    return at, low, mean, high
