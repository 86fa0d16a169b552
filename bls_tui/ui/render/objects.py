"""A host or service as lines of a list: columned, two lines for a phone, and the detail lines under a list."""

from __future__ import annotations

from datetime import tzinfo

from bls_tui.desk import signs
from bls_tui.desk.spans import long, moment, short
from bls_tui.desk.text import fit, line
from bls_tui.locale import N_, _
from bls_tui.ui.render.cells import Cell, Column, Columned, Flow, Line, Role
from bls_tui.ui.render.row import Shown
from bls_tui.ui.render.state import FLAG_COLUMN, age, role, sign, word

_COLUMNS = (
    Column("", width=FLAG_COLUMN),
    Column(N_("STATE"), width=5),
    Column(N_("HOST/SERVICE"), width=14, grow=3),
    Column(N_("CUSTOMER"), width=8, grow=1),
    Column(N_("FOR"), width=7),
    Column(N_("WHO"), width=6, min_grid=70),
    Column(N_("CHECKED"), width=7, min_grid=100),
    Column(N_("WHAT"), width=10, grow=4),
)
_PHONE_CUSTOMER = 14
NAME_OFFSET = _COLUMNS[0].width + _COLUMNS[1].width + 2
"""Cells from the left edge of a row to its name."""


def columns() -> tuple[Column, ...]:
    """Return the columns of every list of objects, titled in the user's language."""
    return tuple(
        Column(_(column.title) if column.title else "", column.width, column.grow, column.min_grid, column.right)
        for column in _COLUMNS
    )


def since(row: Shown) -> float | None:
    """Return since when a row is in trouble, or in its present state when it is not."""
    return row.problem_since if row.problem_since is not None else row.changed_at


def wide(row: Shown, now: float, *, indent: int = 0, called: bool = False) -> Columned:
    """Return a row under the columns. `indent` shows what folds under what, `called` that a call is open about it."""
    return Columned(
        (
            sign(row, now, called=called),
            word(row, now),
            Cell("  " * indent + line(row.full_name), Role.STRONG if row.kind == "host" else Role.TEXT),
            Cell(line(row.customer), Role.DIM),
            Cell(age(since(row), now)),
            Cell(line(row.acknowledged_by or "-"), Role.DIM),
            Cell(age(row.checked_at, now), Role.DIM),
            Cell(line(row.output)),
        )
    )


def phone(row: Shown, now: float, *, indent: int = 0, extra: str = "", called: bool = False) -> tuple[Line, ...]:
    """Return a row as two lines: what and since when, then whose and why."""
    name = Cell(" " * indent + line(row.full_name) + " ", Role.STRONG)
    first = Flow(
        (Cell(sign(row, now, called=called).text + " ", role(row, now)), name, word(row, now)),
        (Cell(extra or age(since(row), now), Role.TEXT),),
    )
    who = line(row.acknowledged_by) if row.acknowledged_by else _("nobody")
    second = Flow(
        (
            Cell(" " * (indent + 2)),
            Cell(fit(line(row.customer), _PHONE_CUSTOMER) + "  ", Role.DIM),
            Cell(line(row.output)),
        ),
        (Cell(who, Role.DIM),) if row.state not in ("OK", "UP") else (),
    )
    return first, second


def facts(row: Shown, now: float, zone: tzinfo) -> str:
    """Return one sentence: the state in full, since when, how sure, and when it was last well."""
    parts = [f"{line(row.full_name)} {row.state}"]
    start = since(row)
    if start is not None:
        parts[0] += " " + _("since {at} ({span})").format(at=moment(start, zone, now), span=short(now - start))
    if row.state_type == "SOFT":
        parts.append(_("attempt {attempt} of {most}").format(attempt=row.attempt, most=row.max_attempts))
    if row.last_ok_at is not None and row.state not in ("OK", "UP"):
        parts.append(_("last OK {at}").format(at=moment(row.last_ok_at, zone, now)))
    return ", ".join(parts)


def freshness(row: Shown, now: float) -> Cell:
    """Return when it was checked and will be next, loudly when the data is stale."""
    if row.checked_at is None:
        return Cell(_("not checked yet"), Role.DIM)
    checked = _("checked {span} ago").format(span=short(now - row.checked_at))
    if signs.stale(row, now):
        return Cell("STALE: " + checked, Role.WARNING)
    if row.next_check_at is not None and row.next_check_at > now:
        return Cell(checked + _(", next in {span}").format(span=short(row.next_check_at - now)), Role.DIM)
    return Cell(checked, Role.DIM)


def handling(row: Shown) -> list[Cell]:
    """Return who has it and what keeps it quiet, as sentences."""
    cells = []
    if row.acknowledged_by is not None:
        text = _("Acknowledged by {who}: {why}").format(who=line(row.acknowledged_by), why=line(row.acknowledgement))
        cells.append(Cell(text))
    if row.in_downtime:
        cells.append(Cell(_("In downtime.")))
    if row.flapping:
        percent = f"{row.flap_percent:.0f} %"
        cells.append(Cell(_("Flapping: {percent} of the last results changed.").format(percent=percent)))
    return cells


def detail(
    row: Shown, now: float, zone: tzinfo, testing: float | None = None, call: str = ""
) -> list[tuple[Cell, ...]]:
    """Return the lines under a list for the row at the cursor.

    `testing` is when a test was asked for, `call` names the open call about it.
    """
    good = row.state in ("OK", "UP")
    first: tuple[Cell, ...] = (Cell(facts(row, now, zone), role(row, now) if good else Role.STRONG),)
    last: list[Cell] = []
    if testing is not None:
        last.append(tested(row, now, zone, testing))
    about = [Cell(call, Role.KEY)] if call else []
    for cell in [*about, *handling(row), freshness(row, now)]:
        last += [Cell("  "), cell] if last else [cell]
    return [first, (Cell(line(row.output) or _("No output.")),), tuple(last)]


def tested(row: Shown, now: float, zone: tzinfo, asked: float) -> Cell:
    """Return how a requested test stands."""
    if row.checked_at is not None and row.checked_at >= asked:
        return Cell(_("Tested {at}: {state}").format(at=moment(row.checked_at, zone, now), state=row.state), Role.KEY)
    text = _("Test requested {at}, waiting {span} for the poller").format(
        at=moment(asked, zone, now), span=long(now - asked)
    )
    return Cell(text, Role.KEY)
