"""The one way in: raw bytes of a mail to a `ReadMail`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from bls_tui.mail.reading import (
    addresses,
    automatic,
    bodies,
    bounces,
    certified,
    charsets,
    dates,
    identifiers,
    mime,
    subjects,
)
from bls_tui.mail.reading.headers import Headers
from bls_tui.mail.reading.mime import Message, Part
from bls_tui.mail.reading.model import Address, Bounce, Kind, Pec, ReadMail

MAX_IDENTITY = 250
"""Characters of a Message-ID that may serve as identity; longer ones are hashed."""
MAX_SUBJECT = 10_000
MAX_RECEIVED = 20
"""Received headers looked at for one that can be read."""
NOBODY = Address("", "")


@dataclass(frozen=True, slots=True)
class _Opened:
    """A mail taken apart: what is read as the mail, and the envelope when that is certified mail."""

    outer: Message
    mail: Message
    pec: Pec | None


def read(raw: bytes, *, truncated: bool = False) -> ReadMail:
    """Read a mail.

    Args:
        raw: the mail as the server gave it (RFC 5322), whatever it is.
        truncated: the caller has only its beginning.

    Never raises; takes time proportional to the length.
    """
    try:
        return _read(raw, truncated)
    except Exception:  # noqa: BLE001 - a defect of ours must not stop a mailbox: the mail is shown as it came
        text = charsets.decode(raw[: bodies.MAX_TEXT]).replace("\r\n", "\n")
        return replace(_read(b"", truncated), text=text, defects=("unreadable",))


def _read(raw: bytes, truncated: bool) -> ReadMail:
    opened = _open(raw)
    content = bodies.content(opened.mail.root)
    fields, own = opened.mail.root.headers, opened.outer.root.headers
    from_ = _authors(fields)
    sender = next((address for address in from_ if address.address), next(iter(from_), NOBODY))
    stamp = dates.parse(fields.raw("date"))
    mail = ReadMail(
        sender=sender,
        from_=from_,
        reply_to=_people(fields, "reply-to"),
        to=_people(fields, "to"),
        cc=_people(fields, "cc"),
        subject=fields.text("subject")[:MAX_SUBJECT],
        subject_base=subjects.base(fields.text("subject")[:MAX_SUBJECT]),
        date=stamp.at if stamp else None,
        received_at=_received(own),
        message_id=identifiers.first(fields.raw("message-id")),
        in_reply_to=_ids(fields, "in-reply-to"),
        references=_ids(fields, "references"),
        text=content.text,
        html="\n".join(content.html),
        attachments=content.attachments(),
        kind=Kind.MAIL,
        auto_submitted=any(automatic.auto_submitted(each) for each in {fields, own}),
        bulk=any(automatic.bulk(each) for each in {fields, own}),
        pec=opened.pec,
        calendar=content.calendar,
        dmarc_failed=automatic.dmarc_failed(own),
        loop=automatic.loop(fields) or automatic.loop(own),
        defects=tuple(dict.fromkeys([*_defects(opened, sender, stamp is None), *content.defects])),
        truncated=truncated,
        utc_offset=stamp.utc_offset if stamp else 0,
    )
    return _judged(mail, opened)


def attachment_bytes(raw: bytes, index: int) -> bytes:
    """Return the bytes of the attachment that `read` numbered `index`.

    Raises:
        IndexError: the mail has no attachment of that number.
    """
    items = bodies.content(_open(raw).mail.root).items
    if not 0 <= index < len(items):
        raise IndexError(f"this mail has {len(items)} attachments, none numbered {index}")
    return items[index].data()


def digest(raw: bytes) -> str:
    """Return the SHA-256 of the raw bytes, in hexadecimal."""
    return hashlib.sha256(raw).hexdigest()


def identity(mail: ReadMail, raw: bytes) -> str:
    """Return what tells this mail from all others: its Message-ID, made up from its bytes where that is no use."""
    identifier = mail.message_id
    usable = 0 < len(identifier) <= MAX_IDENTITY and identifier.isprintable() and not any(map(str.isspace, identifier))
    return identifier if usable else f"{digest(raw)}@ingest"


def _open(raw: bytes) -> _Opened:
    outer = mime.parse(raw)
    pec = certified.read(outer.root)
    wrapped = certified.inner(outer.root) if pec is not None and not certified.is_receipt(pec) else None
    return _Opened(outer, mime.parse(wrapped.data()) if wrapped is not None else outer, pec)


def _people(fields: Headers, name: str) -> tuple[Address, ...]:
    found = (address for value in fields.all(name) for address in addresses.parse(value))
    return tuple(found)[: addresses.MAX_ADDRESSES]


def _authors(fields: Headers) -> tuple[Address, ...]:
    """Who wrote it: From, where that has no address Sender, then Reply-To."""
    named = [_people(fields, "from"), *(addresses.parse(fields.raw(name)) for name in ("sender", "reply-to"))]
    return next((people for people in named if any(person.address for person in people)), named[0])


def _ids(fields: Headers, name: str) -> tuple[str, ...]:
    found = [identifier for value in fields.all(name) for identifier in identifiers.parse(value)]
    return tuple(found[-identifiers.MAX_IDS :])


def _received(fields: Headers) -> float | None:
    """When the topmost server that says so had it."""
    for _, value in zip(range(MAX_RECEIVED), fields.all("received"), strict=False):
        if ";" in value and (stamp := dates.parse(value)):
            return stamp.at
    return None


def _defects(opened: _Opened, sender: Address, undated: bool) -> Iterator[str]:
    fields = opened.mail.root.headers
    yield from opened.outer.defects
    yield from opened.mail.defects
    if not fields.fields:
        yield "no-header"
    if not sender.address:
        yield "no-sender"
    elif not any(address.address for address in _people(fields, "from")):
        yield "no-address-in-from"
    if any(map(addresses.ambiguous, fields.all("from"))):
        yield "ambiguous-from"
    if undated:
        yield "unreadable-date" if "date" in fields else "no-date"
    if not identifiers.first(fields.raw("message-id")):
        yield "no-message-id"
    yield from (f"several-{name}" for name in ("from", "subject", "message-id", "date") if fields.count(name) > 1)


def _judged(mail: ReadMail, opened: _Opened) -> ReadMail:
    """The mail with what kind of mail it is; a mail system's report outweighs the automatic signs it carries."""
    if mail.pec is not None and certified.is_receipt(mail.pec):
        return replace(mail, kind=Kind.RECEIPT)
    if _notification(opened.mail.root):
        return replace(mail, kind=Kind.RECEIPT)
    bounce = bounces.read(opened.mail.root, mail.sender.address, mail.subject, mail.text, mail.auto_submitted)
    if bounce is not None:
        return replace(mail, kind=_of_report(bounce), bounce=bounce)
    signs = mail.auto_submitted or mail.bulk or _suppressed((opened.mail.root, opened.outer.root))
    return replace(mail, kind=Kind.AUTOMATIC) if signs else mail


def _of_report(bounce: Bounce) -> Kind:
    """A report that every recipient has it is a receipt."""
    delivered = bounce.recipients and all(
        recipient.action in {"delivered", "relayed", "expanded"} for recipient in bounce.recipients
    )
    return Kind.RECEIPT if delivered else Kind.BOUNCE


def _suppressed(roots: Iterable[Part]) -> bool:
    return any(automatic.suppressed(root.headers) for root in roots)


def _notification(root: Part) -> bool:
    return automatic.disposition_notification(root.content_type, root.parameters.get("report-type", "")) or any(
        part.content_type == "message/disposition-notification" for part in root.children
    )
