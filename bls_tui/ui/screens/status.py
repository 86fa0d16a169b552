"""Status: every host and service, filtered, sorted, grouped by customer."""

from __future__ import annotations

from collections.abc import Sequence

from bls_tui.desk import sorting
from bls_tui.desk.text import line
from bls_tui.locale import N_, _, ngettext
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.objectlists import ObjectListScreen
from db.rows import StatusRow

ORDERS = {
    "severity": N_("worst first"),
    "age": N_("latest change first"),
    "customer": N_("by customer"),
    "host": N_("by host"),
    "service": N_("by service"),
}
FILTER_SECONDS = 10.0
"""How long a filter that may depend on the time is trusted while nothing changes."""


class StatusScreen(ObjectListScreen):
    """Every host and service. A customer's heading has the customer's name and number of rows as its key."""

    PART = MODE = actions.STATUS

    def __init__(self, bench: Bench) -> None:
        self.order = "severity"
        self.grouped = False
        self._arrangement: tuple[object, ...] = ()
        self._arranged: list[Entry] = []
        self._arranged_version = -1
        self._arranged_at = 0.0
        self._places: dict[int, tuple[object, ...] | None] = {}
        super().__init__(bench)

    def wanted(self) -> list[Entry]:
        """Return the objects that match, in the order chosen, under their customers where grouped.

        Nothing is sorted while no change moves a row: a result that leaves the state as it was does not.
        """
        now = self.bench.clock()
        arrangement = (self.order, self.grouped, self.filter_text, self.phone)
        if arrangement != self._arrangement or self._moved_rows(now):
            self._arrangement = arrangement
            self._arrange(now)
        return self._arranged

    def _moved_rows(self, now: float) -> bool:
        live = self.bench.live
        changed = live.changes_since(self._arranged_version)
        if changed is None or (self.filter_text and now - self._arranged_at > FILTER_SECONDS):
            return True
        self._arranged_version = live.version
        return any(self._places.get(object_id) != self._place(live.rows[object_id], now) for object_id in changed)

    def _place(self, row: StatusRow, now: float) -> tuple[object, ...] | None:
        if not self.filter.matches(row, now):
            return None
        return (row.customer, *sorting.SORT_KEYS[self.order](row))

    def _arrange(self, now: float) -> None:
        live = self.bench.live
        self._arranged_at, self._arranged_version = now, live.version
        self._places = {row.object_id: self._place(row, now) for row in live.rows.values()}
        ids = [object_id for object_id, place in self._places.items() if place is not None]
        places = self._places
        ids.sort(key=lambda object_id: places[object_id][1:])  # type: ignore[index]
        height = 2 if self.phone else 1
        if not self.grouped:
            self._arranged = [Entry(object_id, height) for object_id in ids]
            return
        self._arranged = []
        for customer, rows in sorting.by_customer(live.rows[object_id] for object_id in ids):
            self._arranged.append(Entry((customer, len(rows)), 1, selectable=False))
            self._arranged += [Entry(row.object_id, height) for row in rows]

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of an object or of a customer's heading."""
        if not isinstance(key, tuple):
            return self.paint_row(key)
        customer, count = key
        counted = ngettext("{count:,} object", "{count:,} objects", count).format(count=count)
        return (Flow((Cell(f"{line(customer)}  ", Role.TITLE), Cell(counted, Role.DIM))),)

    def all_well(self, now: float) -> str:  # noqa: ARG002 - the list is only empty without objects
        """Return that there is nothing."""
        return _("Nothing is watched.")

    def total(self) -> int:
        """Return how many objects there are."""
        return len(self.bench.live.rows)

    def heading(self) -> str:
        """Return the number of objects and their order."""
        count = ngettext("{count:,} object", "{count:,} objects", self.total()).format(count=self.total())
        return _("Status > {objects}, {order}").format(objects=count, order=_(ORDERS[self.order]))

    def open_key(self, key: Key, *, by_digit: bool) -> None:  # noqa: ARG002 - Enter and digits do the same here
        """Open the object."""
        self.open_object(key)

    def do_sort(self) -> None:
        """Take the next sort order."""
        names = list(ORDERS)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.draw(whole=True)
        self.tick()

    def do_group(self) -> None:
        """Group by customer, or not."""
        self.grouped = not self.grouped
        self.draw(whole=True)
        self.tick()
