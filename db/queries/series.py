"""The points of a chart: raw samples and summaries put together, and made fewer where the chart has no room."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Table, func, literal, select

from db.queries.slots import FIVE_MINUTES, HOUR, slot_start
from db.rows import SummaryRow
from db.session import Reader
from db.tables.metrics import samples, samples_1h, samples_5m

_RAW, _FIVE_MINUTES, _HOUR = range(3)
_TABLES: tuple[tuple[Table, int], ...] = ((samples, 0), (samples_5m, FIVE_MINUTES), (samples_1h, HOUR))


@dataclass(frozen=True, slots=True)
class _Part:
    """A level (`_RAW` …) and the time it is read for, from `begin` up to but not including `end`."""

    level: int
    begin: float
    end: float


def series(r: Reader, metric_id: int, start: float, end: float, max_points: int | None = None) -> list[SummaryRow]:
    """Return the points of a chart, in order of time.

    Raw samples where they still exist, else 5-minute, else hourly summaries; coarser ones where a point of the chart
    is wider than they are. Points beyond `max_points` are merged: lowest low, weighted mean, highest high.

    Args:
        r: the snapshot to read from.
        metric_id: the metric.
        start: first second, inclusive; the slot it is in is part of the answer.
        end: last second, inclusive.
        max_points: at most so many points; None for all there are.
    """
    width = (end - start) / max_points if max_points else 0.0
    wanted = _HOUR if width >= HOUR else _FIVE_MINUTES if width >= FIVE_MINUTES else _RAW
    points = [point for part in _parts(r, metric_id, wanted) for point in _points(r, part, metric_id, start, end)]
    return _merged(points, start, end, max_points) if max_points and len(points) > max_points else points


def _parts(r: Reader, metric_id: int, wanted: int) -> list[_Part]:
    """Return which level to read from when to when: the wanted one where it exists, coarser before, finer after it."""
    covered = {level: span for level in range(len(_TABLES)) if (span := _covered(r, level, metric_id))}
    older = [level for level in range(wanted, len(_TABLES)) if level in covered]
    parts: list[_Part] = []
    end = math.inf
    for level in older:
        parts.insert(0, _Part(level, -math.inf, _last_slot_end(level, end)))
        end = min(end, covered[level][0])
    begin = max((covered[level][1] for level in older), default=-math.inf)
    for level in (level for level in range(wanted - 1, -1, -1) if level in covered):
        parts.append(_Part(level, begin, math.inf))
        begin = max(begin, covered[level][1])
    return parts


def _last_slot_end(level: int, end: float) -> float:
    width = _TABLES[level][1]
    return slot_start(end, width) if width and end < math.inf else end


def _covered(r: Reader, level: int, metric_id: int) -> tuple[float, float] | None:
    table, width = _TABLES[level]
    # Two SELECTs, because SQLite finds either end in the key at once, but reads everything for both together.
    of_metric = table.c.metric_id == metric_id
    first = r.connection.execute(select(func.min(table.c.at)).where(of_metric)).scalar()
    last = r.connection.execute(select(func.max(table.c.at)).where(of_metric)).scalar()
    return None if first is None or last is None else (first, last + width)


def _points(r: Reader, part: _Part, metric_id: int, start: float, end: float) -> list[SummaryRow]:
    table, width = _TABLES[part.level]
    c = table.c
    first = max(part.begin, slot_start(start, width) if width else start)
    summary = (c.low, c.mean, c.high, c.count) if width else (c.value, c.value, c.value, literal(1))
    within = (c.metric_id == metric_id, c.at >= first, c.at <= end, c.at < part.end)
    statement = select(c.at, *summary).where(*within).order_by(c.at)
    return [SummaryRow(*row) for row in r.connection.execute(statement)]


def _merged(points: Sequence[SummaryRow], start: float, end: float, max_points: int) -> list[SummaryRow]:
    """Merge points into `max_points` equal parts of the range, each point standing at the beginning of its part."""
    width = (end - start) / max_points
    parts: dict[int, list[SummaryRow]] = {}
    for point in points:
        parts.setdefault(min(max(int((point.at - start) // width), 0), max_points - 1), []).append(point)
    return [_one(start + number * width, together) for number, together in parts.items()]


def _one(at: float, points: Sequence[SummaryRow]) -> SummaryRow:
    count = sum(point.count for point in points)
    mean = sum(point.mean * point.count for point in points) / count
    return SummaryRow(at, min(point.low for point in points), mean, max(point.high for point in points), count)
