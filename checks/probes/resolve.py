"""From an address as written in the inventory to one a socket takes."""

from __future__ import annotations

import socket
from enum import StrEnum
from typing import Any

from checks.probes.aside import AsideError, aside

SocketAddress = tuple[Any, ...]
"""(host, port) for IPv4, (host, port, flow, scope) for IPv6."""


class Family(StrEnum):
    """Which IP version to use; `ANY` takes what the name resolves to first."""

    ANY = "any"
    V4 = "4"
    V6 = "6"


_FAMILIES = {Family.ANY: socket.AF_UNSPEC, Family.V4: socket.AF_INET, Family.V6: socket.AF_INET6}


class ResolveError(Exception):
    """The address is not one, or its name cannot be resolved; the message is a sentence part."""


def literal(address: str, port: int) -> tuple[socket.AddressFamily, SocketAddress] | None:
    """Return the socket address of a numeric address, or None when it is a name. Asks no server."""
    try:
        socket.inet_pton(socket.AF_INET, address)
    except (OSError, ValueError):
        return _literal_v6(address, port)
    return socket.AF_INET, (address, port)


def _literal_v6(address: str, port: int) -> tuple[socket.AddressFamily, SocketAddress] | None:
    if ":" not in address or "\0" in address:
        return None
    try:
        found = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)
    except (OSError, UnicodeError):
        return None
    return found[0][0], found[0][4]


class ResolverStuckError(ResolveError):
    """The resolver of this machine answers nothing, so nothing is known about the name."""


async def resolve(
    address: str, port: int = 0, family: Family = Family.ANY
) -> tuple[socket.AddressFamily, SocketAddress]:
    """Find the socket address of a numeric address or a name.

    Raises:
        ResolveError: no such name, no address of that family, or the resolver failed.
        ResolverStuckError: too many questions to the resolver are without answer already.
    """
    found = literal(address, port)
    if found is None:
        found = await _look_up(address, port, family)
    if family is not Family.ANY and found[0] != _FAMILIES[family]:
        raise ResolveError(f"{address} is not an IPv{family} address")
    return found


async def _look_up(address: str, port: int, family: Family) -> tuple[socket.AddressFamily, SocketAddress]:
    def ask() -> list[Any]:
        return socket.getaddrinfo(address, port, _FAMILIES[family], socket.SOCK_STREAM)

    try:
        found = await aside(ask)
    except socket.gaierror as error:
        raise ResolveError(f"cannot resolve {address}: {_reason(error)}") from error
    except AsideError as error:
        raise ResolverStuckError(f"cannot resolve {address}: {error}") from error
    except (OSError, UnicodeError, ValueError) as error:
        raise ResolveError(f"cannot resolve {address}: {error}") from error
    return found[0][0], found[0][4]


def _reason(error: socket.gaierror) -> str:
    return (error.strerror or str(error)).lower()
