"""One SNMP conversation with one device on behalf of all its SNMP checks.

Probes say what they need (`Needs`), the conversation fetches it in as few requests as it can, never two at once to one
device, and hands back what the device said (`Answers`). A device that misbehaves ends the conversation with a problem
in words and whatever it did say; nothing here raises for what a device does.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import Any, Protocol
from weakref import WeakKeyDictionary, WeakValueDictionary

from checks import clock
from checks.model import SnmpCredentials, Target
from checks.snmp.ber import Message, Request
from checks.snmp.community import CommunityDevice
from checks.snmp.errors import NoAnswerError, RefusedError, SnmpError, UnreachableError
from checks.snmp.udp import Address, close_shared_sockets
from checks.snmp.values import Oid, Value
from checks.snmp.walk import Device, get_scalars, walk_columns

_AUTHORIZATION_ERROR = 16  # RFC 3416 section 3


@dataclass(frozen=True, slots=True)
class Needs:
    """What one probe still wants to know: scalar instances (with their .0) and table columns (without index)."""

    scalars: frozenset[Oid] = frozenset()
    columns: frozenset[Oid] = frozenset()

    def __bool__(self) -> bool:
        """True while something is needed."""
        return bool(self.scalars or self.columns)

    def __or__(self, other: Needs) -> Needs:
        """Everything either one needs."""
        return Needs(self.scalars | other.scalars, self.columns | other.columns)

    def __sub__(self, other: Needs) -> Needs:
        """What is in this one and not in the other."""
        return Needs(self.scalars - other.scalars, self.columns - other.columns)


@dataclass(frozen=True, slots=True)
class SnmpProblem:
    """Why a conversation did not get everything, as one sentence.

    `silent` is true when the device never answered at all (also: wrong community, which an agent answers with silence).
    """

    text: str
    silent: bool = False


@dataclass(slots=True)
class Answers:
    """What a device said.

    `scalars` and `columns` hold only values the device has: no entry means no such object, or not asked yet (see
    `asked`). `columns` maps column to index to value, in the order of the walk. `partial` names the columns whose walk
    was cut short; `problem` says why anything is missing. `heard` is true once the device answered anything.
    """

    scalars: dict[Oid, Value] = field(default_factory=dict)
    columns: dict[Oid, dict[Oid, Value]] = field(default_factory=dict)
    asked: Needs = field(default_factory=Needs)
    partial: set[Oid] = field(default_factory=set)
    problem: SnmpProblem | None = None
    heard: bool = False
    elapsed_ms: float = 0.0

    @property
    def complete(self) -> bool:
        """True when everything asked was answered to the end."""
        return self.problem is None and not self.partial

    def column(self, oid: Oid) -> Mapping[Oid, Value]:
        """The rows of a column, empty when the device has none."""
        return self.columns.get(oid, {})


class NeedsProbe(Protocol):
    """The part of an SNMP probe that a conversation uses."""

    def needs(self, options: Any, known: Answers) -> Needs:
        """What the probe wants, given what is known; empty when it has enough."""


async def converse(target: Target, probes: Sequence[tuple[NeedsProbe, Any]], deadline: float) -> Answers:
    """Hold one conversation that answers what all the probes need, in at most `deadline` seconds.

    Waits while another conversation with the same device runs. Nothing is raised for what the device does.
    """
    answers = Answers()
    started = clock.monotonic()
    try:
        async with asyncio.timeout(deadline):
            family, address = await resolve(target)
            async with _lock(address):
                await _rounds(_Listener(_device(family, address, target), answers), probes, answers)
    except TimeoutError:
        answers.problem = answers.problem or _out_of_time(answers, target, deadline)
    except SnmpError as error:
        answers.problem = answers.problem or SnmpProblem(str(error), silent=error.silent)
    answers.elapsed_ms = (clock.monotonic() - started) * 1000
    return answers


@dataclass(frozen=True, slots=True)
class _Listener:
    """A device that notes in the answers that it was heard."""

    device: Device
    answers: Answers

    @property
    def max_repetitions(self) -> int:
        return self.device.max_repetitions

    async def send(self, request: Request) -> Message:
        message = await self.device.send(request)
        if message.error_status == _AUTHORIZATION_ERROR:
            raise RefusedError("the device answers, but lets these credentials read nothing (authorizationError)")
        self.answers.heard = True
        return message


async def _rounds(device: Device, probes: Sequence[tuple[NeedsProbe, Any]], answers: Answers) -> None:
    while needs := _wanted(probes, answers):
        answers.asked |= needs
        if needs.scalars:
            await _patiently(get_scalars(device, needs.scalars, answers.scalars), answers)
        if needs.columns:
            await _walk(device, needs.columns, answers)


async def _walk(device: Device, columns: frozenset[Oid], answers: Answers) -> None:
    """Walk all columns together; when that meets silence, each table that has nothing yet by itself.

    Raises NoAnswerError at the second silence in a row: then it is the device, not the table.
    """
    silent = await _patiently(walk_columns(device, columns, answers.columns, answers.partial), answers)
    if not silent:
        return
    tables: dict[Oid, set[Oid]] = {}
    for column in sorted(answers.partial & columns):
        if not answers.columns[column]:
            tables.setdefault(column[:-1], set()).add(column)
    before = False
    for table in tables.values():
        silent = await _patiently(walk_columns(device, table, answers.columns, answers.partial), answers)
        if silent and before:
            raise silent
        before = silent is not None


def _wanted(probes: Sequence[tuple[NeedsProbe, Any]], answers: Answers) -> Needs:
    needs = Needs()
    for probe, options in probes:
        needs |= probe.needs(options, answers)
    return needs - answers.asked


async def _patiently(step: Coroutine[Any, Any, None], answers: Answers) -> NoAnswerError | None:
    """Let a silence pass when the device has answered before: some agents never answer for one table."""
    try:
        await step
    except NoAnswerError as error:
        if not answers.heard:
            raise
        answers.problem = SnmpProblem(f"{error}, after it had answered")
        return error
    return None


def _out_of_time(answers: Answers, target: Target, deadline: float) -> SnmpProblem:
    if answers.heard:
        return SnmpProblem(f"{target.address} answered only in part within {deadline:g} s")
    return SnmpProblem(f"no SNMP answer from {target.address} within {deadline:g} s", silent=True)


async def resolve(target: Target) -> tuple[socket.AddressFamily, Address]:
    """Return the family and the numeric address of the target's agent. Raises UnreachableError."""
    port = _credentials(target).port
    numeric = _numeric(target.address)
    if numeric is None:
        return await _look_up(target.address, port)
    family, address = numeric
    return family, (address, port)


@lru_cache(maxsize=4096)
def _numeric(address: str) -> tuple[socket.AddressFamily, str] | None:
    """Return family and canonical form of an IP address, None for a name."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (socket.AF_INET6 if isinstance(parsed, IPv6Address) else socket.AF_INET), str(parsed)


async def _look_up(name: str, port: int) -> tuple[socket.AddressFamily, Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(name, port, type=socket.SOCK_DGRAM)
    except (OSError, ValueError) as error:
        raise UnreachableError(f"cannot resolve {name}: {error}") from error
    family, _, _, _, address = found[0]
    return family, (str(address[0]), port)


def _credentials(target: Target) -> SnmpCredentials:
    return target.snmp or SnmpCredentials()


def _device(family: socket.AddressFamily, address: Address, target: Target) -> Device:
    credentials = _credentials(target)
    if credentials.version == "3":
        from checks.snmp.usm import UsmDevice  # noqa: PLC0415 -- pysnmp takes 0.3 s to import; only v3 pays

        return UsmDevice(family, address, credentials)
    return CommunityDevice(family, address, credentials)


_locks: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[Address, asyncio.Lock]] = WeakKeyDictionary()


def _lock(address: Address) -> asyncio.Lock:
    """Return the lock that keeps a device's conversations one after the other."""
    locks = _locks.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    return locks.setdefault(address, asyncio.Lock())


def close() -> None:
    """Close the sockets and engines of the running loop, before it ends. A later conversation opens them again."""
    close_shared_sockets()
    usm = sys.modules.get("checks.snmp.usm")
    if usm is not None:
        usm.close_engines()
