"""Loopback servers that behave and misbehave, and one way to run a probe against them."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from checks.model import Outcome, Target
from checks.probes import load
from checks.probes.base import Context, validate_options

NOW = 1_760_000_000.0
LOCALHOST = "127.0.0.1"

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def run(kind: str, options: dict[str, Any], *, address: str = LOCALHOST, **context: Any) -> Outcome:
    """Run a probe once with these options; `context` are fields of the Context."""
    probe = load(kind)
    checked = validate_options(probe.options, options)
    return await probe.run(Target(address), checked, Context(**{"now": NOW, "deadline": 5.0, **context}))


@contextlib.asynccontextmanager
async def serving(
    handler: Handler, *, address: str = LOCALHOST, tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """Serve TCP on a free port of the loopback; every connection is closed when its handler ends."""
    under_way: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        under_way.add(task)
        try:
            await handler(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            under_way.discard(task)
            writer.transport.abort()

    server = await asyncio.start_server(serve, address, 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tuple(under_way):
            task.cancel()
        if under_way:
            await asyncio.wait(under_way)
        await asyncio.sleep(0.02)  # transports of aborted TLS connections close in a later turn of the loop


def saying(data: bytes, *, then: Handler | None = None) -> Handler:
    """Return a handler that sends `data`, then does something else or waits for the client to go."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await (then(reader, writer) if then else reader.read())

    return handle


def answering(*exchanges: tuple[bytes, bytes], greeting: bytes = b"") -> Handler:
    """Return a handler that greets, then waits for each text in turn and gives its answer, then waits for the end."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        for wanted, answer in exchanges:
            await reader.readuntil(wanted)
            writer.write(answer)
        await reader.read()

    return handle


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accept, read and never answer."""
    while await reader.read(65536):
        pass


async def hang_up(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    """Accept and close at once."""


async def endless(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send bytes without a line end for ever."""
    while True:
        writer.write(b"\x00\xff" * 4096)
        await writer.drain()


async def drip(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Send one byte at a time for ever."""
    while True:
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def closed_port(address: str = LOCALHOST) -> int:
    """Return a port on which nothing listens."""
    async with serving(hang_up, address=address) as port:
        return port
