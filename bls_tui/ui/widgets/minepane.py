"""The pane of one's own calls beside the problems: its list has a cursor of its own, Enter opens the call."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Vertical

from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.desk.call_views_data import QueueRow
from bls_tui.ui.actions import BY_ID
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import Sturdy
from bls_tui.ui.render import bars, mine
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.widgets.cells import Bar
from bls_tui.ui.widgets.grid import Grid


class OwnCall(NamedTuple):
    """The identity of a call in the pane."""

    call_id: int


class MinePane(Sturdy, Vertical):
    """Title with figures and age, and the list."""

    def __init__(self, bench: Bench, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._bench = bench
        self._seen = -1
        self.grid = Grid((), self._paint, id="mine-list", shy=True)
        self.grid.two_line = True  # no column titles

    def compose(self) -> ComposeResult:
        """Lay out title and list."""
        yield Bar(id="mine-title")
        yield self.grid

    def show_crash(self, error: BaseException) -> None:
        """Say in this pane what failed."""
        self.grid.show_crash(error)

    def mend(self) -> None:
        """Draw it again."""
        self._seen = -1

    def tick(self) -> None:
        """Bring the list up to date, and the ages in it."""
        with self.guarded():
            self._tick()

    def _tick(self) -> None:
        bench, now = self._bench, self._bench.clock()
        desk = bench.desk
        if self._seen != desk.version or desk.view is None:
            self._seen = desk.version
            self._draw()
        self.grid.refresh_stale_lines()
        figures = [] if desk.view is None or not desk.view.mine else mine.counted(desk.view, named=False)
        self.query_one("#mine-title", Bar).show(
            (Cell(_("Mine") + "  ", Role.TITLE), *figures), (bars.pane_age(desk.looked_at, now), Cell(" "))
        )

    def row(self, key: Key | None) -> QueueRow | None:
        """Return the call of a key."""
        return self._bench.desk.rows.get(key.call_id) if isinstance(key, OwnCall) else None

    def _draw(self) -> None:
        desk, keys = self._bench.desk, self._bench.keys
        if desk.view is None:
            self.grid.placeholder = (line(desk.failure) or _("Reading the database …"),)
            return
        rows = mine.ordered(desk.view)
        if not rows:
            go, take = keys.first(BY_ID["go_calls"]), keys.first(BY_ID["take"])
            self.grid.placeholder = (mine.nothing(desk.view, go, take),)
        self.grid.show([Entry(OwnCall(row.call_id), mine.height(row)) for row in rows], follow=False)

    def _paint(self, key: Key) -> Sequence[Line]:
        row = self.row(key)
        return (Flow(()),) if row is None else mine.lines(row, self._bench.clock())
