"""A small site on loopback addresses: a router, a switch, a server, a printer, each with an SNMP agent of its own."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from checks.discovery import tables
from checks.model import Secret, SnmpCredentials
from checks.snmp import mib
from tests.support.postgres import free_port
from tests.support.snmp_agent import GAUGE, INTEGER, OBJECT_ID, TEXT, Agent, Oid, content_of

GATEWAY, SWITCH, SERVER, PRINTER = "127.8.0.1", "127.8.0.2", "127.8.0.3", "127.8.0.4"
LINUX = "1.3.6.1.4.1.8072.3.2.10"
Rows = dict[Oid, tuple[int, bytes]]


def mac(number: int) -> bytes:
    return bytes((2, 0, 0, 0, 0, number))


def row(oid: Oid, tag: int, value: object) -> Rows:
    return {oid: (tag, content_of(tag, value))}


def system(name: str, descr: str, object_id: str, *, services: int = 72, forwards: bool = False) -> Rows:
    return (
        row(mib.SYS_NAME, TEXT, name)
        | row(mib.SYS_DESCR, TEXT, descr)
        | row(mib.SYS_OBJECT_ID, OBJECT_ID, object_id)
        | row(mib.SYS_LOCATION, TEXT, "rack 1")
        | row(tables.SYS_SERVICES, INTEGER, services)
        | row(tables.IP_FORWARDING, INTEGER, 1 if forwards else 2)
    )


def ports(count: int, own: int) -> Rows:
    found: Rows = {}
    for number in range(1, count + 1):
        found |= row((*mib.IF_DESCR, number), TEXT, f"Gi0/{number}") | row(
            (*mib.IF_NAME, number), TEXT, f"Gi0/{number}"
        )
        found |= row((*mib.IF_TYPE, number), INTEGER, 6) | row((*mib.IF_OPER_STATUS, number), INTEGER, 1)
        found |= row((*mib.IF_ADMIN_STATUS, number), INTEGER, 1) | row((*mib.IF_HIGH_SPEED, number), GAUGE, 1000)
        found |= row((*tables.IF_PHYS_ADDRESS, number), TEXT, mac(own) if number == 1 else b"")
    return found


def storage(index: int, descr: str, gigabytes: int) -> Rows:
    fixed_disk = ".".join(map(str, (*mib.HR_STORAGE_TYPES, 4)))
    return (
        row((*mib.HR_STORAGE_TYPE, index), OBJECT_ID, fixed_disk)
        | row((*mib.HR_STORAGE_DESCR, index), TEXT, descr)
        | row((*mib.HR_STORAGE_ALLOCATION_UNITS, index), INTEGER, 2**20)
        | row((*mib.HR_STORAGE_SIZE, index), INTEGER, gigabytes * 1024)
        | row((*mib.HR_STORAGE_USED, index), INTEGER, gigabytes * 512)
    )


def arp(address: str, number: int) -> Rows:
    return row((*tables.ARP, 1, *map(int, address.split("."))), TEXT, mac(number))


def bridged(number: int, port: int) -> Rows:
    return row((*tables.BRIDGE, *mac(number)), INTEGER, port) | row(
        (*tables.BRIDGE_PORT_INTERFACE, port), INTEGER, port
    )


def lldp(port: int, name: str, number: int) -> Rows:
    index = (0, port, 1)
    return (
        row((*tables.LLDP_REMOTE_CHASSIS_SUBTYPE, *index), INTEGER, 4)
        | row((*tables.LLDP_REMOTE_CHASSIS, *index), TEXT, mac(number))
        | row((*tables.LLDP_REMOTE_NAME, *index), TEXT, name)
        | row((*tables.LLDP_REMOTE_PORT, *index), TEXT, "eth1")
        | row((*tables.LLDP_PORT_ID, port), TEXT, f"Gi0/{port}")
    )


def devices() -> dict[str, Rows]:
    """Return what each device of the site has, by address."""
    return {
        GATEWAY: system("gw", "Router OS", "1.3.6.1.4.1.99999.1", forwards=True)
        | ports(2, 1)
        | arp(SERVER, 3)
        | arp(PRINTER, 4),
        SWITCH: system("sw1", "Switch", "1.3.6.1.4.1.99999.2", services=2)
        | ports(8, 2)
        | bridged(1, 1)
        | bridged(3, 3)
        | bridged(4, 4)
        | lldp(1, "gw", 1),
        SERVER: system("srv01.example.net", "Linux srv01", LINUX) | ports(1, 3) | storage(1, "/", 40),
        PRINTER: system("prt", "LaserJet", "1.3.6.1.4.1.99999.3"),
    }


class Site:
    """The agents, all on one UDP port, and a web server beside the Linux machine."""

    def __init__(self) -> None:
        self.agents: dict[str, Agent] = {}
        self.snmp_port = free_udp_port()
        self.web_port = free_port()

    def change(self, address: str, rows: Rows) -> None:
        """Let a device have more than before."""
        agent = self.agents[address]
        agent.rows |= rows
        agent._order = sorted(agent.rows)

    @property
    def credentials(self) -> dict[str, SnmpCredentials]:
        return {
            "wrong": SnmpCredentials(community=Secret("wrong"), port=self.snmp_port),
            "right": SnmpCredentials(community=Secret("public"), port=self.snmp_port),
        }


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    async with AsyncExitStack() as stack:
        for address, rows in devices().items():
            agent = made.agents[address] = Agent(rows)
            transport, _protocol = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda agent=agent: agent, local_addr=(address, made.snmp_port)
            )
            stack.callback(transport.close)
        server = await asyncio.start_server(lambda _reader, writer: writer.close(), SERVER, made.web_port)
        stack.callback(server.close)
        yield made
