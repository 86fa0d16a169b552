"""Memory and swap of a device."""

from __future__ import annotations

from pydantic import Field

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import incomplete, unanswered
from checks.rules.storage_levels import in_units
from checks.snmp import mib
from checks.snmp.memory import Memory, MemoryClass, has_memory_rows, physical, read_memory
from checks.snmp.session import Answers, Needs


class MemoryOptions(ProbeOptions):
    """Levels of memory and swap."""

    warn: RangeText = Field(default="90", description="warning range in percent of physical memory used")
    crit: RangeText = Field(default="95", description="critical range in percent of physical memory used")
    swap_warn: RangeText = Field(default="", description="warning range in percent of swap used")
    swap_crit: RangeText = Field(default="", description="critical range in percent of swap used")


class SnmpMemory:
    """Judges the physical memory without buffers and cached memory, and the swap; lists every memory figure."""

    options = MemoryOptions

    def needs(self, options: MemoryOptions, known: Answers) -> Needs:  # noqa: ARG002 -- the levels do not matter
        """Ask for the storage table, then for the UCD memory group if that has no memory."""
        needs = Needs(frozenset((mib.HR_MEMORY_SIZE,)), mib.HR_STORAGE_COLUMNS)
        if known.asked.columns >= mib.HR_STORAGE_COLUMNS and not has_memory_rows(known):
            needs |= Needs(scalars=mib.MEM_SCALARS)
        return needs

    def read(self, options: MemoryOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge the figures."""
        figures = read_memory(known)
        if not figures:
            return unanswered(known, "the device tells nothing about its memory")
        memory = physical(figures)
        swap = next((figure for figure in figures if figure.kind is MemoryClass.SWAP), None)
        metrics = [
            *_metrics("memory", memory, options.warn, options.crit),
            *_metrics("swap", swap, options.swap_warn, options.swap_crit),
        ]
        reason = "" if memory and memory.excluded else incomplete(known, mib.HR_STORAGE_COLUMNS)
        state = State.UNKNOWN if reason else worst(*map(judged, metrics))
        parts = [_words(figure) for figure in (memory, swap) if figure]
        output = "; ".join(filter(None, (*parts, reason))) or "no figure of physical memory"
        return Outcome(state, output, tuple(metrics), items=tuple(map(_item, figures)))


def _metrics(name: str, figure: Memory | None, warn: str, crit: str) -> list[Metric]:
    if figure is None:
        return []
    return [
        Metric(name, figure.percent, "%", warn or None, crit or None, 0, 100),
        Metric(f"{name}_used", figure.used, "B", min=0, max=figure.total),
    ]


def _words(figure: Memory) -> str:
    without = f", without {in_units(figure.excluded)} buffers and cached" if figure.excluded else ""
    return f"{figure.descr} {figure.percent:.1f}% used ({in_units(figure.used)} of {in_units(figure.total)}{without})"


def _item(figure: Memory) -> dict[str, object]:
    return {
        "descr": figure.descr,
        "total_bytes": figure.total,
        "used_bytes": figure.used,
        "percent": figure.percent,
    }
