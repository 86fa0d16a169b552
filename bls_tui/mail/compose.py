"""A message as it leaves: RFC 5322 bytes from plain values, which cannot smuggle in headers whatever they hold."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from bls_tui.desk.mail import ids, phrases
from bls_tui.desk.mail.addresses import valid
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.mail.headers import ASCII, UTF8

LOOP_HEADER = "X-BLS-Loop"
"""What our own mails carry, so that they are known when they come back; its value is our domain."""
FIRST_REFERENCES, LAST_REFERENCES = 4, 6
"""References kept where there are more: the thread's beginning and its end."""
LONGEST_ID = 900
"""Characters of an id that are repeated; a line may have 998 (RFC 5322 §2.1.1)."""
LONGEST_NAME = 100
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ID = re.compile(r"[\x21-\x3b=\x3f-\x7e]+")
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]*/[a-z0-9][a-z0-9!#$&^_.+-]*", re.IGNORECASE)
_UNTYPED = "application/octet-stream"


class ComposeError(BlsError):
    """A message that cannot be sent as it is; the message says what is missing."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes along."""

    name: str
    content_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Invitation:
    """An iCalendar text and its method, REQUEST or CANCEL (see `bls_tui.desk.ics`)."""

    text: str
    method: str


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything a message is made of. Ids stand without angle brackets.

    Attributes:
        subject: with the call's tag (`desk.mail.tags`).
        text: the whole text, quotation and marker included; see `text_of`.
        recipients: with at least one; blind copies get no header.
        message_id: ours, from `desk.mail.ids.make`.
        date: epoch seconds.
        from_name: see `from_name`.
        from_address: the desk's; answers go there too unless `reply_to` is set.
        in_reply_to: id of the message answered, "" for none.
        references: those of the message answered, oldest first, without its own id.
        automatic: "" for what a person wrote, "auto-replied" for an answer made by itself, "auto-generated" for any
            other message made by itself (RFC 3834 §5).
        domain: ours, for the loop header.
    """

    subject: str
    text: str
    recipients: tuple[Recipient, ...]
    message_id: str
    date: float
    from_name: str
    from_address: str
    domain: str
    reply_to: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    attachments: tuple[Attached, ...] = ()
    invitation: Invitation | None = None
    automatic: str = ""
    zone: tzinfo = UTC


def compose(draft: Draft) -> bytes:
    """Return the message with CRLF line ends, ready for SMTP.

    Names in headers are encoded; where the part of an address before the "@" is not ASCII the headers are UTF-8, and
    the server has to know SMTPUTF8 (RFC 6531).

    Raises:
        ComposeError: there is no recipient, or an address is malformed.
    """
    _check(draft)
    message = EmailMessage(policy=UTF8 if needs_utf8(draft) else ASCII)
    _address_headers(message, draft)
    message["Subject"] = one_line(draft.subject)
    message["Date"] = format_datetime(datetime.fromtimestamp(draft.date, draft.zone))
    message["Message-ID"] = f"<{draft.message_id}>"
    _thread_headers(message, draft)
    _automatic_headers(message, draft)
    _body(message, draft)
    return message.as_bytes()


def needs_utf8(draft: Draft) -> bool:
    """Tell whether an address has letters outside ASCII before its "@"."""
    people = (draft.from_address, draft.reply_to, *(one.address for one in draft.recipients))
    return not all(address.rpartition("@")[0].isascii() for address in people)


def from_name(technician: str, firm: str) -> str:
    """Return the sender's name: "Anna Rossi via Firm", either alone where the other is missing."""
    return " via ".join(part for part in map(one_line, (technician, firm)) if part)


def one_line(text: str) -> str:
    """Return text for a header: line breaks and other control characters become a space."""
    clean = _CONTROLS.sub(" ", text.encode(errors="replace").decode())
    return " ".join(clean.split())


def trimmed(references: Sequence[str], answered: str = "") -> tuple[str, ...]:
    """Return the References of an answer (RFC 5322 §3.6.4): the first four and the last six of the thread's.

    Args:
        references: those of the message answered.
        answered: its own id, which comes last.
    """
    usable = (one.strip().strip("<>") for one in (*references, answered))
    kept = tuple(reversed(dict.fromkeys(reversed([one for one in usable if _usable(one)]))))
    if len(kept) <= FIRST_REFERENCES + LAST_REFERENCES:
        return kept
    return kept[:FIRST_REFERENCES] + kept[-LAST_REFERENCES:]


def quoted(text: str) -> str:
    """Return text as a quotation: "> " before each line, ">" before those already quoted and those that are empty."""
    lines = _BREAKS.split(text.strip("\r\n"))
    return "\n".join(f"> {line}" if line and not line.startswith(">") else f">{line}" for line in lines)


def text_of(text: str, message_id: str, quotation: str = "") -> str:
    """Return the whole text of a message: what was written, our marker, and what is answered below it."""
    parts = [text.rstrip(), ids.marker(message_id), quotation.rstrip()]
    return "\n\n".join(part for part in parts if part) + "\n"


def quotation(who: str, at: float | None, text: str, zone: tzinfo, language: str) -> str:
    """Return the message answered, as it stands below an answer: "Il giorno … ha scritto:" and its text."""
    return f"{phrases.attribution(one_line(who), at, zone, language)}\n\n{quoted(text)}"


def _usable(message_id: str) -> bool:
    return len(message_id) <= LONGEST_ID and _ID.fullmatch(message_id) is not None


def _check(draft: Draft) -> None:
    if not draft.recipients:
        raise ComposeError(_("The message has no recipient."))
    named = [draft.from_address, *([draft.reply_to] if draft.reply_to else [])]
    for address in (*named, *(one.address for one in draft.recipients)):
        if not valid(address):
            raise ComposeError(_("{address!r} is no mail address.").format(address=address))
    if not _usable(draft.message_id) or "@" not in draft.message_id:
        raise ComposeError(_("{id!r} is no Message-ID.").format(id=draft.message_id))


def _address_headers(message: EmailMessage, draft: Draft) -> None:
    message["From"] = _address(draft.from_name, draft.from_address)
    message["Reply-To"] = _address("", draft.reply_to or draft.from_address)
    for header, kind in (("To", Field.TO), ("Cc", Field.CC)):
        people = [_address(one.name, one.address) for one in draft.recipients if one.kind is kind]
        if people:
            message[header] = people
    if "To" not in message and "Cc" not in message:
        message["To"] = "undisclosed-recipients:;"


def _address(name: str, address: str) -> Address:
    local, _at, domain = address.rpartition("@")
    return Address(one_line(name)[:LONGEST_NAME], local, ascii_domain(domain))


def ascii_domain(domain: str) -> str:
    """Return a domain as it stands in headers and envelopes (IDNA); raises ComposeError where it has no such form."""
    try:
        return domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError as error:
        raise ComposeError(_("{domain!r} is no domain.").format(domain=domain)) from error


def _thread_headers(message: EmailMessage, draft: Draft) -> None:
    answered = draft.in_reply_to.strip().strip("<>")
    if _usable(answered):
        message["In-Reply-To"] = f"<{answered}>"
    references = trimmed(draft.references, answered)
    if references:
        message["References"] = " ".join(f"<{one}>" for one in references)


def _automatic_headers(message: EmailMessage, draft: Draft) -> None:
    message[LOOP_HEADER] = one_line(draft.domain)
    if draft.automatic:
        message["Auto-Submitted"] = one_line(draft.automatic)
        message["X-Auto-Response-Suppress"] = "All"


def _body(message: EmailMessage, draft: Draft) -> None:
    text = "\n".join(_BREAKS.split(draft.text.encode(errors="replace").decode().replace("\x00", "")))
    message.set_content(text if text.endswith("\n") else f"{text}\n")
    if draft.invitation is not None:
        message.add_alternative(
            draft.invitation.text, subtype="calendar", params={"method": one_line(draft.invitation.method)}
        )
    for one in draft.attachments:
        _attach(message, one)
    if draft.invitation is not None:
        _attach(message, Attached("invite.ics", "application/ics", draft.invitation.text.encode()))


def _attach(message: EmailMessage, attached: Attached) -> None:
    # A message or multipart inside must not be encoded (RFC 2046 §5.2.1), but a file has to arrive as it was.
    kind = attached.content_type.lower().split(";")[0].strip()
    usable = _TYPE.fullmatch(kind) and not kind.startswith(("message/", "multipart/"))
    maintype, _slash, subtype = (kind if usable else _UNTYPED).partition("/")
    options: dict[str, Any] = {"filename": one_line(attached.name).replace("/", "_").replace("\\", "_") or "file"}
    message.add_attachment(attached.data, maintype=maintype, subtype=subtype, **options)
