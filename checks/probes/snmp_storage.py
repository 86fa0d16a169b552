"""Every volume of a device that is a disk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import Field

from checks.model import SEVERITY, Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import worst
from checks.probes.snmp_answers import incomplete, selected, unanswered
from checks.rules.forecast import Trend, time_to_full, update
from checks.rules.storage_levels import GB, HOUR, Levels, in_units, judge, percent_level
from checks.snmp import mib
from checks.snmp.session import Answers, Needs
from checks.snmp.storage import Storage, StorageKind, read_dsk_table, read_storages, refine

_SHOWN = 5


class StorageOptions(ProbeOptions):
    """Which volumes, and when they are too full."""

    include: re.Pattern[str] | None = Field(
        default=None, description="pattern: judge only the volumes whose description matches, whatever their kind"
    )
    exclude: re.Pattern[str] | None = Field(default=None, description="pattern: never judge these volumes")
    kinds: frozenset[StorageKind] = Field(
        default=frozenset((StorageKind.FIXED,)),
        description=f"kinds of volume to judge when there is no include; of {', '.join(StorageKind)}",
    )
    all: bool = Field(default=False, description="list the memory rows of the storage table among the items too")
    warn_percent: float | None = Field(default=80.0, description="warning at this percent used")
    crit_percent: float | None = Field(default=90.0, description="critical at this percent used")
    warn_free_gb: float | None = Field(default=None, description="warning below this many GB (10^9 bytes) free")
    crit_free_gb: float | None = Field(default=None, description="critical below this many GB (10^9 bytes) free")
    warn_full_hours: float | None = Field(default=None, description="warning when full in fewer hours than this")
    crit_full_hours: float | None = Field(default=None, description="critical when full in fewer hours than this")
    magic: float | None = Field(
        default=None, gt=0, le=1, description="size factor below 1: looser percent levels for large volumes"
    )
    trend_hours: float = Field(default=24.0, gt=0, description="period of the trend behind the time until full")

    @property
    def levels(self) -> Levels:
        """The levels in bytes and seconds."""
        return Levels(
            warn_percent=self.warn_percent,
            crit_percent=self.crit_percent,
            warn_free=_times(self.warn_free_gb, GB),
            crit_free=_times(self.crit_free_gb, GB),
            warn_full=_times(self.warn_full_hours, HOUR),
            crit_full=_times(self.crit_full_hours, HOUR),
            magic=self.magic,
        )

    def chooses(self, storage: Storage) -> bool:
        """Tell whether this volume counts for the verdict."""
        if storage.total <= 0 or storage.used is None:
            return False
        kind_counts = self.include is not None or storage.kind in self.kinds
        return kind_counts and selected((storage.descr,), self.include, self.exclude)


class SnmpStorage:
    """Judges the disks by percent, free bytes and time until full; lists every volume."""

    options = StorageOptions

    def needs(self, options: StorageOptions, known: Answers) -> Needs:
        """Ask for the storage table; then for dskTable if it has no volume, or for file systems if one is too full."""
        if not known.asked.columns >= mib.HR_STORAGE_COLUMNS:
            return Needs(columns=mib.HR_STORAGE_COLUMNS)
        volumes = [storage for storage in read_storages(known) if not storage.kind.is_memory]
        if not volumes:
            return Needs(columns=mib.DSK_COLUMNS)
        if any(_alarming(storage, options) for storage in volumes):
            return Needs(columns=mib.HR_FS_COLUMNS)
        return Needs()

    def read(self, options: StorageOptions, known: Answers, context: Context) -> Outcome:
        """Judge each chosen volume; the worst decides."""
        storages = refine(read_storages(known), known)
        volumes = [storage for storage in storages if not storage.kind.is_memory] or read_dsk_table(known)
        if not (volumes or storages):
            return unanswered(known, "the device has no storage table")
        verdict = _Verdict(options, context)
        for storage in volumes:
            if options.chooses(storage):
                verdict.add(storage)
        reason = incomplete(known, mib.HR_STORAGE_COLUMNS if storages else mib.DSK_COLUMNS)
        listed = storages if options.all and storages else volumes
        return verdict.outcome(reason, tuple(map(_item, listed)), left_out=len(storages or volumes))


def _alarming(storage: Storage, options: StorageOptions) -> bool:
    if not options.chooses(storage):
        return False
    state, _ = judge(storage.total, storage.used or 0, options.levels, None)
    return state is not State.OK


class _Verdict:
    """The judgement of the volumes of one run, in the order of the device."""

    def __init__(self, options: StorageOptions, context: Context) -> None:
        self._options = options
        self._now = context.now
        self._before: Mapping[str, Any] = (context.memory or {}).get("trends") or {}
        self._trends: dict[str, Any] = {}
        self._metrics: list[Metric] = []
        self._judged: list[tuple[State, str]] = []

    def add(self, storage: Storage) -> None:
        """Judge one volume. A description that comes twice is one volume mounted twice, and judged once."""
        used = storage.used or 0
        if storage.descr in self._trends:
            return
        trend = update(
            Trend.from_json(self._before.get(storage.descr)), used, self._now, self._options.trend_hours * HOUR
        )
        self._trends[storage.descr] = trend.to_json()
        full = time_to_full(trend, used, storage.total)
        state, reasons = judge(storage.total, used, self._options.levels, full)
        words = reasons or [f"{storage.percent:.1f}% used of {in_units(storage.total)}"]
        self._judged.append((state, f"{storage.descr} {', '.join(words)}"))
        self._metrics.append(_percent(storage, self._options.levels))
        self._metrics.append(Metric(f"{storage.descr} used", used, "B", min=0, max=storage.total))
        if full is not None:
            self._metrics.append(Metric(f"{storage.descr} full in", full, "s", min=0))

    def outcome(self, reason: str, items: tuple[Mapping[str, Any], ...], left_out: int) -> Outcome:
        """Put the verdict into words, worst first."""
        state = worst(*(state for state, _ in self._judged), State.UNKNOWN if reason else State.OK)
        if not self._judged and self._options.include:
            state, reason = State.UNKNOWN, reason or f"no volume matches {self._options.include.pattern}"
        ordered = sorted(self._judged, key=lambda entry: -SEVERITY[entry[0]])
        return Outcome(
            state,
            _summary(ordered, reason, left_out),
            tuple(self._metrics),
            items,
            details="\n".join(f"{state}: {words}" for state, words in ordered),
            memory={"trends": self._trends},
        )


def _summary(ordered: list[tuple[State, str]], reason: str, rows: int) -> str:
    bad = [words for state, words in ordered if state is not State.OK]
    if bad:
        parts = _shortened(bad)
    elif ordered:
        parts = [f"{len(ordered)} volumes", *_shortened([words for _, words in ordered])]
    else:
        parts = [f"no disk among {rows} storages"]
    return "; ".join(filter(None, (*parts, reason)))


def _shortened(parts: Iterable[str]) -> list[str]:
    listed = list(parts)
    more = len(listed) - _SHOWN
    return [*listed[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]


def _percent(storage: Storage, levels: Levels) -> Metric:
    warn, crit = (
        None if level is None else f"{percent_level(level, floor, storage.total, levels):g}"
        for level, floor in ((levels.warn_percent, levels.floor_warn), (levels.crit_percent, levels.floor_crit))
    )
    return Metric(storage.descr, storage.percent, "%", warn, crit, 0, 100)


def _item(storage: Storage) -> dict[str, object]:
    return {
        "descr": storage.descr,
        "total_bytes": storage.total,
        "used_bytes": storage.used,
        "percent": None if storage.used is None else storage.percent,
    }


def _times(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor
