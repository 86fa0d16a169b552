"""A whole chart: title, values with their scale, the hours below, states, downtimes, and the figures in words. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Protocol

from bls_tui.desk import signs
from bls_tui.desk.plot import Mark, Piece, Point, Row, Scale, Window, plot, slots
from bls_tui.desk.quantities import quantity
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import line, pad
from bls_tui.locale import _
from checks.model import SEVERITY, State
from checks.rules.thresholds import Range, RangeError

_DAY = 86_400.0
_GAP = 3
LEAST = 34
"""Columns that a chart needs; two stand side by side where there is room for both."""
_TICKS_EVERY = 16
_PERCENT = 100.0
_NEAR_ZERO = 0.5


class Stretch(Protocol):
    """A time in one state, `end` None where it outlasts the chart; db.rows_metrics.StretchRow is one."""

    # ruff: noqa: D102 - the fields speak for themselves

    @property
    def start(self) -> float: ...
    @property
    def end(self) -> float | None: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Course:
    """One metric of a chart: its points in order of time, and how it is judged (Nagios ranges, None for none)."""

    name: str
    unit: str
    points: Sequence[Point]
    warn: str | None = None
    crit: str | None = None
    min: float | None = None
    max: float | None = None
    latest: float | None = None


@dataclass(frozen=True, slots=True)
class Background:
    """What a chart shows besides values: the states of its object, and its downtimes as (from, to)."""

    states: Sequence[Stretch] = ()
    downtimes: Sequence[tuple[float, float]] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart is drawn for: the time it shows, its size in cells, and the zone of its hours.

    `stacked`: the figures stand below the name although they would fit beside it.
    """

    window: Window
    width: int
    height: int
    zone: tzinfo
    stacked: bool = False


def charts(courses: Sequence[Course], background: Background, frame: Frame) -> list[Row]:
    """Draw courses below each other, or two side by side where there is room."""
    beside = len(courses) > 1 and frame.width >= 2 * LEAST + _GAP
    width = (frame.width - _GAP) // 2 if beside else frame.width
    height = frame.height if beside or not courses else frame.height // len(courses)
    stacked = any(len(_titles(course, width)) > 1 for course in courses)
    made = [chart(one, background, Frame(frame.window, width, height, frame.zone, stacked)) for one in courses]
    if beside:
        pairs = [made[at : at + 2] for at in range(0, len(made), 2)]
        return [row for pair in pairs for row in (_beside(pair[0], pair[1], width) if len(pair) > 1 else pair[0])]
    return [row for rows in made for row in rows]


def chart(course: Course, background: Background, frame: Frame) -> list[Row]:
    """Draw one course in at most `frame.height` rows, at least three of them values."""
    if not course.points:
        return [*_titles(course, frame.width, stacked=frame.stacked), (Piece(_("Nothing was measured in this time.")),)]
    titles = _titles(course, frame.width, stacked=frame.stacked)
    limits = thresholds(course)
    scale = scale_of(course, [value for value, _mark in limits])
    labels = [quantity(value, course.unit) for value in (scale.high, (scale.low + scale.high) / 2, scale.low)]
    margin = max(map(width_of, labels)) + 1
    width = max(4, frame.width - margin - 1)
    height = max(3, frame.height - 3 - len(titles) - bool(background.downtimes))
    body = plot(slots(course.points, frame.window, width), height, scale, limits)
    named = {0: labels[0], (height - 1) // 2: labels[1] if height > 4 else "", height - 1: labels[2]}  # noqa: PLR2004
    left = [pad(named.get(number, "").rjust(margin - 1), margin) + "│" for number in range(height)]
    blank = " " * (margin + 1)
    below = [
        (Piece(" " * margin + "└" + "─" * width),),
        (Piece(blank + ticks(frame.window, width, frame.zone)),),
        (Piece(_edge(_("state"), margin)), *state_row(background.states, frame.window, width)),
    ]
    if background.downtimes:
        below.append((Piece(_edge(_("down"), margin)), Piece(downtime_row(background.downtimes, frame.window, width))))
    return [
        *titles,
        *((Piece(edge), *row) for edge, row in zip(left, body, strict=True)),
        *below,
    ]


def _edge(word: str, margin: int) -> str:
    return pad(word, margin) + " "


def _titles(course: Course, width: int, *, stacked: bool = False) -> list[Row]:
    """Return name and figures in one line, or in two where there is no room."""
    name = line(course.name)
    figures = _figures(course) if course.points else ""
    if not stacked and width_of(name) + width_of(figures) + 2 <= width:
        return [(Piece(name, Mark.TITLE), Piece(f"  {figures}" if figures else ""))]
    return [(Piece(pad(name, width).rstrip(), Mark.TITLE),), (Piece(pad(figures, width).rstrip()),)]


def _figures(course: Course) -> str:
    points = course.points
    mean = sum(point.mean for point in points) / len(points)
    latest = points[-1].mean if course.latest is None else course.latest
    return _("last {last}  min {low}  avg {mean}  max {high}").format(
        low=quantity(min(point.low for point in points), course.unit),
        mean=quantity(mean, course.unit),
        high=quantity(max(point.high for point in points), course.unit),
        last=quantity(latest, course.unit),
    )


def thresholds(course: Course) -> list[tuple[float, Mark]]:
    """Return the values at which the levels of a course begin."""
    found: list[tuple[float, Mark]] = []
    for text, mark in ((course.warn, Mark.WARN), (course.crit, Mark.CRIT)):
        try:
            level = Range.parse(text) if text else None
        except RangeError:
            level = None
        if level is not None:
            ends = [level.end, level.start] if level.start else [level.end]
            found += [(end, mark) for end in ends if math.isfinite(end)]
    return found


def scale_of(course: Course, levels: Sequence[float] = ()) -> Scale:
    """Return the scale: all of 0 to 100 %, from zero where that is near, and up to a level that is near."""
    low, high = min(point.low for point in course.points), max(point.high for point in course.points)
    if course.unit == "%" and low >= 0 and high <= _PERCENT:
        return Scale(0.0, _PERCENT)
    reach = high - low or abs(high) or 1.0
    low = min([low, *(level for level in levels if low - reach / 2 <= level < low)])
    high = max([high, *(level for level in levels if high < level <= high + reach / 2)])
    if course.min == 0 and low < _NEAR_ZERO * high:
        low = 0.0
    return Scale(low, high if high > low else low + (abs(low) or 1.0))


def ticks(window: Window, width: int, zone: tzinfo) -> str:
    """Return the instants below a chart, as many as there is room for."""
    count = max(2, width // _TICKS_EVERY)
    text = ""
    for number in range(count):
        at = window.start + (window.end - window.start) * number / (count - 1)
        label = _instant(at, window, zone)
        place = round((width - 1) * number / (count - 1))
        start = min(max(place - len(label) // 2, 0), width - len(label))
        if start >= len(text) + (1 if text else 0):
            text = text.ljust(start) + label
    return text


def _instant(at: float, window: Window, zone: tzinfo) -> str:
    local = datetime.fromtimestamp(at, zone)
    seconds = window.end - window.start
    if seconds <= 1.5 * _DAY:
        return f"{local:%H:%M}"
    if seconds <= 8 * _DAY:
        return local.strftime(_("%m-%d %H:%M"))
    return local.strftime(_("%Y-%m-%d"))


def state_row(states: Iterable[Stretch], window: Window, width: int) -> Row:
    """Return the worst state of each column as its sign; blank where none is known."""
    columns = [""] * width
    for stretch in states:
        end = window.end if stretch.end is None else min(stretch.end, window.end)
        if end < window.start or stretch.start > window.end:
            continue
        for column in range(window.column(stretch.start, width), window.column(end, width) + 1):
            if _severity(stretch.state) >= _severity(columns[column]):
                columns[column] = stretch.state
    return tuple(Piece(signs.shape(state) if state else " ", Mark.LABEL, state) for state in columns)


def _severity(state: str) -> int:
    return SEVERITY[State(state)] if state else -1


def downtime_row(downtimes: Iterable[tuple[float, float]], window: Window, width: int) -> str:
    """Return `d` in the columns that a downtime covers."""
    columns = [" "] * width
    for start, end in downtimes:
        if start <= window.end and end >= window.start:
            for column in range(window.column(start, width), window.column(end, width) + 1):
                columns[column] = "d"
    return "".join(columns).rstrip()


def _beside(one: Sequence[Row], other: Sequence[Row], width: int) -> list[Row]:
    rows = []
    for number in range(max(len(one), len(other))):
        left = one[number] if number < len(one) else ()
        right = other[number] if number < len(other) else ()
        fill = " " * (width - sum(width_of(piece.text) for piece in left) + _GAP)
        rows.append((*left, Piece(fill, Mark.BLANK), *right))
    return rows
