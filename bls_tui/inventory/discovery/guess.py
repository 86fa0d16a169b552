"""Which template fits a machine, and why. Pure: the choice is made from what the machine answers, never from its name.

Sources: sysObjectID numbers as assigned (IANA private enterprise numbers; Microsoft's .311.1.1.3.1, net-snmp's
.8072.3.2), sysServices (RFC 3418), ifType (IANA).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bls_tui.inventory.discovery.wording import ports_text
from bls_tui.locale import _
from checks.discovery.model import Device, Machine

ETHERNET = 6
MANY_PORTS = 5
"""Ethernet ports from which on something that bridges is a switch."""
VERY_MANY_PORTS = 16
_BRIDGES = 2
_WINDOWS = "1.3.6.1.4.1.311.1.1.3.1"
_DOMAIN_CONTROLLER = "1.3.6.1.4.1.311.1.1.3.1.3"
_LINUX = ("1.3.6.1.4.1.8072.3.2.10", "1.3.6.1.4.1.2021.250.10")
_STORAGE_WORDS = ("diskstation", "synology", "qnap", "rackstation", "netapp", "truenas", "freenas", "readynas")
_STORAGE_MAKERS = {"6574": "Synology", "24681": "QNAP", "55062": "QNAP", "789": "NetApp", "4526.18": "ReadyNAS"}
_FIREWALL_MAKERS = {
    "12356.101": "Fortinet", "2604": "Sophos", "8741": "SonicWall", "3097": "WatchGuard", "25461": "Palo Alto",
    "2620": "Check Point", "14988": "MikroTik", "2636": "Juniper", "890": "Zyxel", "41112": "Ubiquiti",
}  # fmt: skip
_FIREWALL_WORDS = ("firewall", "adaptive security", "firepower", "security gateway", "pfsense", "opnsense")
_PRINTER_WORDS = ("jetdirect", "printer", "laserjet", "officejet", "kyocera", "ricoh", "lexmark", "brother nc", "epson")
JETDIRECT, RDP, LDAP = 9100, 3389, 389


@dataclass(frozen=True, slots=True)
class Guess:
    """A template, "" for none, and the reason in words."""

    template: str
    reason: str


def guess(machine: Machine) -> Guess:
    """Return the template that fits."""
    if machine.device is None:
        return _without_snmp(machine)
    for rule in _RULES:
        if found := rule(machine, machine.device):
            return found
    reason = _("no template fits sysObjectID {oid}").format(oid=machine.device.object_id or "–")
    return Guess("", reason)


def _without_snmp(machine: Machine) -> Guess:
    if JETDIRECT in machine.open:
        return Guess("printer", _("no SNMP answer, but it takes print jobs on port 9100"))
    looks = _(", looks like Windows") if RDP in machine.open else ""
    return Guess("", _("no SNMP answer{looks}; open: {ports}").format(looks=looks, ports=ports_text(machine.open)))


def _maker(device: Device, makers: dict[str, str]) -> str:
    within = device.object_id.removeprefix("1.3.6.1.4.1.") + "."
    return next((name for number, name in makers.items() if within.startswith(f"{number}.")), "")


def _printer(machine: Machine, device: Device) -> Guess | None:
    server = device.descr.startswith("Linux") and any(volume.descr == "/" for volume in device.volumes)
    if server:
        return None  # a server with a queue answers the Printer-MIB as well
    if "snmp-printer" in device.readings:
        return Guess("printer", _("it answers the Printer-MIB"))
    word = next((word for word in _PRINTER_WORDS if word in device.descr.lower()), "")
    if word:
        return Guess("printer", _("sysDescr says {word}").format(word=word))
    return Guess("printer", _("it takes print jobs on port 9100")) if JETDIRECT in machine.open else None


def _windows(machine: Machine, device: Device) -> Guess | None:
    if not (f"{device.object_id}.".startswith(f"{_WINDOWS}.") or "windows" in device.descr.lower()):
        return None
    if device.object_id == _DOMAIN_CONTROLLER and LDAP in machine.open:
        return Guess("domain-controller", _("sysObjectID is that of a Windows domain controller, and LDAP is open"))
    return Guess("windows", _("sysObjectID or sysDescr says Windows"))


def _storage(machine: Machine, device: Device) -> Guess | None:  # noqa: ARG001 - as every rule
    if maker := _maker(device, _STORAGE_MAKERS):
        return Guess("nas", _("sysObjectID is {maker}'s").format(maker=maker))
    word = next((word for word in _STORAGE_WORDS if word in device.descr.lower()), "")
    if word:
        return Guess("nas", _("sysDescr says {word}").format(word=word))
    numbered = any(volume.descr.startswith("/volume") for volume in device.volumes)
    return Guess("nas", _("it has volumes such as /volume1")) if numbered and "snmp-raid" in device.readings else None


def _router(machine: Machine, device: Device) -> Guess | None:  # noqa: ARG001 - as every rule
    if maker := _maker(device, _FIREWALL_MAKERS):
        if _switching(device) and _says_it_bridges(device) and not device.forwards:
            return None
        return Guess("router", _("sysObjectID is {maker}'s").format(maker=maker))
    word = next((word for word in _FIREWALL_WORDS if word in device.descr.lower()), "")
    if word:
        return Guess("router", _("sysDescr says {word}").format(word=word))
    server = device.object_id in _LINUX or bool(device.volumes)
    if device.forwards and not server and not _switching(device):
        return Guess("router", _("it forwards IP (ipForwarding)"))
    return None


def _switching(device: Device) -> bool:
    """Tell whether it is full of Ethernet ports and bridges them; with very many, it need not say so."""
    ethernet = sum(port.type == ETHERNET for port in device.ports)
    return ethernet >= MANY_PORTS and (
        _says_it_bridges(device) or (ethernet >= VERY_MANY_PORTS and not device.forwards)
    )


def _says_it_bridges(device: Device) -> bool:
    return bool(device.bridge or device.services & _BRIDGES)


def _switch(machine: Machine, device: Device) -> Guess | None:  # noqa: ARG001 - as every rule
    if device.object_id in _LINUX or not _switching(device):
        return None
    count = sum(port.type == ETHERNET for port in device.ports)
    if _says_it_bridges(device):
        return Guess("switch", _("it bridges {count} Ethernet ports").format(count=count))
    return Guess("switch", _("it has {count} Ethernet ports and does not route").format(count=count))


def _linux(machine: Machine, device: Device) -> Guess | None:  # noqa: ARG001 - as every rule
    if device.object_id in _LINUX:
        return Guess("linux", _("sysObjectID is that of net-snmp on Linux"))
    return Guess("linux", _("sysDescr says Linux")) if device.descr.startswith("Linux") else None


_RULES: tuple[Callable[[Machine, Device], Guess | None], ...] = (_windows, _printer, _storage, _router, _switch, _linux)
