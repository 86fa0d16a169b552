"""What technicians write: answers, forwards to suppliers, new mails; looked over, held for a moment, then sent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bls_tui.desk.calls.model import Call
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.mail import recipients as addressing
from bls_tui.desk.mail.letters import values, write
from bls_tui.desk.mail.recipients import Addressing, Answered, Dropped, Recipient
from bls_tui.desk.mail.templates import When, fill
from bls_tui.locale import _
from bls_tui.mail.compose import Attached
from bls_tui.mail.quotes import trim
from bls_tui.service.desk.call_verbs import UnknownThingError, Verb
from bls_tui.service.desk.calls import UndoMove
from bls_tui.service.desk.calls_store import Desk, File, check_seen, desk, load, record
from bls_tui.service.mail.lookups import senders
from bls_tui.service.mail.office import Office
from bls_tui.service.mail.outgoing import Letter, about, put_out
from bls_tui.service.monitoring.undo import Undo
from db.queries import messages, outbox
from db.rows_mail import MessageRow
from db.session import Database, Writer

REPLY, FORWARD, NEW = "reply", "forward", "new"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A mail about to be written, as far as it can be filled in: to be looked at and changed.

    `left_out` are those it would go to but for a reason. `answers` is the message it answers, with its text in
    `quoted`. `version` of the call that was looked at.
    """

    number: str
    purpose: str
    recipients: tuple[Recipient, ...]
    left_out: tuple[Dropped, ...]
    subject: str
    text: str
    answers: int | None
    quoted: str
    version: int
    language: str


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as its writer wants it sent. `then` is what becomes of the call in the same moment."""

    number: str
    purpose: str
    recipients: tuple[Recipient, ...]
    subject: str
    text: str
    answers: int | None = None
    quotes: bool = True
    attachments: tuple[Attached, ...] = ()
    then: tuple[Verb, ...] = ()
    language: str = "it"


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail on its way: the call as it is now, until when it can be called back, and how."""

    call: Call
    message_id: int
    outbox_id: int
    send_at: float
    undo: Undo


@dataclass(frozen=True, slots=True)
class CallBack:
    """Takes a mail back that is still held."""

    outbox_id: int

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """Cancel it. Raises Conflict once it is on its way."""
        outbox.cancel(w, self.outbox_id, author, now)


def prepare_reply(
    database: Database, number: str, login: str, now: float, *, office: Office, answers: int | None = None
) -> Prepared:
    """Return an answer to the customer; to the last mail that came in, unless `answers` names another.

    Raises:
        UnknownCallError, UnknownThingError: there is no such call, or the message is not in it.
    """
    with database.read() as r:
        at_desk, file = desk(r, login, now), load(r, number)
        rows = messages.of_call(r, file.id)
        answered = _answered(rows, answers)
        contact = at_desk.people.contacts.get(file.call.details.contact)
        found = addressing.reply(
            senders(at_desk.people, office.own),
            contact=(contact.name, contact.mail) if contact and contact.mail else None,
            answered=_people_of(answered) if answered else None,
            copies=[
                (one.name, one.address) for row in rows if _public(row) for one in row.recipients if one.kind == "cc"
            ],
            bad=outbox.bad_addresses(r),
        )
    return _prepared(at_desk, file, REPLY, found, office=office, answered=answered)


def prepare_forward(
    database: Database,
    number: str,
    supplier: str,
    login: str,
    now: float,
    *,
    office: Office,
    answers: int | None = None,
) -> Prepared:
    """Return a mail that passes a call on to a supplier. Raises as `prepare_reply` does."""
    with database.read() as r:
        at_desk, file = desk(r, login, now), load(r, number)
        answered = _answered(messages.of_call(r, file.id), answers)
        known = at_desk.people.suppliers.get(supplier)
        if known is None:
            raise UnknownThingError(_("The inventory knows no supplier {key!r}.").format(key=supplier))
        people = [(known.name, known.mail)] if known.mail else []
        found = addressing.forward(senders(at_desk.people, office.own), people, bad=outbox.bad_addresses(r))
        saying = write(
            When.FORWARD, file.call, at_desk.people, about(at_desk, file, office, sender=login, supplier=supplier)
        )
    return replace(_prepared(at_desk, file, FORWARD, found, office=office, answered=answered), text=saying.body)


def prepare_new(database: Database, number: str, login: str, now: float, *, office: Office) -> Prepared:
    """Return a mail that answers nothing, to the customer. Raises as `prepare_reply` does."""
    made = prepare_reply(database, number, login, now, office=office)
    return replace(made, purpose=NEW, answers=None, quoted="")


def from_template(database: Database, number: str, name: str, login: str, now: float, *, office: Office) -> str:
    """Return the text of one of the inventory's templates for a call.

    Raises:
        UnknownCallError, UnknownThingError, TemplateError: there is no such call or template, or it has a mistake.
    """
    with database.read() as r:
        at_desk, file = desk(r, login, now), load(r, number)
    template = at_desk.people.templates.get(name)
    if template is None:
        raise UnknownThingError(_("The inventory knows no template {key!r}.").format(key=name))
    return fill(template, values(file.call, at_desk.people, about(at_desk, file, office, sender=login))).body


def checked(database: Database, people: Sequence[Recipient], now: float, *, office: Office) -> Addressing:
    """Return recipients as they would be written to, and who would be left out and why."""
    with database.read() as r:
        at_desk = desk(r, "", now)
        return addressing.typed(senders(at_desk.people, office.own), people, bad=outbox.bad_addresses(r))


def send(
    database: Database, written: Written, author: str, now: float, *, office: Office, seen: int | None = None
) -> Sent:
    """Put a mail in the outbox, held for a moment, and do with the call what was asked for.

    The customer is told by the mail: what is done in the same moment is not told again.

    Raises:
        NotAllowedError, CannotSendError, ComposeError: nothing was written.
        CallChangedError: somebody else changed the call since `seen`.
        BlsError: what forbids `written.then`. Nothing was written.
    """
    with database.write() as w:
        at_desk, file = desk(w, author, now), load(w, written.number)
        if not at_desk.actor.known:
            text = _("{login} is not a known technician and may only look.")
            raise NotAllowedError(text.format(login=author))
        check_seen(file, seen)
        letter = Letter(
            purpose=written.purpose,
            recipients=written.recipients,
            subject=written.subject,
            text=written.text,
            answers=_answered(messages.of_call(w, file.id), written.answers) if written.answers is not None else None,
            quotes=written.quotes,
            attachments=written.attachments,
            language=written.language,
        )
        put = put_out(at_desk, w, file, letter, office, send_at=now + office.hold)
        after = file
        for verb in written.then:
            after = record(at_desk, w, after, verb.payloads(at_desk, after))
    moves = _moves(file, after)
    undo = Undo(_("mail “{subject}”").format(subject=written.subject), now, (CallBack(put.outbox_id), *moves))
    return Sent(after.call, put.message_id, put.outbox_id, now + office.hold, undo)


def call_back(database: Database, outbox_id: int, author: str, now: float) -> None:
    """Take a mail back that is still held. Raises NotAllowedError, Conflict."""
    with database.write() as w:
        _check_known(desk(w, author, now))
        outbox.cancel(w, outbox_id, author, now)


def send_again(database: Database, outbox_id: int, author: str, now: float) -> None:
    """Let a mail that failed go out again to those who did not get it. Raises NotAllowedError, Conflict."""
    with database.write() as w:
        _check_known(desk(w, author, now))
        outbox.retry(w, outbox_id, now)


def _check_known(at_desk: Desk) -> None:
    if not at_desk.actor.known:
        text = _("{login} is not a known technician and may only look.")
        raise NotAllowedError(text.format(login=at_desk.actor.login))


def _moves(before: File, after: File) -> tuple[UndoMove, ...]:
    undoable = after.call.undoable
    if undoable is None or undoable.number <= before.call.version:
        return ()
    return (UndoMove(after.call.number, undoable.number),)


def _answered(rows: Sequence[MessageRow], answers: int | None) -> MessageRow | None:
    if answers is not None:
        found = next((row for row in rows if row.id == answers), None)
        if found is None:
            raise UnknownThingError(_("Message {id} is not in this call.").format(id=answers))
        return found
    return next((row for row in reversed(rows) if row.direction == "in" and row.kind == "mail"), None)


def _public(row: MessageRow) -> bool:
    return not row.internal and row.kind == "mail" and row.direction == "in"


def _people_of(row: MessageRow) -> Answered:
    """Return whom an answer to a message goes to: for one of ours those it went to, else whoever wrote."""
    named = {
        kind: tuple((one.name, one.address) for one in row.recipients if one.kind == kind) for kind in ("to", "cc")
    }
    if row.direction == "out":
        return Answered(named["to"], (), named["cc"])
    wrote = tuple((name, address) for name, address in row.facts.get("reply_to", ()))
    return Answered(wrote or ((row.sender_name, row.sender_address),), named["to"], named["cc"])


def _prepared(
    at_desk: Desk, file: File, purpose: str, found: Addressing, *, office: Office, answered: MessageRow | None
) -> Prepared:
    quoted = answered.body if answered else ""
    said = about(at_desk, file, office, sender=at_desk.actor.login, text=trim(quoted).visible if quoted else "")
    signature = values(file.call, at_desk.people, said)["signature"]
    return Prepared(
        number=file.call.number,
        purpose=purpose,
        recipients=found.recipients,
        left_out=found.left_out,
        subject=file.call.details.subject,
        text=f"\n\n{signature}\n",
        answers=answered.id if answered else None,
        quoted=quoted,
        version=file.call.version,
        language=said.language,
    )
