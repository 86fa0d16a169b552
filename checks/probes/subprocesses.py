"""Running a foreign program: without a shell, in a process group of its own, with bounds on time and output."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

MOST_OUTPUT = 65536
"""Bytes kept of each of the two outputs; the rest is read and thrown away."""

_AFTER_EXIT = 1.0
"""Seconds that children left behind may keep the outputs open."""
_REAP = 2.0


class TimedOutError(Exception):
    """The program did not end in time; it and its children were killed."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program left: its exit code, negative for the signal that ended it, and its capped outputs."""

    code: int
    output: bytes
    errors: bytes


async def run(argv: Sequence[str], environment: Mapping[str, str], timeout: float) -> Finished:  # noqa: ASYNC109 - it kills
    """Run a program and wait for it.

    Raises:
        TimedOutError: it ran longer than `timeout` seconds.
        OSError: it cannot be started.
    """
    loop = asyncio.get_running_loop()
    transport, collector = await loop.subprocess_exec(
        _Collector, *argv, stdin=asyncio.subprocess.DEVNULL, env=dict(environment), cwd="/", start_new_session=True
    )
    try:
        async with asyncio.timeout(timeout):
            await collector.finished.wait()
    except TimeoutError as error:
        raise TimedOutError from error
    finally:
        await _end(transport, collector)
    code = transport.get_returncode()
    return Finished(-signal.SIGKILL if code is None else code, bytes(collector.kept[1]), bytes(collector.kept[2]))


class _Collector(asyncio.SubprocessProtocol):
    """Keeps the beginning of both outputs; `finished` when the program ended and nobody writes any more."""

    def __init__(self) -> None:
        self.kept = {1: bytearray(), 2: bytearray()}
        self.finished = asyncio.Event()
        self.reaped = asyncio.Event()

    def pipe_data_received(self, fd: int, data: bytes) -> None:
        kept = self.kept[fd]
        kept += data[: MOST_OUTPUT - len(kept)]

    def process_exited(self) -> None:
        self.reaped.set()
        asyncio.get_running_loop().call_later(_AFTER_EXIT, self.finished.set)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - how it was lost does not matter
        self.finished.set()


async def _end(transport: asyncio.SubprocessTransport, collector: _Collector) -> None:
    """Kill what still runs of the process group and wait until it is reaped."""
    still_open = transport.get_returncode() is None or not _is_closed(transport)
    if still_open:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(transport.get_pid(), signal.SIGKILL)
    transport.close()
    try:
        async with asyncio.timeout(_REAP):
            await collector.reaped.wait()
    except TimeoutError:
        return  # unkillable (waiting for a device); the child watcher reaps it when it ends


def _is_closed(transport: asyncio.SubprocessTransport) -> bool:
    pipes = (transport.get_pipe_transport(1), transport.get_pipe_transport(2))
    return all(pipe is None or pipe.is_closing() for pipe in pipes)
