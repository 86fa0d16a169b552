"""How a state looks: shape, flags, word, and the role that colours them."""

from __future__ import annotations

from bls_tui.desk import signs
from bls_tui.desk.row import Watched
from bls_tui.desk.spans import short
from bls_tui.ui.render.cells import Cell, Role

_ROLES = {
    "DOWN": Role.DOWN,
    "CRITICAL": Role.CRITICAL,
    "UNREACHABLE": Role.UNREACHABLE,
    "WARNING": Role.WARNING,
    "UNKNOWN": Role.UNKNOWN,
    "PENDING": Role.PENDING,
    "UP": Role.OK,
    "OK": Role.OK,
}
FLAG_COLUMN = 6
"""Cells that shape and flags take in a list: the shape, a blank and up to four letters."""


def role_of_state(state: str) -> Role:
    """Return the role of a state name."""
    return _ROLES[state]


def role(row: Watched, now: float) -> Role:
    """Return the role of a row: what is stale is never shown as good."""
    plain = role_of_state(row.state)
    return Role.STALE if plain is Role.OK and signs.stale(row, now) else plain


def sign(row: Watched, now: float, *, called: bool = False) -> Cell:
    """Return shape and flags, such as `■ af`; `called`: an open call is tied to it."""
    return Cell(f"{signs.shape(row.state)} {signs.flags(row, now, called=called)}".rstrip(), role(row, now))


def word(row: Watched, now: float) -> Cell:
    """Return the short word of the state."""
    return Cell(signs.WORDS[row.state], role(row, now))


def age(since: float | None, now: float) -> str:
    """Return how long ago `since` was, for a column; "-" when it never was."""
    return "-" if since is None else short(now - since)
