"""The questions about work on one call: interventions on site, and rows of time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from bls_tui.desk.calls.model import Span, TimeRow, Visit, WorkKind
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.calls.words import word
from bls_tui.desk.clock_words import hours
from bls_tui.desk.spans import moment
from bls_tui.desk.visit_days import parse_days
from bls_tui.locale import _
from bls_tui.service.desk import call_work
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.ui.render.call_page import contract_lines
from bls_tui.ui.saving import save_new
from bls_tui.ui.screens.call_forms import Asked, CallDialog, Deed, Lines
from bls_tui.ui.screens.call_forms_more import OneCallDialog
from bls_tui.ui.screens.call_options import person_options
from bls_tui.ui.screens.dialogs import Choice, labelled, until
from bls_tui.ui.widgets.pick import Option, Pick, PickError, PickMany


class WorkDialog(OneCallDialog):
    """A question about an intervention or a row of time of the call."""

    def stamp(self, at: float) -> str:
        """Return a point in time as the fields read it."""
        return f"{datetime.fromtimestamp(at, self.asked.bench.zone):%Y-%m-%d %H:%M}"

    def visits(self) -> list[Option]:
        """Return the interventions that are still to take place."""
        live = (visit for visit in self.view.visits if not visit.cancelled)
        return [Option(str(visit.key), f"{self.days(visit)}, {visit.place}") for visit in live]

    def visit_pick(self) -> Pick:
        """Return the field that chooses one of them, the last unless another is chosen."""
        options = self.visits()
        return Pick("visit", _("Intervention"), options, options[-1].key if options else "")

    def visit(self) -> Visit:
        """Return the intervention chosen. Raises IncompleteError."""
        key = self.needed("visit", _("Say which intervention."))
        return next(visit for visit in self.view.visits if str(visit.key) == key)

    def days(self, visit: Visit) -> str:
        """Return the days of an intervention as they are typed."""
        return ", ".join(f"{self.stamp(day.start)}-{self.stamp(day.end)[-5:]}" for day in visit.days)

    def row_pick(self) -> Pick:
        """Return the field that chooses a row of time."""
        rows = self.view.time
        return Pick("row", _("Row of time"), [self._named(row) for row in rows], str(rows[-1].key) if rows else "")

    def row(self) -> TimeRow:
        """Return the row chosen. Raises IncompleteError."""
        key = self.needed("row", _("Say which row of time."))
        return next(row for row in self.view.time if str(row.key) == key)

    def _named(self, row: TimeRow) -> Option:
        bench = self.asked.bench
        at = moment(row.start, bench.zone, bench.clock())
        return Option(str(row.key), f"#{row.key} {at} {hours(row.seconds)} {row.technician}, {word(row.kind)}")


class VisitForm(WorkDialog):
    """Days, people and place of a new intervention."""

    def fields(self) -> Sequence[Widget]:
        """Return days, technicians, place and note."""
        view = self.view
        return self.visit_fields("", (view.call.owner or view.login,), view.site)

    def visit_fields(self, days: str, technicians: Sequence[str], place: str, note: str = "") -> list[Widget]:
        """Return the fields of an intervention, filled in."""
        return [
            *labelled("days", _("Days (2026-11-24 09:00-13:00, 2026-11-25 09:00-12:00)"), days),
            PickMany("technicians", _("Who goes"), person_options(self.asked.people), ", ".join(technicians)),
            *labelled("place", _("Where (required)"), place),
            *labelled("note", _("What will be done (optional)"), note),
        ]

    def verb(self) -> Verb:
        """Plan it."""
        bench = self.asked.bench
        days = parse_days(self.value("days"), bench.zone, bench.clock())
        people = self.query_one(PickMany).keys
        if not days or not people or not self.value("place"):
            raise IncompleteError(_("Say on which days, who goes, and where."))
        return self.made(days, people)

    def made(self, days: Sequence[Span], people: Sequence[str]) -> Verb:
        """Return what to do with the fields as they are read."""
        return call_work.plan_visit(days, people, self.value("place"), self.value("note"))


class ChangeVisitForm(VisitForm):
    """Another time, other people or another place for an intervention."""

    def fields(self) -> Sequence[Widget]:
        """Return the intervention and its fields."""
        last = next((visit for visit in reversed(self.view.visits) if not visit.cancelled), None)
        filled = ("", (), "", "") if last is None else (self.days(last), last.technicians, last.place, last.note)
        return [self.visit_pick(), *self.visit_fields(*filled)]

    @on(Input.Changed, "#visit")
    def _other(self) -> None:
        """Fill in what the intervention chosen is."""
        try:
            chosen = self.visit()
        except (PickError, IncompleteError):
            return
        filled = {"days": self.days(chosen), "technicians": ", ".join(chosen.technicians), "place": chosen.place}
        for name, value in (filled | {"note": chosen.note}).items():
            self.query_one(f"#{name}", Input).value = value

    def made(self, days: Sequence[Span], people: Sequence[str]) -> Verb:
        """Change it."""
        return call_work.change_visit(self.visit().key, days, people, self.value("place"), self.value("note"))


class CancelVisitForm(WorkDialog):
    """Which intervention is called off, and why."""

    def fields(self) -> Sequence[Widget]:
        """Return intervention and reason."""
        return [self.visit_pick(), *labelled("reason", _("Why (required)"))]

    def verb(self) -> Verb:
        """Call it off."""
        return call_work.cancel_visit(self.visit().key, self.value("reason"))


class IcsForm(WorkDialog):
    """Where the invitation of an intervention is saved."""

    def __init__(self, title: str, asked: Asked, deed: Deed, *, say: Callable[[str], None]) -> None:
        super().__init__(title, asked, deed)
        self._say = say

    def fields(self) -> Sequence[Widget]:
        """Return intervention and file."""
        return [self.visit_pick(), *labelled("file", _("File"), f"~/{self.view.call.number}.ics")]

    async def perform(self) -> None:
        """Save it."""
        bench, path = self.asked.bench, self.value("file")
        text = await bench.call(call_work.ics_text, self.view.call.number, self.visit().key, bench.clock())
        self._say(_("Saved: {path}").format(path=save_new(path, text)))


class TimeForm(CallDialog):
    """Time worked, or the stopwatch."""

    def about(self) -> Lines:
        """Return the contract at the moment of deciding whether the time is inside it."""
        view = self.asked.view
        return contract_lines(view.contract, word(view.call.details.level)) if view else []

    @property
    def runs(self) -> bool:
        """True while one's own stopwatch runs on the call."""
        view = self.asked.view
        return view is not None and any(watch.technician == view.login for watch in view.watches)

    def fields(self) -> Sequence[Widget]:
        """Return the times, the kind and a note."""
        kinds = [Option(kind.value, word(kind)) for kind in WorkKind]
        start = _("From (empty: stop your stopwatch)") if self.runs else _("From (empty: start your stopwatch)")
        return [
            *labelled("from", start),
            *labelled("to", _("To"), _("now")),
            Pick("kind", _("Kind"), kinds, WorkKind.REMOTE.value),
            *labelled("note", _("Note (optional)")),
        ]

    def verb(self) -> Verb:
        """Record it."""
        bench = self.asked.bench
        kind, note, now = WorkKind(self.picked("kind") or WorkKind.REMOTE), self.value("note"), bench.clock()
        typed, end = self.value("from"), self.value("to")
        if not typed:
            return call_work.stop_watch(kind, note=note) if self.runs else call_work.start_watch()
        start = until(typed, now, now, bench.zone)
        ended = now if end in ("", "now", _("now")) else until(end, start, now, bench.zone)
        return call_work.log_time(start, ended, kind, note=note)


class CorrectTimeForm(WorkDialog):
    """How a row of time should have been."""

    def fields(self) -> Sequence[Widget]:
        """Return the row and its fields."""
        rows, kinds = self.view.time, [Option(kind.value, word(kind)) for kind in WorkKind]
        last = rows[-1] if rows else None
        return [
            self.row_pick(),
            *labelled("from", _("From"), self.stamp(last.start) if last else ""),
            *labelled("to", _("To, or how long"), self.stamp(last.end) if last else ""),
            Pick("kind", _("Kind"), kinds, last.kind.value if last else WorkKind.REMOTE.value),
            Choice(_("inside the contract"), value=last is not None and last.included, id="included"),
            *labelled("note", _("Note (optional)"), last.note if last else ""),
        ]

    @on(Input.Changed, "#row")
    def _other(self) -> None:
        """Fill in what the row chosen is."""
        try:
            row = self.row()
        except (PickError, IncompleteError):
            return
        filled = {"from": self.stamp(row.start), "to": self.stamp(row.end), "kind": word(row.kind), "note": row.note}
        for name, value in filled.items():
            self.query_one(f"#{name}", Input).value = value
        self.query_one("#included", Choice).value = row.included

    def verb(self) -> Verb:
        """Correct it; a time left as it was keeps its seconds."""
        row, bench = self.row(), self.asked.bench
        now = bench.clock()
        typed, ended = self.value("from"), self.value("to")
        start = row.start if typed == self.stamp(row.start) else until(typed, now, now, bench.zone)
        end = row.end if ended == self.stamp(row.end) else until(ended, start, now, bench.zone)
        kind, included = WorkKind(self.picked("kind") or row.kind), self.checked("included")
        return call_work.correct_time(row.key, start, end, kind, included=included, note=self.value("note"))


class DropTimeForm(WorkDialog):
    """Which row of time should not be there, and why."""

    def fields(self) -> Sequence[Widget]:
        """Return row and reason."""
        return [self.row_pick(), *labelled("reason", _("Why (required)"))]

    def verb(self) -> Verb:
        """Drop it."""
        return call_work.drop_time(self.row().key, self.value("reason"))
