"""One's own calls as they stand beside the problems: what is late first, what rests last."""

from __future__ import annotations

from bls_tui.desk.clock import Alarm
from bls_tui.desk.spans import short
from bls_tui.desk.text import line
from bls_tui.locale import _, ngettext
from bls_tui.service.desk.call_views_data import QueueRow, QueueView
from bls_tui.ui.render.calls import clock_role, short_number, sign
from bls_tui.ui.render.cells import Cell, Flow, Line, Role


def ordered(view: QueueView) -> list[QueueRow]:
    """Return one's own calls: overdue wake-ups first, then by what is due, those at rest last."""
    return sorted(view.mine, key=lambda row: (row.overdue_since is None, row.reason is not None))


def late(row: QueueRow) -> bool:
    """Tell whether a clock of a call that still matters has run out."""
    clocks = (cell.clock for cell in (row.sla1, row.sla2))
    return any(clock.stopped_at is None and clock.alarm is Alarm.BREACHED for clock in clocks)


def counted(view: QueueView, *, named: bool = True) -> list[Cell]:
    """Return how many calls one has: late, overdue, waiting; each only where there are any. `named`: says whose."""
    rows = view.mine
    waiting = sum(row.reason is not None and row.overdue_since is None for row in rows)
    overdue, behind = sum(row.overdue_since is not None for row in rows), sum(map(late, rows))
    mine = (
        ngettext("{count} call mine", "{count} calls mine", len(rows))
        if named
        else ngettext("{count} call", "{count} calls", len(rows))
    )
    cells = [Cell(mine.format(count=len(rows)), Role.KEY)]
    if behind:
        cells.append(Cell(" " + ngettext("{count} late", "{count} late", behind).format(count=behind), Role.CRITICAL))
    if overdue:
        cells.append(Cell(" " + _("{count} OVERDUE").format(count=overdue), Role.DOWN))
    if waiting:
        text = ngettext("{count} waiting", "{count} waiting", waiting).format(count=waiting)
        cells.append(Cell(" " + text, Role.DIM))
    return cells


def lines(row: QueueRow, now: float) -> tuple[Line, ...]:
    """Return a call in one line, and a second where it needs a decision."""
    clock = row.sla1 if row.sla1.clock.stopped_at is None else row.sla2
    first = Flow(
        (
            Cell(sign(row).text[:2], sign(row).role),
            Cell(clock.text + " ", clock_role(clock)),
            Cell(short_number(row.number, now) + " ", Role.STRONG),
            Cell(line(row.subject)),
        ),
        (Cell(_whose(row), Role.DIM), Cell(" ")),
    )
    if row.overdue_since is not None:
        text = _("WAKE-UP OVERDUE by {span}: {what}")
        told = text.format(span=short(now - row.overdue_since), what=line(row.waits_for))
        return first, Flow((Cell("  "), Cell(f" {told} ", Role.DOWN)))
    if row.closing:
        return first, Flow((Cell("  "), Cell(_("Can it be closed? {why}").format(why=line(row.closing)), Role.KEY)))
    return (first,)


def height(row: QueueRow) -> int:
    """Return how many lines `lines` gives."""
    return 1 + bool(row.overdue_since is not None or row.closing)


def _whose(row: QueueRow) -> str:
    if row.reason is not None:
        return _("rests")
    return line(row.customer_key)


def nothing(view: QueueView, calls_key: str, take_key: str) -> str:
    """Return why one has no calls, and what waits for somebody."""
    if not view.known:
        return _("{login} is not a known technician: you may look, not touch.").format(login=line(view.login))
    count = len(view.unassigned)
    if not count:
        return _("No calls for you, and none that nobody has.")
    text = ngettext(
        "No calls for you. {count} that nobody has: {calls} shows it, {take} takes it.",
        "No calls for you. {count} that nobody has: {calls} shows them, {take} takes one.",
        count,
    )
    return text.format(count=count, calls=calls_key, take=take_key)
