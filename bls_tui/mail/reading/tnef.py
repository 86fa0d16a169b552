"""winmail.dat: the envelope Outlook puts around a mail for other Outlooks (TNEF, [MS-OXTNEF])."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from bls_tui.mail.reading import charsets, rtf

CONTENT_TYPE = "application/ms-tnef"
SIGNATURE = 0x223E9F78
MAX_ATTRIBUTES = 20_000
MAX_PROPERTIES = 20_000

ATTACH_TITLE, ATTACH_DATA, ATTACH_RENDERING, ATTACHMENT = 0x18010, 0x6800F, 0x69002, 0x69005
BODY, MAPI_PROPERTIES, CODE_PAGE = 0x2800C, 0x69003, 0x69007
PR_BODY, PR_RTF, PR_HTML = 0x1000, 0x1009, 0x1013
PR_DATA, PR_FILENAME, PR_LONG_FILENAME, PR_MIME_TYPE, PR_CONTENT_ID, PR_DISPLAY_NAME = (
    0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x3001,
)  # fmt: skip
_FIXED = {2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 10: 4, 11: 4, 13: 0, 20: 8, 64: 8, 72: 16}
_VARIABLE = frozenset({13, 30, 31, 258})
_OBJECT, _STRING8, _UNICODE, _BINARY, _MULTIPLE = 13, 30, 31, 258, 0x1000
_GUID = 16


@dataclass(slots=True)
class Attached:
    """A file inside the envelope."""

    name: str = ""
    data: bytes = b""
    content_type: str = "application/octet-stream"
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the envelope holds; not `readable` when it is none."""

    readable: bool
    text: str = ""
    html: str = ""
    attachments: tuple[Attached, ...] = ()


class _DamagedError(Exception):
    """The bytes end before what they announce."""


def is_tnef(content_type: str, name: str) -> bool:
    """Tell whether a part says it is such an envelope."""
    return content_type in {CONTENT_TYPE, "application/vnd.ms-tnef"} or name.lower() == "winmail.dat"


def read(data: bytes) -> Envelope:
    """Return what is inside. A damaged envelope gives what comes before the damage. Never raises."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:  # noqa: PLR2004 - signature and key
        return Envelope(readable=False)
    reader = _Reader()
    for attribute, value in _attributes(data):
        reader.take(attribute, value)
    return Envelope(True, reader.text, reader.html, tuple(reader.attachments))


class _Reader:
    """Collects the attributes in their order: those of a file follow its rendering data."""

    def __init__(self) -> None:
        self.charset = "cp1252"
        self.text = ""
        self.html = ""
        self.attachments: list[Attached] = []

    def take(self, attribute: int, value: bytes) -> None:
        if attribute == CODE_PAGE and len(value) >= 4:  # noqa: PLR2004
            self.charset = charsets.codec(f"cp{struct.unpack_from('<I', value)[0]}") or self.charset
        elif attribute == BODY:
            self.text = self.text or self._string(value)
        elif attribute == MAPI_PROPERTIES:
            self._message(value)
        elif attribute == ATTACH_RENDERING:
            self.attachments.append(Attached())
        elif self.attachments:
            self._attached(self.attachments[-1], attribute, value)

    def _attached(self, attached: Attached, attribute: int, value: bytes) -> None:
        if attribute == ATTACH_TITLE:
            attached.name = attached.name or self._string(value)
        elif attribute == ATTACH_DATA:
            attached.data = value
        elif attribute == ATTACHMENT:
            self._properties_of(attached, value)

    def _properties_of(self, attached: Attached, value: bytes) -> None:
        found = dict(_properties(value))
        names = (PR_LONG_FILENAME, PR_FILENAME, PR_DISPLAY_NAME)
        attached.name = next((name for key in names if (name := self._value(found, key))), attached.name)
        attached.content_type = self._value(found, PR_MIME_TYPE).lower() or attached.content_type
        attached.content_id = self._value(found, PR_CONTENT_ID).strip("<>")
        if not attached.data and PR_DATA in found:
            kind, data = found[PR_DATA]
            attached.data = data[_GUID:] if kind == _OBJECT else data

    def _message(self, value: bytes) -> None:
        found = dict(_properties(value))
        self.text = self.text or self._value(found, PR_BODY)
        if PR_HTML in found:
            data = found[PR_HTML][1]
            self.html = charsets.decode(data, charsets.of_html(data) or self.charset)
        if PR_RTF in found and not self.text and not self.html:
            self.text = rtf.to_text(rtf.decompress(found[PR_RTF][1]), self.charset)

    def _value(self, found: dict[int, tuple[int, bytes]], key: int) -> str:
        kind, data = found.get(key, (_STRING8, b""))
        if kind == _UNICODE:
            return charsets.clean(data.decode("utf-16-le", "replace")).strip("\0")
        return self._string(data) if kind in {_STRING8, _BINARY} else ""

    def _string(self, data: bytes) -> str:
        return charsets.decode(data.split(b"\0", 1)[0], self.charset).replace("\r\n", "\n")


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 6
    for _ in range(MAX_ATTRIBUTES):
        if position + 9 > len(data):
            return
        attribute, length = struct.unpack_from("<II", data, position + 1)
        start = position + 9
        yield attribute, data[start : start + length]
        position = start + length + 2  # and the checksum, which nobody verifies


def _properties(data: bytes) -> Iterator[tuple[int, tuple[int, bytes]]]:
    """Identifier, type and first value of each MAPI property."""
    try:
        count, position = _word(data, 0), 4
        for _ in range(min(count, MAX_PROPERTIES)):
            tag = _word(data, position)
            kind, key, position = tag & 0xFFFF, tag >> 16, position + 4
            if key >= 0x8000:  # noqa: PLR2004 - named properties carry their name
                position = _skip_name(data, position)
            value, position = _values(data, position, kind)
            yield key, (kind & ~_MULTIPLE, value)
    except _DamagedError:
        return


def _skip_name(data: bytes, position: int) -> int:
    position += _GUID
    by_number = _word(data, position) == 0
    position += 4
    return position + 4 if by_number else position + 4 + _padded(_word(data, position))


def _values(data: bytes, position: int, kind: int) -> tuple[bytes, int]:
    """The first value of a property and where the next property begins."""
    multiple, kind = bool(kind & _MULTIPLE), kind & ~_MULTIPLE
    count = 1
    if multiple or kind in _VARIABLE:
        count, position = _word(data, position), position + 4
    first = b""
    for number in range(min(count, MAX_PROPERTIES)):
        if kind in _VARIABLE:
            length, position = _word(data, position), position + 4
        else:
            length = _FIXED.get(kind, 4)
        value = data[position : position + length]
        first = value if not number else first
        position += _padded(length)
    return first, position


def _padded(length: int) -> int:
    return length + -length % 4


def _word(data: bytes, position: int) -> int:
    if position + 4 > len(data):
        raise _DamagedError
    value: int = struct.unpack_from("<I", data, position)[0]
    return value
