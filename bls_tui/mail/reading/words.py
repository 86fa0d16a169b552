"""Encoded words (RFC 2047) as they are found: split inside characters, joined, unspaced, with stray characters."""

from __future__ import annotations

import binascii
import re
import unicodedata
from collections.abc import Iterator

from bls_tui.mail.reading import charsets

_OPENING = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_BLANK = re.compile(r"\s+")


def decode(text: str) -> str:
    """Return `text` with its encoded words decoded; white space between two of them belongs to neither."""
    if "=?" not in text:
        return text
    return charsets.clean("".join(_join(list(_tokens(text)))))


def collapse(text: str) -> str:
    """Return `text` on one line: runs of white space as one blank, composed (NFC), NUL removed."""
    return unicodedata.normalize("NFC", _BLANK.sub(" ", charsets.clean(text)).strip())


def base64(data: bytes) -> bytes:
    """Return what base64 decodes to, whatever stands between its characters and however it ends."""
    return b"".join(map(_quanta, data.split(b"="))) if b"=" in data.rstrip(b"= \t\r\n") else _quanta(data)


def _quanta(data: bytes) -> bytes:
    data = _NOT_BASE64.sub(b"", data)
    spare = len(data) % 4
    if spare == 1:  # six bits make no byte
        data = data[:-1]
        spare = 0
    return binascii.a2b_base64(data + b"=" * (-spare % 4))


_Token = tuple[str, bytes, str]
"""charset ("" for plain text), bytes of the word, plain text."""


def _tokens(text: str) -> Iterator[_Token]:
    """Plain text and encoded words in turn; each character is looked at a bounded number of times."""
    position = 0
    opening = _OPENING.search(text)
    while opening:
        close = text.find("?=", opening.end())
        if close < 0:
            break
        if opening.start() > position:
            yield "", b"", text[position : opening.start()]
        yield opening[1].split("*", 1)[0], _payload(opening[2], text[opening.end() : close]), ""
        position = close + 2
        opening = _OPENING.search(text, position)
    if position < len(text):
        yield "", b"", text[position:]


def _payload(encoding: str, text: str) -> bytes:
    if encoding in "bB":
        return base64(text.encode("utf-8", "replace"))
    # no soft line breaks in a header: whatever ends in "=" was cut off there
    return binascii.a2b_qp(text.encode("utf-8", "surrogateescape"), header=True)


def _join(tokens: list[_Token]) -> Iterator[str]:
    """Words of one charset that touch are one run of bytes: some programmes split inside a character."""
    charset, run = "", bytearray()
    for position, (name, data, plain) in enumerate(tokens):
        if not name and plain.isspace() and 0 < position < len(tokens) - 1:
            continue
        if run and name.lower() != charset:
            yield charsets.decode(bytes(run), charset)
            run.clear()
        charset = name.lower()
        if name:
            run += data
        else:
            yield plain
    if run:
        yield charsets.decode(bytes(run), charset)
