"""Measured numbers: recorded by the poller, read by charts, summarised and thinned out with age."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, select, update

from db.queries import retention
from db.queries.retention import prune, roll_up
from db.queries.series import series
from db.queries.slots import FIVE_MINUTES, slot_start
from db.queries.sql import Bulk, chunks, execute_many, insert, upsert_for
from db.rows import MetricRow, NewSample
from db.session import MetricIds, Reader, Writer
from db.tables.metrics import late_slots, metrics, samples
from db.values import storable

__all__ = ["of_object", "prune", "record", "roll_up", "series"]

_METRIC = tuple(metrics.c[name] for name in MetricRow.__slots__)
_NEWER = metrics.c.at.is_(None) | (metrics.c.at <= bindparam("at_or_before"))
_SET_LATEST = Bulk(
    ["unit", "value", "at", "warn", "crit", "min", "max", "metric_id", "at_or_before"],
    lambda _dialect: (
        update(metrics)
        .where(metrics.c.id == bindparam("metric_id"), _NEWER)
        .values({name: bindparam(name) for name in ("unit", "value", "at", "warn", "crit", "min", "max")})
    ),
)
_SAMPLE = ("metric_id", "at", "value")
_APPEND = Bulk(_SAMPLE, lambda dialect: upsert_for(dialect, samples, ("metric_id", "at"), _SAMPLE))


def record(w: Writer, new: Sequence[NewSample]) -> None:
    """Append raw samples and make the newest of each metric its latest value; unknown metrics are created.

    A value that is no number (NaN, infinity) becomes the latest value NULL and no sample. A sample older than what is
    kept raw is not stored; one that comes after its 5-minute slot was summarised has the slot summarised again.
    """
    clean = [_clean(sample) for sample in new]
    ids = _metric_ids(w, clean)
    numbered = [(ids[sample.object_id, sample.name], sample) for sample in clean]
    _SET_LATEST.execute(w, [_latest(metric_id, sample) for metric_id, sample in numbered])
    progress = retention.load(w)
    points = [
        (metric_id, sample.at, float(sample.value))
        for metric_id, sample in numbered
        if sample.at >= progress.raw_kept_from and math.isfinite(sample.value)
    ]
    _APPEND.execute(w, points)
    _note_late(w, {(i, slot_start(at, FIVE_MINUTES)) for i, at, _ in points if at < progress.summarised_until})


def _clean(sample: NewSample) -> NewSample:
    name = storable(sample.name)
    return sample if name == sample.name else replace(sample, name=name)


def _latest(metric_id: int, sample: NewSample) -> tuple[Any, ...]:
    value = float(sample.value) if math.isfinite(sample.value) else None
    warn, crit = (text and storable(text) for text in (sample.warn, sample.crit))
    return (storable(sample.unit), value, sample.at, warn, crit, sample.min, sample.max, metric_id, sample.at)


def _note_late(w: Writer, slots: Iterable[tuple[int, float]]) -> None:
    rows = [{"metric_id": metric_id, "at": at} for metric_id, at in slots]
    execute_many(w, insert(w, late_slots).on_conflict_do_nothing(), rows)


def _metric_ids(w: Writer, new: Iterable[NewSample]) -> MetricIds:
    """Return the ids of the metrics of `new`: those known to be committed, else found or created here."""
    keys = dict.fromkeys((sample.object_id, sample.name) for sample in new)
    missing = [key for key in keys if key not in w.metric_ids and key not in w.new_metric_ids]
    if missing:
        rows = [{"object_id": object_id, "name": name, "unit": ""} for object_id, name in missing]
        execute_many(w, insert(w, metrics).on_conflict_do_nothing(index_elements=["object_id", "name"]), rows)
        for chunk in chunks(dict.fromkeys(object_id for object_id, _ in missing)):
            known = select(metrics.c.object_id, metrics.c.name, metrics.c.id).where(metrics.c.object_id.in_(chunk))
            w.new_metric_ids.update({(row[0], row[1]): row[2] for row in w.connection.execute(known)})
    return {key: w.metric_ids.get(key) or w.new_metric_ids[key] for key in keys}


def of_object(r: Reader, object_id: int) -> list[MetricRow]:
    """Return the metrics of one object with their latest values, by name."""
    statement = select(*_METRIC).where(metrics.c.object_id == object_id).order_by(metrics.c.name)
    return [MetricRow(*row) for row in r.connection.execute(statement)]
