"""Memory and swap of a device."""

from __future__ import annotations

from pydantic import Field

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import Absent, incomplete, untold
from checks.rules.storage_levels import in_units
from checks.snmp import makers, mib
from checks.snmp.makers.fetch import needs_of
from checks.snmp.makers.figures import read_sizes
from checks.snmp.makers.model import Section
from checks.snmp.memory import Memory, MemoryClass, has_memory_rows, of_size, physical, read_memory
from checks.snmp.session import Answers, Needs


class MemoryOptions(ProbeOptions):
    """Levels of memory and swap."""

    warn: RangeText = Field(default="90", description="warning range in percent of physical memory used")
    crit: RangeText = Field(default="95", description="critical range in percent of physical memory used")
    swap_warn: RangeText = Field(default="", description="warning range in percent of swap used")
    swap_crit: RangeText = Field(default="", description="critical range in percent of swap used")
    absent: Absent = Field(default="unknown", description="what it is when the device tells none of this")


class SnmpMemory:
    """Judges the physical memory without buffers and cached memory, and the swap; lists every memory figure."""

    options = MemoryOptions

    def needs(self, options: MemoryOptions, known: Answers) -> Needs:  # noqa: ARG002 -- the levels do not matter
        """Ask for the storage table, then for the maker's tables and the UCD memory group if that does not tell."""
        needs = Needs(frozenset((mib.HR_MEMORY_SIZE,)), mib.HR_STORAGE_COLUMNS) | makers.IDENTITY
        if not known.asked.columns >= mib.HR_STORAGE_COLUMNS:
            return needs
        standard = has_memory_rows(known)
        if not standard or makers.instead(known, Section.MEMORY):
            needs |= makers.detection(known, Section.MEMORY) | needs_of(makers.entries(known, Section.MEMORY), known)
        return needs if standard else needs | Needs(scalars=mib.MEM_SCALARS)

    def read(self, options: MemoryOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge the figures."""
        figures = _figures(known)
        if not figures:
            return untold(known, "the device tells nothing about its memory", options.absent)
        memory = physical(figures)
        swap = next((figure for figure in figures if figure.kind is MemoryClass.SWAP), None)
        metrics = [
            *_metrics("memory", memory, options.warn, options.crit),
            *_metrics("swap", swap, options.swap_warn, options.swap_crit),
        ]
        metrics += _other_metrics(figures, memory, options)
        reason = "" if memory and memory.excluded else incomplete(known, mib.HR_STORAGE_COLUMNS)
        state = State.UNKNOWN if reason else worst(*map(judged, metrics))
        parts = [_words(figure) for figure in (memory, swap) if figure]
        output = "; ".join(filter(None, (*parts, reason))) or "no figure of physical memory"
        return Outcome(state, output, tuple(metrics), items=tuple(map(_item, figures)))


def _figures(known: Answers) -> list[Memory]:
    """Return the maker's figures where the standard ones are missing or not to be believed."""
    standard = has_memory_rows(known)
    if not standard or makers.instead(known, Section.MEMORY):
        sizes = read_sizes(makers.entries(known, Section.MEMORY), known)
        if sizes:
            return [of_size(size) for size in sizes]
    return read_memory(known)


def _other_metrics(figures: list[Memory], memory: Memory | None, options: MemoryOptions) -> list[Metric]:
    """Judge the memory of further cards and members, which is memory of its own; pools are parts of one."""
    others = [
        figure
        for figure in figures
        if memory and memory.separate and figure.separate and figure is not memory and figure.kind is memory.kind
    ]
    return [
        Metric(f"memory {at} {figure.descr}", figure.percent, "%", options.warn or None, options.crit or None, 0, 100)
        for at, figure in enumerate(others, start=2)
    ]


def _metrics(name: str, figure: Memory | None, warn: str, crit: str) -> list[Metric]:
    if figure is None:
        return []
    percent = Metric(name, figure.percent, "%", warn or None, crit or None, 0, 100)
    used = Metric(f"{name}_used", figure.used, "B", min=0, max=figure.total)
    return [percent] if figure.percent_only else [percent, used]


def _words(figure: Memory) -> str:
    if figure.percent_only:
        return f"{figure.descr} {figure.percent:.1f}% used"
    without = f", without {in_units(figure.excluded)} buffers and cached" if figure.excluded else ""
    return f"{figure.descr} {figure.percent:.1f}% used ({in_units(figure.used)} of {in_units(figure.total)}{without})"


def _item(figure: Memory) -> dict[str, object]:
    return {
        "descr": figure.descr,
        "total_bytes": None if figure.percent_only else figure.total,
        "used_bytes": None if figure.percent_only else figure.used,
        "percent": figure.percent,
    }
