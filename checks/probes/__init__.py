"""Probes, one a file. Adding one is one line in PROBES."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any, cast

from checks.probes.base import ActiveProbe, OptionError, ProbeOptions, SnmpProbe, validate_options

PROBES: Mapping[str, str] = {
    "icmp": "checks.probes.icmp:Icmp",
    "tcp": "checks.probes.tcp:Tcp",
    "http": "checks.probes.http:Http",
    "tls": "checks.probes.tls:Tls",
    "dns": "checks.probes.dns:Dns",
    "snmp-cpu": "checks.probes.snmp_cpu:SnmpCpu",
    "snmp-memory": "checks.probes.snmp_memory:SnmpMemory",
    "snmp-storage": "checks.probes.snmp_storage:SnmpStorage",
    "snmp-interfaces": "checks.probes.snmp_interfaces:SnmpInterfaces",
    "snmp-uptime": "checks.probes.snmp_uptime:SnmpUptime",
    "snmp-sensors": "checks.probes.snmp_sensors:SnmpSensors",
    "snmp-raid": "checks.probes.snmp_raid:SnmpRaid",
    "snmp-ups": "checks.probes.snmp_ups:SnmpUps",
    "snmp-printer": "checks.probes.snmp_printer:SnmpPrinter",
    "snmp-process": "checks.probes.snmp_process:SnmpProcess",
    "snmp-windows-service": "checks.probes.snmp_windows_service:SnmpWindowsService",
    "snmp-value": "checks.probes.snmp_value:SnmpValue",
    "snmp-system": "checks.probes.snmp_system:SnmpSystem",
    "plugin": "checks.probes.plugin:Plugin",
    "passive": "checks.probes.passive:Passive",
    "local": "checks.probes.local:Local",
}


class UnknownProbe(Exception):  # noqa: N818 - it names what happened, as LookupError's children do
    """No probe of that kind exists; the message lists those that do."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"no probe is called {kind!r}; the kinds are {', '.join(PROBES)}")
        self.kind = kind


@cache
def load(kind: str) -> ActiveProbe | SnmpProbe:
    """Import and make the probe of that kind, once.

    Raises:
        UnknownProbe: listing the kinds that exist.
    """
    if kind not in PROBES:
        raise UnknownProbe(kind)
    module, _, name = PROBES[kind].partition(":")
    return cast("ActiveProbe | SnmpProbe", getattr(import_module(module), name)())


def parse_options(kind: str, values: Mapping[str, Any]) -> ProbeOptions:
    """Check the options of one check.

    Raises:
        UnknownProbe: no such kind.
        OptionError: naming the first wrong key and what is allowed.
    """
    return validate_options(load(kind).options, values)


__all__ = ["PROBES", "ActiveProbe", "OptionError", "ProbeOptions", "SnmpProbe", "UnknownProbe", "load", "parse_options"]
