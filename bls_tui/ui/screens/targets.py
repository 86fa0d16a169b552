"""What an act is aimed at: captured when the key is pressed, so that nothing that moves later changes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bls_tui.desk.text import line
from bls_tui.locale import _, ngettext
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.row import Shown
from bls_tui.ui.render.state import role_of_state

_LISTED = 6


@dataclass(frozen=True, slots=True)
class Target:
    """One object as it was when the key was pressed."""

    object_id: int
    host: str
    service: str
    customer: str
    state: str

    @property
    def is_host(self) -> bool:
        """True for a host."""
        return not self.service

    @property
    def full_name(self) -> str:
        """Return "host" or "host/service"."""
        return f"{self.host}/{self.service}" if self.service else self.host


def captured(row: Shown) -> Target:
    """Return the target a row is now."""
    return Target(row.object_id, row.host, "" if row.kind == "host" else row.name, row.customer, row.state)


def described(targets: Sequence[Target]) -> list[tuple[Cell, ...]]:
    """Return the lines of a confirmation: host, service and customer of every target, up to six of them."""
    lines = [_described(target) for target in targets[:_LISTED]]
    more = len(targets) - _LISTED
    if more > 0:
        lines.append((Cell(ngettext("and {count} more", "and {count} more", more).format(count=more)),))
    return lines


def _described(target: Target) -> tuple[Cell, ...]:
    service = (Cell(_("  service "), Role.DIM), Cell(line(target.service), Role.STRONG)) if target.service else ()
    return (
        Cell(f"{target.state} ", role_of_state(target.state)),
        Cell(_("host "), Role.DIM),
        Cell(line(target.host), Role.STRONG),
        *service,
        Cell(_("  of "), Role.DIM),
        Cell(line(target.customer), Role.STRONG),
    )
