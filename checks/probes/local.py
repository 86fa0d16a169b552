"""This machine without any agent: processors, load, memory, swap, disks, processes, uptime."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TypeGuard

from pydantic import Field

from checks.model import Metric, Outcome, State, Target
from checks.probes import local_figures as figures
from checks.probes.aside import AsideError, aside
from checks.probes.base import Context
from checks.probes.limits import RangeText, judged
from checks.probes.local_mounts import LocalVolume, Mount, measure, read_mounts
from checks.probes.volumes import VolumeOptions, VolumeVerdict, volume_item
from checks.rules.storage_levels import in_units

_FIRST_SAMPLE = 0.5
_STATVFS_PATIENCE = 3.0
_HOUR, _DAY = 3600, 86400


class What(StrEnum):
    """What of this machine is judged."""

    CPU = "cpu"
    LOAD = "load"
    MEMORY = "memory"
    SWAP = "swap"
    DISK = "disk"
    PROCESSES = "processes"
    UPTIME = "uptime"


_LEVELS: Mapping[What, tuple[str, str]] = {
    What.CPU: ("80", "90"),
    What.MEMORY: ("90", "95"),
    What.SWAP: ("50", "80"),
    What.UPTIME: ("600:", ""),
}
"""Usual limits; those of the load depend on the number of processors (see `_load_levels`)."""


class LocalOptions(VolumeOptions):
    """What `local` understands; all but what, warn, crit and network are for disks."""

    what: What = Field(description="cpu, load, memory, swap, disk, processes or uptime")
    warn: RangeText | None = Field(
        default=None,
        description="warn on percent of cpu, memory or swap (80, 90, 50), 5 minute load (2 per processor), "
        "processes, seconds of uptime (600:)",
    )
    crit: RangeText | None = Field(
        default=None, description="critical on the same (90, 95, 80; 4 per processor; none; none)"
    )
    network: bool = Field(default=False, description="judge network and user-space file systems too")

    def limits(self, usual: tuple[str, str]) -> tuple[str | None, str | None]:
        """Return the levels given, else the usual ones."""
        warn = usual[0] if self.warn is None else self.warn
        crit = usual[1] if self.crit is None else self.crit
        return warn or None, crit or None


class Local:
    """Judges the machine this process runs on, without any agent."""

    options = LocalOptions

    def __init__(self, root: Path = Path("/")) -> None:
        self._root = root
        self._ways: Mapping[What, Callable[[LocalOptions, Context], Awaitable[Outcome]]] = {
            What.CPU: self._cpu,
            What.LOAD: self._load,
            What.MEMORY: self._memory,
            What.SWAP: self._swap,
            What.DISK: self._disk,
            What.PROCESSES: self._processes,
            What.UPTIME: self._uptime,
        }

    async def run(self, target: Target, options: LocalOptions, context: Context) -> Outcome:  # noqa: ARG002 - no address
        """Measure what the options name."""
        try:
            async with asyncio.timeout(context.deadline):
                return await self._ways[options.what](options, context)
        except TimeoutError:
            return Outcome(State.UNKNOWN, f"no figures within {context.deadline:g} s")
        except figures.FiguresError as error:
            return Outcome(State.UNKNOWN, str(error))

    async def _cpu(self, options: LocalOptions, context: Context) -> Outcome:
        before = (context.memory or {}).get("ticks")
        if not _is_ticks(before):
            before = figures.cpu_times(self._root)
            await asyncio.sleep(_FIRST_SAMPLE)
        after = figures.cpu_times(self._root)
        shares = figures.cpu_shares(before, after)
        memory = {"ticks": after}
        if shares is None:
            return Outcome(State.OK, "waiting for a second measurement of the processors", memory=memory)
        warn, crit = options.limits(_LEVELS[What.CPU])
        busy = Metric("cpu", shares.busy, "%", warn, crit, 0, 100)
        rest = (
            Metric("iowait", shares.iowait, "%", min=0, max=100),
            Metric("steal", shares.steal, "%", min=0, max=100),
        )
        text = f"{shares.busy:.1f}% busy, {shares.iowait:.1f}% waiting for disks"
        items = ({"descr": "CPU", "percent": shares.busy},)
        return Outcome(judged(busy), text, (busy, *rest), items, memory=memory)

    async def _load(self, options: LocalOptions, context: Context) -> Outcome:  # noqa: ARG002 - one signature
        one, five, fifteen = figures.load_averages(self._root)
        count = figures.processors(self._root)
        warn, crit = options.limits((str(2 * count), str(4 * count)))
        main = Metric("load5", five, "", warn, crit, 0)
        metrics = (Metric("load1", one, min=0), main, Metric("load15", fifteen, min=0))
        text = f"load {one:.2f}, {five:.2f}, {fifteen:.2f} over 1, 5 and 15 minutes on {count} processors"
        return Outcome(judged(main), text, metrics)

    async def _memory(self, options: LocalOptions, context: Context) -> Outcome:  # noqa: ARG002 - one signature
        return _usage("memory", figures.memory(self._root), options.limits(_LEVELS[What.MEMORY]))

    async def _swap(self, options: LocalOptions, context: Context) -> Outcome:  # noqa: ARG002 - one signature
        usage = figures.swap(self._root)
        if usage.total == 0:
            return Outcome(State.OK, "this machine has no swap space")
        return _usage("swap", usage, options.limits(_LEVELS[What.SWAP]))

    async def _processes(self, options: LocalOptions, context: Context) -> Outcome:  # noqa: ARG002 - one signature
        warn, crit = options.limits(("", ""))
        metric = Metric("processes", float(figures.process_count(self._root)), "", warn, crit, 0)
        return Outcome(judged(metric), f"{metric.value:.0f} processes", (metric,))

    async def _uptime(self, options: LocalOptions, context: Context) -> Outcome:  # noqa: ARG002 - one signature
        seconds = figures.uptime(self._root)
        warn, crit = options.limits(_LEVELS[What.UPTIME])
        metric = Metric("uptime", seconds, "s", warn, crit, 0)
        return Outcome(judged(metric), f"up for {_duration(seconds)}", (metric,))

    async def _disk(self, options: LocalOptions, context: Context) -> Outcome:
        try:
            mounts = await aside(lambda: read_mounts(self._root))
        except (OSError, AsideError) as error:
            return Outcome(State.UNKNOWN, f"cannot read the list of mounts: {error}")
        chosen = [mount for mount in mounts if _chosen(mount, options)]
        answers = await asyncio.gather(*(self._measure(mount, context.deadline) for mount in chosen))
        volumes = [answer for answer in answers if isinstance(answer, LocalVolume)]
        faults = [answer for answer in answers if isinstance(answer, str)]
        verdict = VolumeVerdict(options, context)
        for volume in volumes:
            verdict.add(volume)
        items = tuple(volume_item(volume) for volume in volumes)
        return verdict.outcome("; ".join(faults), items, f"no disk among {len(mounts)} file systems")

    async def _measure(self, mount: Mount, deadline: float) -> LocalVolume | str | None:
        """Return the volume, None when it has no size, or why it cannot be judged."""
        patience = min(_STATVFS_PATIENCE, deadline * 0.8)
        try:
            async with asyncio.timeout(patience):
                return await aside(lambda: measure(mount, self._root))
        except TimeoutError:
            return f"{mount.place} does not answer within {patience:g} s"
        except (OSError, AsideError) as error:
            return f"{mount.place}: {error}"


def _chosen(mount: Mount, options: LocalOptions) -> bool:
    if mount.network and not options.network:
        return False
    if options.exclude and options.exclude.search(mount.place):
        return False
    return options.include is None or bool(options.include.search(mount.place))


def _usage(name: str, usage: figures.Usage, limits: tuple[str | None, str | None]) -> Outcome:
    metric = Metric(name, usage.percent, "%", *limits, 0, 100)
    used = Metric(f"{name}_used", float(usage.used), "B", min=0, max=float(usage.total))
    text = f"{name} {usage.percent:.1f}% used: {in_units(usage.used)} of {in_units(usage.total)}"
    items = ({"descr": name, "total_bytes": usage.total, "used_bytes": usage.used, "percent": usage.percent},)
    return Outcome(judged(metric), text, (metric, used), items)


def _is_ticks(value: object) -> TypeGuard[list[int]]:
    return isinstance(value, list) and len(value) == 8 and all(isinstance(part, int) for part in value)  # noqa: PLR2004


def _duration(seconds: float) -> str:
    if seconds >= 2 * _DAY:
        return f"{seconds / _DAY:.0f} days"
    return f"{seconds / _HOUR:.1f} hours"
