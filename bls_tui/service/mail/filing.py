"""A mail of a customer that came in goes where it belongs: into its call, into a new one, to triage, to the archive.

All of it happens in the transaction that keeps the mail, so that it is filed once or not at all.
"""

from collections.abc import Callable

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import wakeups
from bls_tui.desk.calls.model import Origin
from bls_tui.desk.calls.wakeups import CustomerSignal, Signal, SupplierSignal
from bls_tui.desk.mail import matching, typology
from bls_tui.desk.mail.facts import Action, Match, Reason, Voice
from bls_tui.desk.roles import SYSTEM
from bls_tui.locale import _
from bls_tui.mail.incoming import incoming
from bls_tui.mail.quotes import trim
from bls_tui.mail.reading.model import Kind as ReadKind
from bls_tui.mail.reading.model import ReadMail
from bls_tui.service.desk.calls import NewCall, open_in
from bls_tui.service.desk.calls_store import Desk, File, desk, load, record
from bls_tui.service.mail.lookups import known
from bls_tui.service.mail.office import Office
from db.queries import inventory, messages, outbox, sender_rules
from db.rows_mail import MessageRow
from db.session import Writer

OLD = 14 * 86_400.0
"""Seconds: what came longer ago lay in the mailbox before bls read it, and nobody expects an answer now."""
FLOOD = 20
"""Calls that the mails of one address open within an hour; more is a programme, or somebody who wants to harm."""
HOUR = 3600.0
QUOTED = 4_000
"""Characters of a mail that the history of a call shows; the mail itself is kept whole."""
SUBJECT = 200


class DeskFiling:
    """Files the mails of the mailboxes whose role is the desk."""

    def __init__(self, office: Office, clock: Callable[[], float]) -> None:
        self.office = office
        self._clock = clock

    def __call__(self, w: Writer, message: MessageRow, mail: ReadMail) -> None:
        """File a message that lies in triage; what cannot be done with it leaves it there, with the reason."""
        at_desk = desk(w, SYSTEM.login, self._clock())
        if at_desk.now - message.received_at > OLD:
            messages.place(w, message.id, "archive", was="triage", reason=Reason.OLD.value)
            return
        facts = incoming(mail, self.office.certifiers)
        decided = matching.match(facts, known(at_desk, self.office, matching.wanted(facts)))
        if decided.rule is not None:
            sender_rules.hit(w, decided.rule)
        if customer_id := inventory.customer_id(w, decided.customer) if decided.customer else None:
            messages.set_customer(w, message.id, customer_id)
        match decided.action:
            case Action.APPEND:
                file = put_into(at_desk, w, message, decided.call)
                wake(at_desk, w, file, signals(at_desk.now, message, decided))
            case Action.OPEN if (
                messages.calls_opened_by(w, message.sender_address, message.received_at - HOUR) >= FLOOD
            ):
                leave(w, message, Reason.FLOOD)
            case Action.OPEN:
                _open(at_desk, w, message, decided)
            case Action.EVIDENCE:
                _note_evidence(at_desk, w, message, mail, decided)
            case Action.ARCHIVE:
                messages.place(w, message.id, "archive", was="triage", reason=decided.reason.value)
            case Action.TRIAGE:
                leave(w, message, decided.reason, decided.suggestion)


def leave(w: Writer, message: MessageRow, reason: Reason, suggestion: str = "") -> None:
    """Leave a message in triage, with the reason and the call it may belong to."""
    call_id = load(w, suggestion).id if suggestion else None
    messages.place(w, message.id, "triage", was="triage", reason=reason.value, suggested_call_id=call_id)


def put_into(at_desk: Desk, w: Writer, message: MessageRow, number: str) -> File:
    """Put a message that lies in triage into a call, which records that it was heard. Raises what forbids it."""
    file = load(w, number)
    messages.place(w, message.id, "call", file.id, was="triage")
    return record(at_desk, w, file, [received(message)])


def received(message: MessageRow) -> ev.Received:
    """Return what the history of a call says of a mail."""
    sender = message.sender_name or message.sender_address
    return ev.Received(sender, visible(message), str(message.id), message.automatic)


def visible(message: MessageRow) -> str:
    """Return what somebody wrote in a mail, without what is quoted in it; a part of it, where it is long."""
    shown = trim(message.body).visible.strip()
    return shown if len(shown) <= QUOTED else shown[: QUOTED - 1] + "…"


def signals(now: float, message: MessageRow, decided: Match) -> tuple[Signal, ...]:
    """Return what a suspended call may have waited for in a mail; nothing for what a programme wrote."""
    if not decided.wakes:
        return ()
    evidence = _("Mail from {sender}: {subject}").format(sender=message.sender_address, subject=message.subject)
    if decided.voice is Voice.SUPPLIER:
        return (SupplierSignal(now, decided.supplier, evidence=evidence),)
    return (CustomerSignal(now, evidence=evidence),)


def wake(at_desk: Desk, w: Writer, file: File, heard: tuple[Signal, ...]) -> File:
    """Wake a suspended call by what was heard; whoever has it is told."""
    effects = wakeups.wake(file.call, at_desk.now, heard) if heard else []
    told = [ev.Alerted(effect.tell, effect.what.evidence) for effect in effects if isinstance(effect.what, ev.Resumed)]
    return record(at_desk.as_system(), w, file, [*(effect.what for effect in effects), *told])


def _open(at_desk: Desk, w: Writer, message: MessageRow, decided: Match) -> None:
    contact = at_desk.people.contacts.get(decided.contact)
    new = NewCall(
        customer=decided.customer,
        subject=subject(message),
        text=visible(message),
        origin=Origin.MAIL,
        contact=decided.contact,
        site=contact.site if contact else "",
    )
    file = open_in(at_desk, w, new)
    messages.place(w, message.id, "call", file.id, was="triage")


def subject(message: MessageRow) -> str:
    """Return the subject of a call that a mail opens."""
    return (message.subject_base or message.subject or _("(no subject)"))[:SUBJECT]


def suggested_typology(at_desk: Desk, message: MessageRow) -> typology.Suggestion | None:
    """Return the typology that the words of a mail suggest; it is never set by itself."""
    return typology.suggest(at_desk.people.typologies.values(), message.subject, trim(message.body).visible)


def _note_evidence(at_desk: Desk, w: Writer, message: MessageRow, mail: ReadMail, decided: Match) -> None:
    """Tie a bounce or receipt to what it reports on; whoever has the call is told of an address that does not work."""
    if decided.message is not None:
        messages.set_evidence(w, message.id, decided.message)
        if mail.pec is not None and mail.kind is ReadKind.RECEIPT and mail.pec.identifier:
            messages.learn_id(w, decided.message, mail.pec.identifier)
    reasons = (
        {one.address.lower(): one.diagnostic or one.status for one in mail.bounce.recipients} if mail.bounce else {}
    )
    for address in decided.bad:
        outbox.bad_address(w, address, reasons.get(address, ""), message.id, at_desk.now)
    if not decided.call:
        messages.place(w, message.id, "archive", was="triage", reason=decided.reason.value)
        return
    file = put_into(at_desk, w, message, decided.call)
    if mail.kind is ReadKind.BOUNCE and file.call.closing is None and file.call.owner:
        addresses = ", ".join(decided.bad) or ", ".join(reasons) or message.sender_address
        text = _("Mail to {addresses} came back.").format(addresses=addresses)
        record(at_desk, w, file, [ev.Alerted(file.call.owner, text)])
