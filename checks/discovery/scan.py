"""Looks at addresses one after the other, politely: so many a second, few questions at once to each machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

import structlog

from checks import clock
from checks.discovery import presence, tables
from checks.discovery.model import Device, Machine, Volume
from checks.model import Outcome, SnmpCredentials, State, Target
from checks.probes import PROBES, SnmpProbe, load
from checks.probes.base import Context, validate_options
from checks.probes.icmp_socket import IcmpPermissionError, IcmpSocket
from checks.probes.resolve import ResolveError
from checks.snmp import mib
from checks.snmp.session import Answers, close, converse

log = structlog.get_logger(__name__)

PORTS = (21, 22, 25, 80, 110, 143, 389, 443, 445, 631, 993, 995, 3306, 3389, 5432, 8080, 8443, 9100)
"""TCP ports that are tried: what templates and the services of the usual presets are about."""
READINGS = ("snmp-cpu", "snmp-memory", "snmp-sensors", "snmp-raid", "snmp-ups", "snmp-printer")
"""Probes that are tried on a device with their own defaults: those that can measure something are told."""
MOST_AT_ONCE = 64
LONGEST_TALK = 90.0
"""Seconds of one SNMP conversation."""
_PATIENCE = 2.0
_LINE = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """How to look.

    `credentials` are tried in this order, by name. `rate` is addresses begun per second. `ping`: without it every
    address is asked on its ports and over SNMP, silent or not. `names` are those of the hosts file by address.
    """

    credentials: Mapping[str, SnmpCredentials] = field(default_factory=dict)
    ports: tuple[int, ...] = PORTS
    rate: float = 10.0
    ping: bool = True
    dns: bool = False
    timeout: float = 1.0
    names: Mapping[str, str] = field(default_factory=dict)


async def sweep(addresses: Iterable[str], settings: Settings, seen: Callable[[str, Machine | None], None]) -> None:
    """Look at every address and hand over what is there, None for silence, as soon as it is known.

    When this is cancelled, what was handed over stays true; the addresses under way are just not done.
    """
    sockets, slots = IcmpSocket(), asyncio.Semaphore(MOST_AT_ONCE)
    begun = clock.monotonic()
    try:
        async with asyncio.TaskGroup() as group:
            for number, address in enumerate(addresses):
                await asyncio.sleep(max(begun + number / settings.rate - clock.monotonic(), 0.0))
                await slots.acquire()
                group.create_task(_one(address, settings, sockets, slots, seen))
    except ExceptionGroup as failed:
        raise failed.exceptions[0] from failed
    finally:
        sockets.close()
        close()


async def _one(
    address: str,
    settings: Settings,
    sockets: IcmpSocket,
    slots: asyncio.Semaphore,
    seen: Callable[[str, Machine | None], None],
) -> None:
    try:
        seen(address, await look(address, settings, sockets))
    finally:
        slots.release()


async def look(address: str, settings: Settings, sockets: IcmpSocket) -> Machine | None:
    """Return what is at an address, None where nothing answers."""
    answered = await _answers(address, settings, sockets) if settings.ping else ""
    if settings.ping and not answered:
        return None
    heard, accepting = await presence.knocks(address, settings.ports, settings.timeout)
    device = await _ask(address, settings)
    answered = answered or ("snmp" if device else "tcp" if heard else "")
    if not answered:
        return None
    name = settings.names.get(address, "")
    if not name and settings.dns:
        name = await presence.dns_name(address, _PATIENCE)
    return Machine(address, answered, accepting, name, device)


async def _answers(address: str, settings: Settings, sockets: IcmpSocket) -> str:
    """Return how an address shows that somebody is there, "" for silence."""
    try:
        return "icmp" if await presence.answers_ping(address, sockets, settings.timeout) else ""
    except ResolveError:
        return ""
    except IcmpPermissionError:
        heard, _accepting = await presence.knocks(address, presence.KNOCK, settings.timeout)
        return "tcp" if heard else ""


async def _ask(address: str, settings: Settings) -> Device | None:
    """Return what a machine tells over SNMP to the first credentials it answers."""
    for name, credentials in settings.credentials.items():
        hasty = replace(credentials, timeout=min(credentials.timeout, settings.timeout), retries=1)
        known = await converse(Target(address, hasty), [(tables.Identity(), None)], 10.0)
        if known.heard:
            return await _read_safely(Target(address, credentials), name)
    return None


async def _read_safely(target: Target, credentials: str) -> Device:
    """Read a device; where reading it meets a defect of ours, say so and let the others be looked at all the same."""
    try:
        return await _read(target, credentials)
    except Exception as error:
        log.exception("a device could not be read", address=target.address)
        return Device(credentials, partial=f"{type(error).__name__}: {error}")


async def _read(target: Target, credentials: str) -> Device:
    kinds = [kind for kind in ("snmp-storage", *READINGS) if kind in PROBES]
    probes = [(kind, probe) for kind in kinds if isinstance(probe := load(kind), SnmpProbe)]
    asked = [(probe, validate_options(probe.options, {})) for _kind, probe in probes]
    known = await converse(target, [(tables.Everything(), None), *asked], LONGEST_TALK)
    context = Context(now=clock.now())
    said = {
        kind: probe.read(options, known, context) for (kind, probe), (_same, options) in zip(probes, asked, strict=True)
    }
    return _device(known, credentials, said)


def _device(known: Answers, credentials: str, said: Mapping[str, Outcome]) -> Device:
    storage = said.get("snmp-storage")
    return Device(
        credentials=credentials,
        name=tables.text(known, mib.SYS_NAME),
        descr=tables.text(known, mib.SYS_DESCR),
        object_id=tables.text(known, mib.SYS_OBJECT_ID),
        location=tables.text(known, mib.SYS_LOCATION),
        services=tables.number(known, tables.SYS_SERVICES),
        forwards=tables.number(known, tables.IP_FORWARDING) == 1,
        chassis=tables.chassis(known),
        addresses=tables.addresses(known),
        volumes=_volumes(storage) if storage else (),
        ports=tables.ports(known),
        neighbours=tables.neighbours(known),
        arp=tables.arp(known),
        bridge=tables.bridge(known),
        readings={
            kind: outcome.output[:_LINE]
            for kind, outcome in said.items()
            if kind != "snmp-storage" and outcome.state is not State.UNKNOWN
        },
        partial=known.problem.text if known.problem else "",
    )


def _volumes(storage: Outcome) -> tuple[Volume, ...]:
    return tuple(
        Volume(str(item.get("descr", "")), int(item.get("total_bytes") or 0), float(item.get("percent") or 0.0))
        for item in storage.items
    )
