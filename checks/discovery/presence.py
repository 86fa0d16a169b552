"""Is somebody at an address, and on which TCP ports."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from checks.probes.icmp_socket import IcmpPermissionError, IcmpSocket, Plan
from checks.probes.resolve import Family, resolve

HOSTS_FILE = Path("/etc/hosts")
AT_ONCE = 4
"""Connections to one machine at the same time."""
KNOCK = (22, 80, 443, 445, 3389, 161)
"""TCP ports tried where this process may not ping; a refusal is an answer as well."""


async def answers_ping(address: str, sockets: IcmpSocket, timeout: float) -> bool:  # noqa: ASYNC109 - its own unit
    """Ping once, and once more after silence. Raises IcmpPermissionError."""
    family, place = await resolve(address, 0, Family.ANY)
    for _attempt in range(2):
        try:
            pings = await sockets.ping(family, place, Plan(packets=1, timeout=timeout))
        except IcmpPermissionError:
            raise
        except OSError:
            return False
        if pings.round_trips:
            return True
    return False


async def knocks(address: str, ports: Sequence[int], timeout: float) -> tuple[bool, tuple[int, ...]]:  # noqa: ASYNC109
    """Connect to ports, a few at a time, and close at once.

    Returns:
        Whether anything answered, a refusal included, and the ports that accept connections.
    """
    slots = asyncio.Semaphore(AT_ONCE)

    async def one(port: int) -> bool | None:
        async with slots:
            return await _connects(address, port, timeout)

    answers = await asyncio.gather(*map(one, ports))
    accepting = tuple(port for port, answer in zip(ports, answers, strict=True) if answer)
    return any(answer is not None for answer in answers), accepting


async def _connects(address: str, port: int, timeout: float) -> bool | None:  # noqa: ASYNC109 - its own unit
    """Return whether a port accepts a connection; None where nothing answers."""
    try:
        async with asyncio.timeout(timeout):
            _reader, writer = await asyncio.open_connection(address, port)
    except ConnectionRefusedError:
        return False
    except OSError:
        return None
    writer.transport.abort()
    return True


def hosts_file(path: Path = HOSTS_FILE) -> Mapping[str, str]:
    """Return the first name of each address of the hosts file (hosts(5)); nothing where it cannot be read."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    return dict(_names(lines))


def _names(lines: Iterable[str]) -> Iterable[tuple[str, str]]:
    for line in reversed(list(lines)):
        words = line.partition("#")[0].split()
        if len(words) > 1:
            yield words[0], words[1]


async def dns_name(address: str, timeout: float) -> str:  # noqa: ASYNC109 - its own unit
    """Return what the system's resolver calls an address, "" where it does not know or does not answer in time."""
    try:
        async with asyncio.timeout(timeout):
            name, _port = await asyncio.get_running_loop().getnameinfo((address, 0), 0)
    except (OSError, UnicodeError):
        return ""
    return "" if name == address else name
