"""How long a device has been up."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from checks.model import Metric, Outcome
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged
from checks.probes.snmp_answers import number_of, unanswered
from checks.snmp import mib
from checks.snmp.session import Answers, Needs

TICKS_PER_SECOND = 100
WRAP = 2**32 / TICKS_PER_SECOND
"""Seconds after which TimeTicks start again from 0: 497 days."""

_SLACK = 600.0  # the two clocks of an agent do not start in the same instant


class UptimeOptions(ProbeOptions):
    """Which clock, and when an uptime is worth a word."""

    source: Literal["auto", "host", "agent"] = Field(
        default="auto",
        description="host (hrSystemUptime), agent (sysUpTime), or auto: the host's where the device tells it",
    )
    warn: RangeText = Field(default="600:", description="warning range in seconds; 600: warns after a restart")
    crit: RangeText = Field(default="", description="critical range in seconds")


class SnmpUptime:
    """Reads the uptime, and sees through the wrap of TimeTicks after 497 days by snmpEngineTime."""

    options = UptimeOptions

    def needs(self, options: UptimeOptions, known: Answers) -> Needs:  # noqa: ARG002 -- all three, to compare
        """Ask for the three clocks."""
        return Needs(scalars=frozenset((mib.SYS_UP_TIME, mib.HR_SYSTEM_UPTIME, mib.SNMP_ENGINE_TIME)))

    def read(self, options: UptimeOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge the uptime in seconds."""
        agent, host = _seconds(known, mib.SYS_UP_TIME), _seconds(known, mib.HR_SYSTEM_UPTIME)
        uptime, source = _choose(options.source, host, _unwrapped(agent, number_of(known, mib.SNMP_ENGINE_TIME)))
        if uptime is None:
            return unanswered(known, f"the device does not tell the uptime of its {source}")
        metric = Metric("uptime", uptime, "s", options.warn or None, options.crit or None, min=0)
        return Outcome(judged(metric), f"{source} up for {_words(uptime)}", (metric,))


def _seconds(known: Answers, oid: tuple[int, ...]) -> float | None:
    ticks = number_of(known, oid)
    return None if ticks is None else ticks / TICKS_PER_SECOND


def _unwrapped(agent: float | None, engine_time: float | None) -> float | None:
    """Add the wraps that snmpEngineTime proves: seconds since the agent started, good for 68 years (RFC 3411)."""
    if agent is None or engine_time is None:
        return agent
    wraps = round((engine_time - agent) / WRAP)
    if wraps > 0 and abs(engine_time - agent - wraps * WRAP) <= _SLACK:
        return agent + wraps * WRAP
    return agent


def _choose(source: str, host: float | None, agent: float | None) -> tuple[float | None, str]:
    """Pick a clock. Agents that have no hrSystemUptime to tell send 0; an agent does not outlive its host."""
    if source == "agent":
        return agent, "agent"
    if source == "host" or (host and (agent is None or agent <= host + _SLACK)):
        return host, "host"
    return agent, "agent"


def _words(seconds: float) -> str:
    minutes, _ = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    return f"{days} d {hours} h {minutes} min" if days else f"{hours} h {minutes} min"
