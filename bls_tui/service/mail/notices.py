"""Customers are told of the steps of their calls, reminded, acknowledged and invited, as the change feed goes on.

Whatever door a step came through, it is found in the events, told once, and noted as told in the same transaction.
"""

from dataclasses import dataclass

import structlog

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import work_events as work
from bls_tui.desk.calls.acts import UNDO_SECONDS, Act
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import Origin
from bls_tui.desk.contract import Step
from bls_tui.desk.mail import acknowledge
from bls_tui.desk.mail.acknowledge import Sent
from bls_tui.desk.mail.facts import Action, Match, Reason
from bls_tui.desk.mail.letters import write
from bls_tui.desk.mail.notices import WHEN, Telling, silence, step_of
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.desk.mail.templates import When
from bls_tui.desk.roles import SYSTEM
from bls_tui.errors import BlsError
from bls_tui.service.desk.calls_store import Desk, File, desk, load_id
from bls_tui.service.mail.invitations import invitations, invited
from bls_tui.service.mail.office import Office
from bls_tui.service.mail.outgoing import Letter, about, put_out
from db.queries import calls, feed, messages, outbox
from db.rows_desk import ChangedCallRow
from db.rows_mail import MessageRow
from db.session import Database, Reader, Writer

log = structlog.get_logger(__name__)

AT_ONCE = 50
GENERATED, REPLIED = "auto-generated", "auto-replied"


@dataclass(frozen=True, slots=True)
class Rank:
    """Events that are told after the same delay, and how far they have been told. `delay` in seconds."""

    name: str
    acts: frozenset[Act]
    delay: float


AT_ONCE_TOLD = Rank(
    "notices",
    frozenset({Act.OPEN, Act.CLOSE, Act.REMIND, Act.PLAN_VISIT, Act.CHANGE_VISIT, Act.CANCEL_VISIT}),
    0.0,
)
LATER_TOLD = Rank("notices that can be undone", frozenset({Act.TAKE, Act.SUSPEND}), UNDO_SECONDS)


class Notices:
    """A chore of the poller: tells customers."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self, database: Database, now: float) -> None:
        """Tell what happened since the last time. Raises DatabaseError."""
        for rank in (AT_ONCE_TOLD, LATER_TOLD):
            while self._some(database, rank, now):
                pass

    def _some(self, database: Database, rank: Rank, now: float) -> bool:
        """Tell of some events; return whether there may be more."""
        with database.read() as r:
            since = feed.progress(r, rank.name)
            new = _due(r, rank, since, now) if since is not None else []
        if since is None:
            with database.write() as w:
                feed.advance(w, rank.name, feed.head(w))
            return False
        if not new:
            return False
        with database.write() as w:
            for row in _due(w, rank, feed.progress(w, rank.name) or 0, now):
                self._tell(w, row, now)
                feed.advance(w, rank.name, row.seq)
        return len(new) >= AT_ONCE

    def _tell(self, w: Writer, row: ChangedCallRow, now: float) -> None:
        at_desk = desk(w, SYSTEM.login, now)
        try:
            file = load_id(w, row.call_id)
            if not _undone(file, row.number):
                _told(at_desk, w, file, row.number, self._office)
        except BlsError as error:
            log.warning("a customer was not told", call_id=row.call_id, event=row.number, reason=str(error))


def _due(r: Reader, rank: Rank, since: int, now: float) -> list[ChangedCallRow]:
    """Return what is to be told by now, some of it: all events of a transaction or none of them, in their order."""
    found = calls.events_since(r, since, [act.value for act in rank.acts])
    young = next((row.seq for row in found if row.at > now - rank.delay), None)
    ripe = [row for row in found if young is None or row.seq < young]
    return [row for row in ripe if row.seq <= ripe[:AT_ONCE][-1].seq]


def _undone(file: File, number: int) -> bool:
    return any(isinstance(event.what, ev.Undone) and event.what.number == number for event in file.events)


def _told(at_desk: Desk, w: Writer, file: File, number: int, office: Office) -> None:
    event = file.events[number - 1]
    before = fold(file.call.number, file.events[: number - 1]) if number > 1 else None
    match event.what:
        case ev.Reminded():
            _write(at_desk, w, file, When.REMINDER, purpose="reminder", office=office)
        case work.VisitPlanned() | work.VisitChanged() | work.VisitCancelled():
            _invite(at_desk, w, file, number, office)
        case _:
            step = step_of(event.what, before)
            if step is not None:
                _tell_step(at_desk, w, file, step, event.at, office=office)


def _tell_step(at_desk: Desk, w: Writer, file: File, step: Step, at: float, *, office: Office) -> None:
    call, contract = file.call, at_desk.contract(file.call)
    first = _first_mail(w, file)
    contact = at_desk.people.contacts.get(call.details.contact)
    telling = Telling(
        informs=contract.informs,
        address=contact.mail if contact else "",
        automatic=first is not None and first.automatic,
        told=_written_at(w, file, at),
        bad=outbox.bad_addresses(w),
    )
    if step is Step.OPENED and call.origin is Origin.MAIL and first is not None:
        _acknowledge(at_desk, w, file, first, office)
    elif silence(step, telling) is None:
        _write(at_desk, w, file, WHEN[step], purpose=step.value, office=office)


def _acknowledge(at_desk: Desk, w: Writer, file: File, first: MessageRow, office: Office) -> None:
    """Tell a contact whose mail opened a call that it arrived; nobody else, and once."""
    contact = at_desk.people.contacts.get(file.call.details.contact)
    known = contact is not None and first.sender_address.lower() in {one.lower() for one in contact.mails}
    decided = Match(Action.OPEN, Reason.CONTACT, acknowledge=known and not first.automatic)
    counted = outbox.acknowledged(w, file.id, first.sender_address, at_desk.now - acknowledge.DAY)
    if acknowledge.refusal(decided, first.sender_address, Sent(*counted), outbox.bad_addresses(w)) is None:
        _write(at_desk, w, file, When.ACKNOWLEDGE, purpose="ack", office=office, answers=first)


def _first_mail(r: Reader, file: File) -> MessageRow | None:
    return next((row for row in messages.of_call(r, file.id) if row.direction == "in"), None)


def _written_at(r: Reader, file: File, at: float) -> bool:
    """Tell whether a technician wrote to the customer in the very act."""
    rows = messages.of_call(r, file.id)
    return any(row.direction == "out" and not row.automatic and row.received_at == at for row in rows)


def _write(
    at_desk: Desk, w: Writer, file: File, when: When, *, purpose: str, office: Office, answers: MessageRow | None = None
) -> None:
    contact = at_desk.people.contacts.get(file.call.details.contact)
    address = answers.sender_address if answers else contact.mail if contact else ""
    if not address:
        return
    answered = answers or _last_mail(w, file, address)
    said = about(at_desk, file, office, text=answered.body if answered else "")
    filled = write(when, file.call, at_desk.people, said, tuple(at_desk.people.templates.values()))
    letter = Letter(
        purpose=purpose,
        recipients=(Recipient(Field.TO, contact.name if contact else "", address),),
        subject=filled.subject or file.call.details.subject,
        text=filled.body,
        answers=answered,
        automatic=REPLIED if answers else GENERATED,
        language=said.language,
    )
    put_out(at_desk, w, file, letter, office, send_at=at_desk.now)


def _last_mail(r: Reader, file: File, address: str) -> MessageRow | None:
    """Return the last mail between us and the address: a notice answers it, so that threads hold together."""
    rows = [row for row in messages.of_call(r, file.id) if row.kind == "mail" and _between(row, address.lower())]
    return rows[-1] if rows else None


def _between(row: MessageRow, address: str) -> bool:
    return address in {row.sender_address.lower(), *(one.address.lower() for one in row.recipients)}


def _invite(at_desk: Desk, w: Writer, file: File, number: int, office: Office) -> None:
    """Send the attendees of an intervention one invitation, or cancellation, for each day."""
    people = invited(file, number, at_desk.people, outbox.bad_addresses(w))
    if not people:
        return
    said = about(at_desk, file, office)
    filled = write(When.VISIT, file.call, at_desk.people, said, tuple(at_desk.people.templates.values()))
    for one in invitations(file, number, at_desk.people, at_desk.now):
        letter = Letter(
            purpose="ics",
            recipients=people,
            subject=filled.subject or file.call.details.subject,
            text=filled.body,
            answers=_last_mail(w, file, people[0].address),
            invitation=one,
            automatic=GENERATED,
            language=said.language,
        )
        put_out(at_desk, w, file, letter, office, send_at=at_desk.now)
