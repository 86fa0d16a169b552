"""Statistics that a few wild values do not move."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from statistics import median

NORMAL = 1.4826
"""A normal distribution's standard deviation in median absolute deviations."""


def spread(values: Sequence[float]) -> float:
    """Return the median absolute deviation as a standard deviation; 0 for fewer than two values."""
    if len(values) < 2:  # noqa: PLR2004 - one value has no spread
        return 0.0
    middle = median(values)
    return NORMAL * median(abs(value - middle) for value in values)


def slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    """Return the slopes between all pairs of points, sorted (Theil 1950, Sen 1968): their median is the trend."""
    pairs = combinations(points, 2)
    return sorted((two[1] - one[1]) / (two[0] - one[0]) for one, two in pairs if two[0] != one[0])


def quantile(ordered: Sequence[float], share: float) -> float:
    """Return the value that `share` of the sorted values lie below."""
    return ordered[min(len(ordered) - 1, max(0, round(share * (len(ordered) - 1))))]


def rising(ordered: Sequence[float]) -> float:
    """Return the share of slopes above zero, those of zero counting half: 0.5 is no direction at all (Kendall)."""
    above = sum(slope > 0 for slope in ordered)
    level = sum(slope == 0 for slope in ordered)
    return (above + level / 2) / len(ordered) if ordered else 0.5
