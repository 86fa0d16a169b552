"""Customers with their worst state and how much of theirs is broken, for the widest layout."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bls_tui.desk import signs
from bls_tui.desk.sorting import natural
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import fit, line
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.row import Shown
from bls_tui.ui.render.state import role_of_state
from checks.model import SEVERITY, State


@dataclass(slots=True)
class _Standing:
    worst: str = "OK"
    broken: int = 0
    objects: int = 0


def lines(rows: Iterable[Shown], width: int) -> list[tuple[Cell, ...]]:
    """Return one line a customer, `width` wide, the worst first."""
    found: dict[str, _Standing] = {}
    for row in rows:
        standing = found.setdefault(row.customer, _Standing())
        standing.objects += 1
        if row.problem_id is not None:
            standing.broken += 1
            standing.worst = max(standing.worst, row.state, key=lambda state: SEVERITY[State(state)])
    ordered = sorted(found.items(), key=lambda item: (-SEVERITY[State(item[1].worst)], natural(item[0])))
    return [_line(name, standing, width) for name, standing in ordered]


def _line(name: str, standing: _Standing, width: int) -> tuple[Cell, ...]:
    figures = f"{standing.broken}/{standing.objects}" if standing.broken else f"{standing.objects}"
    role = role_of_state(standing.worst)
    room = width - len(figures) - 3
    shown = fit(line(name), room)
    return (
        Cell(signs.shape(standing.worst) + " ", role),
        Cell(shown + " " * (room - width_of(shown) + 1)),
        Cell(figures, role if standing.broken else Role.DIM),
    )
