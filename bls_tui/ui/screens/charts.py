"""The course of an object's values: a chart for each metric, or two side by side."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult

from bls_tui.desk.chart import LEAST, Background, Frame
from bls_tui.desk.plot import Window
from bls_tui.desk.spans import moment
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.monitoring.charts import RANGE_NAMES, RANGES, ChartView, chart_view
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render import charts
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import Acting
from bls_tui.ui.screens.grids import GridScreen
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows import StatusRow

_LEAST_LINES, _MOST_LINES = 10, 18
_BESIDE = 2 * LEAST + 8


class ChartScreen(GridScreen, Acting):
    """The charts of one object. The keys of the list are the names of its metrics."""

    PART = actions.CHART
    AUTO_FOCUS = "#charts"

    def __init__(self, bench: Bench, object_id: int, mode: str) -> None:
        self.MODE = mode
        self._object_id = object_id
        self._view: ChartView | None = None
        self._range = "day"
        self._back = 0.0
        self._pair: tuple[str, ...] = ()
        self._asked = False
        self._grid = Grid((), self._paint, id="charts")
        super().__init__(bench)

    def body(self) -> ComposeResult:
        """Compose the list of charts."""
        yield self._grid
        yield FilterBar(id="filter")

    @property
    def grid(self) -> Grid:
        """The list of charts."""
        return self._grid

    def live_changed(self) -> None:
        """Read again when the object was measured, as long as the chart ends now."""
        changed = self.bench.live.changes_since(self.seen)
        self.seen = self.bench.live.version
        news = not self._back and (changed is None or self._object_id in changed)
        if news or not self._asked:
            begin(self, self._load, "charts")
        super().live_changed()

    async def _load(self) -> None:
        self._asked = True
        bench = self.bench
        now = bench.clock()
        window = now - self._back - RANGES[self._range], now - self._back
        try:
            self._view = await bench.call(chart_view, now, self._object_id, (), window)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        self.draw()
        self.tick()

    def draw(self) -> None:
        """Lay the charts out anew."""
        with self._grid.guarded():
            self._lay_out()

    def _lay_out(self) -> None:
        if self._view is None or not self.is_mounted:
            return
        grid = self._grid
        grid.two_line = True  # no column titles
        grid.placeholder = (_("Nothing is measured here yet."),)
        height = self._height + 1
        names = [name for name in self._view.names if self.filter_text.casefold() in name.casefold()]
        shown = [self._pair[0]] if self._pair else names
        grid.show([Entry(name, height * (2 if self._pair and not self._wide else 1)) for name in shown], follow=False)

    @property
    def _height(self) -> int:
        room = self._grid.size.height or self.app.size.height - 4
        return max(_LEAST_LINES, min(_MOST_LINES, room - 1))

    @property
    def _wide(self) -> bool:
        return self._width >= _BESIDE

    @property
    def _width(self) -> int:
        return (self._grid.size.width or self.app.size.width) - 3

    def _paint(self, key: Key) -> Sequence[Line]:
        view = self._view
        if view is None:
            return (Flow(()),)
        wanted = self._pair if key in self._pair else (key,)
        by_name = {one.metric.name: one for one in view.courses}
        height = self._height
        frame = Frame(Window(view.start, view.end), self._width, height, self.bench.zone)
        background = Background(view.states, view.downtimes)
        found = [by_name[name] for name in wanted if isinstance(name, str) and name in by_name]
        if self._wide:
            return (*charts.lines(found, background, frame), Flow(()))
        return tuple(row for one in found for row in (*charts.lines([one], background, frame), Flow(())))

    def on_resize(self) -> None:
        """Lay the charts out for the new size."""
        super().on_resize()
        self.call_after_refresh(self.draw)

    def title_left(self, now: float) -> Sequence[Cell]:
        """Return whose values these are, and of which time."""
        name = "" if self._view is None else line(self._view.full_name)
        cells = [Cell(f" {name}", Role.TITLE), Cell("  " + _(RANGE_NAMES[self._range]), Role.KEY)]
        if self._back:
            until = moment(now - self._back, self.bench.zone, now)
            cells.append(Cell("  " + _("until {at}").format(at=until), Role.WARNING))
        if self.filter_text:
            cells.append(Cell(f"  /{line(self.filter_text)}", Role.KEY))
        return cells

    def chosen(self) -> list[StatusRow]:
        """Return the object."""
        row = self.bench.live.rows.get(self._object_id)
        return [] if row is None else [row]

    def plain_text(self) -> Sequence[str]:
        """Return the charts as lines."""
        entries = [entry for name in self._grid.keys for entry in self._paint(name)]
        return ["".join(cell.text for cell in entry.left).rstrip() for entry in entries if isinstance(entry, Flow)]

    def compile_filter(self, text: str) -> None:
        """Any text is looked for in the names of the metrics."""

    def filtered(self) -> None:
        """Draw again."""
        self.draw()
        self.tick()

    def do_wider(self) -> None:
        """Take the next longer time."""
        self._take_range(1)

    def do_narrower(self) -> None:
        """Take the next shorter time."""
        self._take_range(-1)

    def _take_range(self, step: int) -> None:
        names = list(RANGES)
        place = names.index(self._range) + step
        if not 0 <= place < len(names):
            self.say(_("There is no longer time than a year.") if step > 0 else _("There is no shorter time."))
            return
        self._range = names[place]
        begin(self, self._load, "charts")

    def do_earlier(self) -> None:
        """Go half a screen back in time."""
        self._back += RANGES[self._range] / 2
        begin(self, self._load, "charts")

    def do_later(self) -> None:
        """Go half a screen on in time, up to now."""
        self._back = max(0.0, self._back - RANGES[self._range] / 2)
        begin(self, self._load, "charts")

    def do_compare(self) -> None:
        """Show the two marked metrics side by side, or all again."""
        if self._pair:
            self._pair = ()
        else:
            marked = [key for key in self._grid.keys if key in self._grid.marked]
            if len(marked) != 2:  # noqa: PLR2004 - side by side are two
                self.say(_("Mark two metrics with Space first."), Role.WARNING)
                return
            self._pair = tuple(str(key) for key in marked)
            self._grid.clear_marks()
        self.draw()

    def do_refresh(self) -> None:
        """Read again."""
        mend_all(self)
        begin(self, self._load, "charts")

    def do_next_pane(self) -> None:
        """Go to the next metric."""
        self._grid.move(1)

    def do_back(self) -> None:
        """Show all metrics again, else go back."""
        if self.filter_text:
            self.apply_filter("")
        elif self._pair:
            self.do_compare()
        else:
            self.app.pop_screen()

    @on(Grid.Opened)
    def _opened(self, message: Grid.Opened) -> None:
        message.stop()
        self.do_narrower()
