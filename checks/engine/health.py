"""How the poller itself is doing: counted in constant memory, told to every viewer with the lease."""

from __future__ import annotations

import math
import resource
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

SMALLEST_MS = 0.1
STEP = 1.1  # a percentile is at most 10 % above the truth
BUCKETS = 180  # up to about 45 minutes
PAGE = resource.getpagesize()


class Histogram:
    """Counts durations in buckets that grow by 10 %, so percentiles cost no memory per value."""

    __slots__ = ("_buckets", "count", "largest")

    def __init__(self) -> None:
        self.count = 0
        self.largest = 0.0
        self._buckets = [0] * BUCKETS

    def add(self, value_ms: float) -> None:
        """Count one duration in milliseconds."""
        self.count += 1
        self.largest = max(self.largest, value_ms)
        if value_ms <= SMALLEST_MS:
            self._buckets[0] += 1
        else:
            self._buckets[min(1 + int(math.log(value_ms / SMALLEST_MS, STEP)), BUCKETS - 1)] += 1

    def percentile(self, percent: float) -> float:
        """Return the duration in ms that `percent` of all counted do not exceed; 0 when nothing was counted."""
        wanted = self.count * percent / 100
        seen = 0
        for index, count in enumerate(self._buckets):
            seen += count
            if count and seen >= wanted:
                return min(SMALLEST_MS * STEP**index, self.largest)
        return 0.0


@dataclass(frozen=True, slots=True)
class Health:
    """One look at the poller, as stored with its lease. Times are epoch seconds; `latency_ms` is start minus due.

    `waiting` counts results not yet in the database, `waiting_since` is when they began to wait because it is away,
    `dropped` how many measured values were given up to stay within the bound. `overruns` counts runs skipped because
    the one before was still going; `errors` counts, by probe, runs that ended in an error of ours.
    """

    at: float
    started_at: float
    hosts: int
    services: int
    results: int
    results_per_second: float
    latency_ms: Mapping[str, float]
    loop_lag_ms: float
    running: int
    overruns: int
    waiting: int
    waiting_since: float | None
    dropped: int
    refused: int
    written_at: float | None
    database_error: str
    errors: Mapping[str, int]
    cpu_seconds: float
    rss_mb: float

    def as_json(self) -> dict[str, Any]:
        """Return it as a JSON object."""
        return asdict(self)


@dataclass(slots=True)
class Counters:
    """What the running poller counts; `Health` is made of it."""

    started_at: float
    results: int = 0
    overruns: int = 0
    running: int = 0
    loop_lag_ms: float = 0.0
    latency: Histogram = field(default_factory=Histogram)
    errors: Counter[str] = field(default_factory=Counter)
    _marks: list[tuple[float, int]] = field(default_factory=list)

    def rate(self, now: float) -> float:
        """Return the results per second over about the last minute, counted from the calls of this method."""
        self._marks.append((now, self.results))
        while len(self._marks) > 1 and self._marks[1][0] <= now - 60:
            self._marks.pop(0)
        since, count = self._marks[0]
        if now - since < 1:
            since, count = self.started_at, 0
        return (self.results - count) / (now - since) if now > since else 0.0

    def percentiles(self) -> dict[str, float]:
        """Return the usual percentiles of the start latency in ms."""
        latency = self.latency
        values = {f"p{percent}": latency.percentile(percent) for percent in (50, 95, 99)}
        return {name: round(value, 2) for name, value in (*values.items(), ("max", latency.largest))}


def cpu_seconds() -> float:
    """Return the CPU time of this process and of its finished children (plugins), in seconds."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def rss_mb() -> float:
    """Return the resident memory of this process in MiB (the peak where /proc is missing)."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * PAGE / 2**20
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
