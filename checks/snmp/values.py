"""SNMP values and object identifiers as the rest of the program sees them."""

from __future__ import annotations

import struct
from functools import lru_cache
from math import isfinite
from typing import NamedTuple, TypeAlias

Oid: TypeAlias = tuple[int, ...]
"""An object identifier, one arc per element: 1.3.6.1 is (1, 3, 6, 1)."""

INTEGER = 0x02
OCTET_STRING = 0x04
NULL = 0x05
OBJECT_IDENTIFIER = 0x06
IP_ADDRESS = 0x40
COUNTER32 = 0x41
GAUGE32 = 0x42
TIME_TICKS = 0x43
OPAQUE = 0x44
COUNTER64 = 0x46
NO_SUCH_OBJECT = 0x80
NO_SUCH_INSTANCE = 0x81
END_OF_MIB_VIEW = 0x82

COUNTER_BITS = {COUNTER32: 32, COUNTER64: 64}
"""Width of the counter types (RFC 2578 sections 7.1.6 and 7.1.10)."""

_ABSENT = frozenset((NULL, NO_SUCH_OBJECT, NO_SUCH_INSTANCE, END_OF_MIB_VIEW))
_PRINTABLE_CONTROLS = frozenset("\t\n\r")


class Value(NamedTuple):
    """One value as an agent sent it.

    `tag` is the BER tag (the constants above). `data` is an int for the number types, bytes for octet strings, opaque
    and IP addresses, an Oid for object identifiers, a float for net-snmp's opaque floats, and None for no value.
    """

    tag: int
    data: int | float | bytes | Oid | None

    @property
    def absent(self) -> bool:
        """True for NULL, noSuchObject, noSuchInstance and endOfMibView."""
        return self.tag in _ABSENT

    @property
    def number(self) -> float | None:
        """The value as a number, also where an agent writes it as decimal text; None for anything else."""
        if isinstance(self.data, int | float):
            return self.data
        if isinstance(self.data, bytes) and self.tag == OCTET_STRING:
            return _number_in(self.data)
        return None

    @property
    def integer(self) -> int | None:
        """The value if it is a whole number on the wire, None for every other type."""
        return self.data if isinstance(self.data, int) else None

    @property
    def text(self) -> str:
        """The value as text: see `decode_text` for octet strings; dotted for addresses and OIDs; "" for no value."""
        if self.data is None:
            return ""
        if isinstance(self.data, tuple):
            return format_oid(self.data)
        if isinstance(self.data, bytes):
            return ".".join(map(str, self.data)) if self.tag == IP_ADDRESS else decode_text(self.data)
        return str(self.data)


def _number_in(data: bytes) -> float | None:
    try:
        number = float(data.strip(b" \t\r\n\0"))
    except ValueError:
        return None
    return number if isfinite(number) else None


def decode_text(data: bytes) -> str:
    """Read an octet string as text: UTF-8, else Latin-1, without trailing NULs; as hex pairs when it is not text.

    "Not text" means control characters other than tab, line feed and carriage return: MAC addresses and other binary
    values that agents put where a DisplayString belongs.
    """
    stripped = data.rstrip(b"\0")
    if stripped.isascii() and (text := stripped.decode("ascii")).isprintable():
        return text
    try:
        text = stripped.decode("utf-8")
    except UnicodeDecodeError:
        text = stripped.decode("latin-1")
    if any((char < " " or "\x7f" <= char <= "\x9f") and char not in _PRINTABLE_CONTROLS for char in text):
        return data.hex(":")
    return text


def format_oid(oid: Oid) -> str:
    """Write an OID with dots."""
    return ".".join(map(str, oid))


class BadOidError(ValueError):
    """Text that is not an object identifier."""


@lru_cache(maxsize=4096)
def parse_oid(text: str) -> Oid:
    """Read "1.3.6.1" or ".1.3.6.1". Raises BadOidError for text that is not a valid OID (X.660: at least two arcs)."""
    try:
        oid = tuple(int(part) for part in text.strip().removeprefix(".").split("."))
    except ValueError:
        raise BadOidError(f"'{text}' is not an OID like 1.3.6.1.2.1.1.3.0") from None
    if not is_valid_oid(oid):
        raise BadOidError(f"'{text}' is not an OID: it needs two arcs or more, the first 0-2, each below 2^32")
    return oid


def is_valid_oid(oid: Oid) -> bool:
    """True if the OID can be sent: 2-128 arcs, the first 0-2 and the second below 40 under 0 and 1, each in 32 bits."""
    return (
        2 <= len(oid) <= 128  # noqa: PLR2004 -- RFC 2578 section 3.5
        and oid[0] <= 2  # noqa: PLR2004
        and (oid[1] < 40 or oid[0] == 2)  # noqa: PLR2004 -- X.690 section 8.19.4
        and all(0 <= arc < 1 << 32 for arc in oid)
    )


_OPAQUE_FORMATS = {
    b"\x9f\x76\x08": ">Q",
    b"\x9f\x78\x04": ">f",
    b"\x9f\x79\x08": ">d",
    b"\x9f\x7a\x08": ">q",
    b"\x9f\x7b\x08": ">Q",
}
"""The numbers net-snmp wraps in Opaque: Counter64, Float, Double, Integer64, Unsigned64 (draft-perkins-opaque-01)."""


def opaque_number(content: bytes) -> int | float | bytes:
    """Read the number inside an Opaque; the bytes themselves when there is none."""
    number_format = _OPAQUE_FORMATS.get(content[:3])
    if number_format is None or len(content) != 3 + content[2]:
        return content
    number: int | float = struct.unpack(number_format, content[3:])[0]
    return number if isfinite(number) else content
