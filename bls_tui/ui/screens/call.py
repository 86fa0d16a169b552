"""One call: clocks, contract, ties, work, and everything that happened to it in one order."""

from __future__ import annotations

import os
from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk import call_presence
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.desk.call_views_data import CallView, QueueRow
from bls_tui.ui import actions
from bls_tui.ui.actions import Action, Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render import call_page
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.render.page import Paper, Part, Piece
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.base import WIDE
from bls_tui.ui.screens.call_acting import check
from bls_tui.ui.screens.call_more import CallMore
from bls_tui.ui.screens.grids import GridScreen
from bls_tui.ui.screens.mail_writing import Writing
from bls_tui.ui.screens.object import ObjectScreen
from bls_tui.ui.screens.thread import ThreadScreen
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.work import begin
from db.errors import DatabaseError

PRESENCE_SECONDS = 30.0
PLACE = f"workbench {os.getpid()}"


class CallScreen(GridScreen, Writing, CallMore):
    """The page of one call. Sections are in one column, or in two where there is room."""

    PART = actions.CALL
    AUTO_FOCUS = "#page"

    def __init__(self, bench: Bench, number: str, mode: str) -> None:
        self.MODE = mode
        self._number = number
        self._view: CallView | None = None
        self._pieces: dict[Key, Piece] = {}
        self._sections: list[Key] = []
        self._grids = (Grid((), self._paint, id="page"), Grid((), self._paint, id="aside"))
        super().__init__(bench)

    def body(self) -> ComposeResult:
        """Compose the head and the columns."""
        yield Paragraphs(id="head")
        with Horizontal(id="panes"):
            yield Vertical(self._grids[0], id="main")
            yield Vertical(self._grids[1], id="right")
        yield FilterBar(id="filter")

    def on_mount(self) -> None:
        """Tell the others that somebody looks at it."""
        super().on_mount()
        self.set_interval(PRESENCE_SECONDS, lambda: begin(self, self._here, "presence"))

    def on_unmount(self) -> None:
        """Tell the others that nobody looks at it here any more."""
        if self._view is not None and self._view.known:
            self.app.run_worker(self._gone, group="presence")  # type: ignore[arg-type]

    async def _here(self) -> None:
        bench, view = self.bench, self._view
        if view is None or not view.known:
            return
        try:
            await bench.call(call_presence.here, view.call_id, bench.user, PLACE, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)

    async def _gone(self) -> None:
        try:
            await self.bench.call(call_presence.gone, self.bench.user, PLACE)
        except (BlsError, DatabaseError, RuntimeError):
            return  # whoever looks counts as gone after a minute of silence anyway

    @property
    def grid(self) -> Grid:
        """The column that has the focus."""
        return self._grids[1] if self._grids[1].has_focus else self._grids[0]

    @property
    def wide(self) -> bool:
        """True where there is room for two columns."""
        return self.app.size.width >= WIDE

    def live_changed(self) -> None:
        """Read the call again when the desk was."""
        if self._view is None or self.seen != self.bench.desk.version:
            self.seen = self.bench.desk.version
            begin(self, self._load, "page")
        super().live_changed()

    async def _load(self) -> None:
        bench, first = self.bench, self._view is None
        try:
            self._view = await bench.call(call_view, self._number, bench.user, bench.clock(), bench.viewer())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        bench.desk.alerts.seen(self._view.call.number)
        self.draw()
        if first:
            await self._here()

    def draw(self) -> None:
        """Lay the page out anew."""
        with self._grids[0].guarded():
            self._lay_out()

    def _lay_out(self) -> None:
        if self._view is None or not self.is_mounted:
            return
        self._grids[1].parent.display = self.wide  # type: ignore[union-attr]
        for grid in self._grids:
            grid.two_line, grid.numbered = True, self.phone
        papers = [self._paper(grid) for grid in self._grids]
        parts = call_page.parts(self._view, papers[0], papers[1] if self.wide else papers[0])
        beside = [part for part in parts if part.aside and self.wide]
        columns = ([part for part in parts if part not in beside], beside)
        self._pieces, self._sections = {}, []
        for grid, column in zip(self._grids, columns, strict=True):
            grid.placeholder = (_("Nothing else is known yet."),)
            grid.show(self._entries(column), follow=False)
        self.tick()

    def _paper(self, grid: Grid) -> Paper:
        width = (grid.size.width or self.app.size.width) - 2
        return Paper(width, self.phone, self.bench.clock(), self.bench.zone)

    def _entries(self, parts: Sequence[Part]) -> list[Entry]:
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

    def _matches(self, piece: Piece) -> bool:
        return self.filter_text.casefold() in "\n".join(map(_flat, piece.lines)).casefold()

    def _paint(self, key: Key) -> Sequence[Line]:
        piece = self._pieces.get(key)
        if piece is not None:
            return piece.lines
        title = Flow((Cell(f" {key}", Role.TITLE),))
        grid = next((grid for grid in self._grids if key in grid.keys), self._grids[0])
        return (title,) if grid.keys[:1] == [key] else (Flow(()), title)

    def on_resize(self) -> None:
        """Lay the page out for the new size."""
        super().on_resize()
        self.call_after_refresh(self.draw)

    def tick(self) -> None:
        """Bring the head up to date."""
        if self._view is not None:
            self.query_one("#head", Paragraphs).show(call_page.head(self._view, self._paper(self._grids[0])))
        super().tick()

    def title_left(self, now: float) -> Sequence[Cell]:  # noqa: ARG002 - others tell the time
        """Return where we are."""
        mode = _(actions.BY_ID[f"go_{self.MODE}"].label)
        customer = f", {line(self._view.customer)}" if self._view is not None else ""
        cells = [Cell(f" {mode} > {self._number}{customer}", Role.TITLE)]
        if self.filter_text:
            cells.append(Cell(f"  /{line(self.filter_text)}", Role.KEY))
        return cells

    def obstacle_to(self, action: Action) -> str | None:
        """Offer what the view permits."""
        found = super().obstacle_to(action)
        if found is not None or action.needs is not Needs.CALL or self._view is None:
            return found
        if any(act in self._view.acts for act in action.acts):
            return None
        try:
            check(action.id, self._view)
        except BlsError as error:
            return str(error)
        return None

    def chosen_calls(self) -> Sequence[QueueRow]:
        """Return the call."""
        return [] if self._view is None else [self._view.row]

    def about_call(self) -> str | None:
        """Return its number, to write about it."""
        return self._number

    def do_thread(self) -> None:
        """Show its mail."""
        self.app.push_screen(ThreadScreen(self.bench, self._number, self.MODE))

    def open_call(self, number: str) -> None:
        """Show another call."""
        self.app.push_screen(CallScreen(self.bench, number, self.MODE))

    def compile_filter(self, text: str) -> None:
        """Any text is looked for as it stands."""

    def filtered(self) -> None:
        """Draw again."""
        self.draw()

    def do_text(self) -> None:
        """Show head and sections as plain text."""
        if self._view is None:
            return
        paper = self._paper(self._grids[0])
        texts = ["".join(cell.text for cell in cells) for cells in call_page.head(self._view, paper)]
        for part in call_page.parts(self._view, paper, paper):
            texts += ["", part.title, *(_flat(entry) for piece in part.pieces for entry in piece.lines)]
        show_plain(self, texts)

    def do_refresh(self) -> None:
        """Read the call again."""
        mend_all(self)
        begin(self, self._load, "page")

    def do_next_pane(self) -> None:
        """Go to the other column, or to the next section where there is one column."""
        if self.wide:
            (self._grids[0] if self._grids[1].has_focus else self._grids[1]).focus()
            return
        keys = self.grid.keys
        place = keys.index(self.grid.cursor) if self.grid.cursor in keys else -1
        ahead = [key for key in self._sections if keys.index(key) > place] or self._sections
        if ahead:
            self.grid.select(ahead[0])

    def do_back(self) -> None:
        """Clear the filter, then go back."""
        if self.filter_text:
            self.apply_filter("")
        else:
            self.app.pop_screen()

    @on(Grid.Opened)
    def _opened(self, message: Grid.Opened) -> None:
        message.stop()
        piece = self._pieces.get(message.key)
        if piece is None:
            return
        if piece.opens is not None and piece.opens in self.bench.live.rows:
            self.app.push_screen(ObjectScreen(self.bench, piece.opens, self.MODE))
        elif isinstance(piece.key, tuple) and piece.key[0] == "call":
            self.open_call(str(piece.key[1]))


def _flat(entry: Line) -> str:
    cells = (*entry.left, Cell("  "), *entry.right) if isinstance(entry, Flow) else entry.cells
    return "".join(cell.text for cell in cells).rstrip()
