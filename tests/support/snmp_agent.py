"""An SNMP v1 and v2c agent for tests: serves a recording over UDP, and misbehaves on demand.

It encodes its answers by itself, so the codec under test is not its own judge.
"""

import asyncio
import bisect
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from checks.model import Secret, SnmpCredentials, Target
from checks.snmp.ber import GETBULK, GETNEXT, Message, decode_message
from checks.snmp.udp import close_shared_sockets

Oid = tuple[int, ...]
Binding = tuple[Oid, int, bytes]

INTEGER, TEXT, NULL, OBJECT_ID = 0x02, 0x04, 0x05, 0x06
IP, COUNTER32, GAUGE, TICKS, OPAQUE, COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x44, 0x46
NO_SUCH_OBJECT, END_OF_MIB_VIEW = 0x80, 0x82
NUMBERS = {INTEGER, COUNTER32, GAUGE, TICKS, COUNTER64}
NO_SUCH_NAME = 2


def tlv(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 128 + len(octets))) + octets + content


def integer(value: int) -> bytes:
    return value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True)


def oid_octets(oid: Oid) -> bytes:
    octets = b""
    for arc in (oid[0] * 40 + oid[1], *oid[2:]):
        groups = [arc % 128]
        while arc := arc // 128:
            groups.insert(0, arc % 128 + 128)
        octets += bytes(groups)
    return octets


def dotted(text: str) -> Oid:
    return tuple(map(int, text.strip(".").split(".")))


def content_of(tag: int, value: object) -> bytes:
    """Encode a value of the test's own: int, str, bytes, or a dotted OID for tag OBJECT_ID."""
    if tag == OBJECT_ID:
        return oid_octets(dotted(str(value)))
    if isinstance(value, int):
        return integer(value)
    return value if isinstance(value, bytes) else str(value).encode()


def read_recording(path: Path) -> dict[Oid, tuple[int, bytes]]:
    """Read a .snmprec file: `OID|tag|value`, tag with x for hexadecimal and e for backslash escapes."""
    rows = {}
    for line in path.read_bytes().decode("latin-1").split("\n"):
        oid, _, rest = line.partition("|")
        tag_text, _, value = rest.partition("|")
        if oid and tag_text[:1].isdigit() and ":" not in tag_text:
            rows[dotted(oid)] = _recorded(tag_text, value.rstrip("\r"))
    return rows


def _recorded(tag_text: str, value: str) -> tuple[int, bytes]:
    tag = int(tag_text.rstrip("xe"))
    if tag_text.endswith("x"):
        raw = bytes.fromhex(value)
        return tag, integer(int.from_bytes(raw, "big")) if tag in NUMBERS else raw
    if tag_text.endswith("e"):
        return tag, value.encode("latin-1").decode("unicode_escape").encode("latin-1")
    if tag in NUMBERS:
        return tag, integer(int(value or 0))
    if tag == OBJECT_ID:
        return tag, oid_octets(dotted(value)) if value.strip(".") else b""
    if tag == IP:
        return tag, bytes(map(int, value.split(".")))
    return tag, b"" if tag == NULL else value.encode("latin-1")


@dataclass
class Agent(asyncio.DatagramProtocol):
    """Serves `rows`. Every hook may change what a well-behaved agent would do.

    `tamper` gets the request and the right bindings and returns others; `delay` is seconds before each answer;
    `ignores` tells which requests (counted from 1) get none; `largest` is the most bindings of an answer, `error` makes
    an answer an error (status, index); `raw` replaces the bytes sent.
    """

    rows: dict[Oid, tuple[int, bytes]]
    community: bytes = b"public"
    delay: float = 0.0
    ignores: Callable[[int], bool] = lambda _: False
    tamper: Callable[[Message, list[Binding]], list[Binding]] = lambda _, bindings: bindings
    error: Callable[[Message], tuple[int, int] | None] = lambda _: None
    raw: Callable[[bytes], bytes] = lambda data: data
    request_id: Callable[[int], int] = lambda number: number
    largest: int = 400
    requests: list[Message] = field(default_factory=list)
    outstanding: int = 0
    most_outstanding: int = 0

    def __post_init__(self) -> None:
        self._order = sorted(self.rows)
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        request = decode_message(data)
        self.requests.append(request)
        if request.community != self.community or self.ignores(len(self.requests)):
            return
        self.outstanding += 1
        self.most_outstanding = max(self.most_outstanding, self.outstanding)
        answer = self.raw(self._answer(request))
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self._send, answer, addr)
        else:
            self._send(answer, addr)

    def _send(self, answer: bytes, addr: tuple[str, int]) -> None:
        self.outstanding -= 1
        if self._transport and not self._transport.is_closing():
            self._transport.sendto(answer, addr)

    def _answer(self, request: Message) -> bytes:
        status, index = self.error(request) or (0, 0)
        bindings = [] if status else self.tamper(request, self._bindings(request))[: self.largest]
        if request.version == 0:
            for at, (_, tag, _) in enumerate(bindings, start=1):
                if tag in {NO_SUCH_OBJECT, END_OF_MIB_VIEW}:
                    status, index, bindings = NO_SUCH_NAME, at, []
                    break
        pairs = b"".join(tlv(0x30, tlv(0x06, oid_octets(oid)) + tlv(tag, content)) for oid, tag, content in bindings)
        head = b"".join(tlv(0x02, integer(number)) for number in (self.request_id(request.request_id), status, index))
        community = tlv(0x04, request.community)
        return tlv(0x30, tlv(0x02, integer(request.version)) + community + tlv(0xA2, head + tlv(0x30, pairs)))

    def _bindings(self, request: Message) -> list[Binding]:
        asked = [oid for oid, _ in request.varbinds]
        if request.pdu == GETBULK:
            return self._bulk(asked, request.error_index)
        if request.pdu == GETNEXT:
            return [self._next(oid) for oid in asked]
        return [(oid, *self.rows.get(oid, (NO_SUCH_OBJECT, b""))) for oid in asked]

    def _bulk(self, positions: list[Oid], repetitions: int) -> list[Binding]:
        bindings = []
        for _ in range(repetitions):
            row = [self._next(oid) for oid in positions]
            bindings += row
            positions = [oid for oid, _, _ in row]
        return bindings

    def _next(self, oid: Oid) -> Binding:
        at = bisect.bisect_right(self._order, oid)
        if at == len(self._order):
            return oid, END_OF_MIB_VIEW, b""
        return self._order[at], *self.rows[self._order[at]]


@asynccontextmanager
async def serving(agent: Agent, host: str = "127.0.0.1") -> AsyncIterator[int]:
    """Serve on a free port of a loopback address; the value is the port."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(lambda: agent, local_addr=(host, 0))
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()
        close_shared_sockets()


def target(port: int, **credentials: object) -> Target:
    """Make a target at loopback with patience for tests."""
    settings: dict[str, object] = {"timeout": 0.2, "retries": 1, "community": Secret("public"), **credentials}
    return Target("127.0.0.1", SnmpCredentials(port=port, **settings))  # type: ignore[arg-type]
