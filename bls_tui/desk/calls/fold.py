"""From events to the call: `apply` adds one event, `fold` all of them. The same events always make the same call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from typing import Any

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import fold_work, permits
from bls_tui.desk.calls.acts import UNDOABLE
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.model import (
    Call,
    CallState,
    Closing,
    ClosingProposal,
    Details,
    Outcome,
    Standing,
    Suspension,
    Undoable,
    Verdict,
)
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.calls.wakes import InvalidWakeUpError, check_wake
from bls_tui.desk.calls.wakeups import due_at
from bls_tui.locale import _


def fold(number: str, events: Iterable[Event]) -> Call:
    """Return the call that these events, in the order they were stored, make; raises what `apply` raises."""
    stream = iter(events)
    first = next(stream, None)
    if first is None:
        raise IncompleteError(_("Call {number} has no events.").format(number=number))
    call = opened(number, first)
    for event in stream:
        call = apply(call, event)
    return call


def opened(number: str, event: Event) -> Call:
    """Return the new call that an Opened event begins; raises IncompleteError for any other."""
    what = event.what
    if not isinstance(what, ev.Opened):
        raise IncompleteError(_("Call {number} does not begin with its opening.").format(number=number))
    _need(what.details.subject, _("A call needs a subject."))
    return Call(
        number=number,
        version=1,
        opened_at=event.at,
        opened_by=event.author,
        origin=what.origin,
        details=what.details,
        standing=Standing(CallState.OPEN, event.at),
        text=what.text,
        links=what.links,
        refers_to=(what.refers_to,) if what.refers_to else (),
        split_from=what.split_from,
        touched_at=event.at,
    )


def apply(call: Call, event: Event) -> Call:
    """Return the call after one more event.

    Raises NotPermittedError for what the table of moves does not have in this state, IncompleteError and
    InvalidWakeUpError for an event that does not say what it must. Who may do it is the door's question, see
    `permits.authorise`: the log knows logins, not what they were allowed at the time.
    """
    permits.check_state(call, event.act)
    changed = _APPLY[type(event.what)](call, event, event.what)
    undoable = changed.undoable
    if changed.standing is not call.standing:
        undoable = Undoable(call.version + 1, event.at, event.author, call.standing) if event.act in UNDOABLE else None
    return replace(changed, version=call.version + 1, touched_at=event.at, undoable=undoable)


def effective(events: Iterable[Event]) -> list[tuple[int, Event]]:
    """Return the events with their numbers (from 1), without those taken back and the taking back itself."""
    numbered = list(enumerate(events, start=1))
    gone = {event.what.number for _, event in numbered if isinstance(event.what, ev.Undone)}
    if not gone:
        return numbered
    return [
        (number, event) for number, event in numbered if number not in gone and not isinstance(event.what, ev.Undone)
    ]


def _need(text: str, fault: str) -> None:
    if not text.strip():
        raise IncompleteError(fault)


def _assigned(call: Call, event: Event, what: ev.Assigned) -> Call:
    _need(what.to, _("Say whom the call is assigned to."))
    standing = replace(call.standing, state=CallState.ASSIGNED, since=event.at, owner=what.to, tried=())
    return replace(call, standing=standing)


def _taken(call: Call, event: Event, _what: ev.Taken) -> Call:
    old = call.standing
    first = event.at if old.taken_at is None else old.taken_at
    return replace(call, standing=Standing(CallState.IN_PROGRESS, event.at, event.author, taken_at=first))


def _suspended(call: Call, event: Event, what: ev.Suspended) -> Call:
    check_wake(what.wake, event.at)
    suspension = Suspension(event.at, what.wake, event.at, what.note)
    standing = replace(call.standing, state=CallState.SUSPENDED, since=event.at, suspension=suspension)
    return replace(call, standing=standing, proposal=None)


def _resumed(call: Call, event: Event, _what: ev.Resumed) -> Call:
    standing = replace(call.standing, state=CallState.IN_PROGRESS, since=event.at, suspension=None)
    return replace(call, standing=standing, proposal=None)


def _reassigned(call: Call, event: Event, what: ev.Reassigned) -> Call:
    _need(what.to, _("Say whom the call is assigned to."))
    old = call.standing
    waited = old.state is CallState.ASSIGNED and what.candidates
    tried = (*old.tried, old.owner) if waited else ()
    return replace(call, standing=Standing(CallState.ASSIGNED, event.at, what.to, tried, old.taken_at))


def _handed_over(call: Call, event: Event, what: ev.HandedOver) -> Call:
    _need(what.to, _("Say whom the call is handed to."))
    _need(what.note, _("Say what the colleague needs to know."))
    standing = Standing(CallState.ASSIGNED, event.at, what.to, taken_at=call.standing.taken_at)
    return replace(call, standing=standing)


def _closed(call: Call, event: Event, what: ev.Closed) -> Call:
    _need(what.solution, _("A call is closed with a solution."))
    if what.outcome is Outcome.MERGED:
        raise IncompleteError(_("Merge the call to close it as a duplicate."))
    return _ended(call, Closing(event.at, event.author, what.outcome, what.solution))


def _merged(call: Call, event: Event, what: ev.Merged) -> Call:
    if what.into == call.number or not what.into:
        raise IncompleteError(_("Say which other call this one is merged into."))
    return _ended(call, Closing(event.at, event.author, Outcome.MERGED, "", what.into))


def _ended(call: Call, closing: Closing) -> Call:
    standing = replace(call.standing, state=CallState.CLOSED, since=closing.at, suspension=None)
    return replace(call, standing=standing, closing=closing, proposal=None)


def _undone(call: Call, event: Event, what: ev.Undone) -> Call:
    permits.check_undo(call, what.number, event.author, event.at)
    return call if call.undoable is None else replace(call, standing=call.undoable.before)


def _suspension(call: Call) -> Suspension:
    if call.standing.suspension is None:
        raise IncompleteError(_("Call {number} is not suspended.").format(number=call.number))
    return call.standing.suspension


def _resting(call: Call, suspension: Suspension) -> Call:
    return replace(call, standing=replace(call.standing, suspension=suspension))


def _postponed(call: Call, event: Event, what: ev.Postponed) -> Call:
    old = _suspension(call)
    check_wake(what.wake, event.at)
    if what.wake.reason is not old.wake.reason:
        raise InvalidWakeUpError(_("The reason stays; to wait for something else, resume and suspend again."))
    return replace(_resting(call, Suspension(old.since, what.wake, event.at, what.note or old.note)), proposal=None)


def _reminded(call: Call, event: Event, what: ev.Reminded) -> Call:
    return _resting(call, replace(_suspension(call), reminded=what.count, reminded_at=event.at))


def _alerted(call: Call, event: Event, _what: ev.Alerted) -> Call:
    suspension = call.standing.suspension
    if suspension is None or event.at < due_at(suspension.wake):
        return call
    return _resting(call, replace(suspension, alerted=True))


def _amended(call: Call, _event: Event, what: ev.Amended) -> Call:
    values: dict[str, Any] = {
        field.name: value for field in fields(Details) if (value := getattr(what, field.name)) is not None
    }
    if "subject" in values:
        _need(values["subject"], _("A call needs a subject."))
    return replace(call, details=replace(call.details, **values))


def _due_agreed(call: Call, event: Event, what: ev.DueAgreed) -> Call:
    _need(what.reason, _("Say with whom the date was agreed, and why."))
    if what.due is not None and what.due <= event.at:
        raise IncompleteError(_("A due date is agreed for the future."))
    return replace(call, agreed_due=what.due)


def _judged(call: Call, event: Event, what: ev.Judged) -> Call:
    _need(what.reason, _("A verdict needs its reason."))
    return replace(call, verdict=Verdict(event.at, event.author, what.blocking, what.reason))


def _replied(call: Call, event: Event, _what: ev.Replied) -> Call:
    return call if call.replied_at is not None else replace(call, replied_at=event.at)


def _proposed(call: Call, event: Event, what: ev.ClosingProposed) -> Call:
    return replace(call, proposal=ClosingProposal(event.at, what.evidence))


def _declined(call: Call, event: Event, _what: ev.ClosingDeclined) -> Call:
    suspension = call.standing.suspension
    waiting_on = call if suspension is None else _resting(call, replace(suspension, heard_until=event.at))
    return replace(waiting_on, proposal=None)


def _referred(call: Call, _event: Event, what: ev.Referred) -> Call:
    return call if what.to in call.refers_to else replace(call, refers_to=(*call.refers_to, what.to))


def _linked(call: Call, _event: Event, what: ev.Linked) -> Call:
    return call if what.link in call.links else replace(call, links=(*call.links, what.link))


def _unlinked(call: Call, _event: Event, what: ev.Unlinked) -> Call:
    return replace(call, links=tuple(link for link in call.links if link != what.link))


def _absorbed(call: Call, _event: Event, what: ev.Absorbed) -> Call:
    return replace(call, absorbed=(*call.absorbed, what.source))


def _consultancy(call: Call, _event: Event, _what: ev.BecameConsultancy) -> Call:
    return replace(call, consultancy=True)


def _explained(call: Call, _event: Event, what: ev.Explained) -> Call:
    _need(what.reason, _("Say why it is still bad."))
    return replace(call, explained=(*call.explained, what.target))


def _said(call: Call, _event: Event, _what: object) -> Call:
    return call


_APPLY: Mapping[type, Callable[[Call, Event, Any], Call]] = {
    ev.Assigned: _assigned,
    ev.Taken: _taken,
    ev.Suspended: _suspended,
    ev.Resumed: _resumed,
    ev.Reassigned: _reassigned,
    ev.HandedOver: _handed_over,
    ev.Closed: _closed,
    ev.Merged: _merged,
    ev.Undone: _undone,
    ev.Postponed: _postponed,
    ev.Amended: _amended,
    ev.DueAgreed: _due_agreed,
    ev.Judged: _judged,
    ev.Replied: _replied,
    ev.Noted: _said,
    ev.Received: _said,
    ev.Reminded: _reminded,
    ev.Alerted: _alerted,
    ev.ClosingProposed: _proposed,
    ev.ClosingDeclined: _declined,
    ev.Referred: _referred,
    ev.Linked: _linked,
    ev.Unlinked: _unlinked,
    ev.Split: _said,
    ev.Absorbed: _absorbed,
    ev.BecameConsultancy: _consultancy,
    ev.Observed: _said,
    ev.Explained: _explained,
    **fold_work.APPLY,
}
