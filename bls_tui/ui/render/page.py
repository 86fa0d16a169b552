"""Everything about one object as sections of lines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from textwrap import wrap

from bls_tui.desk.quantities import quantity
from bls_tui.desk.spans import long, moment, short
from bls_tui.desk.spark import chart
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import line, pad, safe
from bls_tui.locale import _
from bls_tui.service.monitoring.views_data import MetricView, ObjectView
from bls_tui.ui.render import events, objects
from bls_tui.ui.render.cells import Cell, Flow, Key, Line, Role
from bls_tui.ui.render.row import Shown
from bls_tui.ui.render.state import FLAG_COLUMN

_NAME = 16
_VALUE = 12
_CHART_LEAST = 10


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry of the page: its identity, its lines, and the object or downtime it stands for."""

    key: Key
    lines: tuple[Line, ...]
    opens: int | None = None
    downtime: int | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A section with its title. `aside`: it goes to the second column where there is one."""

    title: str
    pieces: tuple[Piece, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page is laid out for: width in cells, one line or two a row, the moment and the zone.

    `called` are the ids of the objects that an open call is tied to.
    """

    width: int
    two_line: bool
    now: float
    zone: tzinfo
    called: frozenset[int] = frozenset()

    def at(self, at: float | None) -> str:
        """Return a moment in words, "-" for never."""
        return "-" if at is None else moment(at, self.zone, self.now)


def parts(view: ObjectView, paper: Paper, aside: Paper) -> list[Part]:
    """Return the sections that have something to say, most wanted first; `aside` is the paper of the second column."""
    sections: list[tuple[str, Callable[[ObjectView, Paper], Iterator[Piece]], bool]] = [
        (_("Behind it"), _behind, False),
        (_("Services"), _services, False),
        (_("Measured, last 24 hours"), _metrics, True),
        (_("Further output"), _details, False),
        (_("Downtimes"), _downtimes, True),
        (_("Parents"), _parents, True),
        (_("Children"), _children, True),
        (_("Notes"), _notes, True),
        (_("Problems before"), _problems, True),
        (_("History"), _history, False),
    ]
    built = (Part(title, tuple(make(view, aside if beside else paper)), beside) for title, make, beside in sections)
    return [part for part in built if part.pieces]


def head(view: ObjectView, row: Shown, paper: Paper, testing: float | None, call: str = "") -> list[tuple[Cell, ...]]:
    """Return the lines above the sections: state, output, whose it is, and who has it; `call` names its open call."""
    lines = objects.detail(row, paper.now, paper.zone, testing, call)
    whose = _("{customer}, {site}") if row.site else "{customer}"
    place = [Cell(whose.format(customer=line(row.customer), site=line(row.site)), Role.STRONG)]
    if row.address:
        place += [Cell("  "), Cell(line(row.address))]
    place.append(
        Cell("  " + _("probe {probe} every {span}").format(probe=row.probe, span=short(row.interval)), Role.DIM)
    )
    if view.cause is not None:
        text = _("Caused by {object}, which is {state}.").format(
            object=line(view.cause.full_name), state=view.cause.state
        )
        lines.append((Cell(text, Role.WARNING),))
    return [tuple(place), *lines]


def _rows(name: str, rows: tuple[Shown, ...], paper: Paper) -> Iterator[Piece]:
    for row in rows:
        called = row.object_id in paper.called
        lines = (
            objects.phone(row, paper.now, called=called)
            if paper.two_line
            else (_short(row, paper, full=name != "service"),)
        )
        yield Piece((name, row.object_id), lines, opens=row.object_id)


def _short(row: Shown, paper: Paper, *, full: bool) -> Flow:
    flags, word, name, _customer, since, *_rest = objects.wide(
        row, paper.now, called=row.object_id in paper.called
    ).cells
    shown = name.text if full else line(row.name)
    room = max(_NAME, min(28, paper.width // 3))
    return Flow(
        (
            Cell(pad(flags.text, FLAG_COLUMN), flags.role),
            Cell(" " + pad(word.text, 5), word.role),
            Cell(pad(shown, room) + " ", name.role),
            Cell(line(row.output)),
        ),
        (since, Cell(" ")),
    )


def _behind(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    shown = {row.object_id for row in view.services}
    yield from _rows("behind", tuple(row for row in view.behind if row.object_id not in shown), paper)


def _services(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    yield from _rows("service", view.services, paper)


def _parents(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    if view.row.kind == "service":
        yield from _rows("host", (view.host,), paper)
    yield from _rows("parent", view.parents, paper)


def _children(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    if view.row.kind == "host":
        yield from _rows("child", view.children, paper)


def _metrics(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    for found in view.metrics:
        yield Piece(("metric", found.metric.id), _metric(found, paper))


def _metric(found: MetricView, paper: Paper) -> tuple[Line, ...]:
    metric = found.metric
    value = "-" if metric.value is None else quantity(metric.value, metric.unit)
    limits = [f"{word} {line(limit)}" for word, limit in (("warn", metric.warn), ("crit", metric.crit)) if limit]
    full = [] if found.full_in is None else [_("full in {span}").format(span=long(found.full_in))]
    title = Flow(
        (Cell(pad(line(metric.name), _NAME) + " ", Role.STRONG), Cell(value), *_unusual(found)),
        (Cell("  ".join(full), Role.WARNING), Cell("  " * bool(full and limits)), Cell("  ".join(limits), Role.DIM)),
    )
    if len(found.series) < 2:  # noqa: PLR2004 - one point is no course
        return (title,)
    low, high = min(point.low for point in found.series), max(point.high for point in found.series)
    labels = (quantity(high, metric.unit), quantity(low, metric.unit))
    margin = max(map(width_of, labels))
    drawn = chart([point.mean for point in found.series], max(_CHART_LEAST, paper.width - margin - 5))
    rows = (
        Flow((Cell("  "), Cell(text, Role.TITLE)), (Cell(label, Role.DIM),))
        for text, label in zip(drawn, labels, strict=True)
    )
    return (title, *rows)


def _unusual(found: MetricView) -> tuple[Cell, ...]:
    if found.usual is None or not found.unusual:
        return ()
    text = _("  unusual: {low} to {high} at this hour").format(
        low=quantity(found.usual.low, found.metric.unit), high=quantity(found.usual.high, found.metric.unit)
    )
    return (Cell(text, Role.WARNING),)


def _details(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    yield from _wrapped("details", view.state.details, paper)


def _notes(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    yield from _wrapped("notes", view.declared.notes, paper)


def _wrapped(name: str, text: str, paper: Paper) -> Iterator[Piece]:
    lines = [part for row in safe(text).splitlines() for part in wrap(row, max(10, paper.width - 2)) or [""]]
    for number, part in enumerate(lines):
        yield Piece((name, number), (Flow((Cell(part),)),))


def downtimes(view: ObjectView, paper: Paper) -> dict[int, str]:
    """Return the downtimes of an object in one line each, to choose one by, by their ids."""
    window = _("{start} to {end}")
    return {
        one.id: f"#{one.id} {window.format(start=paper.at(one.starts_at), end=paper.at(one.ends_at))}, "
        f"{line(one.author)}: {line(one.comment)}"
        for one in view.downtimes
    }


def _downtimes(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    for downtime in view.downtimes:
        window = _("{start} to {end}").format(start=paper.at(downtime.starts_at), end=paper.at(downtime.ends_at))
        kind = _("flexible {span}").format(span=short(downtime.duration)) if downtime.duration else _("fixed")
        lines = (
            Flow((Cell(window, Role.STRONG),), (Cell(kind, Role.DIM),)),
            Flow((Cell(f"  {line(downtime.author)}: {line(downtime.comment)}"),)),
        )
        yield Piece(("downtime", downtime.id), lines, downtime=downtime.id)


def _problems(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    for problem in view.problems:
        if problem.closed_at is not None:
            text = _("{state} for {span}").format(
                state=problem.state, span=short(problem.closed_at - problem.opened_at)
            )
            yield Piece(("problem", problem.id), (Flow((Cell(f"{paper.at(problem.opened_at)}  {text}"),)),))


def _history(view: ObjectView, paper: Paper) -> Iterator[Piece]:
    for event in view.events:
        lines = events.brief(event, paper.now, paper.zone)
        yield Piece(("event", event.id), lines)
