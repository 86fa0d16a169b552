"""Cells on the screen: a bar of one line, and a paragraph that wraps. Neither ever reads its text as markup."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget

from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import fit
from bls_tui.ui.render.cells import Cell
from bls_tui.ui.themes import ROLE_STYLES


def content(cells: Iterable[Cell]) -> Content:
    """Return cells as Textual content."""
    return Content.assemble(*((cell.text, ROLE_STYLES[cell.role]) for cell in cells))


class Bar(Widget):
    """One line: what is on the right stays whole, what is on the left is cut where the room ends."""

    DEFAULT_CSS = "Bar { height: 1; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._left: tuple[Cell, ...] = ()
        self._right: tuple[Cell, ...] = ()

    def show(self, left: Sequence[Cell], right: Sequence[Cell] = ()) -> None:
        """Show these cells; repaints only when something differs."""
        shown = (tuple(left), tuple(right))
        if shown != (self._left, self._right):
            self._left, self._right = shown
            self.refresh()

    @property
    def text(self) -> str:
        """What the bar says."""
        return "".join(cell.text for cell in (*self._left, *self._right))

    def render(self) -> Content:
        """Paint the line."""
        width = self.size.width
        right = sum(width_of(cell.text) for cell in self._right)
        room = max(0, width - right - (1 if right else 0))
        cells: list[Cell] = []
        for cell in self._left:
            text = fit(cell.text, room)
            room -= width_of(text)
            cells.append(Cell(text, cell.role))
        return content([*cells, Cell(" " * (room + (1 if right else 0))), *self._right])


class Paragraphs(Widget):
    """Lines of cells, each wrapped at the edge."""

    DEFAULT_CSS = "Paragraphs { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._lines: tuple[tuple[Cell, ...], ...] = ()

    def show(self, lines: Sequence[Sequence[Cell]]) -> None:
        """Show these lines; repaints only when something differs."""
        shown = tuple(tuple(line) for line in lines)
        if shown != self._lines:
            self._lines = shown
            height = self.styles.height
            self.refresh(layout=height is None or height.is_auto)

    @property
    def text(self) -> str:
        """What the lines say."""
        return "\n".join("".join(cell.text for cell in line) for line in self._lines)

    def render(self) -> Content:
        """Paint the lines."""
        return Content("\n").join(content(line) for line in self._lines)
