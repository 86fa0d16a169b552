"""The pane beside a list that explains the row at the cursor, read a moment after the cursor rests."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer

from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.monitoring.views_data import WhyView
from bls_tui.service.monitoring.views_why import why_view
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import Sturdy, box
from bls_tui.ui.render import bars, events, why
from bls_tui.ui.render.cells import Cell, Flow, Role
from bls_tui.ui.widgets.cells import Bar, Paragraphs
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows import StatusRow

REST_SECONDS = 0.15
_EVENTS = 8


class WhyPane(Sturdy, Vertical):
    """Title with the age of the explanation, the chain of reasons, and the last events."""

    def __init__(self, bench: Bench, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._bench = bench
        self._row: StatusRow | None = None
        self._read_at: float | None = None
        self._named = ""
        self._told: StatusRow | None = None
        self._rest: Timer | None = None
        self._settled = False

    def compose(self) -> ComposeResult:
        """Lay out title and text."""
        yield Bar(id="why-title")
        yield Paragraphs(id="why-lines")

    @property
    def wants(self) -> bool:
        """True once it was asked to explain a row, or that there is none."""
        return self._rest is not None

    @property
    def explained(self) -> bool:
        """True once the pane says what it was asked last: the row explained, or why not."""
        return self._settled and (self._row is None or self._told == self._row)

    def show(self, row: StatusRow | None) -> None:
        """Explain this row, as soon as the cursor rests on it; until then the pane stays with the one it names."""
        if row == self._row and self._rest is not None:
            return
        self._row, self._settled = row, False
        if self._rest is not None:
            self._rest.stop()
        self._rest = self.set_timer(REST_SECONDS, self._begin)

    def _begin(self) -> None:
        if self._row is None:
            self.tell("", [(Cell(_("There is nothing to explain: no row is chosen."), Role.DIM),)])
        else:
            begin(self, self._load, "why-pane")

    def tell(self, named: str, lines: list[tuple[Cell, ...]]) -> None:
        """Show these lines about something that is no host or service."""
        self._row = self._told = self._read_at = None
        self._named = named
        self._show_lines(lines)
        self.tick()

    def tick(self) -> None:
        """Show the age of the explanation. It is read again when its object changes, so it ages without being stale."""
        now = self._bench.clock()
        live = self._bench.live
        waits = self._row is not None and self._read_at is None
        read_at = self._read_at if live.failure is not None and self._row is not None else live.read_at
        read_at = None if waits else read_at
        title = _("Why: {object}").format(object=self._named) if self._named else _("Why")
        self.query_one("#why-title", Bar).show(
            (Cell(title, Role.TITLE),),
            (bars.pane_age(read_at, now, live.poller(now)), Cell(" ")),
        )

    async def _load(self) -> None:
        row, bench = self._row, self._bench
        if row is None:
            return
        try:
            view = await bench.call(why_view, bench.clock(), row.object_id, bench.zone, bench.viewer())
        except (BlsError, DatabaseError) as error:
            self._told, self._named = row, why.safe_line(row.full_name)
            self._show_lines([(Cell(bars.sentence(error), Role.WARNING),)])
            return
        self._told, self._named, self._read_at = row, why.safe_line(row.full_name), view.object.generated_at
        self._show_lines(self._explained(view))
        self.tick()

    def _explained(self, view: WhyView) -> list[tuple[Cell, ...]]:
        lines = why.brief(view)
        if view.object.events:
            lines += [(), (Cell(_("Last events"), Role.TITLE),)]
        now, zone = view.object.generated_at, self._bench.zone
        for event in view.object.events[:_EVENTS]:
            (line,) = events.brief(event, now, zone)
            if isinstance(line, Flow):
                lines.append(line.left)
        return lines

    def show_crash(self, error: BaseException) -> None:
        """Say in this pane what failed."""
        self._told = self._row
        self._show_lines(box(error, self.size.width - 1))

    def mend(self) -> None:
        """Read it again."""
        if self._row is not None:
            self._begin()

    def _show_lines(self, lines: list[tuple[Cell, ...]]) -> None:
        self._settled = True
        self.query_one("#why-lines", Paragraphs).show(lines)
