"""What discovery asks a device over SNMP besides what probes ask, and how the answers read. Pure.

Sources: RFC 3418 (system), RFC 4293 and RFC 1213 (addresses, ARP), RFC 4188 (BRIDGE-MIB), RFC 4363 (Q-BRIDGE-MIB), IEEE
802.1AB (LLDP-MIB), CISCO-CDP-MIB.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any

from checks.discovery.model import Neighbour, Port
from checks.snmp import mib
from checks.snmp.interfaces import STATUS_COLUMNS, read_interfaces
from checks.snmp.session import Answers, Needs
from checks.snmp.values import Oid, Value

SYS_SERVICES: Oid = (1, 3, 6, 1, 2, 1, 1, 7, 0)
IP_FORWARDING: Oid = (1, 3, 6, 1, 2, 1, 4, 1, 0)
LLDP: Oid = (1, 0, 8802, 1, 1, 2, 1)
LLDP_CHASSIS_SUBTYPE: Oid = (*LLDP, 3, 1, 0)
LLDP_CHASSIS: Oid = (*LLDP, 3, 2, 0)
IDENTITY = frozenset((mib.SYS_DESCR, mib.SYS_OBJECT_ID, mib.SYS_NAME, mib.SYS_LOCATION, SYS_SERVICES))
SCALARS = IDENTITY | {IP_FORWARDING, LLDP_CHASSIS_SUBTYPE, LLDP_CHASSIS}

IF_PHYS_ADDRESS: Oid = (*mib.IF_ENTRY, 6)
IP_ADDRESS_INTERFACE: Oid = (1, 3, 6, 1, 2, 1, 4, 20, 1, 2)
ARP: Oid = (1, 3, 6, 1, 2, 1, 4, 22, 1, 2)
ARP_NEWER: Oid = (1, 3, 6, 1, 2, 1, 4, 35, 1, 4)
BRIDGE_PORT_INTERFACE: Oid = (1, 3, 6, 1, 2, 1, 17, 1, 4, 1, 2)
BRIDGE: Oid = (1, 3, 6, 1, 2, 1, 17, 4, 3, 1, 2)
VLAN_BRIDGE: Oid = (1, 3, 6, 1, 2, 1, 17, 7, 1, 2, 2, 1, 2)
LLDP_PORT_ID: Oid = (*LLDP, 3, 7, 1, 3)
LLDP_REMOTE: Oid = (*LLDP, 4, 1, 1)
LLDP_REMOTE_CHASSIS_SUBTYPE, LLDP_REMOTE_CHASSIS = (*LLDP_REMOTE, 4), (*LLDP_REMOTE, 5)
LLDP_REMOTE_PORT, LLDP_REMOTE_PORT_DESCR, LLDP_REMOTE_NAME = (*LLDP_REMOTE, 7), (*LLDP_REMOTE, 8), (*LLDP_REMOTE, 9)
LLDP_REMOTE_ADDRESS: Oid = (*LLDP, 4, 2, 1, 3)
CDP: Oid = (1, 3, 6, 1, 4, 1, 9, 9, 23, 1, 2, 1, 1)
CDP_ADDRESS, CDP_NAME, CDP_PORT = (*CDP, 4), (*CDP, 6), (*CDP, 7)
COLUMNS = STATUS_COLUMNS | {
    mib.IF_TYPE, IF_PHYS_ADDRESS, IP_ADDRESS_INTERFACE, ARP, ARP_NEWER, BRIDGE_PORT_INTERFACE, BRIDGE, VLAN_BRIDGE,
    LLDP_PORT_ID, LLDP_REMOTE_CHASSIS_SUBTYPE, LLDP_REMOTE_CHASSIS, LLDP_REMOTE_PORT, LLDP_REMOTE_PORT_DESCR,
    LLDP_REMOTE_NAME, LLDP_REMOTE_ADDRESS, CDP_ADDRESS, CDP_NAME, CDP_PORT,
}  # fmt: skip
MAC_BYTES, IPV4_BYTES, IPV6_BYTES = 6, 4, 16
_CHASSIS_IS_MAC = 4
"""lldpChassisIdSubtype macAddress (IEEE 802.1AB, LldpChassisIdSubtype)."""


class Identity:
    """Asks for the system group alone: does the device answer to these credentials?"""

    def needs(self, options: Any, known: Answers) -> Needs:  # noqa: ARG002 - as a probe
        """Return the system group."""
        return Needs(scalars=IDENTITY)


class Everything:
    """Asks for all the tables that tell what a device is and what is around it."""

    def needs(self, options: Any, known: Answers) -> Needs:  # noqa: ARG002 - as a probe
        """Return scalars and columns."""
        return Needs(scalars=SCALARS, columns=COLUMNS)


def text(known: Answers, oid: Oid) -> str:
    """Return a scalar as text, "" where the device has none."""
    value = known.scalars.get(oid)
    return "" if value is None else value.text.strip()


def number(known: Answers, oid: Oid) -> int:
    """Return a scalar as a whole number, 0 where the device has none."""
    value = known.scalars.get(oid)
    return int(value.number or 0) if value is not None else 0


def mac(value: Value | None) -> str:
    """Return a hardware address as aa:bb:cc:dd:ee:ff, "" for anything else, zeros and group addresses."""
    data = value.data if value is not None else None
    if not isinstance(data, bytes) or len(data) != MAC_BYTES or not any(data) or data[0] & 1:
        return ""
    return data.hex(":")


def chassis(known: Answers) -> str:
    """Return the hardware address by which the device announces itself, "" where it does not by one."""
    if number(known, LLDP_CHASSIS_SUBTYPE) != _CHASSIS_IS_MAC:
        return ""
    return mac(known.scalars.get(LLDP_CHASSIS))


def ports(known: Answers) -> tuple[Port, ...]:
    """Return the interfaces in the order of the device's table."""
    macs = known.column(IF_PHYS_ADDRESS)
    return tuple(
        Port(one.index, one.name, one.alias, one.oper == "up", one.speed, one.type, mac(macs.get((one.index,))))
        for one in read_interfaces(known)
    )


def addresses(known: Answers) -> tuple[str, ...]:
    """Return the device's own IPv4 addresses, loopback left out."""
    found = (_address(index) for index in known.column(IP_ADDRESS_INTERFACE))
    return tuple(sorted({one for one in found if one and not ip_address(one).is_loopback}))


def arp(known: Answers) -> dict[str, str]:
    """Return who the device talked to: hardware address by IP address."""
    found = {_address(index[1:]): mac(value) for index, value in known.column(ARP).items()}
    for index, value in known.column(ARP_NEWER).items():
        # ifIndex, type of the address, its length, the address
        found[_address(index[3:])] = mac(value)
    return {address: one for address, one in found.items() if address and one}


def bridge(known: Answers) -> dict[str, int]:
    """Return behind which port (ifIndex) each hardware address is."""
    interfaces = {index[0]: _whole(value) for index, value in known.column(BRIDGE_PORT_INTERFACE).items() if index}
    found: dict[str, int] = {}
    for index, value in (*known.column(VLAN_BRIDGE).items(), *known.column(BRIDGE).items()):
        octets = index[-MAC_BYTES:]
        port = _whole(value)
        if port and len(octets) == MAC_BYTES and max(octets) < 256 and not octets[0] & 1:  # noqa: PLR2004 - octets
            found[bytes(octets).hex(":")] = interfaces.get(port, port)
    return found


def neighbours(known: Answers) -> tuple[Neighbour, ...]:
    """Return the devices that announced themselves."""
    return (*_lldp(known), *_cdp(known))


def _lldp(known: Answers) -> Iterator[Neighbour]:
    interfaces = _lldp_interfaces(known)
    places = {index[:3]: _address(index[5:]) for index in known.column(LLDP_REMOTE_ADDRESS)}
    subtypes = known.column(LLDP_REMOTE_CHASSIS_SUBTYPE)
    for index, value in known.column(LLDP_REMOTE_CHASSIS).items():
        if len(index) != 3:  # noqa: PLR2004 - time, local port, number
            continue
        subtype = subtypes.get(index)
        by_mac = subtype is not None and subtype.number == _CHASSIS_IS_MAC
        yield Neighbour(
            "lldp",
            interfaces.get(index[1], index[1]),
            _cell(known, LLDP_REMOTE_NAME, index),
            _cell(known, LLDP_REMOTE_PORT_DESCR, index) or _cell(known, LLDP_REMOTE_PORT, index),
            places.get(index, ""),
            mac(value) if by_mac else "",
        )


def _lldp_interfaces(known: Answers) -> dict[int, int]:
    """Return the ifIndex of LLDP's own port numbers: by the name of the port, else as a port of the bridge."""
    names = {one.name: one.index for one in ports(known)} | {str(one.index): one.index for one in ports(known)}
    numbers = {index[0]: _whole(value) for index, value in known.column(BRIDGE_PORT_INTERFACE).items() if index}
    return numbers | {
        index[0]: names[value.text] for index, value in known.column(LLDP_PORT_ID).items() if value.text in names
    }


def _cdp(known: Answers) -> Iterator[Neighbour]:
    for index, value in known.column(CDP_NAME).items():
        place = known.column(CDP_ADDRESS).get(index)
        data = place.data if place is not None else None
        address = _address(tuple(data)) if isinstance(data, bytes) and len(data) == IPV4_BYTES else ""
        yield Neighbour("cdp", index[0], value.text, _cell(known, CDP_PORT, index), address)


def _cell(known: Answers, column: Oid, index: Oid) -> str:
    value = known.column(column).get(index)
    return "" if value is None else value.text.strip()


def _whole(value: Value) -> int:
    return int(value.number or 0)


def _address(octets: Oid) -> str:
    """Return the IP address that the last arcs of an index are, "" where they are none."""
    if len(octets) not in (IPV4_BYTES, IPV6_BYTES) or not all(0 <= octet < 256 for octet in octets):  # noqa: PLR2004
        return ""
    return str(ip_address(bytes(octets)))
