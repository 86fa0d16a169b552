"""ICMP packets: echo requests out; echo replies and errors about our requests in (RFC 792, RFC 4443).

The checksum of a request is derived from that of its constant payload, so building one costs a few additions.
"""

from __future__ import annotations

import socket
import struct
from dataclasses import dataclass

ECHO_REPLY_V4, UNREACHABLE_V4, EXCEEDED_V4, ECHO_V4 = 0, 3, 11, 8
UNREACHABLE_V6, TOO_BIG_V6, EXCEEDED_V6, ECHO_V6, ECHO_REPLY_V6 = 1, 2, 3, 128, 129

HEADER = struct.Struct("!BBHHH")
SERIAL = struct.Struct("!I")
IPV6_HEADER = 40
NONCE = 8
"""Bytes at the start of every payload that only this socket's requests carry."""

SMALLEST_PAYLOAD = NONCE + SERIAL.size

_WORDS_V4 = {
    0: "network unreachable",
    1: "host unreachable",
    2: "protocol unreachable",
    3: "port unreachable",
    4: "packet too large",
    6: "network unknown",
    7: "host unknown",
    9: "network prohibited",
    10: "host prohibited",
    13: "filtered",
}
_WORDS_V6 = {
    0: "no route",
    1: "prohibited",
    2: "beyond scope",
    3: "address unreachable",
    4: "port unreachable",
    5: "source policy",
    6: "route rejected",
}


@dataclass(frozen=True, slots=True)
class EchoReply:
    """A reply to one of our requests. `serial` tells a late reply from one to a newer request of the same number."""

    sequence: int
    serial: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """An error a router or the host itself sent about one of our requests; `reason` in words."""

    sequence: int
    reason: str


def reason_in_words(family: int, icmp_type: int, code: int) -> str:
    """Say what an ICMP error means."""
    if family == socket.AF_INET6:
        exceeded, words = icmp_type == EXCEEDED_V6, _WORDS_V6
    else:
        exceeded, words = icmp_type == EXCEEDED_V4, _WORDS_V4
    if exceeded:
        return "time to live exceeded (routing loop?)"
    if family == socket.AF_INET6 and icmp_type == TOO_BIG_V6:
        return "packet too large"
    return words.get(code, f"unreachable (code {code})")


class EchoFormat:
    """Builds and recognises the packets of one socket.

    `identifier` is None where the kernel chooses it (datagram sockets), which then also delivers only our replies.
    """

    def __init__(self, family: int, identifier: int | None, nonce: bytes) -> None:
        self.family = family
        self._identifier = identifier
        self._nonce = nonce
        self._v6 = family == socket.AF_INET6
        self._nonce_sum: int = sum(struct.unpack("!4H", nonce))
        self._serial_at = HEADER.size + NONCE

    def request(self, sequence: int, serial: int, size: int) -> bytes:
        """Build an echo request with `size` bytes of payload (at least SMALLEST_PAYLOAD)."""
        identifier = self._identifier or 0
        kind = ECHO_V6 if self._v6 else ECHO_V4
        checksum = 0 if self._v6 else self._checksum(identifier, sequence, serial)
        header = HEADER.pack(kind, 0, checksum, identifier, sequence)
        return header + self._nonce + SERIAL.pack(serial) + bytes(size - SMALLEST_PAYLOAD)

    def _checksum(self, identifier: int, sequence: int, serial: int) -> int:
        total = (ECHO_V4 << 8) + identifier + sequence + self._nonce_sum + (serial >> 16) + (serial & 0xFFFF)
        total = (total >> 16) + (total & 0xFFFF)
        return ~(total + (total >> 16)) & 0xFFFF

    def parse(self, packet: bytes, *, with_ip_header: bool) -> EchoReply | Refusal | None:
        """Read a received packet; None when it is not about one of our requests."""
        start = (packet[0] & 0x0F) * 4 if with_ip_header and packet else 0
        if len(packet) < start + HEADER.size:
            return None
        kind, code, _, identifier, sequence = HEADER.unpack_from(packet, start)
        if kind == (ECHO_REPLY_V6 if self._v6 else ECHO_REPLY_V4):
            return self._reply(packet, start, identifier, sequence)
        if kind in ((UNREACHABLE_V6, TOO_BIG_V6, EXCEEDED_V6) if self._v6 else (UNREACHABLE_V4, EXCEEDED_V4)):
            return self._refusal(packet[start + HEADER.size :], reason_in_words(self.family, kind, code))
        return None

    def _reply(self, packet: bytes, start: int, identifier: int, sequence: int) -> EchoReply | None:
        payload = start + HEADER.size
        if self._identifier is not None and identifier != self._identifier:
            return None
        if packet[payload : payload + NONCE] != self._nonce or len(packet) < payload + SMALLEST_PAYLOAD:
            return None
        return EchoReply(sequence, SERIAL.unpack_from(packet, start + self._serial_at)[0])

    def _refusal(self, quoted: bytes, reason: str) -> Refusal | None:
        """Read the start of our own packet, which the error quotes after its IP header."""
        if not quoted:
            return None
        start = IPV6_HEADER if self._v6 else (quoted[0] & 0x0F) * 4
        if len(quoted) < start + HEADER.size:
            return None
        kind, _, _, identifier, sequence = HEADER.unpack_from(quoted, start)
        if kind != (ECHO_V6 if self._v6 else ECHO_V4) or identifier != self._identifier:
            return None
        return Refusal(sequence, reason)

    def quoted_sequence(self, request: bytes) -> int | None:
        """Return the sequence number of a request of ours that the kernel's error queue hands back."""
        if len(request) < HEADER.size:
            return None
        sequence: int = HEADER.unpack_from(request)[4]
        return sequence
