"""The points of a chart: raw samples and summaries put together, and made fewer where the chart has no room."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Table, func, literal, literal_column, select

from db.queries.slots import FIVE_MINUTES, HOUR, PartNumber, slot_start
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
    asked = [_Asked(part, metric_id, start, end) for part in _parts(r, metric_id, wanted)]
    if not max_points or sum(_count(r, one) for one in asked) <= max_points:
        return [point for one in asked for point in _points(r, one)]
    points = [point for one in asked for point in _points_merged(r, one, width)]
    return _merged(points, start, end, max_points)


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


@dataclass(frozen=True, slots=True)
class _Asked:
    """A part of the answer: which rows of which level."""

    part: _Part
    metric_id: int
    start: float
    end: float

    @property
    def table(self) -> Table:
        return _TABLES[self.part.level][0]

    @property
    def rows(self) -> tuple[ColumnElement[bool], ...]:
        c, width = self.table.c, _TABLES[self.part.level][1]
        first = max(self.part.begin, slot_start(self.start, width) if width else self.start)
        return c.metric_id == self.metric_id, c.at >= first, c.at <= self.end, c.at < self.part.end

    @property
    def summary(self) -> tuple[ColumnElement[Any], ...]:
        """Lowest, mean and highest value, and how many: a raw value is all of these."""
        c = self.table.c
        return (
            (c.low, c.mean, c.high, c.count) if _TABLES[self.part.level][1] else (c.value, c.value, c.value, literal(1))
        )


def _count(r: Reader, asked: _Asked) -> int:
    return int(r.connection.execute(select(func.count()).select_from(asked.table).where(*asked.rows)).scalar_one())


def _points(r: Reader, asked: _Asked) -> list[SummaryRow]:
    at = asked.table.c.at
    statement = select(at, *asked.summary).where(*asked.rows).order_by(at)
    return [SummaryRow(*row) for row in r.connection.execute(statement)]


def _points_merged(r: Reader, asked: _Asked, width: float) -> list[SummaryRow]:
    """Return one point in the middle of each part of `width` seconds: the database merges faster than we read."""
    low, mean, high, count = asked.summary
    number = PartNumber(asked.table.c.at, asked.start, width)
    merged = (func.min(low), func.sum(mean * count) / func.sum(count), func.max(high), func.sum(count))
    # By its place: PostgreSQL takes the parameters of a second `number` for other ones.
    first: ColumnElement[int] = literal_column("1")
    statement = select(number, *merged).where(*asked.rows).group_by(first).order_by(first)
    return [
        SummaryRow(asked.start + (float(part) + 0.5) * width, least, average, greatest, int(total))
        for part, least, average, greatest, total in r.connection.execute(statement)
    ]


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
