"""Calls: every call that is not closed, overdue wake-ups on top, both clocks in every row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from bls_tui.desk import call_filters
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.text import line
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.desk import saved_views
from bls_tui.service.desk.call_views_data import QueueRow, QueueView, StillBad
from bls_tui.service.desk.saved_views import SavedView, Sort
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, calls
from bls_tui.ui.render.cells import Cell, Column, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_more import CallMore
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.views_form import ViewsForm
from bls_tui.ui.widgets.callpane import CallPane
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.work import begin
from db.errors import DatabaseError

ALL = "all"


class StillRed(NamedTuple):
    """The identity of a closed call whose object is bad."""

    number: str
    object_id: int


VIEWS: Mapping[str, tuple[str, Callable[[QueueView], Sequence[QueueRow]]]] = {
    ALL: (N_("all"), lambda view: view.rows),
    "mine": (N_("mine"), lambda view: view.mine),
    "team": (N_("team"), lambda view: view.team),
    "unassigned": (N_("unassigned"), lambda view: view.unassigned),
    "process": (N_("suspended: process"), lambda view: view.suspended(Reason.PROCESS)),
    "customer": (N_("suspended: customer"), lambda view: view.suspended(Reason.CUSTOMER)),
    "supplier": (N_("suspended: supplier"), lambda view: view.suspended(Reason.SUPPLIER)),
    "due": (N_("by due time"), lambda view: sorted(view.rows, key=lambda row: (row.due is None, row.due or 0.0))),
}
"""The views that `v` goes through: name, and which calls in what order."""


class CallsScreen(ListScreen, CallMore):
    """The queue. Its keys are ids of calls."""

    PART = MODE = actions.CALLS

    def __init__(self, bench: Bench) -> None:
        self.filter = call_filters.parse("")
        self.view_name = ALL
        self.kept: SavedView | None = None
        super().__init__(bench)

    def panes(self) -> Sequence[Widget]:
        """The call at the cursor at the right when wide, its detail below when narrow."""
        main = Vertical(self.grid, Paragraphs(id="detail"), id="main")
        right = VerticalScroll(CallPane(self.bench, id="call-pane"), id="right", can_focus=False)
        return [Horizontal(main, right, id="panes")]

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the queue."""
        return calls.columns()

    def wanted(self) -> list[Entry]:
        """Return the calls of the view that match the filter."""
        now = self.bench.clock()
        rows = (row for row in self._rows() if self.filter.matches(row, now))
        shown = [Entry(row.call_id, calls.height(row, two_line=self.phone)) for row in rows]
        return [*shown, *(Entry(StillRed(one.number, one.object_id)) for one in self._still_bad())]

    def _still_bad(self) -> Sequence[StillBad]:
        view = self.bench.desk.view
        return view.still_bad if view is not None and self.view_name == ALL and not self.filter_text else ()

    def _rows(self) -> Sequence[QueueRow]:
        view = self.bench.desk.view
        return () if view is None else VIEWS[self.view_name][1](view)

    def row(self, key: Key | None) -> QueueRow | None:
        """Return the call of a key, None when it has left the queue."""
        return self.bench.desk.rows.get(key) if isinstance(key, int) else None

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a call."""
        row = self.row(key)
        if isinstance(key, StillRed):
            found = (one for one in self._still_bad() if (one.number, one.object_id) == key)
            return tuple(calls.still_bad(one) for one in found) or (Flow(()),)
        if row is None:
            return (Flow((Cell(_("closed meanwhile"), Role.DIM),)),)
        now = self.bench.clock()
        return calls.phone(row, now) if self.phone else calls.wide(row, now)

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        desk = self.bench.desk
        if desk.view is None:
            return [line(desk.failure)] if desk.failure else bars.not_read(None, 0.0)
        if self.filter_text:
            return [bars.no_match(self.total(), self.filter_text)]
        if self.view_name != ALL and desk.view.rows:
            count = len(desk.view.rows)
            others = ngettext("{count} call in all: v.", "{count} calls in all: v.", count).format(count=count)
            return [_("No call in this view ({view}).").format(view=_(VIEWS[self.view_name][0])) + " " + others]
        return [_("No call is open. n opens one.")]

    def total(self) -> int:
        """Return how many calls the view has."""
        return len(self._rows())

    def heading(self) -> str:
        """Return the view with its figures, and those of the queue."""
        kept = self.kept
        same = kept is not None and (kept.filter, kept.sort.value) == (self.filter_text, self.view_name)
        name = _("Calls > {view}").format(view=line(kept.name) if same and kept else _(VIEWS[self.view_name][0]))
        view = self.bench.desk.view
        if view is None:
            return name
        parts = [f"{name} {len(self._rows())}", _("{count} mine").format(count=len(view.mine))]
        if view.unassigned:
            parts.append(_("{count} unassigned").format(count=len(view.unassigned)))
        if view.overdue:
            parts.append(_("{count} OVERDUE").format(count=len(view.overdue)))
        return ", ".join(parts)

    def title_left(self, now: float) -> Sequence[Cell]:
        """Say to somebody unknown that this is for looking."""
        view = self.bench.desk.view
        cells = [*super().title_left(now)]
        if view is not None and not view.known:
            cells.append(Cell("  " + _("look only: {login} is unknown").format(login=line(view.login)), Role.WARNING))
        return cells

    def live_changed(self) -> None:
        """Redraw when the queue was read again."""
        if self.seen != self.bench.desk.version:
            self.seen = self.bench.desk.version
            self.draw()
        self.report_tests()
        self.tick()

    def show_detail(self) -> None:
        """Explain the call at the cursor below or beside the list."""
        if not self.is_mounted:
            return
        row = self.row(self.grid.cursor)
        bench = self.bench
        lines = [] if row is None else calls.detail(row, bench.clock(), bench.zone)
        self.query_one("#detail", Paragraphs).show(lines)
        if self.query_one("#right").display:
            self.query_one(CallPane).show_call(row)

    def compile_filter(self, text: str) -> None:
        """Take a filter into use."""
        self.filter = call_filters.parse(text)

    def do_view(self) -> None:
        """Go to the next view."""
        names = list(VIEWS)
        self.view_name = names[(names.index(self.view_name) + 1) % len(names)]
        self.grid.clear_marks()
        self.draw(whole=True)
        self.tick()

    def do_views(self) -> None:
        """Show, keep or forget a view."""
        begin(self, self._ask_view, "ask")

    async def _ask_view(self) -> None:
        bench = self.bench
        try:
            views = await bench.call(saved_views.of, bench.user)
        except DatabaseError as error:
            self.fail(error)
            return
        shown = (self.filter_text, Sort(self.view_name))
        self.app.push_screen(ViewsForm(bench, views, shown, self.show_view))

    def show_view(self, view: SavedView) -> None:
        """Show a view that is kept."""
        self.view_name, self.kept = view.sort.value, view
        self.grid.clear_marks()
        self.apply_filter(view.filter)

    def do_text(self) -> None:
        """Show the calls chosen as plain text."""
        bench, texts = self.bench, []
        for row in self.chosen_calls():
            lines = calls.detail(row, bench.clock(), bench.zone)
            texts += ["".join(cell.text for cell in cells) for cells in lines] + [""]
        show_plain(self, texts)

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - both open at once
        """Open a call."""
        row = self.row(key)
        if row is not None or isinstance(key, StillRed):
            self.open_call(key.number if isinstance(key, StillRed) else row.number)  # type: ignore[union-attr]

    def open_call(self, number: str) -> None:
        """Show a call in full."""
        self.app.push_screen(CallScreen(self.bench, number, self.MODE))

    def chosen_calls(self) -> Sequence[QueueRow]:
        """Return the marked calls, else the one at the cursor."""
        return [row for row in map(self.row, self.grid.meant) if row is not None]

    def calls_acted(self) -> None:
        """Unmark."""
        self.grid.clear_marks()
