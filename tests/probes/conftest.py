"""Fixtures of the probe tests."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import trustme


def _descriptors() -> set[str]:
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found.add(f"{entry.name} {entry.readlink()}")
    return found


@pytest.fixture
async def leakless() -> AsyncIterator[None]:
    """Fail a test that leaves a descriptor or a task behind."""
    before, tasks = _descriptors(), asyncio.all_tasks()
    yield
    for _ in range(50):
        left, running = _descriptors() - before, asyncio.all_tasks() - tasks - {asyncio.current_task()}
        if not left and not running:
            return
        await asyncio.sleep(0.02)
    pytest.fail(f"left behind: {sorted(left)} {running}")


@pytest.fixture
def ipv6() -> None:
    """Skip where this machine has no IPv6 loopback."""
    try:
        with socket.socket(socket.AF_INET6) as sock:
            sock.bind(("::1", 0))
    except OSError as error:
        pytest.skip(f"this machine has no IPv6 loopback: {error}")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """An authority of our own."""
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path) -> str:
    """Its certificate as a file."""
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)
