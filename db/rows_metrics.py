"""The frozen dataclasses of baselines, charts and the outlook. Times are epoch seconds (UTC)."""

from dataclasses import dataclass

from db.rows import MetricRow


@dataclass(frozen=True, slots=True)
class BaselineRow:
    """What is usual for a metric in one hour of the week (`cell`, 0 to 167); see checks.rules.baseline.Cell."""

    metric_id: int
    cell: int
    mean: float
    deviation: float
    weeks: int


@dataclass(frozen=True, slots=True)
class OwnedMetricRow:
    """A metric with its latest value, and the object it belongs to. Only objects not removed."""

    metric: MetricRow
    full_name: str
    probe: str
    customer: str


@dataclass(frozen=True, slots=True)
class StretchRow:
    """From when to when an object was in a state; `end` is None where it outlasts the range asked for."""

    start: float
    end: float | None
    state: str
