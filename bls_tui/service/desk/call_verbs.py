"""What can be done to a call, as verbs for `calls.act` and its bulk variants: each says what to record.

A verb is asked inside the transaction, with the call as it is then; it raises what forbids it and writes nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields, replace

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import together
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.events import Payload
from bls_tui.desk.calls.model import Call, CallState, Details, Level, Link, LinkKind, Outcome, Priority, WorkKind
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.calls.wakes import Awaited, ProcessWake, Reason, WakeUp
from bls_tui.desk.calls.wakeups import Cause
from bls_tui.desk.calls.work_events import WatchStopped
from bls_tui.desk.people import Directory
from bls_tui.errors import NotFoundError, RefusedError
from bls_tui.locale import N_, _
from bls_tui.service.desk.call_choice import assignment
from bls_tui.service.desk.calls_store import Desk, File, load
from db.queries import overview
from db.session import Reader

_DETAILS = {
    "site": N_("site"),
    "contact": N_("contact"),
    "contract": N_("contract"),
    "typology": N_("typology"),
}
"""The details that name something of the inventory."""


@dataclass(frozen=True, slots=True)
class Verb:
    """One thing to do: `act` is what it is called in the table of moves, `payloads` says what to record."""

    act: Act
    payloads: Callable[[Desk, File], Sequence[Payload]]


class UnknownTechnicianError(NotFoundError):
    """The inventory knows no technician of that login."""


class UnknownThingError(NotFoundError):
    """What a call should be tied to, or what it should wait for, does not exist."""


class WrongDetailsError(RefusedError):
    """A detail names something the inventory does not have, or that belongs to another customer."""


class NotClosedError(RefusedError):
    """Only a closed call can be referred to."""


def _always(*payloads: Payload) -> Verb:
    return Verb(payloads[0].act, lambda _desk, _file: payloads)


def take() -> Verb:
    """Take it in charge: from now on it is one's own, and SLA1 stops."""
    return _always(ev.Taken())


def assign(to: str = "", reason: str = "") -> Verb:
    """Give it to somebody, or to whom the rules choose (`to` is ""); one that somebody has is reassigned."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        if not to:
            return assignment(desk, file)
        known(desk, to)
        if file.call.state is CallState.OPEN:
            return (ev.Assigned(to, reason=reason),)
        return (ev.Reassigned(to, reason=reason),)

    return Verb(Act.ASSIGN, payloads)


def hand_over(to: str, note: str) -> Verb:
    """Give it to a colleague, with what the colleague needs to know."""

    def payloads(desk: Desk, _file: File) -> Sequence[Payload]:
        known(desk, to)
        return (ev.HandedOver(to, note),)

    return Verb(Act.HAND_OVER, payloads)


def suspend(wake: WakeUp, note: str = "") -> Verb:
    """Put it to rest until `wake`."""

    def payloads(desk: Desk, _file: File) -> Sequence[Payload]:
        _awaitable(desk, wake)
        return (ev.Suspended(wake, note),)

    return Verb(Act.SUSPEND, payloads)


def await_own(deadline: float, note: str = "") -> Verb:
    """Put it to rest until the one object it is tied to turns good; one at rest already waits on for that."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        ties = [tie.target for tie in file.call.links if tie.kind is LinkKind.OBJECT]
        found = overview.object_of(desk.r, int(ties[0])) if len(ties) == 1 and ties[0].isdigit() else None
        if found is None:
            text = _("Call {number} is not tied to exactly one object that is watched: say which one it waits for.")
            raise IncompleteError(text.format(number=file.call.number))
        wake = ProcessWake(Awaited.OBJECT, ties[0], found.full_name, deadline)
        at_rest = file.call.state is CallState.SUSPENDED
        return (ev.Postponed(wake, note) if at_rest else ev.Suspended(wake, note),)

    return Verb(Act.SUSPEND, payloads)


def postpone(wake: WakeUp, note: str = "") -> Verb:
    """Wait on for the same, with a new date."""

    def payloads(desk: Desk, _file: File) -> Sequence[Payload]:
        _awaitable(desk, wake)
        return (ev.Postponed(wake, note),)

    return Verb(Act.POSTPONE, payloads)


def resume() -> Verb:
    """Go on with it."""
    return _always(ev.Resumed())


def close(outcome: Outcome, solution: str) -> Verb:
    """End it, and the stopwatches that run on it; a suspended one that looks finished is resumed first."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        return (*watches_stopped(desk, file.call), *together.closing(file.call, outcome, solution))

    return Verb(Act.CLOSE, payloads)


def watches_stopped(desk: Desk, call: Call) -> tuple[Payload, ...]:
    """Return what turns every stopwatch that runs on a call into a row of time."""
    kind = WorkKind.REMOTE
    included = desk.contract(call).covers_work(kind, call.details.level)
    return tuple(WatchStopped(kind, included, technician=watch.technician) for watch in call.watches)


def decline_closing(reason: str) -> Verb:
    """Say that it is not finished though it looks so."""
    return Verb(Act.DECLINE_CLOSING, lambda _desk, file: together.declining(file.call, reason))


def propose_closing(evidence: str) -> Verb:
    """Say that it looks finished."""
    return _always(ev.ClosingProposed(evidence))


def note(text: str) -> Verb:
    """Write an internal note."""
    return _said(ev.Noted(text), text)


def reply(text: str) -> Verb:
    """Record what the customer was told by phone; the first public reply ends SLA1."""
    return _said(ev.Replied(text), text)


def receive(sender: str, text: str) -> Verb:
    """Record what the customer said by phone; a call suspended for the customer is resumed."""

    def payloads(_desk: Desk, file: File) -> Sequence[Payload]:
        said = ev.Received(sender, _needed(text))
        suspension = file.call.standing.suspension
        if suspension is None or suspension.wake.reason is not Reason.CUSTOMER:
            return (said,)
        return (said, ev.Resumed(Cause.CUSTOMER_ANSWERED, text))

    return Verb(Act.RECEIVE, payloads)


def agree_due(due: float | None, reason: str) -> Verb:
    """Put a date agreed with the customer in the place of SLA2's; None goes back to the contract's."""
    return _always(ev.DueAgreed(reason, due))


def judge(*, blocking: bool, reason: str) -> Verb:
    """Say, as the contract's lead, whether it is blocking: then it is worked, and counted, around the clock."""
    return _always(ev.Judged(blocking, reason))


def amend(
    *,
    subject: str | None = None,
    customer: str | None = None,
    contract: str | None = None,
    typology: str | None = None,
    level: Level | None = None,
    priority: Priority | None = None,
    site: str | None = None,
    contact: str | None = None,
) -> Verb:
    """Correct its details; None leaves one as it is. Another customer brings its own contract unless one is named."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        moved = customer is not None and customer != file.call.details.customer
        day = desk.today(file.call.details)
        found = desk.people.usual_contract(customer or "", day) if moved and contract is None else contract
        site_, contact_ = ("" if moved and one is None else one for one in (site, contact))
        amended = ev.Amended(subject, customer, found, typology, level, priority, site_, contact_)
        named = {field.name: value for field in fields(amended) if (value := getattr(amended, field.name)) is not None}
        check_details(desk.people, replace(file.call.details, **named), named)
        return (amended,)

    return Verb(Act.AMEND, payloads)


def consult(reason: str) -> Verb:
    """Turn it into a consultancy."""
    return _always(ev.BecameConsultancy(_needed(reason)))


def refer(to: str) -> Verb:
    """Refer it to a closed call that it takes up."""

    def payloads(desk: Desk, _file: File) -> Sequence[Payload]:
        check_closed(desk.r, to)
        return (ev.Referred(to),)

    return Verb(Act.REFER, payloads)


def link(tie: Link) -> Verb:
    """Tie it to an object, a problem, a run or another call."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        _existing(desk, file, tie)
        return (ev.Linked(tie),)

    return Verb(Act.LINK, payloads)


def unlink(tie: Link) -> Verb:
    """Undo a tie."""

    def payloads(_desk: Desk, file: File) -> Sequence[Payload]:
        if tie not in file.call.links:
            raise UnknownThingError(_("Call {number} is not tied to that.").format(number=file.call.number))
        return (ev.Unlinked(tie),)

    return Verb(Act.UNLINK, payloads)


def explain(object_id: int, reason: str) -> Verb:
    """Say why an object is still bad though the call is closed."""
    return _always(ev.Explained(str(object_id), reason))


def check_closed(r: Reader, number: str) -> None:
    """Refuse to refer to a call that is not closed. Raises NotClosedError or UnknownCallError."""
    if load(r, number).call.state is not CallState.CLOSED:
        raise NotClosedError(_("Call {number} is not closed: link it instead.").format(number=number))


def check_details(people: Directory, details: Details, names: Collection[str] = _DETAILS) -> None:
    """Refuse details (those with these names) that the inventory does not have for the customer: WrongDetailsError."""
    customer = people.customers.get(details.customer)
    contact, contract = people.contacts.get(details.contact), people.contracts.get(details.contract)
    ours = {
        "site": customer is not None and details.site in customer.sites,
        "contact": contact is not None and contact.customer == details.customer,
        "contract": contract is not None and contract.customer == details.customer,
        "typology": details.typology in people.typologies,
    }
    for name in names:
        key = getattr(details, name)
        if key and not ours.get(name, True):
            text = _("{customer} has no {what} {key!r}.") if name != "typology" else _("There is no typology {key!r}.")
            raise WrongDetailsError(
                text.format(customer=people.customer(details.customer), what=_(_DETAILS[name]), key=key)
            )


def known(desk: Desk, login: str) -> None:
    """Refuse a login that is no technician's. Raises UnknownTechnicianError."""
    if login not in desk.people.people:
        raise UnknownTechnicianError(
            _("{login!r} is no technician; known are {logins}.").format(
                login=login, logins=", ".join(sorted(desk.people.people)) or _("nobody")
            )
        )


def _said(what: Payload, text: str) -> Verb:
    def payloads(_desk: Desk, _file: File) -> Sequence[Payload]:
        _needed(text)
        return (what,)

    return Verb(what.act, payloads)


def _needed(text: str) -> str:
    if not text.strip():
        raise IncompleteError(_("There is nothing written."))
    return text


def _awaitable(desk: Desk, wake: WakeUp) -> None:
    if isinstance(wake, ProcessWake) and wake.awaited is Awaited.OBJECT and wake.target:
        _object(desk, wake.target)


def _existing(desk: Desk, file: File, tie: Link) -> None:
    if tie.kind is LinkKind.OBJECT:
        _object(desk, tie.target)
    elif tie.kind is LinkKind.CALL:
        if tie.target == file.call.number:
            raise UnknownThingError(_("A call is not tied to itself."))
        load(desk.r, tie.target)


def _object(desk: Desk, target: str) -> None:
    if not target.isdigit() or overview.object_of(desk.r, int(target)) is None:
        raise UnknownThingError(_("There is no host or service number {id}.").format(id=target))
