"""Charts as lines of a list: what the pieces of a chart mean, in roles."""

from __future__ import annotations

from collections.abc import Sequence

from bls_tui.desk.chart import Background, Course, Frame, charts
from bls_tui.desk.plot import Mark, Piece
from bls_tui.service.monitoring.charts import CourseView
from bls_tui.ui.render.cells import Cell, Flow, Role
from bls_tui.ui.render.state import role_of_state

_ROLES = {
    Mark.BLANK: Role.TEXT,
    Mark.BAND: Role.DIM,
    Mark.MEAN: Role.TITLE,
    Mark.WARN: Role.WARNING,
    Mark.CRIT: Role.CRITICAL,
    Mark.LABEL: Role.DIM,
    Mark.TITLE: Role.STRONG,
}


def course(view: CourseView) -> Course:
    """Return a course as the chart wants it."""
    metric = view.metric
    return Course(metric.name, metric.unit, view.points, metric.warn, metric.crit, metric.min, metric.max, metric.value)


def lines(views: Sequence[CourseView], background: Background, frame: Frame) -> tuple[Flow, ...]:
    """Return one chart, or two side by side, as exactly `frame.height` lines."""
    rows = charts([course(view) for view in views], background, frame)[: frame.height]
    drawn = [Flow(tuple(map(cell, row))) for row in rows]
    return tuple(drawn + [Flow(())] * (frame.height - len(drawn)))


def cell(piece: Piece) -> Cell:
    """Return a piece of a chart as a cell."""
    return Cell(piece.text, role_of_state(piece.state) if piece.state else _ROLES[piece.mark])
