"""The pane beside the list of processes: what is expected and the last runs of the job at the cursor."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from bls_tui.errors import BlsError
from bls_tui.service.processes.views import process_view
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import Sturdy, box
from bls_tui.ui.render import bars, process_page
from bls_tui.ui.render.cells import Cell, Columned, Role
from bls_tui.ui.render.page import Paper
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.work import begin
from db.errors import DatabaseError

REST_SECONDS = 0.15
_LAST = 8


class ProcessPane(Sturdy, Vertical):
    """Read a moment after the cursor rests."""

    DEFAULT_CSS = "ProcessPane { height: auto; }"

    def __init__(self, bench: Bench, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._bench = bench
        self._row: ProcessRow | None = None
        self.told: ProcessRow | None = None
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Paragraphs(id="process-lines")

    @property
    def explained(self) -> bool:
        """True once the job at the cursor is shown."""
        return self._row is None or (self.told is not None and self.told == self._row)

    def show_process(self, row: ProcessRow | None) -> None:
        """Show this job as soon as the cursor rests on it."""
        if row == self._row and self._rest is not None:
            return
        self._row = row
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self._begin)

    def _begin(self) -> None:
        if self._row is None:
            self.query_one(Paragraphs).show([])
        else:
            begin(self, self._load, "process-pane")

    def show_crash(self, error: BaseException) -> None:
        """Say in this pane what failed."""
        self.told = self._row
        self.query_one(Paragraphs).show(box(error, self.size.width - 1))

    def mend(self) -> None:
        """Read it again."""
        self._begin()

    async def _load(self) -> None:
        row, bench = self._row, self._bench
        if row is None:
            return
        paper = Paper(max(20, self.size.width - 1), True, bench.clock(), bench.zone)
        lines: list[tuple[Cell, ...]] = []
        try:
            view = await bench.call(process_view, row.key, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            lines = [(Cell(bars.sentence(error), Role.WARNING),)]
        else:
            lines = process_page.head(view, paper)
            for part in sorted(process_page.parts(view, paper, paper), key=lambda part: part.aside):
                lines += [(), (Cell(part.title, Role.TITLE),)]
                for piece in part.pieces[:_LAST]:
                    lines += [(() if isinstance(one, Columned) else one.left) for one in piece.lines]
        self.told = row
        self.query_one(Paragraphs).show(lines)
