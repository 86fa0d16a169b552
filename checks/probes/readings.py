"""Judging what a device measures of itself: values against its own thresholds or ours, and its own states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import Field

from checks.model import SEVERITY, Metric, Outcome, State
from checks.probes.base import ProbeOptions, Words
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import Absent, selected
from checks.snmp.makers.figures import Reading
from checks.snmp.units import UNITS

_SHOWN = 5
_ONLY_IF_ASKED_FOR = frozenset(("count", "light"))


class ReadingOptions(ProbeOptions):
    """Which readings, and when they are a problem."""

    include: re.Pattern[str] | None = Field(default=None, description="pattern: only what matches")
    exclude: re.Pattern[str] | None = Field(default=None, description="pattern: not what matches")
    kinds: Words = Field(
        default=(), description=f"kinds to read, all but count and light if not given: {', '.join(UNITS)}"
    )
    device_limits: bool = Field(default=True, description="judge values by the thresholds the device tells")
    device_states: bool = Field(default=True, description="judge by the states the device tells")
    unknown: Literal["ignore", "unknown", "warning", "critical"] = Field(
        default="ignore", description="what a part is whose state the device does not know"
    )
    absent: Absent = Field(default="unknown", description="what it is when the device tells none of this")
    warn: RangeText = Field(default="", description="warning range of every value chosen, instead of the device's own")
    crit: RangeText = Field(default="", description="critical range of every value chosen, instead of the device's own")
    temperature_warn: RangeText = Field(default="", description="warning range of temperatures in degrees Celsius")
    temperature_crit: RangeText = Field(default="", description="critical range of temperatures in degrees Celsius")
    humidity_warn: RangeText = Field(default="", description="warning range of humidity in percent")
    humidity_crit: RangeText = Field(default="", description="critical range of humidity in percent")

    def wants(self, kind: str) -> bool:
        """Tell whether readings of this kind count. Light of a port without a line is no fault: only if asked for."""
        return kind in self.kinds if self.kinds else kind not in _ONLY_IF_ASKED_FOR

    def chooses(self, reading: Reading) -> bool:
        """Tell whether this reading counts."""
        if not self.wants(reading.kind):
            return False
        return selected((reading.descr,), self.include, self.exclude)

    def limits(self, reading: Reading) -> tuple[str, str]:
        """Return the ranges to judge a value by: those given for its kind, for all, or the device's own."""
        warn = getattr(self, f"{reading.kind}_warn", "") or self.warn
        crit = getattr(self, f"{reading.kind}_crit", "") or self.crit
        if warn or crit or not self.device_limits:
            return warn, crit
        return _range(reading.low_warn, reading.high_warn), _range(reading.low_crit, reading.high_crit)


def _range(low: float | None, high: float | None) -> str:
    """Write a device's thresholds as a range. Two equal ones, or a high one below the low, are no thresholds."""
    if low is not None and high is not None and low >= high:
        return ""
    if high is None:
        return "" if low is None else f"{low:g}:"
    return f"~:{high:g}" if low is None else f"{low:g}:{high:g}"


_UNKNOWNS = {"ignore": State.OK, "unknown": State.UNKNOWN, "warning": State.WARNING, "critical": State.CRITICAL}


def judge_readings(options: ReadingOptions, readings: Sequence[Reading], what: str, reason: str) -> Outcome:
    """Judge the chosen readings, the worst decides.

    `what` is their name in the plural; `reason` says why some may be missing, "" when all were read.
    """
    chosen = [reading for reading in readings if options.chooses(reading)]
    if not chosen:
        return Outcome(State.UNKNOWN, f"none of {len(readings)} {what} is selected by include, exclude and kinds")
    labels = _labels(chosen)
    findings = [_finding(options, reading, label) for reading, label in zip(chosen, labels, strict=True)]
    states = [state for state, _, _ in findings]
    present = [
        (state, words) for reading, (state, words, _) in zip(chosen, findings, strict=True) if not reading.absent
    ]
    ordered = sorted(present, key=lambda entry: -SEVERITY[entry[0]])
    return Outcome(
        worst(*states, State.UNKNOWN if reason else State.OK),
        _summary(ordered, what, reason),
        tuple(metric for _, _, metric in findings if metric),
        tuple(_item(reading, state) for reading, state in zip(chosen, states, strict=True)),
        details="\n".join(f"{state}: {words}" for state, words in ordered),
    )


def _finding(options: ReadingOptions, reading: Reading, label: str) -> tuple[State, str, Metric | None]:
    if reading.absent:
        return State.OK, f"{label} is {reading.word}", None
    if reading.state is not None:
        state = _UNKNOWNS[options.unknown] if reading.state is State.UNKNOWN else reading.state
        return (state if options.device_states else State.OK), f"{label} is {reading.word}", None
    warn, crit = options.limits(reading)
    unit = UNITS.get(reading.kind, "")
    metric = Metric(label, reading.value, unit, warn or None, crit or None)
    return judged(metric), f"{label} {reading.value:g}{' ' if unit else ''}{unit}", metric


def _labels(readings: Iterable[Reading]) -> list[str]:
    """Name each reading; those of one name get their kind, then a number."""
    labels: list[str] = []
    taken: set[str] = set()
    for reading in readings:
        label = reading.descr
        if label in taken and reading.kind not in label.lower():
            label = f"{reading.descr} {reading.kind}"
        count = 2
        while label in taken:
            label, count = f"{reading.descr} {count}", count + 1
        taken.add(label)
        labels.append(label)
    return labels


def _summary(ordered: Sequence[tuple[State, str]], what: str, reason: str) -> str:
    bad = [words for state, words in ordered if state is not State.OK]
    shown = bad or [words for _, words in ordered]
    more = len(shown) - _SHOWN
    head = [] if bad else [f"{len(ordered)} {what if len(ordered) != 1 else what.removesuffix('s')}"]
    tail = [f"and {more} more"] if more > 0 else []
    return "; ".join(filter(None, (*head, *shown[:_SHOWN], *tail, reason)))


def _item(reading: Reading, state: State) -> dict[str, object]:
    return {
        "descr": reading.descr,
        "kind": reading.kind,
        "part": reading.role,
        "value": reading.value,
        "unit": UNITS.get(reading.kind, ""),
        "status": reading.word,
        "state": state.value,
        "oid": ".".join(map(str, reading.oid)),
    }
