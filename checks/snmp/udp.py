"""One UDP socket per event loop and address family for all SNMPv1 and v2c devices.

Answers are matched by request id and source address. A socket is read until it is empty at each wake-up, so a burst of
answers costs one turn of the loop.
"""

from __future__ import annotations

import asyncio
import errno
import random
import socket
from dataclasses import dataclass, field
from typing import TypeAlias
from weakref import WeakKeyDictionary

from checks.snmp.ber import (
    FIRST_REQUEST_ID,
    LAST_REQUEST_ID,
    RESPONSE,
    BerError,
    Message,
    Request,
    decode_message,
    encode_request,
)
from checks.snmp.errors import NoAnswerError, UnreachableError

Address: TypeAlias = tuple[str, int]
"""An IP address as the kernel writes it, and a port."""

_RECEIVE_BUFFER = 4 << 20  # a GETBULK answer of every device of a fleet at once
_LARGEST_DATAGRAM = 65535
_READS_PER_WAKEUP = 200  # then let the rest of the loop have its turn


@dataclass(frozen=True, slots=True)
class Peer:
    """A device and how to speak to it: `version` is 0 for v1, 1 for v2c; `timeout` is seconds per try."""

    address: Address
    version: int
    community: bytes
    timeout: float
    retries: int


@dataclass(slots=True)
class _Exchange:
    """One request on its way: all its tries share it, so a late answer to an earlier try counts."""

    peer: Peer
    request: Request
    tries_left: int
    answer: asyncio.Future[Message]
    request_ids: list[int] = field(default_factory=list)
    timer: asyncio.TimerHandle | None = None
    garbled: bool = False


class UdpSocket:
    """The shared socket of one address family. It belongs to the loop that was running when it was made.

    It holds no reference to that loop, so a loop that is thrown away takes its sockets with it.
    """

    def __init__(self, family: socket.AddressFamily) -> None:
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
        self._socket.bind(("", 0))
        self._pending: dict[int, _Exchange] = {}
        self._next_id = random.randint(FIRST_REQUEST_ID, LAST_REQUEST_ID)  # noqa: S311 -- so a restart does not reuse ids
        asyncio.get_running_loop().add_reader(self._socket.fileno(), self._read)

    async def request(self, peer: Peer, request: Request) -> Message:
        """Send a request, again up to `peer.retries` times, and wait for the answer.

        Raises:
            NoAnswerError: no usable answer to any try.
            UnreachableError: the kernel would not send.
        """
        exchange = _Exchange(peer, request, peer.retries + 1, asyncio.get_running_loop().create_future())
        try:
            self._try(exchange)
            return await exchange.answer
        finally:
            self._forget(exchange)

    def close(self) -> None:
        """Close the socket; requests still waiting get no answer."""
        asyncio.get_running_loop().remove_reader(self._socket.fileno())
        self._socket.close()

    def discard(self) -> None:
        """Close the socket of a loop that has ended."""
        self._socket.close()

    def _try(self, exchange: _Exchange) -> None:
        if exchange.answer.done():
            return
        if exchange.tries_left == 0:
            exchange.answer.set_exception(_no_answer(exchange))
            return
        exchange.tries_left -= 1
        request_id = self._take_id()
        exchange.request_ids.append(request_id)
        self._pending[request_id] = exchange
        exchange.timer = asyncio.get_running_loop().call_later(exchange.peer.timeout, self._try, exchange)
        self._send(
            exchange, encode_request(exchange.peer.version, exchange.peer.community, request_id, exchange.request)
        )

    def _send(self, exchange: _Exchange, data: bytes) -> None:
        try:
            self._socket.sendto(data, exchange.peer.address)
        except (BlockingIOError, InterruptedError):
            return  # as good as lost on the wire: the next try follows
        except OSError as error:
            if error.errno == errno.ENOBUFS:
                return  # likewise
            reason = error.strerror or str(error)
            exchange.answer.set_exception(UnreachableError(f"cannot send to {exchange.peer.address[0]}: {reason}"))

    def _take_id(self) -> int:
        while True:
            self._next_id = self._next_id + 1 if self._next_id < LAST_REQUEST_ID else FIRST_REQUEST_ID
            if self._next_id not in self._pending:
                return self._next_id

    def _forget(self, exchange: _Exchange) -> None:
        if exchange.timer:
            exchange.timer.cancel()
        for request_id in exchange.request_ids:
            self._pending.pop(request_id, None)

    def _read(self) -> None:
        for _ in range(_READS_PER_WAKEUP):
            try:
                data, source = self._socket.recvfrom(_LARGEST_DATAGRAM)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:
                continue  # an ICMP error about an earlier datagram; reading it has removed it
            self._take(data, (source[0], source[1]))

    def _take(self, data: bytes, source: Address) -> None:
        try:
            message = decode_message(data)
        except BerError:
            self._note_garbled(source)
            return
        exchange = self._pending.get(message.request_id)
        if (
            exchange is not None
            and exchange.peer.address == source
            and message.pdu == RESPONSE
            and message.version == exchange.peer.version
            and not exchange.answer.done()
        ):
            exchange.answer.set_result(message)

    def _note_garbled(self, source: Address) -> None:
        for exchange in self._pending.values():
            if exchange.peer.address == source:
                exchange.garbled = True


def _no_answer(exchange: _Exchange) -> NoAnswerError:
    host, port = exchange.peer.address
    tries = len(exchange.request_ids)
    what = "only unreadable answers" if exchange.garbled else "no SNMP answer"
    return NoAnswerError(f"{what} from {host} port {port} ({tries} x {exchange.peer.timeout:g} s)")


_sockets: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[socket.AddressFamily, UdpSocket]] = WeakKeyDictionary()


def shared_socket(family: socket.AddressFamily) -> UdpSocket:
    """Return the running loop's socket of that family, opened at the first call."""
    for loop in [loop for loop in _sockets if loop.is_closed()]:
        for forgotten in _sockets.pop(loop).values():
            forgotten.discard()
    sockets = _sockets.setdefault(asyncio.get_running_loop(), {})
    if family not in sockets:
        sockets[family] = UdpSocket(family)
    return sockets[family]


def close_shared_sockets() -> None:
    """Close the running loop's sockets, before the loop ends."""
    for opened in _sockets.pop(asyncio.get_running_loop(), {}).values():
        opened.close()
