"""The queue read again and again: of the calls, only those that changed come from the database."""

from collections.abc import Mapping
from dataclasses import dataclass

from bls_tui.service.desk import people
from bls_tui.service.desk.call_presence import watching
from bls_tui.service.desk.call_views import queue_of
from bls_tui.service.desk.call_views_data import Present, QueueView
from bls_tui.service.monitoring.views_data import Viewer
from db.queries import calls, feed, proposals
from db.rows_desk import QueueRow
from db.session import Database, Reader


@dataclass(frozen=True, slots=True)
class _Known:
    """What the last reading knew: up to which change of the feed and of the inventory, and who looked at what."""

    head: int
    inventory: int
    present: Mapping[int, tuple[Present, ...]]


class QueueReader:
    """Keeps the rows of the queue for one viewer. Not for several threads at once."""

    def __init__(self, login: str) -> None:
        self._login = login
        self._known: _Known | None = None
        self._rows: dict[int, QueueRow] = {}

    def read(self, database: Database, now: float, viewer: Viewer, *, always: bool) -> QueueView | None:
        """Return the queue at `now`; None when no call, proposal or presence changed since the last reading.

        `always`: also then, because its clocks have moved on.
        """
        with database.read() as r:
            directory = people.directory(r)
            known = _Known(feed.head(r), feed.inventory_head(r), watching(r, directory, self._login, now))
            changed = self._take_in(r, known)
            self._known = known
            if not (changed or always):
                return None
            return queue_of(r, directory, self._rows.values(), known.present, self._login, now, viewer)

    def _take_in(self, r: Reader, new: _Known) -> bool:
        """Bring the rows up to date; tell whether anything differs from the last reading."""
        old = self._known
        if old is None or old.inventory != new.inventory:
            self._rows = {row.id: row for row in calls.queue(r)}
            return True
        moved = calls.queue(r, old.head) if new.head != old.head else []
        for row in moved:
            if row.call.closed_at is None:
                self._rows[row.id] = row
            else:
                self._rows.pop(row.id, None)
        decided = new.head != old.head and bool(proposals.open_ones(r, old.head))
        return bool(moved) or decided or new.present != old.present
