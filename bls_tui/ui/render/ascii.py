"""The same screen with ASCII characters only, for terminals and fonts that have no others."""

from __future__ import annotations

import unicodedata

from bls_tui.desk import signs
from bls_tui.desk.text import cells

_GLYPHS = str.maketrans(
    {signs.SHAPES[state]: signs.ASCII_SHAPES[state] for state in signs.SHAPES}
    | {
        "…": "~",
        "─": "-",
        "│": "|",
        "┌": "+",
        "┐": "+",
        "└": "+",
        "┘": "+",
        "├": "+",
        "┤": "+",
        "█": "#",
        "▄": "=",
        "▀": "=",
        "░": ":",
        "•": "*",
        "–": "-",
        "—": "-",
        "’": "'",
    }
)


def to_ascii(text: str) -> str:
    """Return `text` in ASCII, as wide as before: our glyphs by stand-ins, letters without accents, the rest as `?`."""
    if text.isascii():
        return text
    return "".join(_plain(character) for character in text.translate(_GLYPHS))


def _plain(character: str) -> str:
    if character.isascii():
        return character
    width = cells(character)
    bare = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return bare if width and len(bare) == width else "?" * width
