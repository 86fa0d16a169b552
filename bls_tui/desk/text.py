"""Foreign text made fit for a terminal: what probes, SNMP agents, mails and files say is hostile before it is here.

Terminals obey escape sequences, C1 bytes and direction overrides wherever they come from, and Textual passes them on.
Whatever is not plainly visible is taken out and a middle dot left in its place, so that tampering shows.
"""

import unicodedata

REMOVED = "·"
ELLIPSIS = "…"
MAX_COMBINING = 3
"""Combining marks kept on one character; decomposed Vietnamese and pointed Hebrew need three, nobody needs more."""
TAB = "    "

# Letters and marks that draw nothing: fillers and variation selectors hide text as well as format characters do.
_INVISIBLE = frozenset(
    {"\u034f", "\u115f", "\u1160", "\u17b4", "\u17b5", "\u3164", "\uffa0"}
    | {chr(code) for code in range(0x180B, 0x1810)}
    | {chr(code) for code in range(0xFE00, 0xFE10)}
    | {chr(code) for code in range(0xE0100, 0xE01F0)}
)
_DROPPED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Cn", "Co", "Zl", "Zp"})
_MARKS = frozenset({"Mn", "Me"})
_WIDE = frozenset({"W", "F"})


def safe(text: str, limit: int | None = None, *, single_line: bool = False) -> str:
    """Return `text` without anything a terminal would act on or nobody would see.

    Args:
        text: any string, whoever wrote it.
        limit: the most characters to return; longer text ends in an ellipsis.
        single_line: show line breaks as a space, for cells, log lines and titles.

    Control characters (newline kept, tab as spaces), C1, direction and other format characters, zero-width and tag
    characters, surrogates, private and unassigned characters are taken out, each run of them leaving one middle dot.
    The result passes through unchanged when given again.
    """
    if not (text.isascii() and text.isprintable()):
        text = _cleaned(text.replace("\r\n", "\n"), "\n" if not single_line else " ")
    if limit is None or len(text) <= limit:
        return text
    return text[: max(limit - 1, 0)] + ELLIPSIS[:limit]


def line(text: str, limit: int | None = None) -> str:
    """Return `text` safe and on one line."""
    return safe(text, limit, single_line=True)


def _cleaned(text: str, newline: str) -> str:
    kept: list[str] = []
    marks = 0
    for character in text:
        piece = _piece(character, newline)
        marks = marks + 1 if piece and unicodedata.category(character) in _MARKS else 0
        if piece and marks <= MAX_COMBINING:
            kept.append(piece)
        elif not kept or kept[-1] != REMOVED:
            kept.append(REMOVED)
    return "".join(kept)


def _piece(character: str, newline: str) -> str:
    """What stands for one character: itself, a substitute, or "" where it is removed."""
    if character == "\n":
        return newline
    if character == "\t":
        return TAB
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category in _DROPPED_CATEGORIES or character in _INVISIBLE:
        return ""
    return character


def cells(text: str) -> int:
    """Return how many terminal columns `text` takes (Unicode TR 11: wide and fullwidth two, combining marks none)."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.category(character) in _MARKS:
        return 0
    return 2 if unicodedata.east_asian_width(character) in _WIDE else 1


def fit(text: str, width: int) -> str:
    """Return `text` in at most `width` columns, ending in an ellipsis where it was cut."""
    if cells(text) <= width:
        return text
    if width <= 0:
        return ""
    room, used, end = width - 1, 0, 0
    for end, character in enumerate(text):  # noqa: B007 - the index where it stopped fitting is the result
        used += _width(character)
        if used > room:
            break
    return text[:end] + ELLIPSIS


def pad(text: str, width: int) -> str:
    """Return `text` in exactly `width` columns: cut or filled with spaces on the right."""
    text = fit(text, width)
    return text + " " * (width - cells(text))
