"""Log: what happened, newest first, growing at the top; older pages are read when the cursor reaches the end."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.monitoring.views import log_view
from bls_tui.ui import actions
from bls_tui.ui.actions import Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars, events
from bls_tui.ui.render.cells import Column, Entry, Flow, Key, Line
from bls_tui.ui.screens.acting import act_on, show_plain
from bls_tui.ui.screens.lists import ListScreen
from bls_tui.ui.screens.object import ObjectScreen
from bls_tui.ui.screens.targets import captured
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.work import begin
from db.errors import DatabaseError
from db.rows import EventRow, StatusRow

PAGE = 200
MOST = 5000


class LogScreen(ListScreen):
    """The events of everything; the keys of the list are event ids."""

    PART = MODE = actions.LOG

    def __init__(self, bench: Bench) -> None:
        self._events: dict[int, EventRow] = {}
        self._before: int | None = None
        self._read = False
        self._read_head: int | None = None
        self._words: tuple[str, ...] = ()
        super().__init__(bench)

    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the log."""
        return events.columns()

    def live_changed(self) -> None:
        """Read what was appended."""
        super().live_changed()
        if self._read_head != self.bench.live.head:
            self._read_head = self.bench.live.head
            begin(self, self._load, "log")

    async def _load(self, before: int | None = None) -> None:
        bench = self.bench
        try:
            view = await bench.call(log_view, bench.clock(), bench.viewer(), limit=PAGE, before_id=before)
        except (BlsError, DatabaseError) as error:
            self._read_head = None
            self.fail(error)
            return
        found = {event.id: event for event in view.events}
        if before is None and self._events and view.events and view.events[-1].id > max(self._events):
            self._events = {}
        if before is not None or not self._events:
            self._before = view.before_id
        fresh = found.keys() - self._events.keys()
        self._events = dict(sorted({**self._events, **found}.items(), reverse=True)[:MOST])
        if fresh or not self._read:
            self._read = True
            self.draw(frozenset(fresh))
            self.tick()

    def wanted(self) -> list[Entry]:
        """Return the events that match, newest first."""
        height = 2 if self.phone else 1
        return [Entry(event.id, height) for event in self._events.values() if events.matches(event, self._words)]

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of an event."""
        event = self._events.get(key) if isinstance(key, int) else None
        if event is None:
            return (Flow(()),)
        now, zone = self.bench.clock(), self.bench.zone
        return events.phone(event, now, zone) if self.phone else events.wide(event, now, zone)

    def nothing(self) -> Sequence[str]:
        """Return why there is nothing in the list."""
        failure = self.bench.live.failure
        if not self._read:
            wait = 0.0 if failure is None else failure.retry_at - self.bench.clock()
            return bars.not_read(None if failure is None else failure.reason, wait)
        if self.filter_text:
            return [bars.no_match(self.total(), self.filter_text)]
        return [_("Nothing has happened yet. Changes of state, acknowledgements and downtimes will appear here.")]

    def total(self) -> int:
        """Return how many events are read."""
        return len(self._events)

    def heading(self) -> str:
        """Return how many events are read."""
        count = self.total()
        more = "+" if self._before is not None else ""
        text = ngettext("{count}{more} event", "{count}{more} events", count).format(count=count, more=more)
        return _("Log > {events}, newest first").format(events=text)

    def compile_filter(self, text: str) -> None:
        """Take a filter into use: every word must occur in the event."""
        self._words = tuple(text.casefold().split())

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - Enter and digits do the same here
        """Open the object of the event."""
        self.grid.select(key)
        row = self._object()
        if row is None:
            self.say(_("This event concerns no object that is still watched."))
        else:
            self.app.push_screen(ObjectScreen(self.bench, row.object_id, self.MODE))

    def is_open_problem(self, key: Key) -> bool:
        """Tell whether the event is a change for the worse that is believed."""
        event = self._events.get(key) if isinstance(key, int) else None
        return event is not None and event.notify == "PROBLEM"

    def on_grid_moved(self, message: Grid.Moved) -> None:
        """Read the page before when the cursor reaches the end."""
        if message.key == next(reversed(self._events), None) and self._before is not None and not self.filter_text:
            begin(self, partial(self._load, self._before), "log-older")

    def obstacle(self, needs: Needs) -> str | None:
        """Explaining needs an object that is still watched."""
        found = super().obstacle(needs)
        if found is None and needs is Needs.OBJECT and self._object() is None:
            return _("This event concerns no object that is still watched.")
        return found

    def do_why(self) -> None:
        """Explain the state of the event's object."""
        row = self._object()
        if row is not None:
            act_on(self, "why", [captured(row)])

    def _object(self) -> StatusRow | None:
        event = self._events.get(self.grid.cursor) if isinstance(self.grid.cursor, int) else None
        return None if event is None or event.object_id is None else self.bench.live.rows.get(event.object_id)

    def do_text(self) -> None:
        """Show the event as plain text."""
        event = self._events.get(self.grid.cursor) if isinstance(self.grid.cursor, int) else None
        if event is None:
            return
        now, zone = self.bench.clock(), self.bench.zone
        texts = [
            "".join(cell.text for cell in entry.left)
            for entry in events.brief(event, now, zone)
            if isinstance(entry, Flow)
        ]
        show_plain(self, [event.full_name, event.customer, *texts])
