"""What is known of the machines of a network. Pure data, as it is stored between two runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Volume:
    """A file system, as the probe snmp-storage would watch it. `percent` is what is used."""

    descr: str
    total_bytes: int
    percent: float


@dataclass(frozen=True, slots=True)
class Port:
    """A network interface. `speed` is bits per second, `type` the ifType number (IANA), `mac` aa:bb:cc:dd:ee:ff."""

    index: int
    name: str
    alias: str = ""
    up: bool = False
    speed: int | None = None
    type: int | None = None
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A device that announced itself on a port (ifIndex, 0 where unknown), by "lldp" or "cdp"."""

    protocol: str
    port: int
    name: str
    remote_port: str = ""
    address: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """What a machine tells over SNMP.

    `credentials` is the name of those it answered to. `arp` maps addresses it talked to to their MAC, `bridge` MACs it
    forwards to the port (ifIndex) they are behind. `readings` has a line of each further probe that can measure
    something there. `services` is sysServices (RFC 3418: 2 bridges, 4 routes).
    """

    credentials: str
    name: str = ""
    descr: str = ""
    object_id: str = ""
    location: str = ""
    services: int = 0
    forwards: bool = False
    chassis: str = ""
    addresses: tuple[str, ...] = ()
    volumes: tuple[Volume, ...] = ()
    ports: tuple[Port, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    arp: Mapping[str, str] = field(default_factory=dict)
    bridge: Mapping[str, int] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    partial: str = ""
    """Why not everything could be read, "" where it was."""

    @property
    def macs(self) -> frozenset[str]:
        """Its own hardware addresses."""
        return frozenset(port.mac for port in self.ports if port.mac) | ({self.chassis} - {""})


@dataclass(frozen=True, slots=True)
class Machine:
    """Something that answers at an address.

    `answered` is how it showed that it is there: "icmp", "tcp" or "snmp". `open` are its TCP ports that accept
    connections, of those tried. `known_name` is what the hosts file or DNS calls it.
    """

    address: str
    answered: str
    open: tuple[int, ...] = ()
    known_name: str = ""
    device: Device | None = None
