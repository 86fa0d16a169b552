"""What a person decides about a mail that waits: into a call, a new call, the archive, and always so for its sender.

Every decision can be taken back but the opening of a call, which is then closed as withdrawn.
"""

from dataclasses import dataclass, replace

from bls_tui.desk.calls.model import Origin
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.mail.addresses import anybodys, domain, valid
from bls_tui.desk.mail.facts import Action, Match, Reason, RuleAction, Voice
from bls_tui.errors import NotFoundError, RefusedError
from bls_tui.locale import _
from bls_tui.service.desk.calls import Done, NewCall, open_in
from bls_tui.service.desk.calls_store import Desk, desk, load
from bls_tui.service.mail import filing
from bls_tui.service.mail.lookups import call_facts, senders
from bls_tui.service.mail.office import Office
from bls_tui.service.monitoring.undo import Undo
from db.queries import inventory, messages, sender_rules
from db.rows_mail import MessageRow, NewSenderRule, SenderRuleRow
from db.session import Database, Reader, Writer


class UnknownMessageError(NotFoundError):
    """There is no such message."""


class NotWaitingError(RefusedError):
    """The message does not wait in triage."""


class BadRuleError(RefusedError):
    """A rule about a sender that cannot be."""


@dataclass(frozen=True, slots=True)
class BackToTriage:
    """Puts a message back where it waited."""

    message_id: int
    was: str
    call_id: int | None
    reason: str
    suggested: int | None

    def reverse(self, w: Writer, author: str, now: float) -> None:  # noqa: ARG002 - nothing is recorded of it
        """Put it back. Raises Conflict."""
        messages.place(
            w, self.message_id, "triage",
            was=self.was, was_call_id=self.call_id, reason=self.reason, suggested_call_id=self.suggested,
        )  # fmt: skip


def append(database: Database, message_id: int, number: str, author: str, now: float, *, office: Office) -> Done:
    """Put a message that waits into a call; an answer wakes the call, an automatic mail never does.

    Raises:
        UnknownMessageError, NotWaitingError, UnknownCallError, NotAllowedError: nothing was written.
        Conflict: somebody else was faster.
    """
    with database.write() as w:
        at_desk, message = _at_work(w, message_id, author, now)
        file = filing.put_into(at_desk, w, message, number)
        file = filing.wake(at_desk, w, file, filing.signals(now, message, _said_by(at_desk, office, message, number)))
        _of_customer(w, message, file.call.details.customer)
    return Done(file.call, _undo(message, "call", file.id, now))


def _said_by(at_desk: Desk, office: Office, message: MessageRow, number: str) -> Match:
    """Return for whom a mail speaks that a person puts into a call: for the supplier of the call, else the customer."""
    addresses = senders(at_desk.people, office.own)
    found, sender = call_facts(at_desk, addresses, number), addresses.who(message.sender_address)
    suppliers = sender.suppliers & found.suppliers if found else frozenset()
    voice = Voice.SUPPLIER if suppliers else Voice.STAFF if sender.login else Voice.CUSTOMER
    return Match(
        Action.APPEND,
        Reason.ANSWER,
        call=number,
        supplier=min(suppliers, default=""),
        voice=voice,
        wakes=not message.automatic and voice is not Voice.STAFF,
    )


def as_new_call(database: Database, message_id: int, new: NewCall, author: str, now: float) -> Done:
    """Open a call with a message that waits; see `prefilled` for `new`. Raises as `append` and `open_call` do."""
    with database.write() as w:
        at_desk, message = _at_work(w, message_id, author, now)
        file = open_in(at_desk, w, replace(new, origin=Origin.MAIL))
        messages.place(w, message_id, "call", file.id, was="triage")
        _of_customer(w, message, new.customer)
    return Done(file.call)


def prefilled(database: Database, message_id: int, now: float, *, office: Office) -> NewCall:
    """Return the call that a message would open, to be looked at and changed. Raises UnknownMessageError.

    It refers to the closed call that the message answers, and has the typology that its words suggest.
    """
    with database.read() as r:
        at_desk, message = desk(r, "", now), _message(r, message_id)
        sender = senders(at_desk.people, office.own).who(message.sender_address)
        suggested = load(r, message.suggested_number).call if message.suggested_number else None
        typology = filing.suggested_typology(at_desk, message)
    contact = at_desk.people.contacts.get(sender.contact)
    closed = suggested is not None and suggested.closing is not None
    customer = suggested.details.customer if suggested and closed else sender.customer
    return NewCall(
        customer=customer,
        subject=filing.subject(message),
        text=filing.visible(message),
        origin=Origin.MAIL,
        typology=typology.typology if typology else "",
        contact=sender.contact if contact and contact.customer == customer else "",
        site=contact.site if contact and contact.customer == customer else "",
        refers_to=message.suggested_number if closed else "",
    )


def archive(database: Database, message_id: int, author: str, now: float) -> Undo:
    """Put a message that waits out of the way. Raises as `append` does."""
    with database.write() as w:
        _desk, message = _at_work(w, message_id, author, now)
        messages.place(w, message_id, "archive", was="triage", reason="hand")
    return _undo(message, "archive", None, now)


def back(database: Database, message_id: int, author: str, now: float) -> None:
    """Put a message of the archive or of a call back into triage; its call keeps what its history says."""
    with database.write() as w:
        _known(desk(w, author, now))
        message = _message(w, message_id)
        if message.place not in ("archive", "call") or message.direction != "in":
            raise RefusedError(_("Message {id} is neither filed nor put away.").format(id=message_id))
        messages.place(w, message_id, "triage", was=message.place, was_call_id=message.call_id, reason="hand")


def add_rule(
    database: Database, match: str, action: RuleAction, author: str, now: float, *, customer: str = "", call: str = ""
) -> int:
    """Say what is always done with mails of a sender that belong to no call by themselves; return the rule's id.

    Args:
        database: where it is kept.
        match: an address, or "@domain".
        action: APPEND to `call`, open a CALL for `customer`, or ARCHIVE.
        author: whoever says so.
        now: when.
        customer: key, for CALL; "" for the sender's own.
        call: number, for APPEND.

    Raises:
        BadRuleError, UnknownCallError, NotAllowedError: nothing was written.
        Conflict: there is a rule about this sender.
    """
    plain = match.strip().lower()
    wide = plain.startswith("@")
    if not valid(f"x{plain}" if wide else plain):
        raise BadRuleError(_("{match!r} is neither an address nor a domain such as @example.it.").format(match=match))
    if wide and anybodys(domain(f"x{plain}")):
        raise BadRuleError(_("Anybody can have an address in {match}; name the address.").format(match=plain))
    if (action is RuleAction.APPEND) != bool(call):
        raise BadRuleError(_("A rule that files mails needs the number of a call, and no other rule has one."))
    with database.write() as w:
        at_desk = desk(w, author, now)
        _known(at_desk)
        if customer and customer not in at_desk.people.customers:
            raise BadRuleError(_("The inventory knows no customer {key!r}.").format(key=customer))
        call_id = load(w, call).id if call else None
        return sender_rules.add(w, NewSenderRule(plain, action.value, author, now, customer, call_id))


def remove_rule(database: Database, rule_id: int, author: str, now: float) -> None:
    """End a rule. Raises NotAllowedError, Conflict."""
    with database.write() as w:
        _known(desk(w, author, now))
        sender_rules.remove(w, rule_id, author, now)


def rules(database: Database) -> list[SenderRuleRow]:
    """Return the rules in force."""
    with database.read() as r:
        return sender_rules.in_force(r)


def _at_work(w: Writer, message_id: int, author: str, now: float) -> tuple[Desk, MessageRow]:
    at_desk = desk(w, author, now)
    _known(at_desk)
    message = _message(w, message_id)
    if message.place != "triage":
        where = message.call_number or message.place
        raise NotWaitingError(_("Message {id} waits no more: it is in {where}.").format(id=message_id, where=where))
    return at_desk, message


def _known(at_desk: Desk) -> None:
    if not at_desk.actor.known:
        text = _("{login} is not a known technician and may only look.")
        raise NotAllowedError(text.format(login=at_desk.actor.login))


def _message(r: Reader, message_id: int) -> MessageRow:
    found = messages.get(r, message_id)
    if found is None:
        raise UnknownMessageError(_("There is no message {id}.").format(id=message_id))
    return found


def _of_customer(w: Writer, message: MessageRow, customer: str) -> None:
    messages.set_customer(w, message.id, inventory.customer_id(w, customer))


def _undo(message: MessageRow, place: str, call_id: int | None, now: float) -> Undo:
    step = BackToTriage(message.id, place, call_id, message.reason, message.suggested_call_id)
    return Undo(_("filing of “{subject}”").format(subject=message.subject), now, (step,))
