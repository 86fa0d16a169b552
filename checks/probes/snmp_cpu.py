"""How busy the processors of a device are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import Field, model_validator

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import Absent, cell_text, incomplete, number_of, unanswered, untold
from checks.rules.counters import rate
from checks.snmp import makers, mib
from checks.snmp.makers.fetch import needs_of
from checks.snmp.makers.figures import Load, read_loads
from checks.snmp.makers.model import Section
from checks.snmp.session import Answers, Needs

_RAW = (mib.SS_CPU_RAW_IDLE, *mib.SS_CPU_RAW_BUSY)
_RAW_BITS = 32
_LOADS = ((1, "load1"), (2, "load5"), (3, "load15"))
_LOAD_SCALARS = frozenset((*mib.LA_LOAD, row) for row, _ in _LOADS)
TICKS_PER_SECOND = 100


class CpuOptions(ProbeOptions):
    """How to measure, and the levels."""

    method: Literal["auto", "host", "ucd", "load"] = Field(
        default="auto",
        description="host: hrProcessorLoad; ucd: ssCpu of net-snmp; load: load averages; auto: what the device has",
    )
    warn: RangeText = Field(default="", description="warning range: percent busy (default 80), or load5 (no default)")
    crit: RangeText = Field(default="", description="critical range: percent busy (default 90), or load5 (no default)")
    core_warn: RangeText = Field(default="", description="warning range for each single processor in percent")
    core_crit: RangeText = Field(default="", description="critical range for each single processor in percent")
    load1_warn: RangeText = Field(default="", description="warning range of the 1 minute load average")
    load1_crit: RangeText = Field(default="", description="critical range of the 1 minute load average")
    load15_warn: RangeText = Field(default="", description="warning range of the 15 minute load average")
    load15_crit: RangeText = Field(default="", description="critical range of the 15 minute load average")
    absent: Absent = Field(default="unknown", description="what it is when the device tells none of this")
    names: bool = Field(default=True, description="also ask for the names of the processors")

    @model_validator(mode="before")
    @classmethod
    def _default_levels(cls, values: Any) -> Any:
        """Percent has levels by default; a sensible load depends on the machine."""
        if isinstance(values, Mapping) and values.get("method") != "load" and not {"warn", "crit"} & values.keys():
            return {**values, "warn": "80", "crit": "90"}
        return values


class SnmpCpu:
    """Judges the average over all processors, or the load averages; lists each processor.

    Devices whose hrProcessorLoad is missing or wrong are read by their makers' tables (`checks.snmp.makers`).
    """

    options = CpuOptions

    def needs(self, options: CpuOptions, known: Answers) -> Needs:
        """Ask for what the method takes; hrProcessorLoad may turn out to be missing, then for the others."""
        if options.method == "load":
            return Needs(scalars=_LOAD_SCALARS)
        if options.method == "ucd":
            return _ucd_needs()
        needs = Needs(columns=frozenset((mib.HR_PROCESSOR_LOAD,)))
        if mib.HR_PROCESSOR_LOAD not in known.asked.columns:
            return needs
        processors = _processors(known)
        if processors and options.names:
            needs |= Needs(frozenset((*mib.HR_DEVICE_DESCR, *index) for index in processors))
        return needs if options.method == "host" else needs | _makers_needs(known, standard=bool(processors))

    def read(self, options: CpuOptions, known: Answers, context: Context) -> Outcome:
        """Judge what the device told."""
        if options.method == "load":
            return _judge_load(options, known)
        processors = _processors(known) if options.method != "ucd" else {}
        loads = _makers_loads(known, standard=bool(processors)) if options.method == "auto" else []
        if loads:
            return _judge_loads(options, loads, known)
        if processors:
            named = [Load(_name(known, index), load, each=False) for index, load in processors.items()]
            return _judge_loads(options, named, known)
        if options.method == "host":
            return unanswered(known, "the device does not tell the load of its processors")
        return _judge_ucd(options, known, context)


def _makers_needs(known: Answers, *, standard: bool) -> Needs:
    """Ask who made the device, and for its own tables where hrProcessorLoad is missing or not to be believed."""
    needs = makers.IDENTITY
    if mib.SYS_OBJECT_ID in known.asked.scalars and (not standard or makers.instead(known, Section.CPU)):
        needs |= makers.detection(known, Section.CPU) | needs_of(makers.entries(known, Section.CPU), known)
    return needs if standard else needs | _ucd_needs()


def _makers_loads(known: Answers, *, standard: bool) -> list[Load]:
    if standard and not makers.instead(known, Section.CPU):
        return []
    return read_loads(makers.entries(known, Section.CPU), known)


def _ucd_needs() -> Needs:
    return Needs(scalars=frozenset((mib.SS_CPU_IDLE, mib.SYS_UP_TIME, *_RAW)))


def _processors(known: Answers) -> dict[tuple[int, ...], float]:
    loads = {index: value.number for index, value in known.column(mib.HR_PROCESSOR_LOAD).items()}
    return {index: load for index, load in loads.items() if load is not None and load >= 0}


def _judge_loads(options: CpuOptions, loads: Sequence[Load], known: Answers) -> Outcome:
    """Judge the average, or each processor where they belong to separate parts of the device."""
    average = sum(load.percent for load in loads) / len(loads)
    busiest = max(load.percent for load in loads)
    each = any(load.each for load in loads)
    total = _percent("cpu", busiest if each else average, options.warn, options.crit)
    cores = [_percent(f"cpu{at}", load.percent, options.core_warn, options.core_crit) for at, load in enumerate(loads)]
    items = tuple({"descr": load.descr, "percent": float(load.percent)} for load in loads)
    reason = incomplete(known, (mib.HR_PROCESSOR_LOAD,))
    state = worst(judged(total), *map(judged, cores), State.UNKNOWN if reason else State.OK)
    more = f", busiest {busiest:.0f}%" if len(loads) > 1 else ""
    plural = "processors" if len(loads) > 1 else "processor"
    output = f"{average:.1f}% busy ({len(loads)} {plural}{more})"
    metrics = (total, *cores) if len(cores) > 1 else (total,)
    return Outcome(state, "; ".join(filter(None, (output, reason))), metrics, items)


def _name(known: Answers, index: tuple[int, ...]) -> str:
    value = known.scalars.get((*mib.HR_DEVICE_DESCR, *index))
    return (value.text.strip() if value else "") or cell_text(known, mib.HR_DEVICE_DESCR, index) or "Processor"


def _percent(name: str, value: float, warn: str, crit: str) -> Metric:
    return Metric(name, float(value), "%", warn or None, crit or None, 0, 100)


def _judge_ucd(options: CpuOptions, known: Answers, context: Context) -> Outcome:
    counts = {str(oid[-2]): number for oid in _RAW if (number := number_of(known, oid)) is not None}
    ticks = number_of(known, mib.SYS_UP_TIME)
    uptime = None if ticks is None else ticks / TICKS_PER_SECOND
    memory = {"at": context.now, "uptime": uptime, "counts": counts} if counts else None
    busy, source = _share_of_raw(context, counts, uptime), "since the last check"
    if busy is None:
        idle, source = number_of(known, mib.SS_CPU_IDLE), "of the last minute"
        busy = None if idle is None else 100.0 - idle
    if busy is None and counts:
        return Outcome(State.OK, "waiting for a second measurement of the processor counters", memory=memory)
    if busy is None:
        return untold(known, "the device does not tell the load of its processors", options.absent)
    metric = _percent("cpu", busy, options.warn, options.crit)
    items = ({"descr": "CPU", "percent": busy},)
    return Outcome(judged(metric), f"{busy:.1f}% busy ({source})", (metric,), items, memory=memory)


def _share_of_raw(context: Context, counts: Mapping[str, float], uptime: float | None) -> float | None:
    """Return the busy share of the time counters since the last run, None when they cannot be compared."""
    previous = context.memory or {}
    seconds = context.now - previous.get("at", context.now)
    before: Mapping[str, float] = previous.get("counts") or {}
    rates = {
        name: rate(before.get(name), count, seconds, _RAW_BITS, previous.get("uptime"), uptime)
        for name, count in counts.items()
    }
    known = {name: value for name, value in rates.items() if value is not None}
    idle, total = known.get(str(mib.SS_CPU_RAW_IDLE[-2])), sum(known.values())
    if idle is None or len(known) < len(counts) or total <= 0:
        return None
    return 100.0 * (1 - idle / total)


def _judge_load(options: CpuOptions, known: Answers) -> Outcome:
    limits = {
        "load1": (options.load1_warn, options.load1_crit),
        "load5": (options.warn, options.crit),
        "load15": (options.load15_warn, options.load15_crit),
    }
    metrics = tuple(
        Metric(name, number, "", limits[name][0] or None, limits[name][1] or None, 0)
        for row, name in _LOADS
        if (number := number_of(known, (*mib.LA_LOAD, row))) is not None
    )
    if not metrics:
        return unanswered(known, "the device does not tell its load averages")
    output = "load " + ", ".join(f"{metric.value:.2f}" for metric in metrics)
    return Outcome(worst(*map(judged, metrics)), output, metrics)
