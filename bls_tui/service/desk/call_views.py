"""The views of the desk, each read from one snapshot of the database: the queue, one call, proposals, search."""

from collections.abc import Iterable, Mapping

from bls_tui.desk.calls import permits
from bls_tui.desk.calls.acts import UNDO_SECONDS, Act
from bls_tui.desk.calls.events import Candidate
from bls_tui.desk.calls.model import Call, CallState, LinkKind
from bls_tui.desk.clock_why import intervals
from bls_tui.desk.contract import Contract
from bls_tui.desk.people import Directory
from bls_tui.desk.roles import Actor
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.call_presence import watching
from bls_tui.service.desk.call_rows import clock_cell, queue_row, urgency
from bls_tui.service.desk.call_timeline import timeline
from bls_tui.service.desk.call_views_data import (
    CallView,
    ClockView,
    LinkedCall,
    LinkedObject,
    Present,
    QueueView,
    StillBad,
)
from bls_tui.service.desk.calls_projection import clocks
from bls_tui.service.desk.calls_store import File, desk, load, number_of
from bls_tui.service.desk.contract_card import contract_card
from bls_tui.service.desk.proposal_rows import shown
from bls_tui.service.monitoring.views import poller_view
from bls_tui.service.monitoring.views_data import ANYBODY, Viewer
from checks.model import State
from db.queries import call_lists, calls, lease, proposals, states
from db.rows import StatusRow
from db.rows_desk import QueueRow as StoredRow
from db.session import Database, Reader

_GIVEN = (Act.ASSIGN, Act.REASSIGN)


def queue_view(database: Database, login: str, now: float, viewer: Viewer = ANYBODY) -> QueueView:
    """Read every call that is not closed, with proposals and what is still bad, for somebody to look at."""
    with database.read() as r:
        people = directories.directory(r)
        present = watching(r, people, login, now)
        return queue_of(r, people, calls.queue(r), present, login, now, viewer)


def queue_of(  # noqa: PLR0917 - all of them make the view
    r: Reader,
    people: Directory,
    stored: Iterable[StoredRow],
    present: Mapping[int, tuple[Present, ...]],
    login: str,
    now: float,
    viewer: Viewer,
) -> QueueView:
    """Return the queue made of stored rows, with what stands beside it."""
    rows = [queue_row(row, people, present.get(row.id, ()), now) for row in stored]
    return QueueView(
        login=login,
        known=people.actor(login).known,
        rows=tuple(sorted(rows, key=urgency)),
        proposals=tuple(shown(row) for row in proposals.open_ones(r)),
        still_bad=_still_bad(r, people, now),
        poller=poller_view(lease.get(r), now, viewer),
        head=people.head,
        generated_at=now,
    )


def call_view(database: Database, number: str, login: str, now: float, viewer: Viewer = ANYBODY) -> CallView:
    """Read everything about one call, by its number in any form. Raises UnknownCallError."""
    with database.read() as r:
        at_desk, file = desk(r, login, now), load(r, number_of(number, now))
        call, people = file.call, at_desk.people
        present = watching(r, people, login, now).get(file.id, ())
        stored = calls.get(r, file.id)
        assert stored is not None  # noqa: S101 - it was loaded in this snapshot
        objects = _objects(r, call, now)
        site = people.customers[call.details.customer].sites if call.details.customer in people.customers else {}
        return CallView(
            call_id=file.id,
            call=call,
            row=queue_row(stored, people, present, now),
            customer=stored.customer,
            site=site.get(call.details.site, call.details.site),
            contact=people.contacts.get(call.details.contact),
            typology=people.typology(call.details.typology),
            owner_name=people.person(call.owner),
            clocks=_clocks(file, at_desk.contract(call), now),
            contract=contract_card(r, people, at_desk.contract(call), now, call.details.level),
            timeline=timeline(r, file, people, {one.object_id: one.full_name for one in objects}),
            objects=objects,
            calls=_calls(r, call),
            time=call.rows,
            watches=call.watches,
            visits=call.visits,
            candidates=_candidates(file),
            present=present,
            moves=permits.moves(call, at_desk.actor),
            acts=permits.permitted(call, at_desk.actor),
            may_undo=_may_undo(call, at_desk.actor, now),
            login=login,
            known=at_desk.actor.known,
            poller=poller_view(lease.get(r), now, viewer),
            generated_at=now,
        )


def _clocks(file: File, contract: Contract, now: float) -> tuple[ClockView, ClockView]:
    first, second = (
        ClockView(clock_cell(one), one, tuple(intervals(one))) for one in clocks(file.events, contract, now)
    )
    return first, second


def _objects(r: Reader, call: Call, now: float) -> tuple[LinkedObject, ...]:
    ids = [int(link.target) for link in call.links if link.kind is LinkKind.OBJECT and link.target.isdigit()]
    found = {row.object_id: row for row in states.status(r, now, object_ids=ids)} if ids else {}
    return tuple(_linked(object_id, found.get(object_id)) for object_id in ids)


def _linked(object_id: int, row: StatusRow | None) -> LinkedObject:
    if row is None:
        return LinkedObject(object_id, "", "", None, None)
    return LinkedObject(object_id, row.full_name, row.state, not State(row.state).bad, row.problem_since)


def _still_bad(r: Reader, people: Directory, now: float) -> tuple[StillBad, ...]:
    pairs = call_lists.closed_but_bad(r)
    if not pairs:
        return ()
    status = {row.object_id: row for row in states.status(r, now, object_ids={object_id for _id, object_id in pairs})}
    closed = {call_id: calls.get(r, call_id) for call_id, _object_id in pairs}
    return tuple(
        StillBad(
            number=row.call.number,
            subject=row.call.subject,
            customer=row.customer,
            owner=people.person(row.call.owner),
            closed_at=row.call.closed_at or 0.0,
            object_id=object_id,
            full_name=status[object_id].full_name,
            word=status[object_id].state,
        )
        for call_id, object_id in pairs
        if (row := closed[call_id]) is not None and object_id in status
    )


def _calls(r: Reader, call: Call) -> tuple[LinkedCall, ...]:
    named = [("refers_to", number) for number in call.refers_to]
    named += [("call", link.target) for link in call.links if link.kind is LinkKind.CALL]
    named += [("absorbed", number) for number in call.absorbed]
    named += [("split_from", call.split_from)] if call.split_from else []
    named += [("merged_into", call.closing.merged_into)] if call.closing and call.closing.merged_into else []
    rows = ((relation, calls.by_number(r, number)) for relation, number in named)
    return tuple(
        LinkedCall(row.call.number, relation, row.call.subject, CallState(row.call.state))
        for relation, row in rows
        if row is not None
    )


def _candidates(file: File) -> tuple[Candidate, ...]:
    given = (event.what for event in reversed(file.events) if event.act in _GIVEN)
    return next((found for what in given if (found := getattr(what, "candidates", ()))), ())


def _may_undo(call: Call, actor: Actor, now: float) -> int | None:
    last = call.undoable
    if last is None or last.author != actor.login or now - last.at > UNDO_SECONDS:
        return None
    return last.number
