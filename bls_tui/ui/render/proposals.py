"""A proposal of a call as it stands on Now."""

from __future__ import annotations

from bls_tui.desk import signs
from bls_tui.desk.spans import short
from bls_tui.desk.text import line
from bls_tui.locale import _, ngettext
from bls_tui.service.desk.call_views_data import ProposalRow
from bls_tui.ui.render import runs
from bls_tui.ui.render.cells import Cell, Flow, Line, Role
from bls_tui.ui.render.state import role_of_state
from checks.rules.expected.states import RunState


def lines(row: ProposalRow, now: float, *, two_line: bool) -> tuple[Line, ...]:
    """Return a proposal as one line, or two for a phone."""
    sign = _sign(row.word)
    what = Cell(line(row.full_name or row.text) + "  ", Role.STRONG)
    age = (Cell(short(now - row.opened_at), Role.DIM),)
    whose, text = Cell(line(row.customer) + "  ", Role.DIM), Cell(line(row.text))
    if two_line:
        return Flow((sign, what), age), Flow((Cell("  "), whose, text))
    return (Flow((sign, Cell(_("call? "), Role.KEY), what, whose, text), age),)


def _sign(word: str) -> Cell:
    """Return the sign of a state of an object or of a run."""
    if word in signs.SHAPES:
        return Cell(f"{signs.shape(word)} ", role_of_state(word))
    if word in RunState.__members__:
        return Cell(f"{runs.sign(RunState(word)).text} ", runs.role_of_run(RunState(word)))
    return Cell("? ", Role.UNKNOWN)


def detail(row: ProposalRow, now: float) -> list[tuple[Cell, ...]]:
    """Return the lines under the list for a proposal."""
    since = _("proposed {span} ago").format(span=short(now - row.opened_at))
    more = ngettext("{count} more behind it", "{count} more behind it", row.folded).format(count=row.folded)
    whose = Cell(f"  {line(row.customer)}, {since}" + (f", {more}" if row.folded else ""))
    return [
        (Cell(line(row.full_name), Role.STRONG), whose),
        (Cell(line(row.text)),),
        (Cell(_("c opens the call and takes it, l links it to an open call, x dismisses it."), Role.DIM),),
    ]
