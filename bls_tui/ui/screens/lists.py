"""A screen around one list: cursor, held order, marks and filter. The list is redrawn only where it differs."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.widget import Widget

from bls_tui.desk import text
from bls_tui.locale import _, ngettext
from bls_tui.ui.actions import BY_ID, Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render.cells import Cell, Column, Entry, Key, Line, Role
from bls_tui.ui.screens.grids import GridScreen
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.widgets.hold import OrderHold, Waiting, held
from bls_tui.ui.work import begin


class ListScreen(GridScreen):
    """A screen whose main part is a list. Subclasses say which entries there are and how one looks."""

    AUTO_FOCUS = "#list"

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.hold = OrderHold()
        self.waiting = Waiting()
        self._entries: list[Entry] = []
        self._grid = Grid(self.columns(), self.paint, id="list")

    @property
    def grid(self) -> Grid:
        """The list."""
        return self._grid

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        raise NotImplementedError

    def wanted(self) -> list[Entry]:
        """Return the entries that should be shown, in order, filter applied."""
        raise NotImplementedError

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of one entry."""
        raise NotImplementedError

    def nothing(self) -> Sequence[str]:
        """Return what an empty list says: what is true, since when, and what happens next."""
        raise NotImplementedError

    def filtered(self) -> None:
        """Draw again, in the order wanted now."""
        self.draw(whole=True)
        super().tick()

    def total(self) -> int:
        """Return how many entries there would be without the filter."""
        raise NotImplementedError

    def heading(self) -> str:
        """Return the name of the list with its figures."""
        raise NotImplementedError

    def show_detail(self) -> None:
        """Show what belongs to the row at the cursor, where there is room for it."""

    def open_key(self, key: Key, *, by_digit: bool) -> None:
        """Open an entry."""
        raise NotImplementedError

    def body(self) -> ComposeResult:
        """Compose the list with the filter's field below it."""
        yield from self.panes()
        yield FilterBar(id="filter")

    def panes(self) -> Sequence[Widget]:
        """Return the panes between the title and the filter's field."""
        return [self.grid]

    def on_resize(self) -> None:
        """Choose one line or two a row."""
        super().on_resize()
        if self.grid.two_line != self.phone:
            self.grid.two_line = self.grid.numbered = self.phone
            self.draw(whole=True)

    def live_changed(self) -> None:
        """Redraw the rows that changed, and the order if it may move."""
        live = self.bench.live
        if self.seen != live.version or live.read_at is None:
            changed = live.changes_since(self.seen)
            self.seen = live.version
            self.draw(changed)
        super().live_changed()

    def draw(self, changed: frozenset[int] | None = None, *, whole: bool = False) -> None:
        """Bring the list up to date. `changed` are the keys whose rows look different, None for all."""
        with self.grid.guarded():
            self._draw(changed, whole=whole)
        with self.guarded():
            self.show_detail()

    def _draw(self, changed: frozenset[int] | None, *, whole: bool) -> None:
        wanted = self.wanted()
        if self._entries and self.hold.holds(self.bench.clock()) and not whole:
            shown, self.waiting = held(self._entries, wanted)
        else:
            shown, self.waiting = wanted, Waiting()
        if shown != self._entries or whole or not shown:
            self._entries = shown
            self.grid.placeholder = () if shown else tuple(self.nothing())
            self.grid.show(shown, follow=whole)
        elif changed is None:
            self.grid.refresh()
        else:
            self.grid.refresh_keys(changed)

    def tick(self) -> None:
        """Let a held order go when its time is over, and repaint the ages that changed."""
        if self.waiting and not self.hold.holds(self.bench.clock()):
            self.draw()
        if not self._entries:
            self.grid.placeholder = tuple(self.nothing())
        with self.grid.guarded():
            self.grid.refresh_stale_lines()
        with self.guarded():
            self.show_detail()
        super().tick()

    def title_left(self, now: float) -> Sequence[Cell]:  # noqa: ARG002 - others tell the time
        """Return the list's name, its figures and the filter in force."""
        cells = [Cell(f" {self.heading()}", Role.TITLE)]
        if self.filter_text:
            cells.append(Cell(f"  /{text.line(self.filter_text)}", Role.KEY))
            shown = sum(entry.selectable for entry in self._entries)
            cells.append(Cell("  " + _("{shown} of {total}, Esc clears").format(shown=shown, total=self.total())))
        return cells

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return marks, what the held order keeps back, and the age of the pane."""
        cells: list[Cell] = []
        if self.grid.marked:
            count = len(self.grid.marked)
            cells += [
                Cell(ngettext("{count} marked", "{count} marked", count).format(count=count), Role.KEY),
                Cell("  "),
            ]
        if self.waiting:
            cells += [Cell(self.waiting.words(self.bench.keys.first(BY_ID["refresh"])), Role.KEY), Cell("  ")]
        return (*cells, *super().title_right(now))

    def obstacle(self, needs: Needs) -> str | None:
        """A row must be there for whatever acts on one."""
        if needs in (Needs.OBJECT, Needs.PROBLEM) and self.grid.cursor is None:
            return _("There is no row to act on.")
        return super().obstacle(needs)

    @on(Grid.Moved)
    def _moved(self, message: Grid.Moved) -> None:
        message.stop()
        self.hold.touch(self.bench.clock())
        self.show_detail()
        super().tick()

    @on(Grid.Opened)
    def _opened(self, message: Grid.Opened) -> None:
        message.stop()
        if message.key is not None:
            self.open_key(message.key, by_digit=message.by_digit)

    def do_refresh(self) -> None:
        """Release the held order and look at the database now."""
        self.hold.release()
        mend_all(self)
        self.draw()
        begin(self, self.bench.look, "look")
        super().tick()

    def do_back(self) -> None:
        """Clear the filter, then the marks, then leave the screen."""
        if self.filter_text:
            self.apply_filter("")
        elif self.grid.marked:
            self.grid.clear_marks()
            super().tick()
        else:
            self.leave()

    def leave(self) -> None:
        """Leave the screen."""
        self.do_go_now()

    def do_next_pane(self) -> None:
        """Go to the next screen."""
        self.app.call_later(self.app.run_action, "next_part")
