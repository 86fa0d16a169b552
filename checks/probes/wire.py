"""A TCP connection for probes: cheap to open, bounded in what it reads, able to become TLS, errors in words.

Works on the event loop's socket calls rather than on transports: a plain connect costs two thirds of what a stream
pair costs, and TLS can start at any point of a conversation.
"""

from __future__ import annotations

import asyncio
import errno
import os
import socket
import ssl
from collections.abc import Callable
from typing import Self, TypeVar

from checks.probes.resolve import Family, ResolveError, ResolverStuckError, resolve

T = TypeVar("T")

LONGEST_LINE = 8192
_AT_ONCE = 16384

_OURS = frozenset((errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM, errno.EADDRNOTAVAIL, errno.EPERM))
_WORDS = {
    errno.ECONNREFUSED: "connection refused",
    errno.ECONNRESET: "connection reset by the server",
    errno.EPIPE: "connection closed by the server",
    errno.ETIMEDOUT: "no answer (timed out)",
    errno.EHOSTUNREACH: "host unreachable",
    errno.ENETUNREACH: "network unreachable",
    errno.EMFILE: "this process has no free file descriptors",
    errno.ENFILE: "this machine has no free file descriptors",
    errno.EADDRNOTAVAIL: "this machine has no free local port or no such local address",
    errno.EACCES: "forbidden by a firewall",
    errno.EPERM: "forbidden by the firewall of this machine",
}


class WireError(Exception):
    """The other side cannot be reached, or did not keep to the protocol; the message is a sentence part."""


class OurSideError(WireError):
    """The connection failed for a reason on this machine, so nothing is known about the other one."""


def in_words(error: OSError) -> WireError:
    """Say what a failed system call means."""
    if isinstance(error, ssl.SSLError):
        return WireError(f"TLS: {tls_reason(error)}")
    number = error.errno or 0
    if number <= 0:
        return WireError(error.strerror or str(error))
    text = _WORDS.get(number) or os.strerror(number).lower()
    return OurSideError(text) if number in _OURS else WireError(text)


def tls_reason(error: ssl.SSLError) -> str:
    """Say what went wrong in a TLS connection, without OpenSSL's code names and line numbers."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate not valid: {error.verify_message}"
    if isinstance(error, ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return "connection closed by the server during the handshake"
    reason = (error.reason or str(error)).replace("_", " ").lower()
    if reason in ("wrong version number", "unknown protocol", "http request", "record layer failure"):
        return "the server does not speak TLS on this port"
    return reason


class Wire:
    """One connection. Every method raises WireError for whatever the other side or the network does."""

    def __init__(self, sock: socket.socket) -> None:
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._buffer = b""
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self.tls: ssl.SSLObject | None = None

    @classmethod
    async def open(cls, address: str, port: int, family: Family = Family.ANY) -> Self:
        """Connect."""
        try:
            kind, place = await resolve(address, port, family)
            sock = socket.socket(kind, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        except ResolverStuckError as error:
            raise OurSideError(str(error)) from error
        except ResolveError as error:
            raise WireError(str(error)) from error
        except OSError as error:
            raise in_words(error) from error
        try:
            await asyncio.get_running_loop().sock_connect(sock, place)
        except OSError as error:
            sock.close()
            raise in_words(error) from error
        except BaseException:
            sock.close()
            raise
        return cls(sock)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close at once; what is on its way is lost."""
        self._socket.close()

    async def send(self, data: bytes) -> None:
        """Send all of `data`."""
        try:
            if self.tls is None:
                await self._loop.sock_sendall(self._socket, data)
            else:
                tls = self.tls
                await self._drive(lambda: tls.write(data))
        except OSError as error:
            raise in_words(error) from error

    async def receive(self) -> bytes:
        """Return what came, b"" at the end of the connection."""
        if self._buffer:
            data, self._buffer = self._buffer, b""
            return data
        try:
            if self.tls is None:
                return await self._loop.sock_recv(self._socket, _AT_ONCE)
            return await self._receive_tls(self.tls)
        except OSError as error:
            raise in_words(error) from error

    async def read_line(self, limit: int = LONGEST_LINE) -> str:
        """Return the next line without its end; at the end of the connection what is left, if anything."""
        data = b""
        while b"\n" not in data:
            if len(data) > limit:
                raise WireError(f"a line longer than {limit} bytes was sent")
            more = await self.receive()
            if not more:
                break
            data += more
        if not data:
            raise WireError("connection closed by the server")
        line, _, self._buffer = data.partition(b"\n")
        return line.decode("utf-8", "replace").rstrip("\r")

    async def read_exactly(self, size: int) -> bytes:
        """Return exactly `size` bytes."""
        data = b""
        while len(data) < size:
            more = await self.receive()
            if not more:
                raise WireError("connection closed by the server" + (" in the middle of an answer" if data else ""))
            data += more
        self._buffer = data[size:]
        return data[:size]

    async def start_tls(self, context: ssl.SSLContext, server_name: str | None) -> ssl.SSLObject:
        """Do the TLS handshake; ssl.SSLCertVerificationError and other ssl.SSLError come through as they are."""
        if self._buffer:
            raise WireError("the server sent data in clear after agreeing to TLS")
        try:
            tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)
            await self._drive(tls.do_handshake)
        except ssl.SSLError:
            raise
        except (OSError, ValueError) as error:
            raise in_words(error) if isinstance(error, OSError) else WireError(f"TLS: {error}") from error
        self.tls = tls
        return tls

    async def _receive_tls(self, tls: ssl.SSLObject) -> bytes:
        try:
            return await self._drive(lambda: tls.read(_AT_ONCE))
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    async def _drive(self, step: Callable[[], T]) -> T:
        """Repeat one TLS operation, moving bytes between it and the socket, until it is done."""
        while True:
            try:
                result = step()
            except ssl.SSLWantReadError:
                await self._flush()
                data = await self._loop.sock_recv(self._socket, _AT_ONCE)
                if data:
                    self._incoming.write(data)
                else:
                    self._incoming.write_eof()
            except ssl.SSLError:
                await self._flush()  # the alert that tells the other side why
                raise
            else:
                await self._flush()
                return result

    async def _flush(self) -> None:
        data = self._outgoing.read()
        if data:
            await self._loop.sock_sendall(self._socket, data)
