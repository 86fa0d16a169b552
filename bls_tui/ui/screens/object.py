"""One host or service: its services, measured values with their course, downtimes, parents, notes and history."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.views import object_view
from bls_tui.service.monitoring.views_data import ObjectView
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render import page
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import Acting, call_about
from bls_tui.ui.screens.base import WIDE
from bls_tui.ui.screens.dialogs import CancelDowntimeDialog
from bls_tui.ui.screens.grids import GridScreen
from bls_tui.ui.screens.targets import captured
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.widgets.pick import Option
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows import StatusRow


class ObjectScreen(GridScreen, Acting):
    """The page of one object. Sections are in one column, or in two where there is room."""

    PART = actions.OBJECT
    AUTO_FOCUS = "#page"

    def __init__(self, bench: Bench, object_id: int, mode: str) -> None:
        self.MODE = mode
        self._object_id = object_id
        self._view: ObjectView | None = None
        self._pieces: dict[Key, page.Piece] = {}
        self._sections: list[Key] = []
        self._tied_seen: object = None
        self._grids = (Grid((), self._paint, id="page"), Grid((), self._paint, id="aside"))
        super().__init__(bench)

    def body(self) -> ComposeResult:
        """Compose the head and the columns."""
        yield Paragraphs(id="head")
        with Horizontal(id="panes"):
            yield Vertical(self._grids[0], id="main")
            yield Vertical(self._grids[1], id="right")
        yield FilterBar(id="filter")

    @property
    def grid(self) -> Grid:
        """The column that has the focus."""
        return self._grids[1] if self._grids[1].has_focus else self._grids[0]

    @property
    def wide(self) -> bool:
        """True where there is room for two columns."""
        return self.app.size.width >= WIDE

    def live_changed(self) -> None:
        """Read the page again when its object, its services or its neighbours changed."""
        live = self.bench.live
        changed = live.changes_since(self.seen)
        self.seen = live.version
        if self._tied_seen is not self.bench.desk.tied:
            self._tied_seen = self.bench.desk.tied
            self.draw()
        if self._view is None or changed is None or changed & self._concerned():
            begin(self, self._load, "page")
        super().live_changed()

    def _concerned(self) -> frozenset[int]:
        if self._view is None:
            return frozenset()
        view = self._view
        related = (view.row, view.host, *view.services, *view.parents, *view.children, *view.behind)
        return frozenset(row.object_id for row in related)

    async def _load(self) -> None:
        bench = self.bench
        try:
            self._view = await bench.call(object_view, bench.clock(), self._object_id, bench.viewer())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        self.draw()

    def draw(self) -> None:
        """Lay the page out anew."""
        with self._grids[0].guarded():
            self._lay_out()

    def _lay_out(self) -> None:
        if self._view is None or not self.is_mounted:
            return
        self._grids[1].parent.display = self.wide  # type: ignore[union-attr]
        for grid in self._grids:
            grid.two_line = True  # no column titles
            grid.numbered = self.phone
        papers = [self._paper(grid) for grid in self._grids]
        parts = page.parts(self._view, papers[0], papers[1] if self.wide else papers[0])
        columns = [part for part in parts if not (part.aside and self.wide)], [part for part in parts if part.aside]
        self._pieces, self._sections = {}, []
        for grid, column in zip(self._grids, columns if self.wide else (parts, []), strict=True):
            grid.placeholder = (_("Nothing else is known yet."),)
            grid.show(self._entries(column), follow=False)
        self.tick()

    def _paper(self, grid: Grid) -> page.Paper:
        width = (grid.size.width or self.app.size.width) - 2
        return page.Paper(width, self.phone, self.bench.clock(), self.bench.zone, frozenset(self.bench.desk.tied))

    def _entries(self, parts: Sequence[page.Part]) -> list[Entry]:
        entries: list[Entry] = []
        for part in parts:
            pieces = [piece for piece in part.pieces if self._matches(piece)]
            if not pieces:
                continue
            entries.append(Entry(part.title, 2 if entries else 1, selectable=False))
            self._sections.append(pieces[0].key)
            for piece in pieces:
                self._pieces[piece.key] = piece
                entries.append(Entry(piece.key, len(piece.lines)))
        return entries

    def _matches(self, piece: page.Piece) -> bool:
        text = "".join(cell.text for entry in piece.lines if isinstance(entry, Flow) for cell in entry.left)
        return self.filter_text.casefold() in text.casefold()

    def _paint(self, key: Key) -> Sequence[Line]:
        piece = self._pieces.get(key)
        if piece is not None:
            return piece.lines
        title = Flow((Cell(f" {key}", Role.TITLE),))
        grid = next(grid for grid in self._grids if key in grid.keys)
        return (title,) if grid.keys[0] == key else (Flow(()), title)

    def on_resize(self) -> None:
        """Lay the page out for the new size."""
        super().on_resize()
        self.call_after_refresh(self.draw)

    def tick(self) -> None:
        """Bring the head up to date."""
        row = self._row()
        if row is not None and self._view is not None:
            asked = self.bench.tests.get(self._object_id)
            call = call_about(self.bench, self._object_id)
            lines = page.head(self._view, row, self._paper(self._grids[0]), asked, call)
            self.query_one("#head", Paragraphs).show(lines)
        super().tick()

    def title_left(self, now: float) -> Sequence[Cell]:  # noqa: ARG002 - others tell the time
        """Return where we are."""
        row = self._row()
        name = line(row.full_name) if row is not None else _("removed from the inventory")
        mode = _(actions.BY_ID[f"go_{self.MODE}"].label)
        cells = [Cell(f" {mode} > {name}", Role.TITLE)]
        if self.filter_text:
            cells.append(Cell(f"  /{line(self.filter_text)}", Role.KEY))
        return cells

    def chosen(self) -> list[StatusRow]:
        """Return the object itself, or the service at the cursor."""
        marked = [self._pieces[key].opens for grid in self._grids for key in grid.marked if key in self._pieces]
        ids = [object_id for object_id in marked if object_id is not None] or [self._at_cursor() or self._object_id]
        return [row for row in map(self.bench.live.rows.get, ids) if row is not None]

    def _at_cursor(self) -> int | None:
        piece = self._pieces.get(self.grid.cursor)
        return piece.opens if piece is not None else None

    def acted(self) -> None:
        """Unmark."""
        for grid in self._grids:
            grid.clear_marks()

    def plain_text(self) -> Sequence[str]:
        """Return the head and every section as lines."""
        if self._view is None:
            return []
        paper = self._paper(self._grids[0])
        row, call = self._row() or self._view.row, call_about(self.bench, self._object_id)
        texts = ["".join(cell.text for cell in cells) for cells in page.head(self._view, row, paper, None, call)]
        for part in page.parts(self._view, paper, paper):
            texts += ["", part.title]
            for piece in part.pieces:
                texts += [_flat(entry) for entry in piece.lines]
        return texts

    def compile_filter(self, text: str) -> None:
        """Any text is looked for as it stands."""

    def filtered(self) -> None:
        """Draw again."""
        self.draw()

    def do_cancel_downtime(self) -> None:
        """Ask which downtime to cancel; the one at the cursor unless another is chosen."""
        row = self._row()
        if row is None or self._view is None or not self._view.downtimes:
            self.say(_("It has no downtime, begun or to come."))
            return
        piece = self._pieces.get(self.grid.cursor)
        chosen = piece.downtime if piece is not None else None
        paper = self._paper(self._grids[0])
        options = [Option(str(one), text) for one, text in page.downtimes(self._view, paper).items()]
        usual = str(chosen) if chosen is not None else options[0].key if len(options) == 1 else ""
        self.app.push_screen(CancelDowntimeDialog(captured(row), options, usual, self._cancel))

    async def _cancel(self, downtime_id: int) -> None:
        bench = self.bench
        bench.last_act = await bench.call(operations.cancel_downtime, [downtime_id], bench.user, bench.clock())
        self.say(_("Downtime cancelled; u takes it back for 60 s."))
        await bench.look()
        self.live_changed()

    def do_refresh(self) -> None:
        """Read the page again."""
        mend_all(self)
        begin(self, self._load, "page")

    def do_next_pane(self) -> None:
        """Go to the other column, or to the next section where there is one column."""
        if self.wide:
            other = self._grids[0] if self._grids[1].has_focus else self._grids[1]
            other.focus()
            return
        keys = self.grid.keys
        place = keys.index(self.grid.cursor) if self.grid.cursor in keys else -1
        ahead = [key for key in self._sections if keys.index(key) > place] or self._sections
        if ahead:
            self.grid.select(ahead[0])

    def is_open_problem(self, key: Key) -> bool:
        """Tell whether the row at `key` is a problem that nobody has yet."""
        piece = self._pieces.get(key)
        return piece is not None and piece.opens is not None and super().is_open_problem(piece.opens)

    def do_back(self) -> None:
        """Clear the filter, then the marks, then go back."""
        if self.filter_text:
            self.apply_filter("")
        elif any(grid.marked for grid in self._grids):
            self.acted()
        else:
            self.app.pop_screen()

    @on(Grid.Opened)
    def _opened(self, message: Grid.Opened) -> None:
        message.stop()
        piece = self._pieces.get(message.key)
        if piece is not None and piece.opens is not None:
            self.app.push_screen(ObjectScreen(self.bench, piece.opens, self.MODE))

    def _row(self) -> StatusRow | None:
        return self.bench.live.rows.get(self._object_id)


def _flat(entry: Line) -> str:
    cells = (*entry.left, Cell("  "), *entry.right) if isinstance(entry, Flow) else entry.cells
    return "".join(cell.text for cell in cells).rstrip()
