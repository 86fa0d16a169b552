"""Scrollbars drawn with glyphs that every font has (WGL4); Textual's own use eighths of blocks."""

from __future__ import annotations

from typing import ClassVar

from textual.scrollbar import ScrollBar, ScrollBarRender


class HalfBlocks(ScrollBarRender):
    """Ends of the bar by half blocks."""

    VERTICAL_BARS: ClassVar[list[str]] = ["▄", " "]
    HORIZONTAL_BARS: ClassVar[list[str]] = ["▌", " "]


def install() -> None:
    """Draw every scrollbar of the application this way."""
    ScrollBar.renderer = HalfBlocks
