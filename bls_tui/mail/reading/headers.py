"""The header of a message or part: lines of any ending unfolded into fields, and where the body begins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bls_tui.mail.reading import charsets, words

KNOWN = frozenset(
    {
        b"bcc", b"cc", b"content-disposition", b"content-id", b"content-transfer-encoding", b"content-type", b"date",
        b"delivered-to", b"from", b"importance", b"in-reply-to", b"message-id", b"mime-version", b"organization",
        b"received", b"references", b"reply-to", b"return-path", b"sender", b"subject", b"to", b"user-agent",
        b"x-mailer",
    }
)  # fmt: skip
"""Fields whose presence after a line that is none shows that the header still goes on."""
MAX_LOOK_AHEAD = 50
"""Lines looked at after such a line."""
MAX_FIELD = 1_000_000
"""Bytes of one field that are kept; nothing readable is longer."""

_FIELD = re.compile(rb"(?!--)([!-9;-~]{1,200})[ \t]*:")
# A lone CR ends a line only where a field, a continuation or another end of line follows; elsewhere it is a stray byte.
_LINE_END = re.compile(rb"\r{0,3}\n|\r(?=[!-9;-~]{1,76}:|[ \t])")
_ENVELOPE = re.compile(rb"(?:>?From [^\r\n]*\r?\n)+")


class Headers:
    """The fields of one header, in order and by name."""

    def __init__(self, fields: Sequence[tuple[str, bytes]], charset: str = "") -> None:
        self.fields = fields
        self.charset = charset
        self._by_name: dict[str, list[bytes]] = {}
        for name, value in fields:
            self._by_name.setdefault(name, []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def raw(self, name: str) -> str:
        """Return the first field of that name with something in it: unfolded, its encoded words as they are."""
        return next(filter(str.strip, self.all(name)), "")

    def all(self, name: str) -> Iterator[str]:
        """Return every field of that name, unfolded, topmost first."""
        return (charsets.decode(value, "", (self.charset,)) for value in self._by_name.get(name, ()))

    def text(self, name: str) -> str:
        """Return the first field of that name as people read it: decoded, on one line."""
        return words.collapse(words.decode(self.raw(name)))

    def token(self, name: str) -> str:
        """Return the first word of a field, in lower case."""
        return next(iter(self.raw(name).lower().replace(";", " ").split()), "")

    def count(self, name: str) -> int:
        """Return how many fields of that name there are."""
        return len(self._by_name.get(name, ()))


def parse(raw: bytes, start: int = 0, *, outermost: bool = False) -> tuple[Headers, int, bool]:
    """Read the header that begins at `start`.

    Returns:
        The fields, the offset of the body, and whether the empty line between them was missing.
    """
    if outermost:
        start = _skip_envelope(raw, start)
    fields: list[tuple[str, list[bytes]]] = []
    body, missing = len(raw), False
    for begin, end, following in _lines(raw, start):
        line = raw[begin:end]
        if not line.strip(b" \t\r") and (not line or _ends_here(raw, following)):
            body = following
            break
        if fields and line[:1] in b" \t":
            fields[-1][1].append(line)
        elif field := _FIELD.match(line):
            fields.append((field[1].decode("ascii").lower(), [line[field.end() :]]))
        elif outermost and fields and _goes_on(raw, following):
            fields[-1][1].append(b" " + line)
        else:
            body, missing = begin, bool(line)
            break
    return Headers([(name, b"\n".join(lines)[:MAX_FIELD]) for name, lines in fields]), body, missing


def _ends_here(raw: bytes, following: int) -> bool:
    """Tell whether a line of blanks ends the header: no field and no continuation comes after it."""
    line = raw[following : following + 300]
    return not (line[:1] in (b" ", b"\t") or _FIELD.match(line))


def _skip_envelope(raw: bytes, start: int) -> int:
    while raw[start : start + 1] in (b"\r", b"\n"):
        start += 1
    if raw.startswith(b"\xef\xbb\xbf", start):
        start += 3
    envelope = _ENVELOPE.match(raw, start)
    return envelope.end() if envelope else start


def _lines(raw: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Begin, end and begin of the next of every line."""
    while start < len(raw):
        found = _LINE_END.search(raw, start)
        end, following = (found.start(), found.end()) if found else (len(raw), len(raw))
        yield start, end, following
        start = following


def _goes_on(raw: bytes, start: int) -> bool:
    """Whether a line that is no field is followed by a known field before the empty line."""
    for count, (begin, end, _) in enumerate(_lines(raw, start)):
        if begin == end or count >= MAX_LOOK_AHEAD:
            return False
        field = _FIELD.match(raw, begin, min(end, begin + 100))
        if field and field[1].lower() in KNOWN:
            return True
    return False
