"""Turns everything painted into ASCII at the last moment, so that no widget needs to know."""

from __future__ import annotations

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from bls_tui.ui.render.ascii import to_ascii


class AsciiFilter(LineFilter):
    """The line filter of `ui.ascii` in bls.toml."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments in ASCII."""
        del background
        return [Segment(to_ascii(text), style, control) for text, style, control in segments]
