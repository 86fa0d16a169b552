"""One machine for each device, and what it is to be called. Pure."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from bls_tui.inventory.names import host_name
from checks.discovery.model import Machine

_GENERIC = frozenset(("", "localhost", "(none)", "none", "unknown", "switch", "router", "printer", "nas", "snmp"))
"""Names that devices have out of the box; they tell nothing."""


@dataclass(frozen=True, slots=True)
class Named:
    """A machine with its name. `also` are further addresses of the same device."""

    name: str
    source: str
    """Where the name is from: "sysName", "hosts file", or "address"."""
    machine: Machine
    also: tuple[str, ...] = ()


def named(machines: Sequence[Machine]) -> list[Named]:
    """Return every device once, at its first address, no two with the same name."""
    taken: set[str] = set()
    found = []
    for machine, also in _devices(machines):
        name, source = _name(machine)
        if name in taken:
            name = f"{name}-{machine.address}"
        taken.add(name)
        found.append(Named(name, source, machine, also))
    return found


def _devices(machines: Sequence[Machine]) -> list[tuple[Machine, tuple[str, ...]]]:
    """Gather addresses of the same device: same sysName, same hardware addresses."""
    groups: dict[object, list[Machine]] = {}
    for machine in sorted(machines, key=lambda one: order(one.address)):
        device = machine.device
        key: object = machine.address
        if device is not None and device.macs and device.name:
            key = (device.name, device.macs)
        groups.setdefault(key, []).append(machine)
    return [(group[0], tuple(one.address for one in group[1:])) for group in groups.values()]


def order(address: str) -> tuple[int, int]:
    """Return what sorts addresses as people count them."""
    parsed = ipaddress.ip_address(address)
    return parsed.version, int(parsed)


def _name(machine: Machine) -> tuple[str, str]:
    said = machine.device.name if machine.device is not None else ""
    for text, source in ((said, "sysName"), (machine.known_name, "hosts file or DNS")):
        short = text if _is_address(text) else text.partition(".")[0]
        name = _fit(short)
        if name.lower() not in _GENERIC:
            return name, source
    return machine.address, "address"


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _fit(text: str) -> str:
    plain = "".join(sign for sign in text.replace("/", "-") if sign.isprintable()).strip()[:100].strip()
    try:
        return host_name(plain)
    except ValueError:
        return ""
