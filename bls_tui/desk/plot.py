"""A course of values as characters of WGL4: the band from least to greatest, the mean in it, and the thresholds.

Pure: points in, rows of pieces out. Two levels a line (upper and lower half block), so eight lines tell sixteen apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, pairwise
from typing import NamedTuple, Protocol


class Mark(StrEnum):
    """What a piece of a chart means."""

    BLANK = "blank"
    BAND = "band"
    MEAN = "mean"
    WARN = "warn"
    CRIT = "crit"
    LABEL = "label"
    TITLE = "title"


class Piece(NamedTuple):
    """Some characters of one meaning, safe to print; `state` names the state they stand for, "" for none."""

    text: str
    mark: Mark = Mark.LABEL
    state: str = ""


Row = tuple[Piece, ...]


class Point(Protocol):
    """What was measured in one slot of time; db.rows.SummaryRow is one. `at` is its beginning."""

    # ruff: noqa: D102 - the fields speak for themselves

    @property
    def at(self) -> float: ...
    @property
    def low(self) -> float: ...
    @property
    def mean(self) -> float: ...
    @property
    def high(self) -> float: ...


@dataclass(frozen=True, slots=True)
class Window:
    """The time a chart shows, epoch seconds."""

    start: float
    end: float

    def column(self, at: float, width: int) -> int:
        """Return the column an instant falls in, of `width`; outside it is the first or the last."""
        return min(max(int((at - self.start) * width / max(self.end - self.start, 1e-9)), 0), width - 1)


@dataclass(frozen=True, slots=True)
class Scale:
    """The values at the lower and at the upper edge of a chart."""

    low: float
    high: float

    def level(self, value: float, most: int) -> int:
        """Return the half line a value is on, 0 to `most`."""
        if self.high <= self.low:
            return most // 2
        share = (value - self.low) / (self.high - self.low)
        return min(max(round(share * most), 0), most)


class Slot(NamedTuple):
    """What one column shows."""

    low: float
    mean: float
    high: float


_HELD = 2.5
"""Usual distances between two points that one point is drawn for; a longer silence is a gap."""
_GLYPHS = {Mark.BAND: "░", Mark.WARN: "─", Mark.CRIT: "─", Mark.BLANK: " "}
_UPPER, _LOWER = "▀", "▄"
_ASCII = str.maketrans({"░": ":", "▒": "%", "─": "-", "▀": "=", "▄": "=", "█": "#", "│": "|", "└": "+", "·": "."})


def to_ascii(row: Row) -> Row:
    """Return a row of a chart without anything outside ASCII of ours."""
    return tuple(piece._replace(text=piece.text.translate(_ASCII)) for piece in row)


def slots(points: Sequence[Point], window: Window, width: int) -> list[Slot | None]:
    """Share points among columns; a point fills the columns up to the next one, None stands where nothing was measured.

    `points` are in order of time.
    """
    shares: list[list[Point]] = [[] for _ in range(width)]
    for point in points:
        if window.start <= point.at <= window.end:
            shares[window.column(point.at, width)].append(point)
    held = _hold(points, window, width)
    found: list[Slot | None] = []
    age = width
    for share in shares:
        age = 0 if share else age + 1
        if share:
            mean = sum(point.mean for point in share) / len(share)
            found.append(Slot(min(point.low for point in share), mean, max(point.high for point in share)))
        else:
            found.append(found[-1] if found and age <= held else None)
    return found


def _hold(points: Sequence[Point], window: Window, width: int) -> float:
    """Return for how many columns one point is drawn."""
    if len(points) < 2:  # noqa: PLR2004 - one point has no distance
        return 0.0
    distances = sorted(later.at - earlier.at for earlier, later in pairwise(points))
    usual = distances[len(distances) // 2]
    return usual * _HELD * width / max(window.end - window.start, 1e-9)


def plot(
    columns: Sequence[Slot | None], height: int, scale: Scale, levels: Sequence[tuple[float, Mark]] = ()
) -> list[Row]:
    """Draw columns as `height` rows from the top down; `levels` are thresholds, drawn where nothing else is."""
    most = 2 * height - 1
    lines = {scale.level(value, most) // 2: mark for value, mark in levels if scale.low <= value <= scale.high}
    drawn = [_column(columns, number, height, scale) for number in range(len(columns))]
    rows: list[Row] = []
    for row in range(height):
        line = height - 1 - row
        glyphs = [
            cells[line] or (_GLYPHS[lines[line]], lines[line]) if line in lines else cells[line] for cells in drawn
        ]
        rows.append(_joined([glyph or (" ", Mark.BLANK) for glyph in glyphs]))
    return rows


def _column(columns: Sequence[Slot | None], number: int, height: int, scale: Scale) -> list[tuple[str, Mark] | None]:
    """Return the glyphs of one column from the bottom up, None where it has none."""
    slot = columns[number]
    if slot is None:
        return [None] * height
    most = 2 * height - 1
    before = columns[number - 1] if number else None
    low, high = slot.low, slot.high
    if before is not None:  # a steep change is drawn through, else it is two loose ends
        low, high = min(low, before.mean), max(high, before.mean)
    bottom, top, mean = (scale.level(value, most) for value in (low, high, slot.mean))
    return [_glyph(2 * line, bottom, top, mean) for line in range(height)]


def _glyph(lower: int, bottom: int, top: int, mean: int) -> tuple[str, Mark] | None:
    if mean == lower:
        return _LOWER, Mark.MEAN
    if mean == lower + 1:
        return _UPPER, Mark.MEAN
    if bottom <= lower + 1 and top >= lower:
        return _GLYPHS[Mark.BAND], Mark.BAND
    return None


def _joined(glyphs: Sequence[tuple[str, Mark]]) -> Row:
    return tuple(
        Piece("".join(glyph for glyph, _ in together), mark)
        for mark, together in groupby(glyphs, key=lambda one: one[1])
    )
