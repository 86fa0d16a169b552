"""Programs that run on a device: hrSWRunTable (RFC 2790)."""

from __future__ import annotations

import re

from pydantic import Field

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.limits import RangeText, judged, worst
from checks.probes.snmp_answers import cell_number, cell_text, incomplete, unanswered
from checks.rules.storage_levels import in_units
from checks.snmp import mib
from checks.snmp.session import Answers, Needs
from checks.snmp.values import Oid

KIB = 1024
_INVALID = 4  # hrSWRunStatus: a zombie, or a program that could not be loaded
_SHOWN = 20


class ProcessOptions(ProbeOptions):
    """Which programs, and how many of them there should be."""

    name: re.Pattern[str] = Field(description="pattern that the name or the path of the program contains")
    arguments: re.Pattern[str] | None = Field(default=None, description="pattern that its arguments contain")
    warn: RangeText = Field(default="", description="warning range of the number of running programs")
    crit: RangeText = Field(default="1:", description="critical range of the number of running programs")
    memory_warn: RangeText = Field(default="", description="warning range of their memory together in MiB")
    memory_crit: RangeText = Field(default="", description="critical range of their memory together in MiB")
    memory: bool = Field(default=False, description="measure their memory")

    @property
    def measures_memory(self) -> bool:
        """True if memory is asked for, or judged."""
        return self.memory or bool(self.memory_warn or self.memory_crit)


class SnmpProcess:
    """Counts the running programs of a name, and judges how many there are."""

    options = ProcessOptions

    def needs(self, options: ProcessOptions, known: Answers) -> Needs:  # noqa: ARG002 -- always the same
        """Ask for the columns that the options look at."""
        columns = {mib.HR_SW_RUN_NAME, mib.HR_SW_RUN_PATH, mib.HR_SW_RUN_STATUS}
        if options.arguments:
            columns.add(mib.HR_SW_RUN_PARAMETERS)
        if options.measures_memory:
            columns.add(mib.HR_SW_RUN_PERF_MEM)
        return Needs(columns=frozenset(columns))

    def read(self, options: ProcessOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """Judge the number. An agent without the table tells nothing; an incomplete table may hide some."""
        if not known.column(mib.HR_SW_RUN_NAME):
            return unanswered(known, "the device does not list its running programs")
        found = [index for index in known.column(mib.HR_SW_RUN_NAME) if _matches(options, known, index)]
        count = Metric("count", len(found), "", options.warn or None, options.crit or None, 0)
        memory = sum(cell_number(known, mib.HR_SW_RUN_PERF_MEM, index) or 0 for index in found) / KIB
        size = Metric("memory", memory, "MiB", options.memory_warn or None, options.memory_crit or None, 0)
        metrics = (count, size) if options.measures_memory else (count,)
        reason = incomplete(known, (mib.HR_SW_RUN_NAME,))
        state = State.UNKNOWN if reason else worst(*map(judged, metrics))
        words = f"{len(found)} running with {options.name.pattern!r}"
        words += f" and {options.arguments.pattern!r}" if options.arguments else ""
        words += f", {in_units(int(memory * KIB * KIB))} of memory" if options.measures_memory else ""
        items = tuple(_item(known, index) for index in found[:_SHOWN])
        return Outcome(state, "; ".join(filter(None, (words, reason))), metrics, items)


def _matches(options: ProcessOptions, known: Answers, index: Oid) -> bool:
    if cell_number(known, mib.HR_SW_RUN_STATUS, index) == _INVALID:
        return False
    names = (cell_text(known, mib.HR_SW_RUN_NAME, index), cell_text(known, mib.HR_SW_RUN_PATH, index))
    if not any(options.name.search(name) for name in names if name):
        return False
    arguments = cell_text(known, mib.HR_SW_RUN_PARAMETERS, index)
    return options.arguments is None or bool(options.arguments.search(arguments))


def _item(known: Answers, index: Oid) -> dict[str, object]:
    memory = cell_number(known, mib.HR_SW_RUN_PERF_MEM, index)
    return {
        "pid": index[-1],
        "name": cell_text(known, mib.HR_SW_RUN_NAME, index),
        "path": cell_text(known, mib.HR_SW_RUN_PATH, index),
        "arguments": cell_text(known, mib.HR_SW_RUN_PARAMETERS, index),
        "memory_bytes": None if memory is None else int(memory * KIB),
    }
