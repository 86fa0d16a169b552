"""Verbs about work: on-site interventions with their invitations, rows of time, stopwatches. See `call_verbs`."""

from collections.abc import Iterable, Sequence

from bls_tui.desk import ics
from bls_tui.desk.calls import work_events as ev
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.events import Payload
from bls_tui.desk.calls.model import Call, Span, TimeRow, Visit, WorkKind
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.ics import Meeting, Person
from bls_tui.desk.people import Directory
from bls_tui.locale import _
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.call_verbs import Verb, known
from bls_tui.service.desk.calls_store import Desk, File, load
from db.session import Database

DOMAIN = "bls.invalid"
"""What makes the identities of appointments ours; a name that nobody can own (RFC 2606)."""


def plan_visit(days: Sequence[Span], technicians: Sequence[str], place: str, note: str = "") -> Verb:
    """Plan an intervention at the customer's, a span for each day."""

    def payloads(desk: Desk, _file: File) -> Sequence[Payload]:
        _all_known(desk, technicians)
        return (ev.VisitPlanned(tuple(days), tuple(technicians), place, note),)

    return Verb(Act.PLAN_VISIT, payloads)


def change_visit(visit: int, days: Sequence[Span], technicians: Sequence[str], place: str, note: str = "") -> Verb:
    """Move or otherwise change an intervention."""

    def payloads(desk: Desk, _file: File) -> Sequence[Payload]:
        _all_known(desk, technicians)
        return (ev.VisitChanged(visit, tuple(days), tuple(technicians), place, note),)

    return Verb(Act.CHANGE_VISIT, payloads)


def cancel_visit(visit: int, reason: str) -> Verb:
    """Call an intervention off."""
    return Verb(Act.CANCEL_VISIT, lambda _desk, _file: (ev.VisitCancelled(visit, reason),))


def log_time(
    start: float,
    end: float,
    kind: WorkKind = WorkKind.REMOTE,
    *,
    technician: str = "",
    included: bool | None = None,
    note: str = "",
) -> Verb:
    """Record time worked, one's own unless a technician is named; `included` None: as the contract says."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        who = technician or desk.actor.login
        known(desk, who)
        if end > desk.now:
            raise IncompleteError(_("Time is recorded when it has been worked: the end is in the future."))
        return (ev.TimeLogged(who, start, end, kind, _included(desk, file.call, kind, included), note),)

    return Verb(Act.LOG_TIME, payloads)


def correct_time(row: int, start: float, end: float, kind: WorkKind, *, included: bool, note: str = "") -> Verb:
    """Say how a row of time should have been."""
    return Verb(Act.CORRECT_TIME, lambda _desk, _file: (ev.TimeCorrected(row, start, end, kind, included, note),))


def drop_time(row: int, reason: str) -> Verb:
    """Take away a row of time that should not be there."""
    return Verb(Act.DROP_TIME, lambda _desk, _file: (ev.TimeDropped(row, reason),))


def start_watch() -> Verb:
    """Start one's stopwatch on a call."""
    return Verb(Act.START_WATCH, lambda _desk, _file: (ev.WatchStarted(),))


def stop_watch(kind: WorkKind = WorkKind.REMOTE, *, included: bool | None = None, note: str = "") -> Verb:
    """Stop one's stopwatch: it becomes a row of time."""

    def payloads(desk: Desk, file: File) -> Sequence[Payload]:
        return (ev.WatchStopped(kind, _included(desk, file.call, kind, included), note),)

    return Verb(Act.STOP_WATCH, payloads)


def ics_text(database: Database, number: str, visit: int, now: float) -> str:
    """Return an intervention as an iCalendar file with all its days. Raises UnknownCallError, IncompleteError."""
    with database.read() as r:
        call, people = load(r, number).call, directories.directory(r)
    found = next((one for one in call.visits if one.key == visit), None)
    if found is None:
        raise IncompleteError(_("Call {number} has no such intervention planned.").format(number=call.number))
    return ics.text(ics.appointments(found, meeting(call, found, people)), ics.Method.PUBLISH, now)


def meeting(call: Call, visit: Visit, people: Directory) -> Meeting:
    """Return who meets for an intervention and what for: its technicians and the contact of the call."""
    contact = people.contacts.get(call.details.contact)
    there = [_person(people, login) for login in visit.technicians]
    there += [Person(contact.name, contact.mail)] if contact and contact.mail else []
    return Meeting(
        call=call.number,
        domain=DOMAIN,
        summary=f"{people.customer(call.details.customer)}: {call.details.subject}",
        organizer=_person(people, call.owner or call.opened_by),
        attendees=tuple(person for person in there if person.address),
    )


def total(rows: Iterable[TimeRow]) -> float:
    """Return the seconds of rows of time."""
    return sum(row.seconds for row in rows)


def _person(people: Directory, login: str) -> Person:
    found = people.people.get(login)
    return Person(people.person(login), found.mail if found else "")


def _included(desk: Desk, call: Call, kind: WorkKind, said: bool | None) -> bool:
    return desk.contract(call).covers_work(kind, call.details.level) if said is None else said


def _all_known(desk: Desk, technicians: Iterable[str]) -> None:
    for login in technicians:
        known(desk, login)
