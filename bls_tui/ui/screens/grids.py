"""Moving, marking and filtering on any screen that is made of lists."""

from __future__ import annotations

from textual import on

from bls_tui.locale import _
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars
from bls_tui.ui.render.cells import Key
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid


class GridScreen(BlsScreen):
    """A screen whose keys move in `grid`, with a filter's field somewhere in its body."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench)
        self.filter_text = ""

    @property
    def grid(self) -> Grid:
        """The list the keys are for."""
        raise NotImplementedError

    @property
    def active(self) -> Grid:
        """The list that keys move in: `grid`, or another pane that has the focus."""
        return self.grid

    def compile_filter(self, text: str) -> None:
        """Take a filter into use. Raises bls_tui.desk.filters.FilterError."""
        raise NotImplementedError

    def filtered(self) -> None:
        """Another filter is in force: draw again."""
        raise NotImplementedError

    def action_digit(self, digit: int) -> None:
        """Open the row that carries this digit."""
        self.grid.open_digit(digit)

    @on(FilterBar.Changed)
    def _filter_changed(self, message: FilterBar.Changed) -> None:
        message.stop()
        self.apply_filter(message.text)

    @on(FilterBar.Closed)
    def _filter_closed(self, message: FilterBar.Closed) -> None:
        message.stop()
        self.grid.focus()

    def apply_filter(self, wanted: str) -> None:
        """Filter the list by `wanted`; an error is shown beside the field and the list stays as it was."""
        bar = self.query_one(FilterBar)
        try:
            self.compile_filter(wanted)
        except ValueError as error:
            bar.complain(bars.sentence(error))
            return
        bar.complain("")
        self.filter_text = wanted.strip()
        self.filtered()

    def do_filter(self) -> None:
        """Open the filter's field."""
        self.query_one(FilterBar).open(self.filter_text)

    def do_open(self) -> None:
        """Open the row at the cursor."""
        self.active.open_cursor()

    def do_mark(self) -> None:
        """Mark the row at the cursor."""
        self.grid.toggle_mark()
        self.tick()

    def do_down(self) -> None:
        """Move to the next row."""
        self.active.move(1)

    def do_up(self) -> None:
        """Move to the previous row."""
        self.active.move(-1)

    def do_page_down(self) -> None:
        """Move a page down."""
        self.active.move_page(1)

    def do_page_up(self) -> None:
        """Move a page up."""
        self.active.move_page(-1)

    def do_top(self) -> None:
        """Move to the first row."""
        self.active.move_end(last=False)

    def do_bottom(self) -> None:
        """Move to the last row."""
        self.active.move_end(last=True)

    def do_next_problem(self) -> None:
        """Move to the next problem that nobody has."""
        self._find_problem(1)

    def do_previous_problem(self) -> None:
        """Move to the previous problem that nobody has."""
        self._find_problem(-1)

    def is_open_problem(self, key: Key) -> bool:
        """Tell whether a row is a problem that nobody has yet."""
        row = self.bench.live.rows.get(key) if isinstance(key, int) else None
        return row is not None and row.problem_id is not None and row.acknowledged_by is None and not row.in_downtime

    def _find_problem(self, step: int) -> None:
        keys = [key for key in self.grid.keys if not isinstance(key, str)]
        if self.grid.cursor not in keys:
            return
        start = keys.index(self.grid.cursor)
        ahead = keys[start + 1 :] if step > 0 else keys[:start][::-1]
        found = next((key for key in ahead if self.is_open_problem(key)), None)
        if found is None:
            self.say(_("No further problem that nobody has."))
        else:
            self.grid.select(found)
            self.post_message(Grid.Moved(self.grid, found))
