"""The HTTP client that all the `http` checks of an event loop share.

No connection is kept: a check comes every few minutes, and a kept connection would hide a server that accepts no new
ones. Nothing is shared between two sites either: no cookies, no redirects followed unseen, no system proxies.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Self

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from checks.probes.resolve import ResolveError, ResolverStuckError, resolve

if TYPE_CHECKING:
    from aiohttp.connector import Connection

USER_AGENT = "bls-monitor"


class Response(aiohttp.ClientResponse):
    """A response that still knows the server's certificate (DER) when the connection is gone; None for plain HTTP."""

    certificate: bytes | None = None

    async def start(self, connection: Connection) -> Self:
        """Note the certificate before the connection can be released, then go on."""
        transport = connection.transport
        tls = transport.get_extra_info("ssl_object") if transport is not None else None
        if tls is not None:
            self.certificate = tls.getpeercert(binary_form=True)
        await super().start(connection)
        return self


class Resolver(AbstractResolver):
    """Resolves in threads that may be abandoned, as all probes do."""

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_UNSPEC,  # noqa: ARG002 - aiohttp never narrows it here
    ) -> list[ResolveResult]:
        """Return the first address of a name; aiohttp turns OSError into its own error, and lets others through."""
        try:
            found, place = await resolve(host, port)
        except ResolverStuckError:
            raise
        except ResolveError as error:
            raise OSError(None, str(error)) from error
        flags = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
        return [ResolveResult(hostname=host, host=place[0], port=port, family=found, proto=0, flags=flags)]

    async def close(self) -> None:
        """Nothing is held."""


def open_session() -> aiohttp.ClientSession:
    """Make the client; the caller closes it."""
    connector = aiohttp.TCPConnector(force_close=True, limit=0, use_dns_cache=False, resolver=Resolver())
    return aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None, connect=None, sock_connect=None),
        response_class=Response,
        headers={"User-Agent": USER_AGENT, "Accept": "*/*", "Accept-Encoding": "identity"},
        trust_env=False,
    )


async def close_session(session: aiohttp.ClientSession) -> None:
    """Close the client and let the transports of TLS connections go."""
    await session.close()
    await asyncio.sleep(0)
