"""The network interfaces of a device: status, traffic, errors and discards."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from checks.model import SEVERITY, Metric, Outcome, State
from checks.probes.base import Context, Numbers, ProbeOptions
from checks.probes.interface_rates import Rates, measure, remember
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import incomplete, number_of, selected, unanswered
from checks.snmp import mib
from checks.snmp.interfaces import (
    ERROR_COLUMNS,
    HC_COLUMNS,
    OCTET_COLUMNS,
    STATUS_COLUMNS,
    Interface,
    read_interfaces,
)
from checks.snmp.session import Answers, Needs

_SHOWN = 5
TICKS_PER_SECOND = 100
_DOWN_STATES = {"critical": State.CRITICAL, "warning": State.WARNING, "ignore": State.OK}


class InterfacesOptions(ProbeOptions):
    """Which interfaces, and what is wrong with one."""

    include: re.Pattern[str] | None = Field(
        default=None, description="pattern: only interfaces whose name, description or alias matches"
    )
    exclude: re.Pattern[str] | None = Field(default=None, description="pattern: not the interfaces that match")
    types: Numbers = Field(default=(), description="only these ifType numbers (IANA), for instance 6 for Ethernet")
    down: Literal["critical", "warning", "ignore"] = Field(
        default="critical", description="what an interface is that is switched on and down"
    )
    traffic: bool = Field(default=True, description="measure traffic")
    errors: bool = Field(default=True, description="measure errors and discards")
    warn: RangeText = Field(default="80", description="warning range of the utilisation in percent of the speed")
    crit: RangeText = Field(default="90", description="critical range of the utilisation in percent of the speed")
    errors_warn: RangeText = Field(default="1", description="warning range of errors per second, both directions")
    errors_crit: RangeText = Field(default="10", description="critical range of errors per second, both directions")
    discards_warn: RangeText = Field(default="", description="warning range of discards per second, both directions")
    discards_crit: RangeText = Field(default="", description="critical range of discards per second, both directions")

    def chooses(self, interface: Interface) -> bool:
        """Tell whether this interface is looked at."""
        if self.types and interface.type not in self.types:
            return False
        return selected(interface.names, self.include, self.exclude)


class SnmpInterfaces:
    """Judges the status and the rates of each interface; an interface switched off on purpose is no problem."""

    options = InterfacesOptions

    def needs(self, options: InterfacesOptions, known: Answers) -> Needs:
        """Ask for status and names, for 64-bit counters, and for 32-bit ones where the device has no others."""
        columns = set(STATUS_COLUMNS)
        if options.types:
            columns.add(mib.IF_TYPE)
        if options.errors:
            columns |= ERROR_COLUMNS
        if options.traffic:
            columns |= HC_COLUMNS
            if known.asked.columns >= HC_COLUMNS and _lacks_wide_counters(known):
                columns |= OCTET_COLUMNS
        return Needs(frozenset((mib.SYS_UP_TIME,)), frozenset(columns))

    def read(self, options: InterfacesOptions, known: Answers, context: Context) -> Outcome:
        """Judge each chosen interface; the worst decides."""
        interfaces = read_interfaces(known)
        if not interfaces:
            return unanswered(known, "the device has no interface table")
        chosen = [interface for interface in interfaces if options.chooses(interface)]
        if not chosen:
            return Outcome(
                State.UNKNOWN, f"none of {len(interfaces)} interfaces is selected by include, exclude and types"
            )
        ticks = number_of(known, mib.SYS_UP_TIME)
        uptime = None if ticks is None else ticks / TICKS_PER_SECOND
        rates = measure(chosen, context.memory, context.now, uptime)
        labels = _labels(chosen)
        findings = [_judge(interface, labels[interface.index], rates[interface.index], options) for interface in chosen]
        memory = remember(chosen, context.now, uptime) if options.traffic or options.errors else None
        return _outcome(findings, chosen, incomplete(known, STATUS_COLUMNS), memory)


def _lacks_wide_counters(known: Answers) -> bool:
    wide = known.column(mib.IF_HC_IN_OCTETS)
    return any(index not in wide for index in known.column(mib.IF_DESCR))


def _labels(interfaces: list[Interface]) -> dict[int, str]:
    """Name each interface for people and metrics; names that come twice, or none, get the index."""
    counts = Counter(interface.name for interface in interfaces)
    return {
        interface.index: interface.name
        if interface.name and counts[interface.name] == 1
        else f"{interface.name or 'interface'} ({interface.index})"
        for interface in interfaces
    }


class _Finding:
    """What is wrong with one interface, and its metrics."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.state = State.OK
        self.words: list[str] = []
        self.metrics: list[Metric] = []

    def blame(self, state: State, words: str) -> None:
        if state is not State.OK:
            self.state = worst(self.state, state)
            self.words.append(words)

    def add(self, name: str, value: float | None, unit: str, limits: tuple[str, str] = ("", "")) -> None:
        """Add a metric of this interface and judge it."""
        if value is None:
            return
        metric = Metric(f"{self.label} {name}", value, unit, limits[0] or None, limits[1] or None, 0)
        self.metrics.append(metric)
        self.blame(judged(metric), f"{name} {value:.1f}{unit}")


def _judge(interface: Interface, label: str, rates: Rates, options: InterfacesOptions) -> _Finding:
    finding = _Finding(label)
    if interface.down:
        finding.blame(_DOWN_STATES[options.down], f"is {interface.oper}")
    finding.add("in", rates.in_bits, "b/s")
    finding.add("out", rates.out_bits, "b/s")
    for name, bits in (("in_utilisation", rates.in_bits), ("out_utilisation", rates.out_bits)):
        if bits is not None and interface.line_speed:
            finding.add(name, 100.0 * bits / interface.line_speed, "%", (options.warn, options.crit))
    finding.add("errors", rates.errors, "/s", (options.errors_warn, options.errors_crit))
    finding.add("discards", rates.discards, "/s", (options.discards_warn, options.discards_crit))
    return finding


def _outcome(
    findings: list[_Finding], chosen: list[Interface], reason: str, memory: Mapping[str, Any] | None
) -> Outcome:
    bad = sorted((finding for finding in findings if finding.words), key=lambda finding: -SEVERITY[finding.state])
    sentences = [f"{finding.label} {', '.join(finding.words)}" for finding in bad]
    more = [f"and {len(bad) - _SHOWN} more"] if len(bad) > _SHOWN else []
    up = sum(interface.oper == "up" for interface in chosen)
    summary = sentences[:_SHOWN] + more or [f"{up} of {len(chosen)} interfaces up"]
    return Outcome(
        worst(*(finding.state for finding in findings), State.UNKNOWN if reason else State.OK),
        "; ".join(filter(None, (*summary, reason))),
        tuple(metric for finding in findings for metric in finding.metrics),
        tuple(map(_item, chosen)),
        details="\n".join(f"{finding.state}: {words}" for finding, words in zip(bad, sentences, strict=True)),
        memory=memory,
    )


def _item(interface: Interface) -> dict[str, object]:
    return {
        "index": interface.index,
        "name": interface.name,
        "alias": interface.alias,
        "oper": interface.oper,
        "admin": interface.admin,
        "speed_bps": interface.speed,
    }
