"""The outlook as a list: what, when, where, and how sure that is; the course of the weeks below."""

from __future__ import annotations

from bls_tui.desk import outlook_words as words
from bls_tui.desk.quantities import quantity
from bls_tui.desk.spark import chart
from bls_tui.desk.text import line
from bls_tui.locale import N_, _
from bls_tui.service.monitoring.outlook import Oddity, Prospect
from bls_tui.ui.render.cells import Cell, Column, Columned, Flow, Line, Role
from checks.rules.outlook.estimate import DAY

_URGENT, _NEAR = 3 * DAY, 10 * DAY
_COURSE = 14
_BIG, _LINES = 56, 3
_COLUMNS = (
    (N_("what"), 10, 0, 0),
    (N_("in"), 19, 0, 0),
    (N_("object"), 0, 3, 0),
    (N_("metric"), 0, 2, 0),
    (N_("course"), _COURSE, 0, 110),
    (N_("sure"), 0, 3, 110),
)


def columns() -> tuple[Column, ...]:
    """Return the columns of the list."""
    return tuple(Column(_(title), width, grow, least) for title, width, grow, least in _COLUMNS)


def prospect(one: Prospect, now: float, *, phone: bool) -> tuple[Line, ...]:
    """Return the lines of what will happen."""
    kind, left = words.fate(one.fate), words.when(one.estimate, now)
    role = _role(one, now)
    name, metric = line(one.row.full_name), line(one.row.metric.name)
    if phone:
        sure = words.confidence(one.estimate)
        return (
            Flow((Cell(f"{kind}  ", role), Cell(name, Role.STRONG)), (Cell(left),)),
            Flow((Cell(f"  {metric}", Role.DIM),), (Cell(sure, Role.DIM),)),
        )
    drawn = chart(one.evidence, _COURSE, 1)[0] if one.evidence else ""
    cells = (kind, role), (left, Role.TEXT), (name, Role.STRONG), (metric, Role.TEXT), (drawn, Role.TITLE)
    return (Columned((*(Cell(*pair) for pair in cells), Cell(words.confidence(one.estimate), Role.DIM))),)


def _role(one: Prospect, now: float) -> Role:
    left = one.estimate.at - now
    return Role.CRITICAL if left <= _URGENT else Role.WARNING if left <= _NEAR else Role.TEXT


def detail(one: Prospect, now: float) -> list[tuple[Cell, ...]]:
    """Return what stands below the list: the words, then the course of the weeks."""
    metric, estimate = one.row.metric, one.estimate
    facts = [quantity(metric.value or 0.0, metric.unit), words.pace(estimate, metric.unit), words.confidence(estimate)]
    limit = (
        _("limit {value}").format(value=quantity(one.limit, metric.unit)) if estimate.per_day and one.evidence else ""
    )
    sentence = _("{what} in {span}").format(what=words.fate(one.fate), span=words.when(estimate, now))
    rows = [
        (Cell(line(f"{one.row.full_name}  {metric.name}"), Role.STRONG), Cell(f"  {line(one.row.customer)}", Role.DIM)),
        (Cell(sentence, _role(one, now)), Cell("  " + ", ".join(filter(None, [*facts, limit])))),
    ]
    drawn = chart(one.evidence, _BIG, _LINES) if one.evidence else []
    return rows + [(Cell(text, Role.TITLE),) for text in drawn]


def oddity(one: Oddity, *, phone: bool) -> tuple[Line, ...]:
    """Return the lines of what is unusual now."""
    metric = one.row.metric
    name, value = line(one.row.full_name), quantity(metric.value or 0.0, metric.unit)
    usual = usual_words(one)
    if phone:
        return (
            Flow((Cell(name, Role.STRONG),), (Cell(value, Role.WARNING),)),
            Flow((Cell(f"  {line(metric.name)}", Role.DIM),), (Cell(usual, Role.DIM),)),
        )
    return (Flow((Cell(f"{name}  ", Role.STRONG), Cell(f"{line(metric.name)} "), Cell(value, Role.WARNING)),
                 (Cell(usual, Role.DIM),)),)  # fmt: skip


def usual_words(one: Oddity) -> str:
    """Return what is usual at this hour."""
    metric = one.row.metric
    low = one.usual.low if metric.min is None else max(one.usual.low, metric.min)
    high = one.usual.high if metric.max is None else min(one.usual.high, metric.max)
    return _("usual is {low} to {high}").format(low=quantity(low, metric.unit), high=quantity(high, metric.unit))
