"""The outlook: what will be full, expire, wear out or saturate, soonest first, and what is unusual now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual.containers import Vertical
from textual.widget import Widget

from bls_tui.desk.spans import short
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.monitoring.outlook import DAYS, Oddity, OutlookView, Prospect, outlook_view
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render import bars, outlook
from bls_tui.ui.render.cells import Cell, Column, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.acting import Acting
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.object import ObjectScreen
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.work import begin
from checks.engine.worker import Worker
from db.errors import DatabaseError
from db.rows import StatusRow

READ_AGAIN = 900.0
"""Seconds after which the outlook is read again, also where reading failed: it hardly moves."""


class What(NamedTuple):
    """The identity of a row: an unusual value or something to come, by metric."""

    odd: bool
    metric_id: int


class OutlookScreen(ListScreen, Acting):
    """The list. It is read in a thread of its own, so that nothing else waits for it."""

    PART = actions.OUTLOOK

    def __init__(self, bench: Bench, mode: str) -> None:
        self.MODE = mode
        self._view: OutlookView | None = None
        self._words: tuple[str, ...] = ()
        self._asked_at: float | None = None
        self._worker = Worker("outlook")
        super().__init__(bench)

    def panes(self) -> Sequence[Widget]:
        """The list, and the course of the row at the cursor below it."""
        return [Vertical(self.grid, Paragraphs(id="detail"), id="panes", classes="-below")]

    def on_unmount(self) -> None:
        """End the thread."""
        self._worker.close()

    def live_changed(self) -> None:
        """Read when shown first, and again every quarter of an hour."""
        if self._asked_at is None or self.bench.clock() - self._asked_at > READ_AGAIN:
            begin(self, self._load, "outlook")
        super().live_changed()

    async def _load(self) -> None:
        bench = self.bench
        self._asked_at = bench.clock()
        try:
            self._view = await self._worker.call(outlook_view, bench.database, bench.clock(), bench.zone, DAYS)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        self.draw(whole=True)
        self.tick()

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the list."""
        return outlook.columns()

    def _found(self) -> dict[Key, Prospect | Oddity]:
        view = self._view
        if view is None:
            return {}
        coming: dict[Key, Prospect | Oddity] = {What(False, one.row.metric.id): one for one in view.prospects}
        return coming | {What(True, one.row.metric.id): one for one in view.oddities}

    def wanted(self) -> list[Entry]:
        """Return what will happen, soonest first, then what is unusual under its heading."""
        height = 2 if self.phone else 1
        shown = [key for key, one in self._found().items() if self._holds(one)]
        coming = [Entry(key, height) for key in shown if isinstance(key, What) and not key.odd]
        odd = [Entry(key, height) for key in shown if isinstance(key, What) and key.odd]
        heading = [Entry(_("Unusual at this hour of the week"), 1, selectable=False)] if odd else []
        return [*coming, *heading, *odd]

    def _holds(self, one: Prospect | Oddity) -> bool:
        said = f"{one.row.full_name} {one.row.metric.name} {one.row.customer}".casefold()
        return all(word in said for word in self._words)

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a row."""
        if isinstance(key, str):
            return (Flow((Cell(f" {key}", Role.TITLE),)),)
        one = self._found().get(key)
        if one is None:
            return (Flow((Cell(_("no longer so"), Role.DIM),)),)
        if isinstance(one, Oddity):
            return outlook.oddity(one, phone=self.phone)
        return outlook.prospect(one, self.bench.clock(), phone=self.phone)

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        if self._view is None:
            return [_("Reading the weeks before …")]
        if self.filter_text:
            return [bars.no_match(self.total(), self.filter_text)]
        count = self._view.looked_at
        text = ngettext(
            "Nothing fills up, expires, wears out or saturates in the next 30 days: {count} metric looked at.",
            "Nothing fills up, expires, wears out or saturates in the next 30 days: {count} metrics looked at.",
            count,
        )
        return [text.format(count=count)]

    def total(self) -> int:
        """Return how many rows there are without the filter."""
        return len(self._found())

    def heading(self) -> str:
        """Return the name of the list with its figures."""
        view = self._view
        if view is None:
            return _("Outlook")
        coming, odd = len(view.prospects), len(view.oddities)
        text = ngettext("Outlook > {count} thing in 30 days", "Outlook > {count} things in 30 days", coming)
        text = text.format(count=coming)
        return text + (", " + _("{count} unusual now").format(count=odd) if odd else "")

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return the age of what is shown."""
        *before, _age, _blank = super().title_right(now)
        read = None if self._view is None else self._view.generated_at
        age = (
            Cell(_("reading"), Role.DIM) if read is None else Cell(_("read {span} ago").format(span=short(now - read)))
        )
        return (*before, age, Cell(" "))

    def show_detail(self) -> None:
        """Show the course of the row at the cursor."""
        if not self.is_mounted:
            return
        one = self._found().get(self.grid.cursor)
        lines = outlook.detail(one, self.bench.clock()) if isinstance(one, Prospect) else []
        if isinstance(one, Oddity):
            lines = [(Cell(line(one.row.full_name), Role.STRONG),), (Cell(outlook.usual_words(one)),)]
        self.query_one("#detail", Paragraphs).show(lines)

    def compile_filter(self, text: str) -> None:
        """Take a filter into use: every word must occur in object, metric or customer."""
        self._words = tuple(text.casefold().split())

    def chosen(self) -> list[StatusRow]:
        """Return the objects of the rows chosen."""
        found = self._found()
        ids = [found[key].row.metric.object_id for key in self.grid.meant if key in found]
        return [row for row in map(self.bench.live.rows.get, ids) if row is not None]

    def plain_text(self) -> Sequence[str]:
        """Return the detail of the row at the cursor as lines."""
        one = self._found().get(self.grid.cursor)
        if not isinstance(one, Prospect):
            return []
        return ["".join(cell.text for cell in row) for row in outlook.detail(one, self.bench.clock())]

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - Enter and digits do the same here
        """Open the page of the object."""
        one = self._found().get(key)
        if one is not None:
            self.app.push_screen(ObjectScreen(self.bench, one.row.metric.object_id, self.MODE))

    def do_refresh(self) -> None:
        """Read again."""
        mend_all(self)
        begin(self, self._load, "outlook")

    def leave(self) -> None:
        """Go back to where we came from."""
        self.app.pop_screen()
