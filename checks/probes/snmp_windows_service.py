"""Windows services, by the table of the Windows SNMP service (LanMgr-Mib-II-MIB, svSvcTable)."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import Field, model_validator

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions, Words
from checks.probes.snmp_answers import cell_number, incomplete, unanswered
from checks.snmp import mib
from checks.snmp.session import Answers, Needs

STATES = {1: "running", 2: "continuing", 3: "pausing", 4: "paused"}
"""svSvcOperatingState. Windows lists no service that is stopped."""

_LEVELS = {"critical": State.CRITICAL, "warning": State.WARNING}


class WindowsServiceOptions(ProbeOptions):
    """Which services, and how they should be."""

    names: Words = Field(default=(), description="display names as Windows shows them, in any case")
    include: re.Pattern[str] | None = Field(default=None, description="pattern: at least one service matches it")
    expect: Literal["running", "stopped"] = Field(default="running", description="how they should be")
    otherwise: Literal["critical", "warning"] = Field(default="critical", description="what it is when they are not")

    @model_validator(mode="after")
    def _some(self) -> WindowsServiceOptions:
        if not self.names and self.include is None:
            raise ValueError("names or include is needed")
        return self


class SnmpWindowsService:
    """Judges whether services run; one that is not in the table is stopped, or not installed."""

    options = WindowsServiceOptions

    def needs(self, options: WindowsServiceOptions, known: Answers) -> Needs:  # noqa: ARG002 -- always the same
        """Ask for names and states."""
        return Needs(columns=frozenset((mib.SV_SVC_NAME, mib.SV_SVC_OPERATING_STATE)))

    def read(self, options: WindowsServiceOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge each service; an incomplete table may hide one that runs."""
        states = _states(known)
        if not states:
            return unanswered(known, "the device does not list its Windows services")
        wanted = {name.casefold(): name for name in options.names}
        matching = {
            name
            for name in states
            if options.include and options.include.search(name) and name.casefold() not in wanted
        }
        found = {name.casefold(): state for name, state in states.items()}
        items = [(name, found.get(key, "stopped")) for key, name in wanted.items()]
        items += sorted((name, states[name]) for name in matching)
        if options.include and not matching:
            items.append((f"any service like {options.include.pattern}", "stopped"))
        wrong = [(name, state) for name, state in items if state != options.expect]
        reason = incomplete(known, (mib.SV_SVC_NAME,))
        state = State.UNKNOWN if reason and wrong else _LEVELS[options.otherwise] if wrong else State.OK
        words = ", ".join(f"{name} is {how}" for name, how in wrong or items)
        metrics = (Metric("running", sum(state == "running" for _, state in items), min=0, max=len(items)),)
        listed = tuple({"name": name, "state": how} for name, how in items)
        return Outcome(state, "; ".join(filter(None, (words, reason))), metrics, listed)


def _states(known: Answers) -> dict[str, str]:
    """Return display name to state. The name is also the index; an agent that leaves the column out still has that."""
    states = {}
    for index, name in known.column(mib.SV_SVC_NAME).items():
        number = cell_number(known, mib.SV_SVC_OPERATING_STATE, index)
        states[name.text.strip()] = STATES.get(int(number or 1), "unknown")
    return states
