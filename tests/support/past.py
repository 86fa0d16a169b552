"""Weeks of hourly summaries for metrics of a database, made from a formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, update

from db.queries import metrics
from db.rows import NewSample
from db.session import Database
from db.tables.inventory import objects
from db.tables.metrics import samples_1h

HOUR, DAY = 3600.0, 86_400.0


@dataclass(frozen=True)
class Past:
    """A metric and its course: `value` takes days from now, negative for the past."""

    name: str
    unit: str
    value: Callable[[float], float]
    days: int = 42
    fields: dict[str, Any] | None = None


def remember(database: Database, object_id: int, now: float, *pasts: Past) -> None:
    """Store the courses of an object's metrics up to now."""
    for past in pasts:
        with database.write() as w:
            latest = NewSample(object_id, past.name, now - 20, past.value(0), past.unit, **(past.fields or {}))
            metrics.record(w, [latest])
            metric_id = next(row.id for row in metrics.of_object(w, object_id) if row.name == past.name)
            hours = [now // HOUR * HOUR - number * HOUR for number in range(past.days * 24, 0, -1)]
            w.connection.execute(insert(samples_1h), [_summary(metric_id, at, past, now) for at in hours])


def _summary(metric_id: int, at: float, past: Past, now: float) -> dict[str, Any]:
    mean = past.value((at - now) / DAY)
    return {"metric_id": metric_id, "at": at, "low": mean * 0.99, "mean": mean, "high": mean * 1.01, "count": 12}


def probed_by(database: Database, object_id: int, probe: str) -> None:
    """Say that another probe looks at an object."""
    with database.write() as w:
        w.connection.execute(update(objects).where(objects.c.id == object_id).values(probe=probe))
