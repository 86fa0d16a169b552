"""What past runs suggest about a process. Suggestions only: what is expected is what somebody declared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

FEWEST = 5
"""Runs without which nothing is suggested."""
LONGEST = 72 * 3600.0
"""Durations above this many seconds are mistakes of a clock (Healthchecks discards them too)."""
_STEP = 300.0
_PERCENTILE = 0.95
_RECENT = 30


@dataclass(frozen=True, slots=True)
class Trend:
    """The latest of a series against what is usual: `usual` is the median of those before, `ratio` latest / usual.

    `usual` and `ratio` are None while fewer than five came before, and `ratio` where nothing is usual.
    """

    latest: float
    usual: float | None = None
    ratio: float | None = None


def usual_duration(durations: Sequence[float]) -> float | None:
    """Return the duration to suggest, in seconds: what 95 % of the latest 30 runs stay within, in steps of 5 minutes.

    `durations` are oldest first, from the scheduled start to the end. None with fewer than five. The percentile is by
    the nearest rank.
    """
    sensible = sorted(one for one in durations[-_RECENT:] if 0 <= one <= LONGEST)
    if len(sensible) < FEWEST:
        return None
    p95 = sensible[ceil(_PERCENTILE * len(sensible)) - 1]
    return max(ceil(p95 / _STEP), 1) * _STEP


def trend(values: Iterable[float | None]) -> Trend | None:
    """Return how the latest value compares, None where there is no value. `values` are oldest first."""
    known = [value for value in values if value is not None][-_RECENT - 1 :]
    if not known:
        return None
    *before, latest = known
    if len(before) < FEWEST:
        return Trend(latest)
    usual = median(before)
    return Trend(latest, usual, latest / usual if usual > 0 else None)
