"""What Now and Status share: lists whose rows are hosts and services, with their explanation below or beside them."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from bls_tui.desk import filters
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, objects
from bls_tui.ui.render.cells import Cell, Column, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import Acting, call_about
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.object import ObjectScreen
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.whypane import WhyPane
from db.rows import StatusRow


class ObjectListScreen(ListScreen, Acting):
    """A list of hosts and services; its keys are object ids."""

    def __init__(self, bench: Bench) -> None:
        self.filter = filters.parse("")
        self._tied_seen: object = None
        super().__init__(bench)

    def panes(self) -> Sequence[Widget]:
        """Reasons at the right when wide, the detail below when narrow."""
        main = Vertical(self.grid, Paragraphs(id="detail"), id="main")
        right = Vertical(WhyPane(self.bench, id="why"), *self.right_panes(), id="right")
        return [Horizontal(*self.left_panes(), main, right, id="panes")]

    def left_panes(self) -> Sequence[Widget]:
        """Return what stands at the left of the list where there is room."""
        return []

    def right_panes(self) -> Sequence[Widget]:
        """Return what stands below the reasons."""
        return []

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of objects."""
        return objects.columns()

    def live_changed(self) -> None:
        """Redraw when calls were tied to objects, or untied."""
        if self._tied_seen is not self.bench.desk.tied:
            self._tied_seen = self.bench.desk.tied
            self.draw()
        super().live_changed()

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        live, now = self.bench.live, self.bench.clock()
        if live.read_at is None:
            failure = live.failure
            return bars.not_read(*((None, 0.0) if failure is None else (failure.reason, failure.retry_at - now)))
        if not live.rows:
            return [_("No hosts yet. `bls init` writes an example; `bls inventory apply` reads the files it names.")]
        if self.filter_text:
            return [bars.no_match(self.total(), self.filter_text)]
        return [self.all_well(now)]

    def all_well(self, now: float) -> str:
        """Return what an empty list means when nothing is filtered."""
        raise NotImplementedError

    def paint_row(self, key: Key, *, indent: int = 0) -> Sequence[Line]:
        """Return the lines of one object."""
        row = self.row(key)
        if row is None:
            return (Flow((Cell(_("removed from the inventory"), Role.DIM),)),)
        now, called = self.bench.clock(), row.object_id in self.bench.desk.tied
        if self.phone:
            return objects.phone(row, now, indent=2 * indent, called=called)
        return (objects.wide(row, now, indent=indent, called=called),)

    def show_detail(self) -> None:
        """Explain the row at the cursor below or beside the list."""
        if not self.is_mounted:
            return
        row = self.row(self.grid.cursor)
        self.query_one("#detail", Paragraphs).show([] if row is None else self.detail_lines(row))
        if self.query_one("#right").display:
            pane = self.query_one(WhyPane)
            self.explain(pane, row)
            pane.tick()

    def explain(self, pane: WhyPane, row: StatusRow | None) -> None:
        """Explain the row at the cursor in the pane beside the list."""
        pane.show(row)

    def detail_lines(self, row: StatusRow) -> list[tuple[Cell, ...]]:
        """Return the detail lines of a row."""
        bench = self.bench
        testing = bench.tests.get(row.object_id)
        return objects.detail(row, bench.clock(), bench.zone, testing, call_about(bench, row.object_id))

    def compile_filter(self, text: str) -> None:
        """Take a filter into use."""
        self.filter = filters.parse(text)

    def open_object(self, key: Key) -> None:
        """Open the page of an object."""
        if self.row(key) is not None and isinstance(key, int):
            self.app.push_screen(ObjectScreen(self.bench, key, self.MODE))

    def chosen(self) -> list[StatusRow]:
        """Return the marked rows, else the one at the cursor."""
        return [row for row in map(self.row, self.grid.meant) if row is not None]

    def acted(self) -> None:
        """Unmark."""
        self.grid.clear_marks()

    def plain_text(self) -> Sequence[str]:
        """Return the rows chosen, as lines."""
        texts: list[str] = []
        for row in self.chosen():
            texts += ["".join(cell.text for cell in cells) for cells in self.detail_lines(row)]
            texts += [line(f"{row.address}  {row.customer}  {row.site}"), ""]
        return texts

    def row(self, key: Key | None) -> StatusRow | None:
        """Return the object of a key, None for a heading and for what is no longer there."""
        return self.bench.live.rows.get(key) if isinstance(key, int) else None
