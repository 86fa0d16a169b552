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

ORDERS = {
    "severity": N_("worst first"),
    "age": N_("latest change first"),
    "customer": N_("by customer"),
    "host": N_("by host"),
    "service": N_("by service"),
}


class StatusScreen(ObjectListScreen):
    """Every host and service. A customer's heading has the customer's name and number of rows as its key."""

    PART = MODE = actions.STATUS

    def __init__(self, bench: Bench) -> None:
        self.order = "severity"
        self.grouped = False
        super().__init__(bench)

    def wanted(self) -> list[Entry]:
        """Return the objects that match, in the order chosen, under their customers where grouped."""
        now = self.bench.clock()
        matches = self.filter.matches
        rows = [row for row in self.bench.live.rows.values() if matches(row, now)]
        rows = sorting.sort(rows, self.order)
        height = 2 if self.phone else 1
        if not self.grouped:
            return [Entry(row.object_id, height) for row in rows]
        entries: list[Entry] = []
        for customer, group in sorting.by_customer(rows):
            entries.append(Entry((customer, len(group)), 1, selectable=False))
            entries += [Entry(row.object_id, height) for row in group]
        return entries

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
