"""Uninterruptible power supplies: battery, load, and whether they are needed right now."""

from __future__ import annotations

from pydantic import Field

from checks.model import SEVERITY, Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import incomplete, unanswered
from checks.snmp import makers
from checks.snmp.makers.fetch import columns_of, needs_of
from checks.snmp.makers.figures import Reading, read_readings
from checks.snmp.makers.model import Section
from checks.snmp.session import Answers, Needs
from checks.snmp.units import UNITS

NAMES = {"charge": "charge", "runtime": "runtime", "load": "load", "temperature": "battery temperature"}
"""The judged figures of a UPS: role to the name of the metric."""


class UpsOptions(ProbeOptions):
    """When a UPS is a problem."""

    charge_warn: RangeText = Field(default="50:", description="warning range of the battery's charge in percent")
    charge_crit: RangeText = Field(default="20:", description="critical range of the battery's charge in percent")
    runtime_warn: RangeText = Field(default="600:", description="warning range of the seconds the battery would last")
    runtime_crit: RangeText = Field(default="300:", description="critical range of the seconds the battery would last")
    load_warn: RangeText = Field(default="80", description="warning range of the load in percent, the busiest line")
    load_crit: RangeText = Field(default="95", description="critical range of the load in percent, the busiest line")
    temperature_warn: RangeText = Field(default="", description="warning range of the battery's degrees Celsius")
    temperature_crit: RangeText = Field(default="", description="critical range of the battery's degrees Celsius")
    on_battery: RangeText = Field(
        default="0", description="critical when on battery for seconds outside this range; shorter is a warning"
    )

    def limits(self, role: str) -> tuple[str, str]:
        """Return the ranges of a figure."""
        return getattr(self, f"{role}_warn"), getattr(self, f"{role}_crit")


class SnmpUps:
    """Judges charge, runtime, load and states; one figure of each, the maker's where the standard one is missing."""

    options = UpsOptions

    def needs(self, options: UpsOptions, known: Answers) -> Needs:  # noqa: ARG002 -- always everything
        """Ask for UPS-MIB and who made the device, then for the maker's tables."""
        return makers.detection(known, Section.UPS) | needs_of(makers.entries(known, Section.UPS), known)

    def read(self, options: UpsOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge the figures; the worst decides."""
        entries = list(makers.entries(known, Section.UPS))
        readings = read_readings(entries, known)
        if not readings:
            return unanswered(known, "the device tells nothing of a UPS")
        reason = incomplete(known, columns_of(entries))
        figures = [metric for role in NAMES if (metric := _figure(options, readings, role))]
        findings = [(judged(metric), _words(metric)) for metric in figures]
        findings += _battery_time(options, readings)
        findings += [
            (reading.state, f"{reading.descr} {reading.word}")
            for reading in readings
            if reading.state and reading.state is not State.UNKNOWN
        ]
        bad = [(state, words) for state, words in findings if state is not State.OK]
        shown = sorted(bad or findings, key=lambda finding: -SEVERITY[finding[0]])
        return Outcome(
            worst(*(state for state, _ in findings), State.UNKNOWN if reason else State.OK),
            "; ".join(filter(None, (*(words for _, words in shown[:6]), reason))) or "no figure of battery or load",
            tuple(figures),
            tuple(map(_item, readings)),
            details="\n".join(f"{state}: {words}" for state, words in findings),
        )


def _figure(options: UpsOptions, readings: list[Reading], role: str) -> Metric | None:
    """Make the metric of a role: of several lines the busiest, else what came first."""
    values = [reading for reading in readings if reading.role == role]
    if not values:
        return None
    chosen = max(values, key=lambda reading: reading.value) if role == "load" else values[0]
    warn, crit = options.limits(role)
    return Metric(NAMES[role], chosen.value, UNITS[chosen.kind], warn or None, crit or None, 0)


def _words(metric: Metric) -> str:
    if metric.unit == "s":
        return f"{metric.name} {metric.value / 60:.0f} min"
    return f"{metric.name} {metric.value:g}{metric.unit if metric.unit == '%' else ' ' + metric.unit}"


def _battery_time(options: UpsOptions, readings: list[Reading]) -> list[tuple[State, str]]:
    """Judge how long the UPS has been on battery: 0 seconds is not on battery (RFC 1628, upsSecondsOnBattery)."""
    seconds = max((reading.value for reading in readings if reading.role == "on_battery"), default=0)
    if seconds <= 0:
        return []
    long = judged(Metric("on battery", seconds, "s", None, options.on_battery or None))
    return [(worst(State.WARNING, long), f"on battery for {seconds:.0f} s")]


def _item(reading: Reading) -> dict[str, object]:
    return {
        "descr": reading.descr,
        "kind": reading.kind,
        "part": reading.role,
        "value": reading.value,
        "unit": UNITS.get(reading.kind, ""),
        "status": reading.word,
        "oid": ".".join(map(str, reading.oid)),
    }
