"""How fast something fills up and when it is full, from a trend that needs one small record and no history.

An exponentially weighted average of the growth rate, after Checkmk's size_trend: the last `range_s` seconds weigh one
half, and a young series starts faster (reference: Checkmk, value store, get_average).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Trend:
    """What is remembered of a filling volume.

    `first_at` and `at` are the first and the last measurement (epoch seconds), `used` the last value, `per_second` the
    averaged growth in the unit of `used`, `range_s` the period that weighs one half.
    """

    first_at: float
    at: float
    used: float
    per_second: float = 0.0
    range_s: float = DAY

    @property
    def mature(self) -> bool:
        """True once one full range was seen; before, the trend says nothing."""
        return self.at - self.first_at >= self.range_s

    def to_json(self) -> dict[str, float]:
        """Return the trend as a JSON object."""
        return asdict(self)

    @staticmethod
    def from_json(data: Mapping[str, Any] | None) -> Trend | None:
        """Read back what `to_json` wrote; None for nothing or for another shape, and then the trend starts anew."""
        try:
            return Trend(**{name: float(value) for name, value in (data or {}).items()})
        except (TypeError, ValueError):
            return None


def update(trend: Trend | None, used: float, at: float, range_s: float = DAY) -> Trend:
    """Return the trend with one more measurement. A measurement not after the last one, or another range, counts not.

    w = (1 - 0.5^min(1, age / 2 range)) ^ (Δt / range); average = (1 - w) · rate + w · average before.
    """
    if trend is None or trend.range_s != range_s:
        return Trend(first_at=at, at=at, used=used, range_s=range_s)
    elapsed = at - trend.at
    if elapsed <= 0:
        return trend
    rate = (used - trend.used) / elapsed
    if trend.at == trend.first_at:
        return Trend(trend.first_at, at, used, rate, range_s)
    age = at - trend.first_at
    recent = 0.5 ** min(1.0, age / (2.0 * range_s))
    weight = (1.0 - recent) ** (elapsed / range_s)
    average = (1.0 - weight) * rate + weight * trend.per_second
    return Trend(trend.first_at, at, used, average, range_s)


def time_to_full(trend: Trend | None, used: float, size: float) -> float | None:
    """Return the seconds until `used` reaches `size`; None while the trend is too young or nothing grows."""
    if trend is None or not trend.mature or trend.per_second <= 0:
        return None
    return max(0.0, size - used) / trend.per_second


def growth(trend: Trend | None) -> float | None:
    """Return how much more is used a day; None while the trend is too young. Negative while it shrinks."""
    return trend.per_second * DAY if trend is not None and trend.mature else None
