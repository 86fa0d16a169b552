"""A problem with everything that fails because of it, as lines of a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import tzinfo

from bls_tui.desk import signs
from bls_tui.desk.text import line
from bls_tui.locale import _, ngettext
from bls_tui.service.monitoring.views_data import ProblemGroup
from bls_tui.ui.render import objects
from bls_tui.ui.render.cells import Cell, Flow, Line, Role
from bls_tui.ui.render.state import age as age_of
from bls_tui.ui.render.state import role_of_state
from checks.model import SEVERITY, State

_BEHIND_NAMED = 4


def behind(group: ProblemGroup) -> str:
    """Return how many objects fail because of the root and, beyond one customer, whose; "" when none does."""
    count = len(group.folded)
    if not count:
        return ""
    text = ngettext("+{count} behind it", "+{count} behind it", count).format(count=count)
    if len(group.customers) > 1:
        text += " " + _("at {count} customers").format(count=len(group.customers))
    return text


def wide(group: ProblemGroup, now: float, *, expanded: bool, called: bool = False) -> tuple[Line, ...]:
    """Return the lines of a group under the columns: the root, and a line that counts what is folded."""
    root = objects.wide(group.root, now, called=called)
    if not group.folded or expanded:
        return (root,)
    hint = _("{behind} (Enter shows them)").format(behind=behind(group))
    return root, Flow((Cell(" " * objects.NAME_OFFSET), Cell(hint, Role.DIM)))


def height(group: ProblemGroup, *, expanded: bool, two_line: bool) -> int:
    """Return how many lines `wide` or `phone` gives."""
    return 2 if two_line or (group.folded and not expanded) else 1


def phone(group: ProblemGroup, now: float, *, called: bool = False) -> tuple[Line, ...]:
    """Return a group as two lines for a phone."""
    age = age_of(objects.since(group.root), now)
    extra = f"{age} +{len(group.folded)}" if group.folded else ""
    return objects.phone(group.root, now, extra=extra, called=called)


def detail(
    group: ProblemGroup, now: float, zone: tzinfo, testing: float | None, call: str = ""
) -> list[tuple[Cell, ...]]:
    """Return the detail lines of a group: its root's, with what is behind it."""
    lines = objects.detail(group.root, now, zone, testing, call)
    if group.folded:
        names = ", ".join(line(row.full_name) for row in group.folded[:_BEHIND_NAMED])
        more = len(group.folded) - _BEHIND_NAMED
        names += _(" and {count} more").format(count=more) if more > 0 else ""
        lines.append((Cell(_("Behind it: {names}").format(names=names), Role.DIM),))
    return lines


def tally(groups: Iterable[ProblemGroup]) -> tuple[Cell, ...]:
    """Return the problems nobody has yet, counted by state, such as `▼2 ■3 ▲9`."""
    states = Counter(group.root.state for group in groups if not group.handled)
    cells: list[Cell] = []
    for state in sorted(states, key=lambda name: -SEVERITY[State(name)]):
        cells += [Cell(f"{signs.shape(state)}{states[state]}", role_of_state(state)), Cell(" ")]
    return tuple(cells[:-1])
