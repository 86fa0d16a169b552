"""Cells cut and filled to the exact width of a line, measured as the terminal measures them."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from bls_tui.desk.text import ELLIPSIS
from bls_tui.ui.render.cells import Cell, Column, Flow, column_widths


def laid_out(columns: tuple[Column, ...], cells: tuple[Cell, ...], width: int) -> list[Cell]:
    """Return the cells under their columns, `width` wide, those of hidden columns left out."""
    laid: list[Cell] = []
    for column, cell, size in zip(columns, cells, column_widths(columns, width), strict=False):
        if size > 0:
            text = cut(cell.text, size)
            if column.right:
                text = text.rjust(size - cell_len(text) + len(text))
            laid += [Cell(set_cell_size(text, size), cell.role), Cell(" ")]
    return laid[:-1]


def flow(line: Flow, width: int) -> list[Cell]:
    """Return a line that runs across: the left cut where the right begins."""
    right = sum(cell_len(cell.text) for cell in line.right)
    gap = 1 if right else 0
    room = max(0, width - right - gap)
    cells: list[Cell] = []
    for cell in line.left:
        text = cut(cell.text, room)
        room -= cell_len(text)
        cells.append(Cell(text, cell.role))
        if room <= 0:
            break
    cells.append(Cell(" " * (room + gap)))
    return [*cells, *line.right]


def cut(text: str, width: int) -> str:
    """Cut `text` to `width` terminal cells, the last one an ellipsis where something is missing."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)) + ELLIPSIS if width > 0 else ""
