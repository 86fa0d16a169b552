"""What the events about work do to a call: interventions, rows of time, stopwatches."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bls_tui.desk.calls import work_events as ev
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.model import Call, Span, Stopwatch, TimeRow, Visit
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.locale import _


def _check_span(start: float, end: float) -> None:
    if end <= start:
        raise IncompleteError(_("The end has to be after the start."))


def _check_visit(days: tuple[Span, ...], technicians: tuple[str, ...]) -> None:
    if not days or not technicians:
        raise IncompleteError(_("An intervention needs at least one day and one technician."))
    for day in days:
        _check_span(day.start, day.end)


def _planned(call: Call, _event: Event, what: ev.VisitPlanned) -> Call:
    _check_visit(what.days, what.technicians)
    visit = Visit(call.version + 1, what.days, what.technicians, what.place, what.note)
    return replace(call, visits=(*call.visits, visit))


def _changed(call: Call, _event: Event, what: ev.VisitChanged) -> Call:
    _check_visit(what.days, what.technicians)
    old = _visit(call, what.visit)
    visit = replace(
        old,
        days=what.days,
        technicians=what.technicians,
        place=what.place,
        note=what.note,
        sequence=old.sequence + 1,
    )
    return _with_visit(call, visit)


def _cancelled(call: Call, _event: Event, what: ev.VisitCancelled) -> Call:
    old = _visit(call, what.visit)
    return _with_visit(call, replace(old, sequence=old.sequence + 1, cancelled=True))


def _visit(call: Call, key: int) -> Visit:
    for visit in call.visits:
        if visit.key == key and not visit.cancelled:
            return visit
    raise IncompleteError(_("Call {number} has no such intervention planned.").format(number=call.number))


def _with_visit(call: Call, visit: Visit) -> Call:
    return replace(call, visits=tuple(visit if one.key == visit.key else one for one in call.visits))


def _logged(call: Call, _event: Event, what: ev.TimeLogged) -> Call:
    _check_span(what.start, what.end)
    row = TimeRow(call.version + 1, what.technician, what.start, what.end, what.kind, what.included, what.note)
    return replace(call, rows=(*call.rows, row))


def _corrected(call: Call, _event: Event, what: ev.TimeCorrected) -> Call:
    _check_span(what.start, what.end)
    old = _row(call, what.row)
    row = replace(
        old, start=what.start, end=what.end, kind=what.kind, included=what.included, note=what.note or old.note
    )
    return replace(call, rows=tuple(row if one.key == row.key else one for one in call.rows))


def _dropped(call: Call, _event: Event, what: ev.TimeDropped) -> Call:
    row = _row(call, what.row)
    return replace(call, rows=tuple(one for one in call.rows if one is not row))


def _row(call: Call, key: int) -> TimeRow:
    for row in call.rows:
        if row.key == key:
            return row
    raise IncompleteError(_("Call {number} has no such row of time.").format(number=call.number))


def _started(call: Call, event: Event, _what: ev.WatchStarted) -> Call:
    if any(watch.technician == event.author for watch in call.watches):
        raise IncompleteError(_("Your stopwatch is running on call {number} already.").format(number=call.number))
    return replace(call, watches=(*call.watches, Stopwatch(event.author, event.at)))


def _stopped(call: Call, event: Event, what: ev.WatchStopped) -> Call:
    whose = what.technician or event.author
    watch = next((one for one in call.watches if one.technician == whose), None)
    if watch is None:
        raise IncompleteError(_("Your stopwatch is not running on call {number}.").format(number=call.number))
    row = TimeRow(call.version + 1, whose, watch.start, event.at, what.kind, what.included, what.note)
    watches = tuple(one for one in call.watches if one is not watch)
    return replace(call, rows=(*call.rows, row) if event.at > watch.start else call.rows, watches=watches)


APPLY: Mapping[type, Callable[[Call, Event, Any], Call]] = {
    ev.VisitPlanned: _planned,
    ev.VisitChanged: _changed,
    ev.VisitCancelled: _cancelled,
    ev.TimeLogged: _logged,
    ev.TimeCorrected: _corrected,
    ev.TimeDropped: _dropped,
    ev.WatchStarted: _started,
    ev.WatchStopped: _stopped,
}
