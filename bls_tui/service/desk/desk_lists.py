"""The smaller views of the desk: proposals, the calls of an object, alerts, search; each from one snapshot."""

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import CallState
from bls_tui.desk.proposals import ProposalState
from bls_tui.locale import _
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.call_rows import queue_row
from bls_tui.service.desk.call_views_data import Alert, Found, ProposalRow, ProposalsView, QueueRow, SearchView
from bls_tui.service.desk.proposal_rows import shown
from bls_tui.service.monitoring.views import poller_view
from bls_tui.service.monitoring.views_data import ANYBODY, Viewer
from db.queries import call_lists, calls, lease, proposals, search
from db.rows_desk import CallEventRow, SearchHit
from db.session import Database

FOUND_AT_MOST = 50
_GIVEN = frozenset({Act.ASSIGN, Act.REASSIGN, Act.HAND_OVER})


def proposals_view(database: Database, now: float, viewer: Viewer = ANYBODY) -> ProposalsView:
    """Read the proposals that wait for a decision."""
    with database.read() as r:
        rows = sorted(map(shown, proposals.open_ones(r)), key=_order)
        poller = poller_view(lease.get(r), now, viewer)
    return ProposalsView(
        pending=tuple(row for row in rows if row.state is ProposalState.PENDING),
        held=tuple(row for row in rows if row.state is ProposalState.HELD),
        poller=poller,
        generated_at=now,
    )


def _order(row: ProposalRow) -> tuple[int, float, str]:
    return -row.severity, -row.opened_at, row.full_name


def calls_of_object(database: Database, object_id: int, now: float) -> tuple[QueueRow, ...]:
    """Read the calls tied to a monitored object: those not closed first, then the last closed."""
    with database.read() as r:
        people = directories.directory(r)
        rows = [queue_row(row, people, (), now) for row in call_lists.of_object(r, object_id)]
    return tuple(sorted(rows, key=lambda row: (row.state is CallState.CLOSED, -row.opened_at)))


def alerts(database: Database, login: str, after: float) -> tuple[Alert, ...]:
    """Read what somebody was told after an instant, oldest first: the moment to ring the bell.

    That is: alerts (nobody eligible, a wake-up, a clock at 75 % or past), calls given to them by others, and their
    calls that look finished.
    """
    with database.read() as r:
        found = [
            Alert(event.at, row.call.number, row.call.subject, row.customer, text, event.number)
            for row in calls.queue(r)
            if row.call.touched_at > after
            for event in calls.events(r, row.id)
            if event.at > after and (text := _told(event, login, row.call.owner))
        ]
    return tuple(sorted(found, key=lambda alert: alert.at))


def _told(event: CallEventRow, login: str, owner: str) -> str:
    """Return what an event tells somebody, "" when it is not for them."""
    data = event.data
    if event.kind == Act.ALERT and data.get("to") == login:
        return str(data.get("text", "")) or _("waits for you")
    if event.kind in _GIVEN and data.get("to") == login and event.author != login:
        why = str(data.get("reason") or data.get("note") or "")
        return _("is given to you: {why}").format(why=why) if why else _("is given to you")
    if event.kind == Act.PROPOSE_CLOSING and owner == login != event.author:
        return _("can be closed? {why}").format(why=data.get("evidence", ""))
    return ""


def search_view(database: Database, words: str, limit: int = FOUND_AT_MOST) -> SearchView:
    """Search the texts of all calls for words; every word must be there."""
    with database.read() as r:
        return SearchView(words, tuple(_found(hit) for hit in search.words(r, words, limit)))


def _found(hit: SearchHit) -> Found:
    return Found(
        number=hit.number,
        subject=hit.subject,
        customer=hit.customer,
        state=CallState(hit.state),
        opened_at=hit.opened_at,
        kind=hit.kind,
        excerpt="".join(part.text for part in hit.snippet),
    )
