"""What happened, as lines of the log."""

from __future__ import annotations

from datetime import tzinfo

from bls_tui.desk import signs
from bls_tui.desk.spans import moment
from bls_tui.desk.text import line
from bls_tui.locale import N_, _
from bls_tui.ui.render.cells import Cell, Column, Columned, Flow, Line, Role
from bls_tui.ui.render.row import Happened
from bls_tui.ui.render.state import role_of_state

_COLUMNS = (
    Column(N_("WHEN"), width=16),
    Column(N_("EVENT"), width=12),
    Column(N_("HOST/SERVICE"), width=12, grow=2),
    Column(N_("CUSTOMER"), width=6, grow=1, min_grid=100),
    Column(N_("WHAT"), width=10, grow=4),
)
_KINDS = {
    "FLAPPING_START": N_("flapping"),
    "FLAPPING_END": N_("calm again"),
    "ACKNOWLEDGED": N_("acked"),
    "UNACKNOWLEDGED": N_("ack ended"),
    "DOWNTIME_SET": N_("downtime set"),
    "DOWNTIME_START": N_("in downtime"),
    "DOWNTIME_END": N_("downtime end"),
    "DOWNTIME_CANCELLED": N_("dt cancelled"),
    "COMMENT": N_("comment"),
    "CHECK_REQUESTED": N_("test asked"),
    "INVENTORY": N_("inventory"),
    "POLLER": N_("poller"),
}


def columns() -> tuple[Column, ...]:
    """Return the columns of the log, titled in the user's language."""
    return tuple(Column(_(column.title), column.width, column.grow, column.min_grid) for column in _COLUMNS)


def wide(event: Happened, now: float, zone: tzinfo) -> tuple[Line, ...]:
    """Return an event under the columns of the log."""
    return (
        Columned(
            (
                Cell(moment(event.at, zone, now), Role.DIM),
                what(event),
                Cell(line(event.full_name)),
                Cell(line(event.customer), Role.DIM),
                Cell(story(event)),
            )
        ),
    )


def phone(event: Happened, now: float, zone: tzinfo) -> tuple[Line, ...]:
    """Return an event as two lines for a phone."""
    when = Cell(moment(event.at, zone, now), Role.DIM)
    return (
        Flow((what(event), Cell(" "), Cell(line(event.full_name), Role.STRONG)), (when,)),
        Flow((Cell("  "), Cell(story(event)))),
    )


def brief(event: Happened, now: float, zone: tzinfo) -> tuple[Line, ...]:
    """Return an event of one known object as one line that runs across."""
    when = Cell(moment(event.at, zone, now) + "  ", Role.DIM)
    return (Flow((when, what(event), Cell("  "), Cell(story(event)))),)


def what(event: Happened) -> Cell:
    """Return the kind of the event: the new state for a change of state, else one or two words."""
    if event.kind == "STATE" and event.state is not None:
        soft = " s" if event.state_type == "SOFT" else ""
        return Cell(f"{signs.shape(event.state)} {signs.WORDS[event.state]}{soft}", role_of_state(event.state))
    return Cell(_(_KINDS[event.kind]) if event.kind in _KINDS else line(event.kind), Role.DIM)


def story(event: Happened) -> str:
    """Return the text of the event with who did it and, for a state that no result brought, its cause."""
    parts = [line(event.text)] if event.text else []
    if event.cause and event.cause != "result":
        parts.append(f"({line(event.cause)})")
    if event.actor and event.actor != "poller":
        parts.insert(0, f"{line(event.actor)}:" if parts else line(event.actor))
    return " ".join(parts)


def matches(event: Happened, words: tuple[str, ...]) -> bool:
    """Tell whether every word, already case-folded, occurs somewhere in the event."""
    if not words:
        return True
    text = "\n".join(
        (event.full_name, event.customer, event.kind, event.state or "", event.text, event.cause, event.actor)
    ).casefold()
    return all(word in text for word in words)
