"""The explanation of a state, and plain lines, as text for the screen."""

from __future__ import annotations

from collections.abc import Iterable

from bls_tui.desk.text import line as safe_line
from bls_tui.desk.text import pad
from bls_tui.locale import _
from bls_tui.service.monitoring.views_data import WhyView
from bls_tui.ui.render.cells import Cell, Role

__all__ = ["brief", "gates", "lines", "plain", "safe_line", "sentences"]


def sentences(view: WhyView) -> list[tuple[Cell, ...]]:
    """Return the chain of reasons, the state itself first and strong."""
    told = [safe_line(text) for text in view.sentences]
    return [(Cell(text, Role.STRONG if number == 0 else Role.TEXT),) for number, text in enumerate(told)]


def gates(view: WhyView) -> list[tuple[Cell, ...]]:
    """Return what keeps the problem from being told; those in force stand out."""
    return [
        (
            Cell(pad(_("YES") if gate.active else _("no"), 4), Role.WARNING if gate.active else Role.DIM),
            Cell(safe_line(gate.text), Role.TEXT if gate.active else Role.DIM),
        )
        for gate in view.gates
    ]


def lines(view: WhyView) -> list[tuple[Cell, ...]]:
    """Return the whole explanation, with every gate that was asked."""
    told = sentences(view)
    if view.gates:
        told += [(), (Cell(_("Kept from being told?"), Role.TITLE),), *gates(view)]
    return told


def brief(view: WhyView) -> list[tuple[Cell, ...]]:
    """Return the explanation with only the gates that are closed."""
    closed = [cells for gate, cells in zip(view.gates, gates(view), strict=True) if gate.active]
    told = sentences(view)
    if closed:
        told += [(), (Cell(_("Kept from being told:"), Role.TITLE),), *closed]
    return told


def plain(texts: Iterable[str]) -> list[tuple[Cell, ...]]:
    """Return lines of plain text, made safe."""
    return [(Cell(safe_line(text)),) for text in texts]
