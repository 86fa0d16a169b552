"""What a machine is reached through, as the tables of its neighbours say. Pure.

Three witnesses, the surest first: LLDP or CDP (devices that name each other), the bridge table of a switch (behind
which port a hardware address is), the ARP table of a router. Where they say nothing, nothing is proposed.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bls_tui.inventory.discovery.guess import guess
from bls_tui.inventory.discovery.naming import Named
from bls_tui.locale import _
from checks.discovery.model import Device, Neighbour


@dataclass(frozen=True, slots=True)
class Link:
    """The name of a parent, and what says so."""

    parent: str
    reason: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A neighbour that a device sees on a port, as a machine that was found."""

    other: str
    port: int
    neighbour: Neighbour


class Map:
    """Who is beside whom, by name."""

    def __init__(self, found: Sequence[Named]) -> None:
        self.found = {one.name: one for one in found}
        self.owners = _owners(found)
        self._addresses = {
            address: one.name for one in found for address in (one.machine.address, *one.also, *_own(one))
        }
        self._names = {_short(one.machine.device.name): one.name for one in found if one.machine.device is not None}
        self.beside = {one.name: list(self._seen(one)) for one in found}

    def _seen(self, one: Named) -> Iterator[Seen]:
        device = one.machine.device
        for neighbour in device.neighbours if device is not None else ():
            other = (
                self.owners.get(neighbour.mac)
                or self._addresses.get(neighbour.address)
                or self._names.get(_short(neighbour.name))
            )
            if other and other != one.name:
                yield Seen(other, neighbour.port, neighbour)

    def device(self, name: str) -> Device | None:
        """Return what a machine tells over SNMP."""
        return self.found[name].machine.device

    def at(self, address: str) -> str:
        """Return the name of the machine with an address, "" where none has it."""
        return self._addresses.get(address, "")


def _own(one: Named) -> tuple[str, ...]:
    return one.machine.device.addresses if one.machine.device is not None else ()


def _short(name: str) -> str:
    return name.partition(".")[0].partition("(")[0].strip().lower() or "–"


def _owners(found: Sequence[Named]) -> dict[str, str]:
    """Return whose each hardware address is; one that several have is nobody's (virtual networks repeat them)."""
    places = {address: one.name for one in found for address in (one.machine.address, *one.also)}
    claims = {(mac, one.name) for one in found if one.machine.device for mac in one.machine.device.macs}
    for one in found:
        arp = one.machine.device.arp if one.machine.device is not None else {}
        claims |= {(mac, places[address]) for address, mac in arp.items() if address in places}
    counted = Counter(mac for mac, _name in claims)
    return {mac: name for mac, name in claims if counted[mac] == 1}


def parents(found: Sequence[Named], gateways: Collection[str] = ()) -> dict[str, Link]:
    """Return the parent of each machine whose neighbours tell it.

    Args:
        found: the machines.
        gateways: addresses this machine sends through: what is nearest to it is the root of the tree.
    """
    around = Map(found)
    links: dict[str, Link] = {}
    root = _root(around, gateways)
    if root:
        _by_neighbours(around, root, links)
    for name in around.found:
        if name != root and name not in links:
            link = _by_bridge(around, name) or _by_arp(around, name)
            if link is not None and not _circular(links, name, link.parent):
                links[name] = link
    return links


def _root(around: Map, gateways: Collection[str]) -> str:
    """Return the machine from which the tree grows: our own gateway, else the router with most neighbours."""
    for gateway in gateways:
        if name := around.at(gateway):
            return name
    degree = Counter({name: len(seen) for name, seen in around.beside.items() if seen})
    for seen in around.beside.values():
        degree.update(one.other for one in seen)
    routers = [name for name in degree if guess(around.found[name].machine).template == "router"]
    return max(routers or degree, key=lambda name: (degree[name], name), default="")


def _by_neighbours(around: Map, root: str, links: dict[str, Link]) -> None:
    """Go from the root outwards over what LLDP and CDP say; each machine hangs on the one it was reached from."""
    edges: dict[str, dict[str, str]] = {}
    for name, seen in around.beside.items():
        for one in seen:
            where = _port_name(around.device(name), one.port)
            protocol = one.neighbour.protocol.upper()
            there = _("{protocol}: {device} sees it on port {port}")
            here = _("{protocol}: it sees {device} on its port {port}")
            edges.setdefault(name, {})[one.other] = there.format(protocol=protocol, device=name, port=where)
            back = here.format(protocol=protocol, device=one.other, port=where)
            edges.setdefault(one.other, {}).setdefault(name, back)
    waiting, reached = deque([root]), {root}
    while waiting:
        at = waiting.popleft()
        for other, reason in sorted(edges.get(at, {}).items()):
            if other not in reached:
                reached.add(other)
                links[other] = Link(at, reason)
                waiting.append(other)


def _by_bridge(around: Map, name: str) -> Link | None:
    """Return the switch behind whose port this machine is alone, or with the fewest others."""
    macs = {mac for mac, owner in around.owners.items() if owner == name}
    candidates = []
    for other in around.found:
        device = around.device(other)
        if other == name or device is None:
            continue
        towards = {one.port for one in around.beside[other] if _bridges(around.device(one.other))}
        behind = Counter(device.bridge.values())
        for mac in macs & device.bridge.keys():
            port = device.bridge[mac]
            if port not in towards:
                candidates.append((behind[port], other, mac, port))
    if not candidates:
        return None
    count, other, mac, port = min(candidates)
    reason = _("bridge table: {mac} is behind port {port} of {device} ({count} there)")
    where = _port_name(around.device(other), port)
    return Link(other, reason.format(mac=mac, port=where, device=other, count=count))


def _bridges(device: Device | None) -> bool:
    return device is not None and bool(device.bridge)


def _by_arp(around: Map, name: str) -> Link | None:
    """Return the one router that talked to this machine, None where it is none or several."""
    address = around.found[name].machine.address
    routers = [
        other
        for other in around.found
        if other != name and (device := around.device(other)) is not None and device.forwards and address in device.arp
    ]
    if len(routers) != 1:
        return None
    return Link(routers[0], _("ARP table of {device}, the only router that has it").format(device=routers[0]))


def _circular(links: Mapping[str, Link], name: str, parent: str) -> bool:
    at: str | None = parent
    while at is not None:
        if at == name:
            return True
        at = links[at].parent if at in links else None
    return False


def _port_name(device: Device | None, index: int) -> str:
    ports = device.ports if device is not None else ()
    return next((port.name for port in ports if port.index == index), "") or (str(index) if index else "?")
