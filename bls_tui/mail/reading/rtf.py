"""Compressed RTF ([MS-OXRTFCP]) and the words in it, for Outlook mails that have no other body."""

from __future__ import annotations

import re
import struct

from bls_tui.mail.reading import charsets

MAX_SIZE = 20_000_000
COMPRESSED, STORED = 0x75465A4C, 0x414C454D
_HEADER = 16
_WINDOW = 4096
_PRELOADED = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the window of the compression holds at the start, by the specification."""
_TOKEN = re.compile(r"\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-z'])|([{}])|[\r\n]+|([^\\{}\r\n]+)")
_SKIPPED = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator", "themedata",
     "xmlnstbl", "listtable", "listoverridetable", "rsidtbl", "datastore", "latentstyles", "fldinst", "bkmkstart",
     "bkmkend"}
)  # fmt: skip
_BREAKS = {"par": "\n", "line": "\n", "tab": "\t", "cell": "\t", "row": "\n", "page": "\n", "sect": "\n"}


def decompress(data: bytes) -> bytes:
    """Return the RTF behind its compression; as far as it goes when damaged, b"" when it is none."""
    if len(data) < _HEADER:
        return b""
    size, kind = struct.unpack_from("<I", data, 4)[0], struct.unpack_from("<I", data, 8)[0]
    if kind == STORED:
        return data[_HEADER : _HEADER + min(size, MAX_SIZE)]
    return _expand(data, min(size, MAX_SIZE)) if kind == COMPRESSED else b""


def _expand(data: bytes, size: int) -> bytes:
    """LZ77 over a ring of 4 KB: a bit of the control byte each says whether a literal or a reference follows."""
    out, position = bytearray(_PRELOADED), _HEADER
    limit = size + len(_PRELOADED)
    while position < len(data) and len(out) < limit:
        control, position = data[position], position + 1
        for bit in range(8):
            width = 1 + (control >> bit & 1)
            token = data[position : position + width]
            position += width
            if len(token) < width or not _append(out, token):
                return bytes(out[len(_PRELOADED) : limit])
    return bytes(out[len(_PRELOADED) : limit])


def _append(out: bytearray, token: bytes) -> bool:
    """Add one literal or what one reference points at; False at the reference that ends the text."""
    if len(token) == 1:
        out += token
        return True
    reference = token[0] << 8 | token[1]
    back = (len(out) - (reference >> 4)) % _WINDOW
    if not back or back > len(out):
        return False
    for _ in range((reference & 15) + 2):
        out.append(out[-back])
    return True


def to_text(data: bytes, charset: str = "cp1252") -> str:
    """Return the words of an RTF document, paragraphs on lines of their own."""
    return charsets.clean("".join(_Walker(charset).walk(data.decode("latin-1")))).strip()


class _Walker:
    """Follows the groups: some are machinery, in those HTML was turned into, `htmlrtf` marks what is doubled."""

    def __init__(self, charset: str) -> None:
        self.charset = charset
        self.stack: list[tuple[bool, bool]] = []
        self.skipping = False
        self.doubled = False
        self.pending = 0

    def walk(self, text: str) -> list[str]:
        out: list[str] = []
        for token in _TOKEN.finditer(text):
            word, number, octet, symbol, brace, plain = token.groups()
            if brace:
                self._brace(brace)
            elif word:
                out.append(self._word(word, number))
            elif not (self.skipping or self.doubled):
                out.append(self._character(octet, symbol, plain))
            elif symbol == "*":
                self.skipping = True
        return out

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self.stack.append((self.skipping, self.doubled))
        elif self.stack:
            self.skipping, self.doubled = self.stack.pop()

    def _word(self, word: str, number: str | None) -> str:
        if word in _SKIPPED:
            self.skipping = True
        elif word == "htmlrtf":
            self.doubled = number != "0"
        elif self.skipping or self.doubled:
            return ""
        elif word == "u" and number:
            self.pending = 1
            return chr(int(number) % 0x10000)
        return _BREAKS.get(word, "") if not (self.skipping or self.doubled) else ""

    def _character(self, octet: str | None, symbol: str | None, plain: str | None) -> str:
        if self.pending and (octet or plain):  # the substitute for readers without Unicode
            self.pending = 0
            return (plain or "?")[1:]
        if plain:
            return plain
        if octet:
            return bytes.fromhex(octet).decode(self.charset, "replace")
        if symbol == "*":
            self.skipping = True
            return ""
        return {"~": " ", "\n": "\n", "\r": "\n", None: ""}.get(symbol, symbol or "")
