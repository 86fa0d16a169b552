"""One ICMP socket per address family that serves all the pings of an event loop.

Replies are matched by identifier and sequence number, and confirmed by a nonce and a serial number in the payload: a
late, duplicated or foreign reply is never taken for an answer. A raw socket is used where the process may open one,
else a datagram ICMP socket (Linux `net.ipv4.ping_group_range`), whose errors come over the kernel's error queue.
Round trips are measured to the kernel's receive time stamp, so a busy event loop does not lengthen them.
"""

from __future__ import annotations

import asyncio
import errno
import os
import secrets
import socket
import struct
from dataclasses import dataclass, field

from icmplib import ICMPSocketError, ICMPv4Socket, ICMPv6Socket, SocketPermissionError

from checks import clock
from checks.probes.icmp_packet import EchoFormat, EchoReply, Refusal, reason_in_words
from checks.probes.resolve import SocketAddress

# Linux constants that the socket module lacks in Python 3.11.
SO_TIMESTAMPNS = 35
SOL_RAW, ICMP_FILTER = 255, 1
ICMP6_FILTER = 1
IP_RECVERR, IPV6_RECVERR = 11, 25
MSG_ERRQUEUE = 0x2000

_ALLOWED_V4 = (0, 3, 11)
_ALLOWED_V6 = (1, 2, 3, 129)
_RECEIVE_BUFFER = 1 << 20
_READS_AT_ONCE = 512
_TIMESPEC = struct.Struct("@ll")
_ERROR_QUEUE = struct.Struct("@IBBBBII")
_BUSY = (errno.EAGAIN, errno.ENOBUFS)
_BUSY_RETRY = 0.01
_BUSY_PATIENCE = 100
_MOST_UNDER_WAY = 0xF000


class IcmpPermissionError(Exception):
    """This process may open neither a raw nor a datagram ICMP socket."""


@dataclass(frozen=True, slots=True)
class Pings:
    """What came of one run. `round_trips` in seconds, in order of arrival; `refusals` are reasons in words."""

    sent: int
    round_trips: tuple[float, ...]
    duplicates: int = 0
    refusals: tuple[str, ...] = ()

    @property
    def loss(self) -> float:
        """Percent of the requests without a reply."""
        return 100.0 * (self.sent - len(self.round_trips)) / self.sent if self.sent else 100.0


@dataclass(frozen=True, slots=True)
class Plan:
    """How to ping: number of requests, seconds between them, seconds to wait after the last, payload bytes."""

    packets: int = 3
    interval: float = 0.1
    timeout: float = 2.0
    size: int = 56


class IcmpSocket:
    """The pings of one event loop. Sockets are opened at the first ping of their family; call `close` at the end."""

    def __init__(self, *, allow_raw: bool = True) -> None:
        self._allow_raw = allow_raw
        self._channels: dict[int, _Channel] = {}

    async def ping(self, family: int, address: SocketAddress, plan: Plan) -> Pings:
        """Ping one address; returns as soon as every request is answered or refused, else after the timeout.

        Raises:
            IcmpPermissionError: this process may not open an ICMP socket.
            OSError: the machine has no such address family, or no more sockets.
        """
        channel = self._channels.get(family)
        if channel is None:
            channel = self._channels[family] = _Channel(family, allow_raw=self._allow_raw)
        return await channel.ping(address, plan)

    def close(self) -> None:
        """Close the sockets; pings under way end with what they have."""
        for channel in self._channels.values():
            channel.close()
        self._channels.clear()


def open_socket(family: int, *, allow_raw: bool = True) -> tuple[socket.socket, bool]:
    """Open an ICMP socket; returns it and whether it is a raw one.

    Raises:
        IcmpPermissionError: neither kind is permitted.
        OSError: the machine has no such address family, or no more sockets.
    """
    kind = ICMPv6Socket if family == socket.AF_INET6 else ICMPv4Socket
    for raw in (True, False) if allow_raw else (False,):
        try:
            owner = kind(privileged=raw)
        except SocketPermissionError:
            continue
        except ICMPSocketError as error:
            raise OSError(str(error)) from error
        opened = socket.socket(fileno=owner.sock.detach())  # owner would close it when collected
        opened.setblocking(False)
        return opened, raw
    raise IcmpPermissionError


@dataclass(slots=True, eq=False)
class _Request:
    """One echo request under way."""

    run: _Run
    serial: int
    sent_at: float
    sent_monotonic: float
    done: bool = False


@dataclass(slots=True, eq=False)
class _Run:
    """One ping run under way: its requests and what came back."""

    address: SocketAddress
    plan: Plan
    finished: asyncio.Future[None]
    sequences: list[int] = field(default_factory=list)
    round_trips: list[float] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    duplicates: int = 0
    unsent: int = 0
    postponed: int = 0
    timer: asyncio.TimerHandle | None = None

    def check_finished(self) -> None:
        """End the run when nothing more can come."""
        settled = len(self.round_trips) + len(self.refusals)
        if settled >= self.plan.packets and not self.finished.done():
            self.finished.set_result(None)

    def time_out(self) -> None:
        """End the run with what it has."""
        if not self.finished.done():
            self.finished.set_result(None)

    def result(self) -> Pings:
        """Sum up."""
        sent = len(self.sequences) + self.unsent
        return Pings(sent, tuple(self.round_trips), self.duplicates, tuple(self.refusals))


class _Channel:
    """The socket of one family and the requests under way on it."""

    def __init__(self, family: int, *, allow_raw: bool) -> None:
        self._family = family
        self._socket, self._raw = open_socket(family, allow_raw=allow_raw)
        self._loop = asyncio.get_running_loop()
        identifier = (secrets.randbits(16) or 1) if self._raw else None
        self._format = EchoFormat(family, identifier, secrets.token_bytes(8))
        self._requests: dict[int, _Request] = {}
        self._serial = 0
        _prepare(self._socket, family, raw=self._raw)
        self._loop.add_reader(self._socket, self._read)

    async def ping(self, address: SocketAddress, plan: Plan) -> Pings:
        run = _Run(address, plan, self._loop.create_future())
        self._send_next(run)
        try:
            await run.finished
        finally:
            self._forget(run)
        return run.result()

    def close(self) -> None:
        self._loop.remove_reader(self._socket)
        for request in self._requests.values():
            request.run.time_out()
        self._socket.close()

    def _send_next(self, run: _Run) -> None:
        delay = run.plan.interval
        try:
            self._send(run)
        except OSError as error:
            if error.errno in _BUSY and run.postponed < _BUSY_PATIENCE:
                run.postponed += 1
                delay = _BUSY_RETRY
            else:
                run.unsent += 1
                run.refusals.append(os.strerror(error.errno or 0).lower())
        run.check_finished()
        if run.finished.done():
            return
        if len(run.sequences) + run.unsent < run.plan.packets:
            run.timer = self._loop.call_later(delay, self._send_next, run)
        else:
            run.timer = self._loop.call_later(run.plan.timeout, run.time_out)

    def _send(self, run: _Run) -> None:
        if len(self._requests) > _MOST_UNDER_WAY:
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))
        while (sequence := (self._serial + 1) & 0xFFFF) in self._requests:
            self._serial += 1
        self._serial = serial = (self._serial + 1) & 0xFFFFFFFF
        packet = self._format.request(sequence, serial, run.plan.size)
        request = _Request(run, serial, clock.now(), clock.monotonic())
        self._socket.sendto(packet, run.address)
        self._requests[sequence] = request
        run.sequences.append(sequence)

    def _forget(self, run: _Run) -> None:
        if run.timer is not None:
            run.timer.cancel()
        for sequence in run.sequences:
            self._requests.pop(sequence, None)

    def _read(self) -> None:
        for _ in range(_READS_AT_ONCE):
            try:
                packet, ancillary, _, source = self._socket.recvmsg(2048, 64)
            except (BlockingIOError, InterruptedError):
                break
            except OSError:
                continue  # a pending error of a datagram socket; the error queue has its details
            self._take(packet, ancillary, str(source[0]) if source else "")
        if not self._raw:
            self._read_errors()

    def _take(self, packet: bytes, ancillary: list[tuple[int, int, bytes]], source: str) -> None:
        with_ip_header = self._raw and self._family == socket.AF_INET
        message = self._format.parse(packet, with_ip_header=with_ip_header)
        if message is None:
            return
        request = self._requests.get(message.sequence)
        if request is None:
            return
        if isinstance(message, EchoReply):
            if message.serial == request.serial:
                self._replied(request, ancillary)
        else:
            self._refused(request, message, source)

    def _replied(self, request: _Request, ancillary: list[tuple[int, int, bytes]]) -> None:
        run = request.run
        if request.done:
            run.duplicates += 1
            return
        request.done = True
        run.round_trips.append(_round_trip(request, ancillary))
        run.check_finished()

    def _refused(self, request: _Request, refusal: Refusal, source: str) -> None:
        if request.done:
            return
        request.done = True
        request.run.refusals.append(f"{refusal.reason}, says {source}" if source else refusal.reason)
        request.run.check_finished()

    def _read_errors(self) -> None:
        for _ in range(_READS_AT_ONCE):
            try:
                packet, ancillary, _, _ = self._socket.recvmsg(2048, 256, MSG_ERRQUEUE)
            except OSError:
                return
            sequence = self._format.quoted_sequence(packet)
            request = self._requests.get(sequence) if sequence is not None else None
            reason = _queued_reason(self._family, ancillary)
            if request is not None and reason is not None:
                self._refused(request, Refusal(request.serial & 0xFFFF, reason), "")


def _prepare(sock: socket.socket, family: int, *, raw: bool) -> None:
    """Let only replies and errors through, with time stamps and room for a burst."""
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
    sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
    if not raw:
        level, option = (socket.IPPROTO_IPV6, IPV6_RECVERR) if family == socket.AF_INET6 else (0, IP_RECVERR)
        sock.setsockopt(level, option, 1)
    elif family == socket.AF_INET6:
        blocked = [0xFFFFFFFF] * 8
        for kind in _ALLOWED_V6:
            blocked[kind >> 5] &= ~(1 << (kind & 31))
        sock.setsockopt(socket.IPPROTO_ICMPV6, ICMP6_FILTER, struct.pack("@8I", *blocked))
    else:
        allowed = sum(1 << kind for kind in _ALLOWED_V4)
        sock.setsockopt(SOL_RAW, ICMP_FILTER, struct.pack("@I", ~allowed & 0xFFFFFFFF))


def _round_trip(request: _Request, ancillary: list[tuple[int, int, bytes]]) -> float:
    """Seconds from sending to the kernel's receive stamp; to now where the wall clock was set meanwhile."""
    until_now = clock.monotonic() - request.sent_monotonic
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS and len(data) >= _TIMESPEC.size:
            seconds, nanoseconds = _TIMESPEC.unpack_from(data)
            stamped = float(seconds - request.sent_at + nanoseconds * 1e-9)
            return stamped if 0 <= stamped <= until_now else until_now
    return until_now


def _queued_reason(family: int, ancillary: list[tuple[int, int, bytes]]) -> str | None:
    """Read a `struct sock_extended_err` (linux/errqueue.h)."""
    for level, _, data in ancillary:
        if level in (socket.IPPROTO_IP, socket.IPPROTO_IPV6) and len(data) >= _ERROR_QUEUE.size:
            number, origin, icmp_type, code, _, _, _ = _ERROR_QUEUE.unpack_from(data)
            if origin in (2, 3):  # SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6
                return reason_in_words(family, icmp_type, code)
            return os.strerror(number).lower()
    return None
