"""Certified mail (PEC, RFC 6109): the envelope a provider puts around a mail, and the receipts it writes.

The envelope is believed to be one only where its structure says so; what it claims is as trustworthy as its signature,
which is not verified here.
"""

from __future__ import annotations

import re
from html import unescape

from bls_tui.mail.reading import addresses, identifiers, names, words
from bls_tui.mail.reading.headers import Headers
from bls_tui.mail.reading.mime import Part
from bls_tui.mail.reading.model import Pec

MAX_XML = 1_000_000
MAX_RECIPIENTS = 1000
MAIL = "posta-certificata"
PROVIDERS_LOCAL_PART = "posta-certificata"
ANOMALY = "anomalia"
ENVELOPE = "postacert.eml"
_ATTRIBUTE = re.compile(r"<postacert\b([^>]{0,500})>", re.IGNORECASE)
_KIND = re.compile(r"\b(tipo|errore)\s*=\s*[\"']([^\"']{0,100})[\"']", re.IGNORECASE)


def read(root: Part) -> Pec | None:
    """Return what the envelope or receipt says, None for any other mail."""
    fields = root.headers
    receipt, transport = fields.token("x-ricevuta"), fields.token("x-trasporto")
    signed = root.content_type == "multipart/signed"
    data = _daticert(root)
    if not (receipt and (signed or data)) and not (transport and (signed or inner(root) is not None)):
        return None
    attributes = dict(_KIND.findall(found[1])) if (found := _ATTRIBUTE.search(data)) else {}
    refers = identifiers.first(fields.raw("x-riferimento-message-id")) or identifiers.first(_field(data, "msgid"))
    return Pec(
        kind=_kind(receipt, transport, attributes.get("tipo", "")),
        message_id=identifiers.first(fields.raw("message-id")),
        refers_to=refers,
        identifier=_field(data, "identificativo").strip("<> "),
        sender=_sender(fields),
        provider=_field(data, "gestore-emittente"),
        from_address=_field(data, "mittente"),
        recipients=tuple(_fields(data, "destinatari")),
        delivered_to=_field(data, "consegna"),
        error=attributes.get("errore", ""),
        error_detail=_field(data, "errore-esteso"),
        subject=fields.text("subject"),
        certified=signed,
    )


def _sender(fields: Headers) -> str:
    """Return the one address of From, "" where it names none, several, or not clearly."""
    values = list(fields.all("from"))
    found = [address.address for value in values for address in addresses.parse(value)]
    return found[0] if len(found) == 1 and not any(map(addresses.ambiguous, values)) else ""


def inner(root: Part) -> Part | None:
    """Return the mail inside the envelope, None when there is none."""
    messages = [part for part in root.walk() if _is_envelope(part)]
    named = [part for part in messages if names.filename(part).lower() == ENVELOPE]
    if named:
        return named[0]
    anomalous = root.headers.token("x-trasporto") == "errore"
    return messages[0] if anomalous and messages else None


def vouches(pec: Pec, sender: str) -> bool:
    """Tell whether an envelope says of the sender of the mail inside what a provider's says: signed, in its own name.

    Anybody can write such an envelope too: whether it comes from a provider is another question.
    """
    local = pec.sender.lower().rpartition("@")[0]
    named = bool(sender) and pec.from_address.lower() == sender.lower()
    return pec.kind == MAIL and pec.certified and named and local == PROVIDERS_LOCAL_PART


def is_receipt(pec: Pec) -> bool:
    """Tell whether the provider speaks, and no sender."""
    return pec.kind not in {MAIL, ANOMALY}


def _is_envelope(part: Part) -> bool:
    return not part.multipart and (part.content_type == "message/rfc822" or names.filename(part).lower() == ENVELOPE)


def _kind(receipt: str, transport: str, declared: str) -> str:
    if receipt:
        return receipt
    if transport == "errore":
        return ANOMALY
    return transport or declared or MAIL


def _daticert(root: Part) -> str:
    """The provider's facts as XML text, "" when they are missing. Read by pattern: no entity is ever expanded."""
    for part in root.walk():
        if not part.multipart and names.filename(part).lower() == "daticert.xml":
            return part.text()[:MAX_XML]
    return ""


def _field(xml: str, name: str) -> str:
    return next(iter(_fields(xml, name)), "")


def _fields(xml: str, name: str) -> list[str]:
    """The texts of every element of a name, in one pass."""
    found: list[str] = []
    opening = re.compile(rf"<{name}(?:\s[^>]{{0,300}})?>", re.IGNORECASE)
    closing, position = f"</{name}", 0
    while len(found) < MAX_RECIPIENTS and (start := opening.search(xml, position)):
        end = xml.find(closing, start.end())
        if end < 0:
            break
        text = xml[start.end() : end].strip()
        text = text.removeprefix("<![CDATA[").removesuffix("]]>")
        found.append(words.collapse(unescape(text))[:2000])
        position = end
    return found
