"""How plain text is drawn on the terminal, or in the file, that standard output is."""

import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from bls_tui.desk import signs
from bls_tui.desk.text import line

COLOURS = {
    "DOWN": "1;31",
    "CRITICAL": "1;31",
    "UNREACHABLE": "35",
    "WARNING": "33",
    "UNKNOWN": "36",
    "PENDING": "2",
}
"""SGR codes by state; good states keep the terminal's own colour."""


@dataclass(frozen=True, slots=True)
class Look:
    """`width` in columns; `ascii_only` draws our own signs in ASCII; `colour` allows SGR codes."""

    width: int = 80
    ascii_only: bool = False
    colour: bool = False

    @staticmethod
    def of_stdout(*, ascii_only: bool = False) -> "Look":
        """Return the look that suits standard output: 80 columns and no colour unless it is a terminal.

        ASCII where its encoding lacks our signs: as "?" they would all look alike.
        """
        ascii_only = ascii_only or not _has_signs(getattr(sys.stdout, "encoding", None) or "utf-8")
        if not sys.stdout.isatty():
            return Look(ascii_only=ascii_only)
        colour = "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        return Look(max(shutil.get_terminal_size().columns, 40), ascii_only, colour)

    def shape(self, state: str) -> str:
        """Return the sign of a state."""
        return self.paint(signs.shape(state, ascii_only=self.ascii_only), state)

    def wrap(self, sentence: str, indent: str = "") -> list[str]:
        """Return a sentence, foreign text in it made safe, in lines that fit; later ones are indented further."""
        return textwrap.wrap(line(sentence), self.width, initial_indent=indent, subsequent_indent=f"{indent * 2}")

    def paint(self, text: str, state: str) -> str:
        """Return `text` in the colour of a state, where colours are allowed."""
        code = COLOURS.get(state)
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and code else text

    def tally(self, counts: Mapping[str, int]) -> str:
        """Return the bad states of `counts` as shapes and numbers, worst first: "▼2 ■3 ▲9"."""
        bad = ("DOWN", "CRITICAL", "UNREACHABLE", "WARNING", "UNKNOWN")
        return " ".join(f"{self.shape(state)}{counts[state]}" for state in bad if counts.get(state))


def _has_signs(encoding: str) -> bool:
    try:
        "".join(signs.SHAPES.values()).encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def write(lines: Iterable[str], look: Look) -> None:
    """Print lines; what the encoding of standard output (or ASCII, where asked for) cannot show becomes "?"."""
    text = "\n".join(lines)
    encoding = "ascii" if look.ascii_only else (getattr(sys.stdout, "encoding", None) or "utf-8")
    if look.ascii_only:
        text = text.replace("…", "~").replace("·", ".")
    click.echo(text.encode(encoding, "replace").decode(encoding))


def write_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object. Everything outside ASCII is escaped, so no foreign text reaches the terminal raw."""
    import json  # noqa: PLC0415 - not needed for text

    click.echo(json.dumps(data, ensure_ascii=True, allow_nan=False))
