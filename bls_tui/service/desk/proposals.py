"""What people decide about proposals of calls: accept, link to a call there is, dismiss with a reason."""

from dataclasses import dataclass, replace

from bls_tui.desk import proposals as rules
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.model import Level, Link, LinkKind, Origin, Priority
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.proposals import Dismissal
from bls_tui.errors import NotFoundError
from bls_tui.locale import _
from bls_tui.service.desk.call_verbs import UnknownThingError
from bls_tui.service.desk.calls import Done, NewCall, open_in
from bls_tui.service.desk.calls_store import Desk, check_seen, desk, load, record
from bls_tui.service.desk.proposal_rows import stored
from bls_tui.service.processes.proposing import call_of_run
from checks.model import State
from db.queries import proposals as queries
from db.queries import states
from db.rows import StatusRow
from db.rows_desk import ProposalRow
from db.session import Database, Reader

URGENT = frozenset({State.DOWN, State.CRITICAL})


class UnknownProposalError(NotFoundError):
    """There is no such proposal."""


@dataclass(frozen=True, slots=True)
class Edits:
    """What a person changes of the call that a proposal would open; None leaves it as it is filled in."""

    subject: str | None = None
    typology: str | None = None
    level: Level | None = None
    priority: Priority | None = None
    contact: str | None = None
    text: str | None = None
    customer: str | None = None
    links: tuple[Link, ...] | None = None


def prefilled(database: Database, proposal_id: int, now: float) -> NewCall:
    """Return the call that accepting a proposal would open. Raises UnknownProposalError."""
    with database.read() as r:
        return _filled_in(r, _row(r, proposal_id), now)


def from_object(database: Database, object_id: int, now: float) -> NewCall:
    """Return a call about an object and its problem, filled in; to be looked at, changed, and given to `open_call`."""
    with database.read() as r:
        rows = states.status(r, now, object_ids=[object_id])
    if not rows:
        raise UnknownThingError(_("There is no host or service number {id}.").format(id=object_id))
    return _about(rows[0])


def accept_proposal(
    database: Database, proposal_id: int, author: str, now: float, *, edits: Edits | None = None
) -> Done:
    """Open the call that a proposal is about, pre-filled, and take it.

    Raises:
        UnknownProposalError, RefusedError: it does not exist, or is decided already.
        NotAllowedError, WrongDetailsError, IncompleteError: as for `open_call`. Nothing was written.
    """
    with database.write() as w:
        at_desk, row = desk(w, author, now), _waiting(w, proposal_id)
        new = _edited(_filled_in(w, row, now), edits or Edits())
        file = open_in(at_desk, w, replace(new, take=True))
        queries.accept(w, proposal_id, now, author, file.id)
    return Done(file.call)


def link_proposal(
    database: Database, proposal_id: int, number: str, author: str, now: float, *, seen: int | None = None
) -> Done:
    """Say that a proposal belongs to a call there is. Raises as `accept_proposal` and `calls.act` do."""
    with database.write() as w:
        at_desk, row, file = desk(w, author, now), _waiting(w, proposal_id), load(w, number)
        check_seen(file, seen)
        ties = [tie for tie in _links(row) if tie not in file.call.links]
        text = _("Proposal of monitoring: {text}").format(text=row.text)
        after = record(at_desk, w, file, [ev.Noted(text), *(ev.Linked(tie) for tie in ties)])
        queries.link(w, proposal_id, now, author, file.id)
    return Done(after.call)


def dismiss_proposal(
    database: Database, proposal_id: int, reason: Dismissal, author: str, now: float, *, note: str = ""
) -> None:
    """Say that a proposal needs no call, and why; it is counted for its check. Raises as `accept_proposal` does."""
    with database.write() as w:
        _check_known(desk(w, author, now))
        row = _row(w, proposal_id)
        rules.check_dismissal(stored(row), reason, note)
        queries.dismiss(w, proposal_id, now, author, reason.value, note)


def _check_known(at_desk: Desk) -> None:
    if not at_desk.actor.known:
        text = _("{login} is not a known technician and may only look.")
        raise NotAllowedError(text.format(login=at_desk.actor.login))


def _row(r: Reader, proposal_id: int) -> ProposalRow:
    row = queries.get(r, proposal_id)
    if row is None:
        raise UnknownProposalError(_("There is no proposal number {id}.").format(id=proposal_id))
    return row


def _waiting(r: Reader, proposal_id: int) -> ProposalRow:
    row = _row(r, proposal_id)
    rules.check_waiting(stored(row))
    return row


def _filled_in(r: Reader, row: ProposalRow, now: float) -> NewCall:
    if row.run_id is not None:
        return call_of_run(r, row, now)
    ids = [row.object_id] if row.object_id is not None else []
    watched = states.status(r, now, object_ids=ids) if ids else []
    about = _about(watched[0]) if watched else NewCall(row.customer_key, row.text, origin=Origin.MONITORING)
    return replace(about, links=_links(row))


def _about(row: StatusRow) -> NewCall:
    links = [Link(LinkKind.OBJECT, str(row.object_id))]
    links += [Link(LinkKind.PROBLEM, str(row.problem_id))] if row.problem_id is not None else []
    return NewCall(
        customer=row.customer_key,
        subject=f"{row.full_name}: {row.state}",
        text=row.output,
        origin=Origin.MONITORING,
        priority=Priority.HIGH if State(row.state) in URGENT else Priority.NORMAL,
        links=tuple(links),
    )


def _links(row: ProposalRow) -> tuple[Link, ...]:
    named = ((LinkKind.OBJECT, row.object_id), (LinkKind.PROBLEM, row.problem_id), (LinkKind.RUN, row.run_id))
    return tuple(Link(kind, str(target)) for kind, target in named if target is not None)


def _edited(new: NewCall, edits: Edits) -> NewCall:
    named = {name: value for name in Edits.__slots__ if (value := getattr(edits, name)) is not None}
    return replace(new, **named)
