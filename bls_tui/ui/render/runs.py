"""Runs of a process on the screen: signs, the strip with a mark a day, sizes and how long things took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from itertools import groupby

from bls_tui.desk import run_signs
from bls_tui.desk.process_filters import KEYS
from bls_tui.desk.quantities import quantity
from bls_tui.desk.spans import short
from bls_tui.locale import _, ngettext
from bls_tui.service.processes.views_data import ProcessesView
from bls_tui.ui.render.cells import Cell, Role
from checks.rules.expected.learned import Trend
from checks.rules.expected.states import BAD, RunState
from checks.rules.expected.strip import Mark, Seen, by_day

__all__ = [
    "Mark",
    "all_marks",
    "at",
    "each",
    "legend",
    "many",
    "role_of_run",
    "sign",
    "since_good",
    "size",
    "strip",
    "tally",
    "took",
    "until_due",
    "when",
    "word",
]

_ROLES = {
    RunState.OK: Role.OK,
    RunState.WARNING: Role.WARNING,
    RunState.PARTIAL: Role.WARNING,
    RunState.FAILED: Role.CRITICAL,
    RunState.MISSING: Role.DOWN,
    RunState.LATE: Role.WARNING,
    RunState.UNKNOWN: Role.UNKNOWN,
    RunState.SKIPPED: Role.DIM,
    RunState.EXPECTED: Role.PENDING,
}
NARROW_DAYS, WIDE_DAYS, LONG_DAYS = 14, 30, 90
_UNUSUAL = 0.5
"""Part by which size or duration has to differ from the usual to stand out."""


def role_of_run(state: RunState | None) -> Role:
    """Return the role of a state; a day without a run is dim."""
    return Role.DIM if state is None else _ROLES[state]


def sign(state: RunState) -> Cell:
    """Return the sign of a state."""
    return Cell(run_signs.sign(state), role_of_run(state))


def word(state: RunState) -> Cell:
    """Return the word of a state, the same in every language."""
    return Cell(state.value, role_of_run(state))


def strip(marks: Sequence[Mark], now: float, zone: tzinfo, days: int) -> list[Cell]:
    """Return the strip of the last days, today at its right end: for each the worst of its runs."""
    return _marked(by_day(marks, now, zone, days))


def each(marks: Iterable[Mark]) -> list[Cell]:
    """Return a mark for every single run."""
    return _marked(mark.state for mark in marks)


def _marked(states: Iterable[RunState | None]) -> list[Cell]:
    cells = []
    for role, same in groupby(states, key=role_of_run):
        cells.append(Cell("".join(map(run_signs.sign, same)), role))
    return cells


def all_marks(found: Iterable[Seen], zone: tzinfo) -> tuple[Mark, ...]:
    """Return a mark for each of these runs, in their order."""
    return tuple(
        Mark(datetime.fromtimestamp(run.scheduled_at, zone).date(), run.scheduled_at, RunState(run.state))
        for run in found
    )


def many(marks: Sequence[Mark]) -> bool:
    """Tell whether there was more than one run on a day, so that the strip does not show each."""
    return len({mark.day for mark in marks}) < len(marks)


def when(at: float, zone: tzinfo) -> str:
    """Return date and time of a run, which is what it is called by."""
    return datetime.fromtimestamp(at, zone).strftime(_("%Y-%m-%d %H:%M"))


def at(moment: float, zone: tzinfo, now: float) -> str:
    """Return an instant to the minute, without the date where that is today's."""
    then = datetime.fromtimestamp(moment, zone)
    return f"{then:%H:%M}" if then.date() == datetime.fromtimestamp(now, zone).date() else when(moment, zone)


def since_good(good_at: float | None, now: float) -> str:
    """Return how long ago the last good run was, for a column."""
    return _("never") if good_at is None else short(now - good_at)


def until_due(due_at: float | None, now: float) -> str:
    """Return how long until the next mail is due, with a minus once that has passed, for a column."""
    if due_at is None:
        return "-"
    return short(due_at - now) if due_at >= now else f"-{short(now - due_at)}"


def size(trend: Trend | None) -> Cell:
    """Return the latest size and what it is against the usual, empty where no mail tells."""
    return Cell("") if trend is None else _against(quantity(trend.latest, "B"), trend)


def took(trend: Trend | None) -> Cell:
    """Return the latest duration and what it is against the usual, empty where no mail tells."""
    return Cell("") if trend is None else _against(short(trend.latest), trend)


def tally(view: ProcessesView | None, *, narrow: bool) -> tuple[Cell, ...]:
    """Return how many jobs are late now, and how many ended badly without a call about them, for the top bar."""
    late = 0 if view is None else len(view.late)
    failed = 0 if view is None else sum(row.state in BAD and not row.call for row in view.rows)
    cells: list[Cell] = []
    if late:
        text = f"L{late}" if narrow else ngettext("{count} late", "{count} late", late).format(count=late)
        cells += [Cell(" "), Cell(text, role_of_run(RunState.LATE))]
    if failed:
        text = f"F{failed}" if narrow else ngettext("{count} failed", "{count} failed", failed).format(count=failed)
        cells += [Cell(" "), Cell(text, role_of_run(RunState.FAILED))]
    return tuple(cells)


def legend() -> list[tuple[Cell, ...]]:
    """Return what the signs of runs and the letters after them mean, and what their filter knows."""
    told = [Cell(f" {run_signs.sign(state)} {state.value} ", role_of_run(state)) for state in RunState]
    return [
        (Cell(_("Signs"), Role.TITLE),),
        tuple(told[:5]),
        tuple(told[5:]),
        (Cell(" " + _("c call   h held: its mailbox cannot be read   p call proposed   u not watched by contract")),),
        (Cell(" " + _("In the strip a day shows the worst of its runs; a blank is a day without one.")),),
        (),
        (Cell(_("Filters"), Role.TITLE),),
        (Cell(" " + _('cust:acme st:failed,missing job:nightly good:>3d due:<2h !is:called "tape 2"')),),
        (Cell(" " + " ".join(f"{key}:" for key in KEYS)),),
        (Cell(" " + _("st: late ok warning partial failed missing skipped unknown expected bad")),),
        (Cell(" " + _("is: late held called proposed unwatched never")),),
    ]


def _against(text: str, trend: Trend) -> Cell:
    if trend.ratio is None:
        return Cell(text)
    differs = trend.ratio - 1
    role = Role.WARNING if abs(differs) > _UNUSUAL else Role.TEXT
    return Cell(f"{text} {min(differs, 9.99):+.0%}", role)
