"""The system group: what a device says it is."""

from __future__ import annotations

from checks.model import Metric, Outcome, State
from checks.probes.base import Context, ProbeOptions
from checks.probes.snmp_answers import number_of, text_of, unanswered
from checks.snmp import mib
from checks.snmp.session import Answers, Needs

_SCALARS = frozenset((mib.SYS_DESCR, mib.SYS_OBJECT_ID, mib.SYS_UP_TIME, mib.SYS_NAME, mib.SYS_LOCATION))
TICKS_PER_SECOND = 100


class SystemOptions(ProbeOptions):
    """There is nothing to set."""


class SnmpSystem:
    """Reads name, description, location and uptime; OK when the device tells any of them."""

    options = SystemOptions

    def needs(self, options: SystemOptions, known: Answers) -> Needs:  # noqa: ARG002 -- always the same
        """Ask for the five scalars."""
        return Needs(scalars=_SCALARS)

    def read(self, options: SystemOptions, known: Answers, context: Context) -> Outcome:  # noqa: ARG002
        """List what the device said."""
        if not _SCALARS & known.scalars.keys():
            return unanswered(known, "the device has no system group")
        ticks = number_of(known, mib.SYS_UP_TIME)
        uptime = None if ticks is None else ticks / TICKS_PER_SECOND
        name, descr = text_of(known, mib.SYS_NAME), text_of(known, mib.SYS_DESCR)
        item = {
            "sysName": name,
            "sysDescr": descr,
            "sysObjectID": text_of(known, mib.SYS_OBJECT_ID),
            "sysLocation": text_of(known, mib.SYS_LOCATION),
            "uptime_s": uptime,
        }
        metrics = () if uptime is None else (Metric("uptime", uptime, "s", min=0),)
        return Outcome(State.OK, f"{name or 'no name'}: {' '.join(descr.split())}", metrics, items=(item,))
