"""`bls mail inspect` in text and JSON: what is read in one mail."""

from collections.abc import Iterable, Iterator
from typing import Any

from bls_tui.desk.text import line, safe
from bls_tui.locale import _
from bls_tui.mail.quotes import trim
from bls_tui.mail.reading import Address, Bounce, Pec, ReadMail
from bls_tui.mail.reading.dates import Stamp


def data(mail: ReadMail) -> dict[str, Any]:
    """Return a mail as JSON; message ids stand in their angle brackets, as in the mail."""
    return {
        "from": _people(mail.from_),
        "to": _people(mail.to),
        "cc": _people(mail.cc),
        "reply_to": _people(mail.reply_to),
        "subject": mail.subject,
        "subject_base": mail.subject_base,
        "date": date_of(mail),
        "text": mail.text,
        "visible_text": trim(mail.text).visible,
        "attachments": [_attachment(mail, index) for index in range(len(mail.attachments))],
        "message_id": _id(mail.message_id),
        "in_reply_to": [_id(identifier) for identifier in mail.in_reply_to],
        "references": [_id(identifier) for identifier in mail.references],
        "kind": mail.kind.value,
        "auto_submitted": mail.auto_submitted,
        "bulk": mail.bulk,
        "bounce_of": None if mail.bounce is None else _id(mail.bounce.original_id) or "",
        "bounce": None if mail.bounce is None else _bounce(mail.bounce),
        "pec": None if mail.pec is None else _pec(mail.pec),
        "defects": list(mail.defects),
    }


def date_of(mail: ReadMail) -> str | None:
    """Return the Date header in ISO 8601 with the offset it was written in, None when there is none."""
    return None if mail.date is None else Stamp(mail.date, mail.utc_offset).iso()


def _people(people: Iterable[Address]) -> list[dict[str, str]]:
    return [{"name": person.name, "address": person.written or person.address} for person in people]


def _id(identifier: str) -> str | None:
    return f"<{identifier}>" if identifier else None


def _attachment(mail: ReadMail, index: int) -> dict[str, Any]:
    attachment = mail.attachments[index]
    return {
        "filename": attachment.filename,
        "content_type": attachment.content_type,
        "size": attachment.size,
        "inline": attachment.inline,
        "content_id": attachment.content_id,
    }


def _bounce(bounce: Bounce) -> dict[str, Any]:
    return {
        "original_id": _id(bounce.original_id),
        "permanent": bounce.permanent,
        "recipients": [
            {
                "address": recipient.address,
                "status": recipient.status,
                "action": recipient.action,
                "diagnostic": recipient.diagnostic,
            }
            for recipient in bounce.recipients
        ],
    }


def _pec(pec: Pec) -> dict[str, Any]:
    return {
        "kind": pec.kind,
        "message_id": _id(pec.message_id),
        "refers_to": _id(pec.refers_to),
        "identifier": _id(pec.identifier),
        "sender": pec.sender,
        "provider": pec.provider,
        "from": pec.from_address,
        "recipients": list(pec.recipients),
        "delivered_to": pec.delivered_to,
        "error": pec.error,
        "error_detail": pec.error_detail,
        "subject": pec.subject,
        "certified": pec.certified,
    }


def text(mail: ReadMail) -> Iterator[str]:
    """Yield the lines: the header, what the mail is, its attachments, then its text."""
    for title, value in _header(mail):
        if value:
            yield f"{title}: {line(value)}"
    for attachment in mail.attachments:
        size = _("{size} bytes").format(size=attachment.size)
        yield _("Attachment") + f": {line(attachment.filename)} ({line(attachment.content_type)}, {size})"
    yield ""
    yield safe(mail.text) if mail.text else _("This mail has no text.")


def _header(mail: ReadMail) -> Iterator[tuple[str, str]]:
    yield _("From"), _named(mail.from_)
    yield _("To"), _named(mail.to)
    yield _("Copy"), _named(mail.cc)
    yield _("Reply to"), _named(mail.reply_to)
    yield _("Subject"), mail.subject
    yield _("Date"), date_of(mail) or ""
    yield _("Message-ID"), mail.message_id
    yield _("Answers"), " ".join(mail.in_reply_to)
    yield _("Kind"), mail.kind.value
    if mail.pec is not None:
        yield _("Certified mail"), " ".join(filter(None, (mail.pec.kind, mail.pec.provider, mail.pec.refers_to)))
    if mail.bounce is not None:
        yield _("Did not reach"), ", ".join(recipient.address for recipient in mail.bounce.recipients)
        yield _("Came back"), mail.bounce.original_id
    yield _("Defects"), ", ".join(mail.defects)


def _named(people: Iterable[Address]) -> str:
    return ", ".join(f"{person.name} <{person.address}>" if person.name else person.address for person in people)
