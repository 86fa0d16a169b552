"""Learns what is usual, a little at a time: a chore of the one process that polls.

Every full hour that is summarised is learnt once: each metric's twelve 5-minute means touch the one cell of that hour
of the week. A database that has measured for weeks already is caught up with from five weeks back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo

from checks.rules.baseline import Cell, hour_of_week, learn
from db.queries import baselines, retention
from db.queries.slots import HOUR
from db.rows_metrics import BaselineRow
from db.session import Database, Reader

AT_ONCE = 500
"""Metrics of an hour that are learnt in one round: some 30 ms of work."""
PARTS = 100
"""Parts looked at in one round while they hold hardly anything; fewer than a week has hours, so no cell comes twice."""
PAUSE = 120.0
"""Seconds until the next look once everything is learnt."""
BACK = 35 * 86_400.0
"""Seconds of the past that are learnt the first time, and after a pause."""


class Learning:
    """The chore; `zone` is whose clock on the wall decides which hour of the week it is."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._again_at = 0.0

    def __call__(self, database: Database, now: float) -> None:
        """Learn the next part of the next hour, if there is one."""
        if now >= self._again_at and not learn_some(database, self._zone, now):
            self._again_at = now + PAUSE


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Some metrics of an hour: where we were, what they become, and where we are then."""

    before: baselines.Place | None
    rows: list[BaselineRow]
    after: baselines.Place


def learn_some(database: Database, zone: tzinfo, now: float) -> bool:
    """Learn one part of one hour; return whether there may be more to learn."""
    with database.read() as r:
        lesson = _next(r, zone, now)
    if lesson is None:
        return False
    with database.write() as w:
        if baselines.learnt(w) == lesson.before:
            baselines.put(w, lesson.rows)
            baselines.set_learnt(w, lesson.after)
    return True


def _next(r: Reader, zone: tzinfo, now: float) -> _Lesson | None:
    before = baselines.learnt(r)
    place = before
    if place is None or place[0] * HOUR < now - BACK - HOUR:
        first = baselines.first_hour(r, now - BACK)
        place = None if first is None else (first, 0)
    summarised = retention.load(r).done_until or 0.0
    if place is None or (place[0] + 1) * HOUR > summarised:
        return None
    rows: list[BaselineRow] = []
    for _ in range(PARTS):
        if len(rows) >= AT_ONCE or (place[0] + 1) * HOUR > summarised:
            break
        place = _learn_part(r, zone, place, rows)
    return _Lesson(before, rows, place)


def _learn_part(r: Reader, zone: tzinfo, place: baselines.Place, into: list[BaselineRow]) -> baselines.Place:
    """Learn an hour of the next metrics; return where we are then."""
    hour, after = place
    values = baselines.hour_of(r, hour, after, AT_ONCE)
    measured = {metric_id: found for metric_id, found in values.items() if found}
    number = hour_of_week(hour * HOUR, zone)
    known = baselines.cells(r, (number,), measured)
    for metric_id, found in measured.items():
        row = known.get(metric_id, {}).get(number)
        cell = learn(None if row is None else Cell(row.mean, row.deviation, row.weeks), found)
        if cell is not None:
            into.append(BaselineRow(metric_id, number, cell.mean, cell.deviation, cell.weeks))
    return (hour, max(values)) if values else (hour + 1, 0)
