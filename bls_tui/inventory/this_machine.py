"""This very machine as an inventory file: what it runs, its gateway and its DNS servers, for a person to read and edit.

`read_facts` looks at files only, below a root that tests replace; `describe` is pure. Nothing is sent anywhere.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bls_tui.desk.declared import ALWAYS
from bls_tui.inventory.export import inline
from bls_tui.mistakes import key_text

LISTEN = "0A"
"""State of a listening socket in /proc/net/tcp (TCP_LISTEN of the kernel's include/net/tcp_states.h)."""
GATEWAY_FLAGS = 0x3
"""RTF_UP and RTF_GATEWAY of the kernel's include/uapi/linux/route.h."""
STUB = "127.0.0.53"
"""Where systemd-resolved listens; the servers behind it are in its own file."""

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

PORTS: Mapping[int, tuple[str, Mapping[str, object]]] = {
    21: ("ftp", {"probe": "tcp", "preset": "ftp"}),
    22: ("ssh", {"probe": "tcp", "preset": "ssh"}),
    25: ("smtp", {"probe": "tcp", "preset": "smtp"}),
    80: ("http", {"probe": "http", "status": ["200-499"], "redirect": "ok"}),
    110: ("pop3", {"probe": "tcp", "preset": "pop3"}),
    143: ("imap", {"probe": "tcp", "preset": "imap"}),
    389: ("ldap", {"probe": "tcp", "preset": "ldap"}),
    443: ("https", {"probe": "http", "ssl": True, "verify": False, "status": ["200-499"], "redirect": "ok"}),
    993: ("imaps", {"probe": "tcp", "preset": "imap", "tls": True, "verify": False}),
    995: ("pop3s", {"probe": "tcp", "preset": "pop3", "tls": True, "verify": False}),
    3306: ("mysql", {"probe": "tcp", "preset": "mysql"}),
    3389: ("rdp", {"probe": "tcp", "preset": "rdp"}),
    5432: ("postgres", {"probe": "tcp", "preset": "postgres"}),
    8080: ("http-8080", {"probe": "http", "port": 8080, "status": ["200-499"], "redirect": "ok"}),
}
"""What is watched where a port listens. Certificates of this machine name it, not 127.0.0.1: only their age counts."""

WITH_AGENT: Mapping[str, Mapping[str, object]] = {
    "cpu": {"probe": "snmp-cpu"},
    "memory": {"probe": "snmp-memory"},
    "disk": {"probe": "snmp-storage"},
    "uptime": {"probe": "snmp-uptime", "warn": ""},
}
WITHOUT_AGENT: Mapping[str, Mapping[str, object]] = {
    "load": {"probe": "local", "what": "load"},
    "memory": {"probe": "local", "what": "memory"},
    "disk": {"probe": "local", "what": "disk"},
    "swap": {"probe": "local", "what": "swap"},
}

HEAD = """\
# This machine, as bls found it when this file was written. It is not written again: edit it freely, or take it out
# with `this_machine = false` under [inventory] of bls.toml.
"""
DESK = """\
# Whoever started bls first may work calls, and the contract makes problems of this machine proposals of calls. Take the
# technician out where another file of the inventory declares the same login.
"""
ROOT_SERVERS = {"probe": "dns", "name": ".", "record": "NS"}
"""A question every recursive DNS server can answer."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What this machine's files say. `on_link` are the networks it reaches without a gateway."""

    name: str
    ports: frozenset[int]
    gateway: str | None
    on_link: tuple[Network, ...]
    dns_servers: tuple[str, ...]


def read_facts(root: Path = Path("/")) -> Facts:
    """Read what is known below `root`; what is missing or unreadable counts as nothing there."""
    routes = [*_routes(_lines(root / "proc/net/route")), *_routes6(_lines(root / "proc/net/ipv6_route"))]
    servers = _nameservers(_lines(root / "etc/resolv.conf"))
    if STUB in servers:
        behind = _nameservers(_lines(root / "run/systemd/resolve/resolv.conf"))
        servers = [server for server in behind if server != STUB] or servers
    return Facts(
        name=next(iter(_lines(root / "proc/sys/kernel/hostname")), "").strip() or "localhost",
        ports=frozenset(_listening([*_lines(root / "proc/net/tcp"), *_lines(root / "proc/net/tcp6")])),
        gateway=next((gateway for _network, gateway in routes if gateway), None),
        on_link=tuple(network for network, gateway in routes if not gateway),
        dns_servers=tuple(dict.fromkeys(servers)),
    )


def describe(facts: Facts, *, snmp: bool, login: str) -> str:
    """Write the inventory file.

    Args:
        facts: what is known of this machine.
        snmp: whether an agent answers on 127.0.0.1 with the community public.
        login: the user of the operating system who is to work its calls.
    """
    parts = [
        HEAD,
        _table("customer.this-machine", {"name": facts.name}),
        *_desk(login),
        _table("defaults", {"customer": "this-machine"}),
        *_localhost(facts, snmp=snmp),
        *_neighbours(facts),
    ]
    return "\n".join(parts)


def _desk(login: str) -> Iterator[str]:
    competences = {"this-machine": 5}
    roles = ["technician", "coordinator", "lead"]
    yield DESK + _table(key_text(("technician", login)), {"roles": roles, "competences": competences})
    yield _table("typology.this-machine", {"name": {"en": "This machine", "it": "Questa macchina"}})
    services = ["monitoring", "help desk", "tele-assistance", "on-site", "24/7"]
    contract = {"customer": "this-machine", "includes": services, "calendar": ALWAYS, "lead": login}
    yield _table("contract.this-machine", contract | {"sla1": "1h", "sla2": "8h"})


def _localhost(facts: Facts, *, snmp: bool) -> Iterator[str]:
    if snmp:
        yield _table("snmp.this-machine", {"version": "2c", "community": "public"})
    host = {"address": "127.0.0.1", "notes": facts.name}
    yield _table("host.localhost", host | ({"snmp": "this-machine"} if snmp else {}))
    services = dict(WITH_AGENT if snmp else WITHOUT_AGENT)
    services |= {PORTS[port][0]: PORTS[port][1] for port in sorted(facts.ports) if port in PORTS}
    if STUB in facts.dns_servers:
        services["dns"] = {**ROOT_SERVERS, "server": STUB}
    for name, service in services.items():
        yield _table(f"host.localhost.service.{name}", service)


def _neighbours(facts: Facts) -> Iterator[str]:
    if facts.gateway:
        yield _table("host.gateway", {"address": facts.gateway, "notes": "default gateway"})
        if facts.gateway in facts.dns_servers:
            yield _table("host.gateway.service.dns", ROOT_SERVERS)
    remote = [server for server in facts.dns_servers if not _address(server).is_loopback and server != facts.gateway]
    for number, server in enumerate(remote, start=1):
        host: dict[str, object] = {"address": server, "notes": "DNS server", "check": ROOT_SERVERS}
        if facts.gateway and not any(_address(server) in network for network in facts.on_link):
            host["parents"] = ["gateway"]
        yield _table(f"host.dns{number}", host)


def _table(header: str, values: Mapping[str, object]) -> str:
    return f"[{header}]\n" + "".join(f"{key} = {inline(value)}\n" for key, value in values.items())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []


def _listening(lines: Iterable[str]) -> Iterator[int]:
    """Yield the ports that answer on 127.0.0.1, from the lines of /proc/net/tcp and tcp6 (Linux proc_net_tcp.rst)."""
    for line in lines:
        fields = line.split()
        if len(fields) > 3 and fields[3] == LISTEN:  # noqa: PLR2004 - sl local_address rem_address st
            address, _colon, port = fields[1].partition(":")
            if _kernel_address(address) in ("0.0.0.0", "::", "127.0.0.1", "::ffff:127.0.0.1"):  # noqa: S104 - read, not bound
                yield int(port, 16)


def _kernel_address(text: str) -> str:
    """Read an address of /proc/net/tcp, tcp6 or route: 32-bit words in the machine's order (little-endian here)."""
    words = [bytes.fromhex(text[start : start + 8])[::-1] for start in range(0, len(text), 8)]
    return str(ipaddress.ip_address(b"".join(words)))


def _routes(lines: Sequence[str]) -> Iterator[tuple[Network, str | None]]:
    """Yield (network, gateway or None) of /proc/net/route, the default route with network 0.0.0.0/0."""
    for line in lines[1:]:
        fields = line.split()
        if len(fields) >= 8:  # noqa: PLR2004 - Iface Destination Gateway Flags RefCnt Use Metric Mask
            network = ipaddress.ip_network(f"{_kernel_address(fields[1])}/{_kernel_address(fields[7])}", strict=False)
            has_gateway = int(fields[3], 16) & GATEWAY_FLAGS == GATEWAY_FLAGS
            if has_gateway and network.prefixlen == 0:
                yield network, _kernel_address(fields[2])
            elif not has_gateway and network.prefixlen:
                yield network, None


def _routes6(lines: Sequence[str]) -> Iterator[tuple[Network, str | None]]:
    """Yield (network, gateway or None) of /proc/net/ipv6_route; addresses there are in network order."""
    for line in lines:
        fields = line.split()
        if len(fields) < 10 or fields[9] == "lo":  # noqa: PLR2004 - the tenth field is the device
            continue
        network = ipaddress.ip_network(f"{ipaddress.ip_address(bytes.fromhex(fields[0]))}/{int(fields[1], 16)}", False)
        gateway = ipaddress.ip_address(bytes.fromhex(fields[4]))
        if int(gateway) and network.prefixlen == 0:
            yield network, f"{gateway}%{fields[9]}" if gateway.is_link_local else str(gateway)
        elif not int(gateway) and network.prefixlen:
            yield network, None


def _nameservers(lines: Iterable[str]) -> list[str]:
    """Return the addresses of resolv.conf (resolv.conf(5))."""
    words = (line.split() for line in lines)
    named = [parts[1] for parts in words if len(parts) > 1 and parts[0] == "nameserver"]
    return [address for address in named if _is_address(address)]


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    return ipaddress.ip_address(text)
