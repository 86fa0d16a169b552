"""`bls metrics`: the course of metrics as a chart, as CSV and as JSON."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import Any

from bls_tui.desk import spans
from bls_tui.desk.chart import Background, Course, Frame, charts
from bls_tui.desk.plot import Row, Window, to_ascii
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.plain.data import instant
from bls_tui.plain.look import Look
from bls_tui.service.monitoring.charts import ChartView, CourseView

LINES = 14
"""Lines of one chart."""


def course(view: CourseView) -> Course:
    """Return a course as the chart wants it."""
    metric = view.metric
    return Course(
        metric.name,
        metric.unit,
        view.points,
        metric.warn,
        metric.crit,
        metric.min,
        metric.max,
        metric.value,
    )


def text(view: ChartView, look: Look, zone: tzinfo) -> Iterator[str]:
    """Yield the charts below a heading."""
    window = _("{start} to {end}").format(
        start=spans.moment(view.start, zone, view.generated_at), end=spans.moment(view.end, zone, view.generated_at)
    )
    yield f"{line(view.full_name)}  {window}"
    if not view.courses:
        yield _("It has no metrics.")
    background = Background(view.states, view.downtimes)
    for one in view.courses:
        frame = Frame(Window(view.start, view.end), look.width, LINES, zone)
        yield ""
        for row in charts([course(one)], background, frame):
            yield _drawn(to_ascii(row) if look.ascii_only else row, look)


def _drawn(row: Row, look: Look) -> str:
    return "".join(_piece(piece.text, piece.state, look) for piece in row).rstrip()


def _piece(piece: str, state: str, look: Look) -> str:
    return look.shape(state) if state else piece


def csv_lines(view: ChartView) -> Sequence[str]:
    """Return the points as CSV (RFC 4180, UTC): metric, unit, time, epoch, min, avg, max, count."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["object", "metric", "unit", "time", "epoch", "min", "avg", "max", "count"])
    for one in view.courses:
        for point in one.points:
            writer.writerow([
                _cell(view.full_name), _cell(one.metric.name), _cell(one.metric.unit), spans.iso(point.at),
                _number(point.at), _number(point.low), _number(point.mean), _number(point.high), point.count,
            ])  # fmt: skip
    return out.getvalue().splitlines()


def _cell(foreign: str) -> str:
    """Return foreign text for a spreadsheet, which would calculate what begins like a formula."""
    shown = line(foreign)
    return f"'{shown}" if shown[:1] in set("=+-@\t\r") else shown


def _number(value: float) -> str:
    return repr(int(value)) if value == int(value) else repr(value)


def data(view: ChartView) -> dict[str, Any]:
    """Return the view as JSON; points are [epoch, min, avg, max, count]."""
    return {
        **instant("generated", view.generated_at),
        "object": view.full_name,
        **instant("start", view.start),
        **instant("end", view.end),
        "metrics": [_metric(one) for one in view.courses],
        "states": [{"state": one.state, **instant("from", one.start), **instant("to", one.end)} for one in view.states],
        "downtimes": [{**instant("from", start), **instant("to", end)} for start, end in view.downtimes],
    }


def _metric(one: CourseView) -> dict[str, Any]:
    metric = one.metric
    return {
        "name": metric.name,
        "unit": metric.unit,
        "value": metric.value,
        "warn": metric.warn,
        "crit": metric.crit,
        "min": metric.min,
        "max": metric.max,
        "points": [[point.at, point.low, point.mean, point.high, point.count] for point in one.points],
    }
