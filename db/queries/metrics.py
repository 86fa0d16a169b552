"""Measured numbers: recorded by the poller, read by charts."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from db.queries.sql import chunks, execute_many, insert
from db.rows import MetricRow, NewSample, SummaryRow
from db.session import Reader, Writer
from db.tables.metrics import metrics, samples

_METRIC = tuple(metrics.c[name] for name in MetricRow.__slots__)


def record(w: Writer, new: Sequence[NewSample]) -> None:
    """Append raw samples and make the newest of each metric its latest value; unknown metrics are created."""
    ids = _metric_ids(w, new)
    numbered = [(ids[sample.object_id, sample.name], sample) for sample in new]
    c = metrics.c
    latest = (
        update(metrics)
        .where(c.id == bindparam("metric_id"), c.at.is_(None) | (c.at <= bindparam("at_")))
        .values({name: bindparam(f"{name}_") for name in ("value", "at", "unit", "warn", "crit", "min", "max")})
    )
    execute_many(w, latest, [_described(metric_id, sample) for metric_id, sample in numbered])
    appended = insert(w, samples)
    execute_many(
        w,
        appended.on_conflict_do_update(index_elements=["metric_id", "at"], set_={"value": appended.excluded["value"]}),
        [
            {"metric_id": metric_id, "at": sample.at, "value": sample.value}
            for metric_id, sample in numbered
            if math.isfinite(sample.value)
        ],
    )


def _described(metric_id: int, sample: NewSample) -> dict[str, Any]:
    return {
        "metric_id": metric_id,
        "at_": sample.at,
        "value_": sample.value if math.isfinite(sample.value) else None,
        "unit_": sample.unit,
        "warn_": sample.warn,
        "crit_": sample.crit,
        "min_": sample.min,
        "max_": sample.max,
    }


def _metric_ids(w: Writer, new: Iterable[NewSample]) -> dict[tuple[int, str], int]:
    ids = {**w.metric_ids, **w.new_metric_ids}
    missing = {(s.object_id, s.name): s.unit for s in new if (s.object_id, s.name) not in ids}
    if missing:
        rows = [{"object_id": object_id, "name": name, "unit": unit} for (object_id, name), unit in missing.items()]
        execute_many(w, insert(w, metrics).on_conflict_do_nothing(index_elements=["object_id", "name"]), rows)
        for chunk in chunks({object_id for object_id, _ in missing}):
            known = select(metrics.c.object_id, metrics.c.name, metrics.c.id).where(metrics.c.object_id.in_(chunk))
            w.new_metric_ids.update(
                ((object_id, name), metric_id) for object_id, name, metric_id in w.connection.execute(known)
            )
        ids.update(w.new_metric_ids)
    return ids


def of_object(r: Reader, object_id: int) -> list[MetricRow]:
    """Return the metrics of one object with their latest values, by name."""
    statement = select(*_METRIC).where(metrics.c.object_id == object_id).order_by(metrics.c.name)
    return [MetricRow(*row) for row in r.connection.execute(statement)]


def series(r: Reader, metric_id: int, start: float, end: float, max_points: int | None = None) -> list[SummaryRow]:
    """Return the points of a chart from `start` to `end`."""
    c = samples.c
    statement = select(c.at, c.value).where(c.metric_id == metric_id, c.at >= start, c.at <= end).order_by(c.at)
    return [SummaryRow(at, value, value, value, 1) for at, value in r.connection.execute(statement)]


def roll_up(w: Writer, until: float) -> int:
    """Summarise raw samples before `until`."""
    return 0


def prune(w: Writer, raw_before: float, five_minute_before: float, hourly_before: float) -> int:
    """Delete what is older than its retention."""
    return 0
