"""Content-Transfer-Encoding undone, whatever was damaged on the way."""

from __future__ import annotations

import binascii
import re

from bls_tui.mail.reading import words

_FOREIGN = re.compile(rb"[^A-Za-z0-9+/=\s]")
_SAMPLE = 4096
_JUNK_SHARE, _JUNK_ALLOWED = 20, 4
"""One foreign character in so many, and some: more, and the text was never base64."""


def decode(data: bytes, encoding: str) -> bytes:
    """Return the bytes behind `data`, as they are when the encoding is none or unknown.

    Args:
        data: the body of a part.
        encoding: the value of Content-Transfer-Encoding, in lower case.
    """
    if encoding == "base64":
        return words.base64(data) if _plausible(data) else data
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding in {"x-uuencode", "uuencode", "x-uue", "uue"}:
        return _uuencoded(data)
    return data


def _plausible(data: bytes) -> bool:
    sample = data[:_SAMPLE]
    return (len(_FOREIGN.findall(sample)) - _JUNK_ALLOWED) * _JUNK_SHARE <= len(sample) and not _prose(sample)


def _prose(sample: bytes) -> bool:
    """Words between blanks: base64 has no blanks inside its lines."""
    return sample.count(b" ") * 10 > len(sample)


def _uuencoded(data: bytes) -> bytes:
    begin = re.search(rb"^begin(?:-base64)? [0-7]{3,4} [^\r\n]*\r?\n", data, re.MULTILINE)
    if begin is None:
        return data
    out = bytearray()
    for line in data[begin.end() :].splitlines():
        if line.strip() in (b"end", b"`"):
            break
        out += _uu_line(line)
    return bytes(out)


def _uu_line(line: bytes) -> bytes:
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:  # trailing junk: the first character says how much there is
        length = ((((line[0] - 32) & 63) * 4) + 5) // 3 if line else 0
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""
