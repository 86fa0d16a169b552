"""One expected process: what is expected, and its runs with everything that mails said of them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.processes.views import process_view
from bls_tui.service.processes.views_data import ProcessRow, ProcessView, RunView
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render import bars, process_page
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.render.page import Paper, Part, Piece
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.base import WIDE
from bls_tui.ui.screens.grids import GridScreen
from bls_tui.ui.screens.process_acting import MailActing, RunActing
from bls_tui.ui.screens.process_forms import MailAim, RunAim
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.work import begin
from db.errors import DatabaseError


class ProcessScreen(RunActing, MailActing, GridScreen):
    """The page of one job. The cursor stands on runs and on the mails below them."""

    PART = actions.JOB
    AUTO_FOCUS = "#page"

    def __init__(self, bench: Bench, key: str, mode: str) -> None:
        self.MODE = mode
        self._key = key
        self._view: ProcessView | None = None
        self._read_at: float | None = None
        self._pieces: dict[Key, Piece] = {}
        self._sections: list[Key] = []
        self._grids = (Grid((), self._paint, id="page"), Grid((), self._paint, id="aside", shy=True))
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
        """Read the job again when the processes were."""
        if self._view is None or self.seen != self.bench.processes.version:
            self.seen = self.bench.processes.version
            begin(self, self._load, "page")
        super().live_changed()

    async def _load(self) -> None:
        bench = self.bench
        try:
            self._view = await bench.call(process_view, self._key, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        self._read_at = bench.clock()
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
            grid.two_line, grid.numbered = True, self.phone
        papers = [self._paper(grid) for grid in self._grids]
        parts = process_page.parts(self._view, papers[0], papers[1] if self.wide else papers[0])
        beside = [part for part in parts if part.aside]
        runs_first = [part for part in parts if not part.aside]
        columns = (runs_first, beside) if self.wide else ([*runs_first, *beside], [])
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
            whole = Paper(self.app.size.width - 2, self.phone, self.bench.clock(), self.bench.zone)
            self.query_one("#head", Paragraphs).show(process_page.head(self._view, whole))
        super().tick()

    def title_left(self, now: float) -> Sequence[Cell]:  # noqa: ARG002 - others tell the time
        """Return where we are."""
        mode = _(actions.BY_ID[f"go_{self.MODE}"].label)
        name = self._key if self._view is None else f"{self._view.row.name}, {self._view.row.customer}"
        cells = [Cell(f" {mode} > {line(name)}", Role.TITLE)]
        if self.filter_text:
            cells.append(Cell(f"  /{line(self.filter_text)}", Role.KEY))
        return cells

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return the age of what is shown."""
        store = self.bench.processes
        read = store.looked_at if self._read_at is not None else None
        return (bars.pane_age(read, now, self.bench.live.poller(now)), Cell(" "))

    def process(self) -> ProcessRow | None:
        """Return the job."""
        return None if self._view is None else self.bench.processes.rows.get(self._key, self._view.row)

    def _run(self) -> RunView | None:
        """Return the run at the cursor, or of the mail at the cursor; else the one that matters now."""
        if self._view is None:
            return None
        key, row = self._grids[0].cursor, self._view.row
        wanted = key[1] if isinstance(key, tuple) and key[0] in ("run", "mail") else row.current and row.current.id
        return next((run for run in self._view.runs if run.row.id == wanted), None)

    def aim(self) -> RunAim | None:
        """Return the run at the cursor."""
        run, row = self._run(), self.process()
        return None if run is None or row is None else RunAim(row, run.row)

    def call_of_run(self) -> str:
        """Return the call about the run at the cursor, else about the job."""
        run = self._run()
        return run.calls[0] if run is not None and run.calls else super().call_of_run()

    def mail(self) -> MailAim | None:
        """Return the mail at the cursor; on a run, the one that decided it."""
        run, key = self._run(), self._grids[0].cursor
        if run is None:
            return None
        at_cursor = key[2] if isinstance(key, tuple) and key[0] == "mail" else None
        found = [one for one in run.mails if one.message_id == at_cursor or (at_cursor is None and one.decided)]
        return MailAim(found[0].message_id, found[0].sender, found[0].subject, (self._key,)) if found else None

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
        texts = ["".join(cell.text for cell in cells) for cells in process_page.head(self._view, paper)]
        for part in process_page.parts(self._view, paper, paper):
            texts += ["", part.title, *(_flat(entry) for piece in part.pieces for entry in piece.lines)]
        show_plain(self, texts)

    def do_refresh(self) -> None:
        """Read the job again."""
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
        key, aim = message.key, self.aim()
        if not isinstance(key, tuple) or aim is None:
            return
        if key[0] == "run":
            begin(self, partial(self.explain, aim), "why")
        elif key[0] == "mail" and (mail := self.mail()) is not None:
            self.open_mail(mail)


def _flat(entry: Line) -> str:
    cells = (*entry.left, Cell("  "), *entry.right) if isinstance(entry, Flow) else entry.cells
    return "".join(cell.text for cell in cells).rstrip()
