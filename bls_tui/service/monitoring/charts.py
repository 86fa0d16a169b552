"""The course of an object's metrics over a stretch of time, with its states and downtimes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bls_tui.desk.spans import DAY, HOUR, WEEK
from bls_tui.errors import NotFoundError
from bls_tui.locale import N_, _
from bls_tui.service.monitoring.views import UnknownObjectError
from db.queries import metrics, overview, series, timelines
from db.rows import MetricRow, SummaryRow
from db.rows_metrics import StretchRow
from db.session import Database, Reader

RANGES = {"hour": HOUR, "day": DAY, "week": WEEK, "month": 30 * DAY, "year": 365 * DAY}
"""The usual stretches of time, in seconds."""
RANGE_NAMES = {"hour": N_("hour"), "day": N_("day"), "week": N_("week"), "month": N_("month"), "year": N_("year")}
POINTS = 400
"""Points of a chart at most: more than a terminal has columns."""


class UnknownMetricError(NotFoundError):
    """The object has no metric of that name."""


@dataclass(frozen=True, slots=True)
class CourseView:
    """A metric and its points, in order of time."""

    metric: MetricRow
    points: tuple[SummaryRow, ...]


@dataclass(frozen=True, slots=True)
class ChartView:
    """Metrics of one object from `start` to `end`, with what happened meanwhile; `names` are all metrics it has."""

    object_id: int
    full_name: str
    names: tuple[str, ...]
    courses: tuple[CourseView, ...]
    states: tuple[StretchRow, ...]
    downtimes: tuple[tuple[float, float], ...]
    start: float
    end: float
    generated_at: float


def chart_view(
    database: Database,
    now: float,
    object_id: int,
    wanted: Collection[str],
    window: tuple[float, float],
    *,
    max_points: int | None = POINTS,
) -> ChartView:
    """Read the courses of the metrics in `wanted`, of all where it is empty, between two instants.

    Raises:
        UnknownObjectError: there is no such object.
        UnknownMetricError: it has no metric of such a name; the message lists those it has.
    """
    start, end = window
    with database.read() as r:
        name = overview.names(r, [object_id]).get(object_id)
        if name is None:
            raise UnknownObjectError(_("There is no host or service number {id}.").format(id=object_id))
        known = metrics.of_object(r, object_id)
        chosen = _chosen(known, wanted, name)
        return ChartView(
            object_id,
            name,
            tuple(metric.name for metric in known),
            tuple(_course(r, metric, start, end, max_points) for metric in chosen),
            tuple(timelines.states_between(r, object_id, start, end)),
            tuple(timelines.downtimes_between(r, object_id, start, end)),
            start,
            end,
            now,
        )


def _chosen(known: list[MetricRow], wanted: Collection[str], full_name: str) -> list[MetricRow]:
    by_name = {metric.name: metric for metric in known}
    missing = [name for name in wanted if name not in by_name]
    if missing:
        listed = ", ".join(by_name) or _("none")
        raise UnknownMetricError(
            _("{object} has no metric {name!r}; it has: {names}").format(
                object=full_name, name=missing[0], names=listed
            )
        )
    return [by_name[name] for name in wanted] or known


def _course(r: Reader, metric: MetricRow, start: float, end: float, max_points: int | None) -> CourseView:
    return CourseView(metric, tuple(series.series(r, metric.id, start, end, max_points)))
