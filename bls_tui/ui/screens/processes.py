"""Processes: every expected job with a strip of its last days, late ones on top."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widget import Widget

from bls_tui.desk import process_filters
from bls_tui.desk.text import line
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, processes
from bls_tui.ui.render.cells import Cell, Column, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.process import ProcessScreen
from bls_tui.ui.screens.process_acting import RunActing
from bls_tui.ui.screens.process_forms import RunAim
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.processpane import ProcessPane
from checks.rules.expected.states import OPEN

_NEVER = float("inf")


class Heading(NamedTuple):
    """The identity of a heading."""

    text: str


def _days(row: ProcessRow) -> float:
    """Return the days since the last good run; what ended and never went well comes first, what never ran last."""
    if row.summary.good_days is not None:
        return row.summary.good_days
    return -1.0 if row.summary.latest is None else _NEVER


ORDERS: Mapping[str, tuple[str, Callable[[ProcessRow], Any]]] = {
    "good": (N_("by last good"), lambda row: (-_days(row), row.customer, row.name)),
    "customer": (N_("by customer"), lambda row: (row.customer.casefold(), row.name.casefold())),
    "due": (N_("by next due"), lambda row: (row.summary.due_at or _NEVER, row.customer, row.name)),
    "name": (N_("by name"), lambda row: (row.name.casefold(), row.customer.casefold())),
}
"""The orders that `o` goes through. In each, what is late now stands above the rest."""


class ProcessesScreen(RunActing, ListScreen):
    """The jobs. Its keys are those of the processes."""

    PART = MODE = actions.PROCESSES

    def __init__(self, bench: Bench) -> None:
        self.filter = process_filters.parse("")
        self.order = "good"
        super().__init__(bench)

    def body(self) -> ComposeResult:
        """Compose what is wrong with the mailboxes above the list."""
        yield Paragraphs(id="mailboxes")
        yield from super().body()

    def panes(self) -> Sequence[Widget]:
        """The job at the cursor at the right when wide, its detail below when narrow."""
        main = Vertical(self.grid, Paragraphs(id="detail"), id="main")
        right = VerticalScroll(ProcessPane(self.bench, id="process-pane"), id="right", can_focus=False)
        return [Horizontal(main, right, id="panes")]

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return processes.columns()

    def wanted(self) -> list[Entry]:
        """Return the jobs that match the filter, those late now under their own heading."""
        view, now = self.bench.processes.view, self.bench.clock()
        rows = sorted(view.rows if view else (), key=ORDERS[self.order][1])
        shown = [row for row in rows if self.filter.matches(row, now)]
        late = [row for row in shown if row.summary.late]
        if not late:
            return self._entries_of(shown)
        rest = [row for row in shown if not row.summary.late]
        count = ngettext("Late now: {count} job", "Late now: {count} jobs", len(late)).format(count=len(late))
        entries = [Entry(Heading(count), 1, selectable=False), *self._entries_of(late)]
        if rest:
            entries += [Entry(Heading(_("Not late")), 1, selectable=False), *self._entries_of(rest)]
        return entries

    def _entries_of(self, rows: Sequence[ProcessRow]) -> list[Entry]:
        return [Entry(row.key, 2 if self.phone else 1) for row in rows]

    def row(self, key: Key | None) -> ProcessRow | None:
        """Return the job of a key, None when it is not expected any more."""
        return self.bench.processes.rows.get(key) if isinstance(key, str) else None

    def process(self) -> ProcessRow | None:
        """Return the job at the cursor."""
        return self.row(self.grid.cursor)

    def aim(self) -> RunAim | None:
        """Return the run that matters now of the job at the cursor."""
        row = self.process()
        return None if row is None or row.current is None else RunAim(row, row.current)

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a job or a heading."""
        if isinstance(key, Heading):
            return (Flow((Cell(key.text, Role.TITLE),)),)
        row, now = self.row(key), self.bench.clock()
        if row is None:
            return (Flow((Cell(_("not expected any more"), Role.DIM),)),)
        if self.phone:
            return processes.phone(row, now)
        return processes.wide(row, now, self.grid.scrollable_content_region.width - 1)

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        store = self.bench.processes
        if store.view is None:
            return [line(store.failure)] if store.failure else bars.not_read(None, 0.0)
        if self.filter_text:
            return [bars.no_match(self.total(), self.filter_text)]
        return processes.nothing(store.view)

    def total(self) -> int:
        """Return how many jobs there are."""
        view = self.bench.processes.view
        return 0 if view is None else len(view.rows)

    def heading(self) -> str:
        """Return how many jobs there are, how many are late or bad, and the order."""
        view = self.bench.processes.view
        if view is None or not view.rows:
            return _("Processes")
        jobs = ngettext("{count} job", "{count} jobs", len(view.rows)).format(count=len(view.rows))
        parts = [jobs]
        if view.late:
            parts.append(_("{count} LATE").format(count=len(view.late)))
        if self.filter_text:
            return _("Processes > {figures}").format(figures=", ".join(parts))
        parts += self._unclear_words()
        return _("Processes > {figures}, {order}").format(figures=", ".join(parts), order=_(ORDERS[self.order][0]))

    def _unclear_words(self) -> list[str]:
        view = self.bench.processes.view
        if view is None or not view.unclear:
            return []
        count = ngettext("{count} unclear mail", "{count} unclear mails", view.unclear).format(count=view.unclear)
        key = self.bench.keys.first(actions.BY_ID["unclear"])
        return [f"{count}: {key}"]

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return the age of what is shown: of the processes, not of the objects."""
        store, live = self.bench.processes, self.bench.live
        read = store.looked_at if live.failure is None else live.read_at
        *before, _age, _blank = super().title_right(now)
        if store.failure:
            return (*before, Cell(line(store.failure, self.app.size.width // 3), Role.WARNING), Cell(" "))
        return (*before, bars.pane_age(read, now, live.poller(now)), Cell(" "))

    def live_changed(self) -> None:
        """Redraw when the processes were read again."""
        if self.seen != self.bench.processes.version:
            self.seen = self.bench.processes.version
            self.draw()
        self.report_tests()
        self.tick()

    def tick(self) -> None:
        """Bring what is said of the mailboxes up to date."""
        view = self.bench.processes.view
        told = [] if view is None else processes.mailboxes(view.mailboxes, self.bench.clock(), self.bench.zone)
        box = self.query_one("#mailboxes", Paragraphs)
        box.display = bool(told)
        box.show(told)
        super().tick()

    def show_detail(self) -> None:
        """Explain the job at the cursor below or beside the list."""
        if not self.is_mounted:
            return
        row, bench = self.process(), self.bench
        self.query_one("#detail", Paragraphs).show(
            [] if row is None else processes.detail(row, bench.clock(), bench.zone)
        )
        if self.query_one("#right").display:
            self.query_one(ProcessPane).show_process(row)

    def compile_filter(self, text: str) -> None:
        """Take a filter into use."""
        self.filter = process_filters.parse(text)

    def do_order_jobs(self) -> None:
        """Take the next order."""
        names = list(ORDERS)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.draw(whole=True)
        self.tick()

    def do_text(self) -> None:
        """Show the jobs listed as plain text."""
        bench, texts = self.bench, []
        for key in self.grid.keys:
            row = self.row(key)
            if row is not None:
                lines = processes.detail(row, bench.clock(), bench.zone)
                texts += ["".join(cell.text for cell in cells) for cells in lines] + [""]
        show_plain(self, texts)

    def is_open_problem(self, key: Key) -> bool:
        """Tell whether a job ended badly and nobody has a call about it."""
        row = self.row(key)
        return row is not None and row.state not in OPEN and not row.call

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - both open at once
        """Open the page of a job."""
        if isinstance(key, str):
            self.app.push_screen(ProcessScreen(self.bench, key, self.MODE))
