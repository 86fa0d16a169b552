"""A course of values as block characters of WGL4: two levels a line, so a chart of two lines has five."""

from __future__ import annotations

from collections.abc import Sequence

_BLOCKS = " ▄█"
_ZERO = "_"
MISSING = " "


def chart(values: Sequence[float | None], width: int, lines: int = 2) -> list[str]:
    """Draw `values` in time order, at most `width` wide, as `lines` lines from the top down.

    None leaves a gap. The scale runs from the smallest value to the largest; equal values draw a flat middle line.
    """
    kept = _thinned(values, width)
    known = [value for value in kept if value is not None]
    if not known:
        return [MISSING * len(kept)] * lines
    low, high = min(known), max(known)
    levels = [None if value is None else _level(value, low, high, 2 * lines) for value in kept]
    return ["".join(_block(level, row, lines) for level in levels) for row in range(lines)]


def _thinned(values: Sequence[float | None], width: int) -> list[float | None]:
    """Take the largest of each share, so that a peak is never lost."""
    if len(values) <= width:
        return list(values)
    shares: list[float | None] = []
    for column in range(width):
        start = column * len(values) // width
        known = [value for value in values[start : (column + 1) * len(values) // width] if value is not None]
        shares.append(max(known) if known else None)
    return shares


def _level(value: float, low: float, high: float, most: int) -> int:
    if high == low:
        return most // 2
    return round((value - low) / (high - low) * most)


def _block(level: int | None, row: int, lines: int) -> str:
    if level is None:
        return MISSING
    above_floor = level - 2 * (lines - 1 - row)
    if level == 0 and row == lines - 1:
        return _ZERO
    return _BLOCKS[max(0, min(2, above_floor))]
