"""Paragraphs that were sent in short lines (RFC 3676, format=flowed) put together again."""

from __future__ import annotations

import re

SIGNATURE = "-- "
_QUOTE = re.compile(r"(>*) ?(.*)", re.DOTALL)


def unflow(text: str, *, delete_space: bool = False) -> str:
    """Return `text` with its flowed lines joined, quotes of the same depth only.

    Args:
        text: a body declared format=flowed.
        delete_space: DelSp=yes: the blank at the line's end belongs to the format, not to the text.
    """
    lines: list[str] = []
    pieces: list[str] = []
    depth = ""
    for raw in text.split("\n"):
        match = _QUOTE.match(raw)
        quote, line = (match[1], match[2]) if match else ("", raw)
        if pieces and quote != depth:
            lines.append(_line(depth, pieces))
            pieces = []
        depth = quote
        if line == SIGNATURE or not line.endswith(" "):
            if line == SIGNATURE and pieces:
                lines.append(_line(depth, pieces))
                pieces = []
            lines.append(_line(depth, [*pieces, line]))
            pieces = []
        else:
            pieces.append(line[:-1] if delete_space else line)
    if pieces:
        lines.append(_line(depth, pieces))
    return "\n".join(lines)


def _line(quote: str, pieces: list[str]) -> str:
    return (quote + " " if quote else "") + "".join(pieces)
