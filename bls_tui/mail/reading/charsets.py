"""Bytes of unknown honesty to text: the declared charset when it fits, else UTF-8, else what such bytes usually are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

ALIASES = {
    "ansi": "cp1252",
    "big5": "big5hkscs",
    "cp-850": "cp850",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "gb_2312-80": "gb18030",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-8-i": "iso8859-8",
    "ks_c_5601": "cp949",
    "ks_c_5601-1987": "cp949",
    "macintosh": "mac_roman",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
    "windows-874": "cp874",
    "windows-31j": "cp932",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "x-sjis": "cp932",
    "x-user-defined": "cp1252",
    "x-euc-jp": "euc_jp",
}
"""Names seen in mail that Python knows by another, or for which its superset is what senders really use."""
LATIN = frozenset({"ascii", "iso8859-1", "cp1252", "latin_1"})
"""Declared by programmes that never looked: text in them that is valid UTF-8 is UTF-8."""
SINGLE_BYTE = ("cp12", "iso8859", "koi8", "mac", "cp437", "cp85", "cp86", "cp874", "tis", "hp")
"""How Python's names of charsets begin in which whole texts are hardly ever valid UTF-8 by chance."""
FORBIDDEN = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"})
"""Codecs of Python that are no charset; two of them take quadratic time."""
REPLACEMENT = "\ufffd"
MAX_NAME = 60
BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ISO_2022_JP = re.compile(rb"\x1b\$[@B]|\x1b\([JI]")
_ISO_2022 = re.compile(rb"(\x1b(?:\$\(?[@BD]|\([BJI]))")
_META = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def codec(name: str) -> str:
    """Return Python's name of a declared charset, "" when it names none that text is written in."""
    label = name.strip(" \t\r\n\"';").split("*", 1)[0].split(" ", 1)[0].lower()
    if not label or len(label) > MAX_NAME or not label.isascii():
        return ""
    try:
        info = codecs.lookup(ALIASES.get(label, label))
    except (LookupError, ValueError, UnicodeError):
        return ""
    text = getattr(info, "_is_text_encoding", True)
    return info.name if text and info.name not in FORBIDDEN and info.name.replace("-", "_") not in FORBIDDEN else ""


def decode(data: bytes, declared: str = "", hints: Iterable[str] = ()) -> str:
    """Return the text of `data`; every byte leaves a character, in the worst case U+FFFD.

    Args:
        data: the bytes.
        declared: the charset the mail names for them.
        hints: charsets to try when that one does not fit, in order.
    """
    return clean(_decoded(data, codec(declared), [known for hint in hints if (known := codec(hint))]))


def clean(text: str) -> str:
    """Return `text` without NUL and without lone surrogates, which no database and no terminal takes."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _LONE_SURROGATE.sub(REPLACEMENT, text)


def of_html(data: bytes) -> str:
    """Return the charset an HTML page declares in its first 4 KB, "" if none."""
    found = _META.search(data[:4096])
    return found.group(1).decode("ascii") if found else ""


def _decoded(data: bytes, declared: str, hints: list[str]) -> str:
    for bom, name in BOMS:
        if data.startswith(bom) and (text := _strict(data, name)) is not None:
            return text
    if declared.startswith(("utf-16", "utf-32")):
        return _wide(data, declared)
    if data.isascii() and declared in {"", "utf-8", *LATIN}:
        return _ascii(data)
    if declared in LATIN or not declared:
        return _guess(data, hints)
    if declared.startswith(SINGLE_BYTE) and (text := _strict(data, "utf-8")) is not None and _foreign(text) > 1:
        return text
    text = _strict(data, declared)
    if text is None and declared.startswith("iso2022_jp"):
        text = _strict(_shifted(data), "cp932")
    return text if text is not None else _broken(data, declared, hints)


def _ascii(data: bytes) -> str:
    if b"\x1b" in data and _ISO_2022_JP.search(data) and (text := _strict(data, "iso2022_jp_2")) is not None:
        return text
    return data.decode("ascii")


def _shifted(data: bytes) -> bytes:
    """ISO-2022-JP as Shift_JIS (JIS X 0208 annex 1): Windows puts characters into it that only its code page has."""
    out, double = bytearray(), False
    for piece in _ISO_2022.split(data):
        if piece.startswith(b"\x1b"):
            double = piece.startswith(b"\x1b$")
        elif double:
            for row, cell in zip(piece[::2], piece[1::2], strict=False):
                out += _shifted_pair(row, cell)
        else:
            out += piece
    return bytes(out)


def _shifted_pair(row: int, cell: int) -> bytes:
    if not (0x21 <= row <= 0x7E and 0x21 <= cell <= 0x7E):  # noqa: PLR2004 - the rows and cells the set has
        return b"?"
    lead = (row + 1) // 2 + (0x70 if row < 0x5F else 0xB0)  # noqa: PLR2004
    return bytes((lead, cell + (0x1F + (cell > 0x5F) if row % 2 else 0x7E)))  # noqa: PLR2004


def _wide(data: bytes, declared: str) -> str:
    """UTF-16 and UTF-32 without a mark: the byte order that puts the zeros of plain text on the high side."""
    even, odd = data[:400:2].count(0), data[1:400:2].count(0)
    if not even and not odd and (text := _strict(data, "utf-8")) is not None:
        return text  # the declaration is older than a conversion
    if declared == "utf-16":
        declared = "utf-16-le" if odd > even else "utf-16-be"
    return data.decode(declared, "replace")


def _guess(data: bytes, hints: list[str]) -> str:
    for name in ("utf-8", *(hint for hint in hints if hint not in LATIN)):
        if (text := _strict(data, name)) is not None:
            return text
    return _mostly_utf8(data) or _western(data)


def _broken(data: bytes, declared: str, hints: list[str]) -> str:
    if declared != "utf-8" and (text := _strict(data, "utf-8")) is not None:
        return text
    if declared == "utf-8":
        return _mostly_utf8(data) or _guess(data, hints)
    return data.decode(declared, "replace")


def _mostly_utf8(data: bytes) -> str:
    """UTF-8 with a few damaged places, "" when it has more of those than of whole characters."""
    text = data.decode("utf-8", "replace")
    bad = text.count(REPLACEMENT)
    return text if _foreign(text) > 2 * bad else ""


def _foreign(text: str) -> int:
    """How many characters are outside ASCII."""
    return len(text) - len(text.encode("ascii", "ignore"))


def _western(data: bytes) -> str:
    text = _strict(data, "cp1252")
    return text if text is not None else data.decode("latin-1")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError, OverflowError):
        return None
