"""What is usual for each metric at each hour of the week: learning reads summaries, judging reads a few cells."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import and_, func, or_, select

from db.queries import feed
from db.queries.slots import HOUR
from db.queries.sql import Bulk, chunks, upsert_for
from db.rows import MetricRow
from db.rows_metrics import BaselineRow, OwnedMetricRow
from db.session import Reader, Writer
from db.tables.baselines import baselines
from db.tables.inventory import customers, objects
from db.tables.metrics import metrics, samples, samples_5m

_HOUR_DONE, _METRIC_DONE = "baselines: hour", "baselines: metric"
_ROW = ("cell", "metric_id", "mean", "deviation", "weeks")
_PUT = Bulk(_ROW, lambda dialect: upsert_for(dialect, baselines, ("cell", "metric_id"), _ROW))
OWNED = (*(metrics.c[name] for name in MetricRow.__slots__), objects.c.full_name, objects.c.probe, customers.c.name)
"""The columns that `owned` reads."""
_FAR = 3.0
"""Deviations from which a value may be unusual; the rule proper decides."""

Place = tuple[int, int]
"""An hour since the epoch, and the last metric of it that is learnt."""


def learnt(r: Reader) -> Place | None:
    """Return how far learning is: every hour before the first number is learnt; None before the first."""
    hour = feed.progress(r, _HOUR_DONE)
    return None if hour is None else (hour, feed.progress(r, _METRIC_DONE) or 0)


def set_learnt(w: Writer, place: Place) -> None:
    """Say how far learning is."""
    feed.advance(w, _HOUR_DONE, place[0])
    feed.advance(w, _METRIC_DONE, place[1])


def first_hour(r: Reader, since: float) -> int | None:
    """Return the first hour since the epoch, from `since` on, of which anything is summarised."""
    of_metric = (
        select(samples_5m.c.at)
        .where(samples_5m.c.metric_id == metrics.c.id, samples_5m.c.at >= since)
        .order_by(samples_5m.c.at)
        .limit(1)
        .scalar_subquery()
    )
    first: float | None = r.connection.execute(select(func.min(of_metric)).select_from(metrics)).scalar()
    return None if first is None else int(first // HOUR)


def hour_of(r: Reader, hour: int, after_metric: int, limit: int) -> dict[int, list[float]]:
    """Return the means of the 5-minute slots of an hour for the next `limit` metrics; {} after the last.

    A metric that was not measured in the hour comes with an empty list.
    """
    ids = r.connection.execute(
        select(metrics.c.id).where(metrics.c.id > after_metric).order_by(metrics.c.id).limit(limit)
    ).scalars()
    found: dict[int, list[float]] = {metric_id: [] for metric_id in ids}
    c = samples_5m.c
    for some in chunks(found):
        within = (c.metric_id.in_(some), c.at >= hour * HOUR, c.at < (hour + 1) * HOUR)
        for metric_id, mean in r.connection.execute(select(c.metric_id, c.mean).where(*within)):
            found[metric_id].append(mean)
    return found


def cells(r: Reader, numbers: Collection[int], metric_ids: Collection[int]) -> Mapping[int, Mapping[int, BaselineRow]]:
    """Return the rows of these hours of the week, by metric and hour."""
    found: dict[int, dict[int, BaselineRow]] = defaultdict(dict)
    c = baselines.c
    columns = tuple(c[name] for name in BaselineRow.__slots__)
    for some in chunks(metric_ids):
        rows = r.connection.execute(select(*columns).where(c.cell.in_(list(numbers)), c.metric_id.in_(some)))
        for row in rows:
            found[row.metric_id][row.cell] = BaselineRow(*row)
    return found


def put(w: Writer, rows: Sequence[BaselineRow]) -> None:
    """Store cells, whether they are new or not."""
    _PUT.execute(w, [(row.cell, row.metric_id, row.mean, row.deviation, row.weeks) for row in rows])


def suspects(r: Reader, cell: int, least_weeks: int, since: float) -> list[OwnedMetricRow]:
    """Return the metrics measured after `since` whose latest value is far from the mean of an hour of the week."""
    b, m = baselines.c, metrics.c
    away = or_(m.value > b.mean + _FAR * b.deviation, m.value < b.mean - _FAR * b.deviation)
    statement = (
        select(*OWNED)
        .select_from(baselines)
        .join(metrics, m.id == b.metric_id)
        .join(objects, objects.c.id == m.object_id)
        .join(customers, customers.c.id == objects.c.customer_id)
        .where(b.cell == cell, b.weeks >= least_weeks, m.at >= since, and_(away, objects.c.removed_at.is_(None)))
    )
    return [owned(row) for row in r.connection.execute(statement)]


def newest(r: Reader, metric_id: int, count: int) -> list[float]:
    """Return the newest raw values of a metric, the newest first."""
    c = samples.c
    statement = select(c.value).where(c.metric_id == metric_id).order_by(c.at.desc()).limit(count)
    return list(r.connection.execute(statement).scalars())


def owned(row: Sequence[object]) -> OwnedMetricRow:
    """Make a row of the columns of a metric, then the name, the probe and the customer of its object."""
    width = len(MetricRow.__slots__)
    full_name, probe, customer = row[width:]
    return OwnedMetricRow(MetricRow(*row[:width]), str(full_name), str(probe), str(customer))  # type: ignore[arg-type]
