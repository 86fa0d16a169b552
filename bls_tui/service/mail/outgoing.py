"""A message about a call is written down, composed and put in the outbox, in the transaction of whatever caused it."""

import re
import secrets
from dataclasses import dataclass
from datetime import tzinfo

from bls_tui.desk.calls.model import Call
from bls_tui.desk.mail import ids, tags
from bls_tui.desk.mail.language import spoken
from bls_tui.desk.mail.letters import About
from bls_tui.desk.mail.recipients import Recipient
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.mail import reading
from bls_tui.mail.compose import Attached, Draft, Invitation, compose, from_name, quotation, text_of, trimmed
from bls_tui.service.desk.calls_projection import clocks
from bls_tui.service.desk.calls_store import Desk, File
from bls_tui.service.mail.office import Office
from db.queries import inventory, messages, outbox
from db.rows_mail import AttachmentRow, MessageRow, NewMessage, NewOutgoing, RecipientName
from db.session import Writer

ANSWER = "reply"
"""The purpose of a mail that is titled as an answer."""
SNIPPET = 160
_NUMBERED = re.compile(r"#(?:\d{1,2}|[0-9a-f]{64})$")
QUOTED = 20_000
"""Characters of the answered message that go along as a quotation."""


class CannotSendError(RefusedError):
    """There is no way out for mail, or nobody to send it to."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message about a call.

    Attributes:
        purpose: a word of the outbox: reply, forward, new, ack, opened, taken, suspended, closed, reminder, ics.
        recipients: at least one.
        subject: without our tag.
        text: what is written, without quotation and marker.
        answers: the message it answers, None for none; `quotes` whether that one is repeated below.
        automatic: "" for what a person wrote, else the word of Auto-Submitted.
    """

    purpose: str
    recipients: tuple[Recipient, ...]
    subject: str
    text: str
    answers: MessageRow | None = None
    quotes: bool = False
    attachments: tuple[Attached, ...] = ()
    invitation: Invitation | None = None
    automatic: str = ""
    language: str = "it"


@dataclass(frozen=True, slots=True)
class Put:
    """Where a message was put: its id, and that of its line in the outbox."""

    message_id: int
    outbox_id: int


def put_out(at_desk: Desk, w: Writer, file: File, letter: Letter, office: Office, *, send_at: float) -> Put:
    """Compose a message and put it in the outbox, where it is held until `send_at`.

    Raises:
        CannotSendError: no address to send from is configured, or there is no recipient.
        ComposeError: an address is malformed.
    """
    _check(letter, office)
    draft = _draft(at_desk, file.call, letter, office)
    raw = compose(draft)
    new = NewMessage(
        direction="out",
        role="desk",
        place="call",
        identity=draft.message_id,
        received_at=at_desk.now,
        call_id=file.id,
        customer_id=inventory.customer_id(w, file.call.details.customer),
        parent_id=letter.answers.id if letter.answers else None,
        sent_at=at_desk.now,
        automatic=bool(letter.automatic),
        size=len(raw),
        author="" if letter.automatic else at_desk.actor.login,
        sender_name=draft.from_name,
        sender_address=draft.from_address,
        subject=draft.subject,
        subject_base=letter.subject,
        snippet=" ".join(letter.text.split())[:SNIPPET],
        recipients=tuple(RecipientName(one.kind.value, one.name, one.address) for one in letter.recipients),
        attachments=tuple(
            AttachmentRow(one.index, one.filename, one.content_type, one.size, one.inline)
            for one in reading.read(raw).attachments
        ),
        in_reply_to=(draft.in_reply_to,) if draft.in_reply_to else (),
        refs=draft.references,
        body=draft.text,
    )
    message_id = messages.add(w, new, raw)
    outgoing = NewOutgoing(
        message_id=message_id,
        send_at=send_at,
        created_by=at_desk.actor.login,
        purpose=letter.purpose,
        account=office.account,
        recipients=new.recipients,
        automatic=bool(letter.automatic),
    )
    return Put(message_id, outbox.hold(w, outgoing))


def _check(letter: Letter, office: Office) -> None:
    if not office.sends or not office.secrets:
        raise CannotSendError(_("No mail can be written: bls.toml names no address of the desk ([mail] address)."))
    if not letter.recipients:
        raise CannotSendError(_("The message has nobody to go to."))


def _draft(at_desk: Desk, call: Call, letter: Letter, office: Office) -> Draft:
    writer = at_desk.people.person(at_desk.actor.login) if not letter.automatic else ""
    message_id = ids.make(office.secrets[0], call.number, letter.purpose, secrets.token_hex(6), office.domain)
    answered = letter.answers
    titled = tags.answer if letter.purpose == ANSWER else tags.add
    below = _quotation(answered, office.zone, letter.language) if answered and letter.quotes else ""
    return Draft(
        subject=titled(letter.subject, call.number),
        text=text_of(letter.text, message_id, below),
        recipients=letter.recipients,
        message_id=message_id,
        date=at_desk.now,
        from_name=from_name(writer, office.firm),
        from_address=office.address,
        domain=office.domain,
        in_reply_to=_id_of(answered) if answered else "",
        references=trimmed((*answered.refs, *answered.in_reply_to), _id_of(answered)) if answered else (),
        attachments=letter.attachments,
        invitation=letter.invitation,
        automatic=letter.automatic,
        zone=office.zone,
    )


def _id_of(answered: MessageRow) -> str:
    """Return the Message-ID a message has out there, "" where it has none; ours may bear a number besides."""
    return "" if answered.identity.partition("#")[0].endswith("@ingest") else _NUMBERED.sub("", answered.identity)


def _quotation(answered: MessageRow, zone: tzinfo, language: str) -> str:
    who = answered.sender_name or answered.sender_address
    return quotation(who, answered.sent_at or answered.received_at, answered.body[:QUOTED], zone, language)


def about(at_desk: Desk, file: File, office: Office, *, sender: str = "", text: str = "", supplier: str = "") -> About:
    """Return what a text about a call says besides it: language, promises, who sends it."""
    contact = at_desk.people.contacts.get(file.call.details.contact)
    take, close = clocks(file.events, at_desk.contract(file.call), at_desk.now)
    return About(
        language=spoken(contact.language if contact else "", text, office.language),
        zone=office.zone,
        firm=office.firm,
        sender=sender,
        take_due=take.due if take.stopped_at is None else None,
        close_due=close.due if close.stopped_at is None else None,
        supplier=supplier,
    )
