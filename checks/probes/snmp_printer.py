"""Supplies, paper, alerts and pages of a printer."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from pydantic import Field

from checks.model import SEVERITY, Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import incomplete, selected, unanswered
from checks.snmp import mib
from checks.snmp.printer import (
    ALERT_COLUMNS,
    PAGE_COLUMNS,
    STATUS_COLUMNS,
    SUPPLY_COLUMNS,
    TRAY_COLUMNS,
    PrinterStatus,
    Supply,
    device_status_cells,
    pages,
    read_alerts,
    read_statuses,
    read_supplies,
    read_trays,
)
from checks.snmp.session import Answers, Needs
from checks.snmp.values import Oid

_SHOWN = 5
_LEVELS = {"critical": State.CRITICAL, "warning": State.WARNING, "ignore": State.OK}
_SERIOUS = frozenset(("no toner", "jammed", "offline"))
_HARMLESS = frozenset(("low paper",))

Level = Literal["critical", "warning", "ignore"]


class PrinterOptions(ProbeOptions):
    """Which supplies, and what is a problem."""

    include: re.Pattern[str] | None = Field(default=None, description="pattern: only the supplies that match")
    exclude: re.Pattern[str] | None = Field(default=None, description="pattern: not the supplies that match")
    warn: RangeText = Field(default="15:", description="warning range of what is left of a supply in percent")
    crit: RangeText = Field(default="5:", description="critical range of what is left of a supply in percent")
    tray_warn: RangeText = Field(default="", description="warning range of the paper in a tray in percent")
    tray_crit: RangeText = Field(default="", description="critical range of the paper in a tray in percent")
    alerts: Level = Field(default="warning", description="what a critical alert of the printer is")
    errors: Level = Field(default="critical", description="what a jam, no toner and offline are; lesser ones: warning")


class SnmpPrinter:
    """Judges what is left of toner, ink, drums and other supplies, the printer's errors and its critical alerts."""

    options = PrinterOptions

    def needs(self, options: PrinterOptions, known: Answers) -> Needs:  # noqa: ARG002 -- options choose afterwards
        """Ask for supplies and status; for alerts, trays and pages once it is known to be a printer."""
        first = SUPPLY_COLUMNS | STATUS_COLUMNS
        if not known.asked.columns >= first:
            return Needs(columns=first)
        if not (known.column(mib.PRT_MARKER_SUPPLIES_LEVEL) or known.column(mib.HR_PRINTER_STATUS)):
            return Needs()
        details = ALERT_COLUMNS | TRAY_COLUMNS | PAGE_COLUMNS
        if not known.column(mib.HR_PRINTER_STATUS):
            details |= {mib.HR_DEVICE_TYPE}
        return Needs(device_status_cells(known), details)

    def read(self, options: PrinterOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge the printer; the worst decides."""
        supplies, statuses = read_supplies(known), read_statuses(known)
        if not (supplies or statuses):
            return unanswered(known, "the device tells nothing of a printer")
        chosen = [supply for supply in supplies if selected((supply.descr,), options.include, options.exclude)]
        trays = read_trays(known)
        findings = [
            *_supplies(chosen, options.warn, options.crit),
            *_supplies(trays, options.tray_warn, options.tray_crit),
            *_troubles(statuses, options),
            *_alerts(known, options),
        ]
        reason = incomplete(known, SUPPLY_COLUMNS)
        bad = sorted((finding for finding in findings if finding.state is not State.OK), key=_severity)
        words = [finding.words for finding in bad[:_SHOWN]] or [_summary(chosen, statuses)]
        return Outcome(
            worst(*(finding.state for finding in findings), State.UNKNOWN if reason else State.OK),
            "; ".join(filter(None, (*words, reason))),
            _told_apart([*(finding.metric for finding in findings if finding.metric), *_page_metrics(known)]),
            (*map(_supply_item, (*chosen, *trays)), *map(_status_item, statuses), *_page_items(known)),
            details="\n".join(f"{finding.state}: {finding.words}" for finding in findings),
        )


@dataclass(frozen=True, slots=True)
class _Finding:
    state: State
    words: str
    metric: Metric | None = None


def _severity(finding: _Finding) -> int:
    return -SEVERITY[finding.state]


def _supplies(supplies: Sequence[Supply], warn: str, crit: str) -> Iterator[_Finding]:
    """Judge what is left. A word in place of a measure is no problem: "some left" is all that some printers know."""
    for supply in supplies:
        if supply.percent is None:
            yield _Finding(State.OK, f"{supply.descr}: {supply.word}")
            continue
        metric = Metric(supply.descr, supply.percent, "%", warn or None, crit or None, 0, 100)
        left = "room left" if supply.receptacle else "left"
        yield _Finding(judged(metric), f"{supply.descr} {supply.percent:.0f}% {left}", metric)


def _troubles(statuses: Sequence[PrinterStatus], options: PrinterOptions) -> Iterator[_Finding]:
    for status in statuses:
        for error in status.errors:
            level = _LEVELS[options.errors]
            lesser = State.OK if error in _HARMLESS or level is State.OK else State.WARNING
            yield _Finding(level if error in _SERIOUS else lesser, error)
        if status.device == "down":
            yield _Finding(_LEVELS[options.errors], "the printer is down")


def _alerts(known: Answers, options: PrinterOptions) -> Iterator[_Finding]:
    for alert in read_alerts(known):
        yield _Finding(_LEVELS[options.alerts] if alert.severity == "critical" else State.OK, f"alert: {alert.text}")


def _page_metrics(known: Answers) -> list[Metric]:
    """Return the life count of the busiest marker: a colour page passes several, each counts it."""
    column = mib.PRT_MARKER_LIFE_COUNT
    life = [number for oid, number in pages(known).items() if oid[: len(column)] == column]
    return [Metric("pages", max(life), "c", min=0)] if life else []


def _told_apart(metrics: Sequence[Metric]) -> tuple[Metric, ...]:
    """Give another name to a second supply or tray of the same description."""
    seen: Counter[str] = Counter()
    named = []
    for metric in metrics:
        seen[metric.name] += 1
        named.append(metric if seen[metric.name] == 1 else replace(metric, name=f"{metric.name} {seen[metric.name]}"))
    return tuple(named)


def _summary(supplies: Sequence[Supply], statuses: Sequence[PrinterStatus]) -> str:
    lowest = min((supply for supply in supplies if supply.percent is not None), key=_left, default=None)
    least = (
        f"lowest of {len(supplies)} supplies: {lowest.descr} {lowest.percent:.0f}%" if lowest else "no measured supply"
    )
    return ", ".join([*(status.status for status in statuses if status.status != "unknown"), least])


def _left(supply: Supply) -> float:
    return 101.0 if supply.percent is None else supply.percent


def _supply_item(supply: Supply) -> dict[str, object]:
    return {
        "descr": supply.descr,
        "kind": supply.type,
        "percent": supply.percent,
        "level": supply.level,
        "capacity": supply.capacity,
        "status": supply.word,
        "oid": _dotted(supply.oid),
    }


def _status_item(status: PrinterStatus) -> dict[str, object]:
    return {
        "descr": "Printer",
        "kind": "status",
        "value": status.device_number,
        "status": status.status,
        "errors": list(status.errors),
        "oid": _dotted(status.device_oid),
    }


def _page_items(known: Answers) -> list[dict[str, object]]:
    return [
        {"descr": "Pages", "kind": "count", "value": number, "oid": _dotted(oid)}
        for oid, number in pages(known).items()
    ]


def _dotted(oid: Oid) -> str:
    return ".".join(map(str, oid))
