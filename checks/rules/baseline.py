"""What is usual at this hour of the week: learnt from the values themselves, in 168 small cells for each metric.

A cell holds a mean and a deviation, both exponentially weighted over the weeks (West 1979, "Updating mean and variance
estimates"): a plain average at first, then the last week weighs one fifth. Learning an hour touches one cell, so the
memory of a metric is bounded whatever its age. It says nothing about an hour before it has seen it in three weeks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

CELLS = 168
"""Hours of a week, Monday 00:00 to 01:00 the first."""
LEAST_WEEKS = 3
NEWEST = 0.2
"""The weight of the newest week once five have been seen."""
FACTOR = 4.0
"""Deviations from the mean that are still usual, once many weeks have been seen."""
_FLOOR_OF_MEAN, _FLOOR_OF_RANGE = 0.05, 0.01


@dataclass(frozen=True, slots=True)
class Cell:
    """One hour of the week of one metric: mean and deviation in its unit, and in how many weeks it was seen."""

    mean: float
    deviation: float
    weeks: int

    def to_json(self) -> tuple[float, float, int]:
        """Return the cell as a JSON array."""
        return self.mean, self.deviation, self.weeks


@dataclass(frozen=True, slots=True)
class Band:
    """What is usual: from `low` to `high`, both usual themselves; `weeks` is the least its cells have seen."""

    low: float
    high: float
    weeks: int

    def holds(self, value: float) -> bool:
        """Tell whether a value is usual."""
        return self.low <= value <= self.high


def hour_of_week(at: float, zone: tzinfo) -> int:
    """Return the number of the cell that an instant belongs to, by the clock on the wall in `zone`."""
    local = datetime.fromtimestamp(at, zone)
    return local.weekday() * 24 + local.hour


def neighbours(number: int) -> tuple[int, int, int]:
    """Return a cell with the one before and the one after: what starts a little late is not unusual."""
    return ((number - 1) % CELLS, number, (number + 1) % CELLS)


def learn(cell: Cell | None, values: Sequence[float]) -> Cell | None:
    """Return the cell with the values of one more hour; as it was where there are none.

    The spread within the hour and the distance of this week from the mean both widen the deviation. A week that lies
    outside what is usual counts only as far as its edge, so that one bad night is not learnt, and a lasting change is
    within two or three weeks.
    """
    known = [value for value in values if math.isfinite(value)]
    if not known:
        return cell
    mean = sum(known) / len(known)
    variance = sum((value - mean) ** 2 for value in known) / len(known)
    if cell is None:
        return Cell(mean, math.sqrt(variance), 1)
    if cell.weeks >= LEAST_WEEKS:
        edge = FACTOR * max(cell.deviation, _floor(cell.mean, None))
        mean = min(max(mean, cell.mean - edge), cell.mean + edge)
        variance = min(variance, edge**2)
    weight = max(1.0 / (cell.weeks + 1), NEWEST)
    away = mean - cell.mean
    spread = (1.0 - weight) * (cell.deviation**2 + weight * away**2) + weight * variance
    return Cell(cell.mean + weight * away, math.sqrt(spread), cell.weeks + 1)


def band(cells: Sequence[Cell | None], full_range: float | None = None) -> Band | None:
    """Return what is usual by an hour's cell and its neighbours; None until each was seen in three weeks.

    `full_range` is the distance from the metric's least to its greatest possible value, None where it has none.
    Fewer weeks make it wider: factor = 4 · (1 + 2 / weeks).
    """
    seen = [cell for cell in cells if cell is not None]
    if not seen or len(seen) < len(cells) or any(cell.weeks < LEAST_WEEKS for cell in seen):
        return None
    widths = [FACTOR * (1.0 + 2.0 / cell.weeks) * max(cell.deviation, _floor(cell.mean, full_range)) for cell in seen]
    return Band(
        min(cell.mean - width for cell, width in zip(seen, widths, strict=True)),
        max(cell.mean + width for cell, width in zip(seen, widths, strict=True)),
        min(cell.weeks for cell in seen),
    )


def unusual(values: Sequence[float], usual: Band | None) -> bool:
    """Tell whether all of the newest values lie beyond the same edge of what is usual; False while nothing is known."""
    if usual is None or not values:
        return False
    return all(value > usual.high for value in values) or all(value < usual.low for value in values)


def _floor(mean: float, full_range: float | None) -> float:
    """Return the least deviation: what never moved must not be unusual at the first tremor."""
    return max(_FLOOR_OF_MEAN * abs(mean), _FLOOR_OF_RANGE * (full_range or 0.0), 1e-9)
