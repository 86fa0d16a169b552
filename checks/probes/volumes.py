"""Judging volumes that fill up, wherever their sizes come from: options, trends, verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from pydantic import Field

from checks.model import SEVERITY, Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import worst
from checks.rules.forecast import Trend, growth, time_to_full, update
from checks.rules.storage_levels import GB, HOUR, Levels, in_units, judge, percent_level

_SHOWN = 5


class Volume(Protocol):
    """Something with a size in bytes that fills up; `used` is None when it is not known."""

    @property
    def descr(self) -> str:
        """What it is called; two volumes of one name are one."""

    @property
    def total(self) -> int:
        """Size in bytes."""

    @property
    def used(self) -> int | None:
        """Bytes in use."""

    @property
    def percent(self) -> float:
        """Percent in use."""


class VolumeOptions(ProbeOptions):
    """Which volumes, and when they are too full."""

    include: re.Pattern[str] | None = Field(default=None, description="pattern: judge only the volumes that match")
    exclude: re.Pattern[str] | None = Field(default=None, description="pattern: never judge these volumes")
    warn_percent: float | None = Field(default=80.0, description="warning at this percent used")
    crit_percent: float | None = Field(default=90.0, description="critical at this percent used")
    warn_free_gb: float | None = Field(default=None, description="warning below this many GB (10^9 bytes) free")
    crit_free_gb: float | None = Field(default=None, description="critical below this many GB (10^9 bytes) free")
    trend_levels: bool = Field(
        default=True, description="judge by time until full and growth; false: only by percent and free bytes"
    )
    warn_full_hours: float | None = Field(default=24.0, description="warning when full in fewer hours than this")
    crit_full_hours: float | None = Field(default=6.0, description="critical when full in fewer hours than this")
    warn_growth_percent: float | None = Field(
        default=30.0, description="warning when it grows by this percent of its size a day"
    )
    crit_growth_percent: float | None = Field(
        default=None, description="critical when it grows by this percent of its size a day"
    )
    magic: float = Field(
        default=0.8, gt=0, le=1, description="size factor: looser percent levels above 20 GB; 1 for none"
    )
    trend_hours: float = Field(default=24.0, gt=0, description="period of the trend behind the time until full")

    @property
    def levels(self) -> Levels:
        """The levels in bytes and seconds."""
        trend = self.trend_levels
        return Levels(
            warn_percent=self.warn_percent,
            crit_percent=self.crit_percent,
            warn_free=_times(self.warn_free_gb, GB),
            crit_free=_times(self.crit_free_gb, GB),
            warn_full=_times(self.warn_full_hours, HOUR) if trend else None,
            crit_full=_times(self.crit_full_hours, HOUR) if trend else None,
            warn_growth=self.warn_growth_percent if trend else None,
            crit_growth=self.crit_growth_percent if trend else None,
            magic=self.magic,
            floor_warn=self.warn_percent or 0.0,  # a small volume keeps the level as it is written
            floor_crit=self.crit_percent or 0.0,
        )


class VolumeVerdict:
    """The judgement of the volumes of one run, in the order they are added."""

    def __init__(self, options: VolumeOptions, context: Context) -> None:
        self._options = options
        self._now = context.now
        self._before: Mapping[str, Any] = (context.memory or {}).get("trends") or {}
        self._trends: dict[str, Any] = {}
        self._metrics: list[Metric] = []
        self._judged: list[tuple[State, str]] = []

    def add(self, volume: Volume) -> None:
        """Judge one volume. A name that comes twice is one volume mounted twice, and judged once."""
        used = volume.used or 0
        if volume.descr in self._trends:
            return
        before = Trend.from_json(self._before.get(volume.descr))
        trend = update(before, used, self._now, self._options.trend_hours * HOUR)
        self._trends[volume.descr] = trend.to_json()
        full = time_to_full(trend, used, volume.total)
        state, reasons = judge(volume.total, used, self._options.levels, full, growth(trend))
        words = reasons or [f"{volume.percent:.1f}% used of {in_units(volume.total)}"]
        self._judged.append((state, f"{volume.descr} {', '.join(words)}"))
        self._metrics.append(_percent(volume, self._options.levels))
        self._metrics.append(Metric(f"{volume.descr} used", used, "B", min=0, max=volume.total))
        if full is not None:
            self._metrics.append(Metric(f"{volume.descr} full in", full, "s", min=0))

    def outcome(self, reason: str, items: tuple[Mapping[str, Any], ...], nothing: str) -> Outcome:
        """Put the verdict into words, worst first.

        `reason` says why something could not be judged, "" if all was; `nothing` what to say when no volume was added.
        """
        state = worst(*(state for state, _ in self._judged), State.UNKNOWN if reason else State.OK)
        if not self._judged and self._options.include:
            state, reason = State.UNKNOWN, reason or f"no volume matches {self._options.include.pattern}"
        ordered = sorted(self._judged, key=lambda entry: -SEVERITY[entry[0]])
        return Outcome(
            state,
            _summary(ordered, reason, nothing),
            tuple(self._metrics),
            items,
            details="\n".join(f"{state}: {words}" for state, words in ordered),
            memory={"trends": self._trends},
        )


def volume_item(volume: Volume) -> dict[str, object]:
    """Return a volume as an item of the JSON contract."""
    return {
        "descr": volume.descr,
        "total_bytes": volume.total,
        "used_bytes": volume.used,
        "percent": None if volume.used is None else volume.percent,
    }


def _summary(ordered: list[tuple[State, str]], reason: str, nothing: str) -> str:
    bad = [words for state, words in ordered if state is not State.OK]
    if bad:
        parts = _shortened(bad)
    elif ordered:
        parts = [f"{len(ordered)} volumes", *_shortened([words for _, words in ordered])]
    else:
        parts = [nothing]
    return "; ".join(filter(None, (*parts, reason)))


def _shortened(parts: Iterable[str]) -> list[str]:
    listed = list(parts)
    more = len(listed) - _SHOWN
    return [*listed[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]


def _percent(volume: Volume, levels: Levels) -> Metric:
    warn, crit = (
        None if level is None else f"{percent_level(level, floor, volume.total, levels):g}"
        for level, floor in ((levels.warn_percent, levels.floor_warn), (levels.crit_percent, levels.floor_crit))
    )
    return Metric(volume.descr, volume.percent, "%", warn, crit, 0, 100)


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
