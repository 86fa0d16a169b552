"""The calls closed last, as rows of the queue."""

from bls_tui.service.desk import people as directories
from bls_tui.service.desk.call_rows import queue_row
from bls_tui.service.desk.call_views_data import QueueView
from bls_tui.service.monitoring.views import poller_view
from bls_tui.service.monitoring.views_data import ANYBODY, Viewer
from db.queries import call_lists, lease
from db.session import Database


def closed_view(database: Database, login: str, now: float, limit: int, viewer: Viewer = ANYBODY) -> QueueView:
    """Read the calls closed last, newest first, for somebody to look at."""
    with database.read() as r:
        people = directories.directory(r)
        return QueueView(
            login=login,
            known=people.actor(login).known,
            rows=tuple(queue_row(row, people, (), now) for row in call_lists.last_closed(r, limit)),
            proposals=(),
            still_bad=(),
            poller=poller_view(lease.get(r), now, viewer),
            head=people.head,
            generated_at=now,
        )
