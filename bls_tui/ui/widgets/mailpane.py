"""The pane beside the list of mail: the last messages of the conversation at the cursor, or the message that waits."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from bls_tui.errors import BlsError
from bls_tui.service.mail.views import thread_view
from bls_tui.service.mail.views_data import MessageView, TriageItem
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import Sturdy, box
from bls_tui.ui.render import bars, mail, thread
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.page import Paper
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows_mail import ConversationRow

REST_SECONDS = 0.15
_LAST = 4
_LINES = 120


class MailPane(Sturdy, Vertical):
    """Read a moment after the cursor rests."""

    DEFAULT_CSS = "MailPane { height: auto; }"

    def __init__(self, bench: Bench, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._bench = bench
        self._row: object = None
        self.told: object = None
        self._rest: Timer | None = None

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Paragraphs(id="mail-lines")

    @property
    def explained(self) -> bool:
        """True once what is at the cursor is shown."""
        return self.told == self._row

    def show_row(self, row: object) -> None:
        """Show this row as soon as the cursor rests on it."""
        if row == self._row and self._rest is not None:
            return
        self._row = row
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, lambda: begin(self, self._load, "mail-pane"))

    def show_crash(self, error: BaseException) -> None:
        """Say in this pane what failed."""
        self.told = self._row
        self.query_one(Paragraphs).show(box(error, self.size.width - 1))

    def mend(self) -> None:
        """Read it again."""
        begin(self, self._load, "mail-pane")

    async def _load(self) -> None:
        row, bench = self._row, self._bench
        paper = Paper(max(20, self.size.width - 1), True, bench.clock(), bench.zone)
        lines: list[tuple[Cell, ...]] = []
        if isinstance(row, ConversationRow):
            try:
                view = await bench.call(thread_view, row.number, bench.user, bench.clock())
            except (BlsError, DatabaseError) as error:
                lines = [(Cell(bars.sentence(error), Role.WARNING),)]
            else:
                for item in reversed(view.items[-_LAST:]):
                    told = thread.thread([item], paper, unfolded=False, subject=view.subject)
                    lines += [(*one.line.left, Cell("  "), *one.line.right) for one in told]
        elif isinstance(row, TriageItem | MessageView):
            one = row.message if isinstance(row, TriageItem) else row
            lines = [mail.why(row), ()] if isinstance(row, TriageItem) else []
            shown = thread.message(one, paper, unfolded=False)
            lines += [(*line.left, Cell("  "), *line.right) for line in shown]
        self.told = row
        self.query_one(Paragraphs).show(lines[:_LINES])
