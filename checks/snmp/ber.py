"""BER encoding of SNMPv1 and v2c messages (RFC 1157, RFC 3416, X.690).

Written for speed: a general ASN.1 codec costs 0.5 ms and more for one GET, several times the whole CPU budget of a
check result. It is total: bytes that are not an SNMP message raise `BerError` and nothing else, and every loop consumes
input. SNMPv3 messages are not handled here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from checks.snmp.values import (
    COUNTER32,
    COUNTER64,
    GAUGE32,
    INTEGER,
    OBJECT_IDENTIFIER,
    OCTET_STRING,
    OPAQUE,
    TIME_TICKS,
    Oid,
    Value,
    opaque_number,
)

GET = 0xA0
GETNEXT = 0xA1
RESPONSE = 0xA2
GETBULK = 0xA5

FIRST_REQUEST_ID = 0x00800000
LAST_REQUEST_ID = 0x7FFFFFFF
"""Request ids between these two take exactly four octets, so a message is put together without measuring them."""

_SEQUENCE = 0x30
_PDU_TAGS = frozenset((GET, GETNEXT, RESPONSE, GETBULK))
_LONGEST_INTEGER = 9  # a Counter64 above 2^63 with its leading zero octet
_LONGEST_OID = 640  # 128 arcs of 5 octets
_LONG_FORM = 0x80
_SHORT_SCOPE = 40  # arcs below 1 and 2 share one octet: 40 * first + second (X.690 section 8.19.4)


class BerError(Exception):
    """Bytes that are not a well-formed SNMPv1 or v2c message."""


class Request(NamedTuple):
    """What to ask: GET, GETNEXT or GETBULK of some OIDs, which must be valid (`values.is_valid_oid`).

    `max_repetitions` (0-127) is for GETBULK.
    """

    pdu: int
    oids: tuple[Oid, ...]
    max_repetitions: int = 0


class Message(NamedTuple):
    """One SNMP message.

    In a GETBULK request `error_status` carries non-repeaters and `error_index` max-repetitions (RFC 3416 section 3).
    """

    version: int
    community: bytes
    pdu: int
    request_id: int
    error_status: int
    error_index: int
    varbinds: list[tuple[Oid, Value]]


def encode_request(version: int, community: bytes, request_id: int, request: Request) -> bytes:
    """Encode a request: `version` is 0 for v1, 1 for v2c; `request_id` from FIRST_REQUEST_ID to LAST_REQUEST_ID."""
    body = b"\x02\x04%b\x02\x01\x00\x02\x01%c%b" % (
        request_id.to_bytes(4, "big"),
        request.max_repetitions,
        _null_varbinds(request.oids),
    )
    head = b"\x02\x01%c\x04%b%b%c%b" % (version, _length(len(community)), community, request.pdu, _length(len(body)))
    return b"\x30%b%b%b" % (_length(len(head) + len(body)), head, body)


@lru_cache(maxsize=4096)
def _null_varbinds(oids: tuple[Oid, ...]) -> bytes:
    bindings = b"".join(_tlv(_SEQUENCE, _tlv(OBJECT_IDENTIFIER, encode_oid(oid)) + b"\x05\x00") for oid in oids)
    return _tlv(_SEQUENCE, bindings)


def _tlv(tag: int, content: bytes) -> bytes:
    return b"%c%b%b" % (tag, _length(len(content)), content)


def _length(length: int) -> bytes:
    if length < _LONG_FORM:
        return bytes((length,))
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((_LONG_FORM | len(octets),)) + octets


@lru_cache(maxsize=16384)
def encode_oid(oid: Oid) -> bytes:
    """Encode the content octets of a valid OID (X.690 section 8.19)."""
    octets = bytearray()
    for arc in (oid[0] * _SHORT_SCOPE + oid[1], *oid[2:]):
        groups = [arc & 0x7F]
        while arc := arc >> 7:
            groups.append(arc & 0x7F | _LONG_FORM)
        octets.extend(reversed(groups))
    return bytes(octets)


@lru_cache(maxsize=16384)
def decode_oid(content: bytes) -> Oid:
    """Decode the content octets of an OID.

    Raises:
        BerError: empty, cut short, or an arc above 2^32 - 1 (RFC 2578 section 3.5).
    """
    if not content or content[-1] & _LONG_FORM or len(content) > _LONGEST_OID:
        raise BerError("not an OID")
    arcs = []
    arc = 0
    for octet in content:
        arc = arc << 7 | octet & 0x7F
        if not octet & _LONG_FORM:
            arcs.append(arc)
            arc = 0
    first = min(arcs[0] // _SHORT_SCOPE, 2)
    oid = (first, arcs[0] - _SHORT_SCOPE * first, *arcs[1:])
    if max(oid) >> 32:
        raise BerError("an OID arc above 32 bits")
    return oid


def decode_message(data: bytes) -> Message:
    """Decode a v1 or v2c request or response.

    Raises:
        BerError: for anything else.
    """
    at, end = _open(data, 0, len(data), _SEQUENCE)
    version, at = _small_integer(data, at, end)
    start, at = _open(data, at, end, OCTET_STRING)
    community = data[start:at]
    if at >= end or data[at] not in _PDU_TAGS:
        raise BerError("not an SNMP request or response")
    pdu = data[at]
    at, end = _open(data, at, end, pdu)
    request_id, at = _small_integer(data, at, end)
    error_status, at = _small_integer(data, at, end)
    error_index, at = _small_integer(data, at, end)
    at, end = _open(data, at, end, _SEQUENCE)
    return Message(version, community, pdu, request_id, error_status, error_index, _varbinds(data, at, end))


def _header(data: bytes, at: int, end: int) -> tuple[int, int]:
    """Return where the content of the element at `at` starts and stops; `stop` never exceeds `end`."""
    if at + 2 > end:
        raise BerError("cut short")
    length = data[at + 1]
    start = at + 2
    if length & _LONG_FORM:
        size = length & 0x7F
        if not 1 <= size <= 4 or start + size > end:  # noqa: PLR2004 -- four octets of length already are 4 GiB
            raise BerError("bad length")
        length = int.from_bytes(data[start : start + size], "big")
        start += size
    stop = start + length
    if stop > end:
        raise BerError("cut short")
    return start, stop


def _open(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    start, stop = _header(data, at, end)
    if data[at] != tag:
        raise BerError(f"found tag {data[at]:#x} where {tag:#x} belongs")
    return start, stop


def _small_integer(data: bytes, at: int, end: int) -> tuple[int, int]:
    start, stop = _open(data, at, end, INTEGER)
    if not 0 < stop - start <= _LONGEST_INTEGER:
        raise BerError("bad integer")
    return int.from_bytes(data[start:stop], "big", signed=True), stop


def _varbinds(data: bytes, at: int, end: int) -> list[tuple[Oid, Value]]:
    varbinds = []
    while at < end:
        at, stop = _open(data, at, end, _SEQUENCE)
        start, middle = _open(data, at, stop, OBJECT_IDENTIFIER)
        oid = decode_oid(data[start:middle])
        start, at = _header(data, middle, stop)
        varbinds.append((oid, _value(data[middle], data[start:at])))
        at = stop
    return varbinds


def _value(tag: int, content: bytes) -> Value:
    reader = _READERS.get(tag)
    return Value(tag, reader(content) if reader else content or None)


def _signed(content: bytes) -> int:
    if len(content) > _LONGEST_INTEGER:
        raise BerError("bad integer")
    return int.from_bytes(content, "big", signed=True)


def _unsigned64(content: bytes) -> int:
    """Read a counter. Agents that send 32 or 64 bits without the leading zero octet mean the unsigned number too."""
    if len(content) > _LONGEST_INTEGER:
        raise BerError("bad counter")
    return int.from_bytes(content, "big") & 0xFFFFFFFFFFFFFFFF


def _unsigned32(content: bytes) -> int:
    return _unsigned64(content) & 0xFFFFFFFF


def _oid(content: bytes) -> Oid:
    return decode_oid(content) if content else ()


_READERS: Mapping[int, Callable[[bytes], int | float | bytes | Oid]] = {
    INTEGER: _signed,
    OCTET_STRING: bytes,
    OBJECT_IDENTIFIER: _oid,
    COUNTER32: _unsigned32,
    GAUGE32: _unsigned32,
    TIME_TICKS: _unsigned32,
    OPAQUE: opaque_number,
    COUNTER64: _unsigned64,
}
