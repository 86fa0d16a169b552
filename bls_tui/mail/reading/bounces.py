"""Reports of mail systems that could not deliver: RFC 3464, and the prose of those that never heard of it."""

from __future__ import annotations

import re

from bls_tui.mail.reading import addresses, headers, identifiers, words
from bls_tui.mail.reading.headers import Headers
from bls_tui.mail.reading.mime import Part
from bls_tui.mail.reading.model import Bounce, FailedRecipient

MAX_RECIPIENTS = 1000
MAX_PROSE = 50_000
"""Characters of prose that are searched."""
HARMLESS = frozenset({"delayed", "delivered", "relayed", "expanded"})
_DAEMON = re.compile(r"^(?:mailer[-_.]?daemon|mail[-_.]?daemon|mdaemon|double-bounce)$", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver|not\s+be\s+delivered|returned\s+mail|returned\s+to\s+sender|delivery\s+(?:status|failure|has\s+failed|"
    r"notification|problem|error|report)|failure\s+notice|delivery\s+(?:to|of)\b.*\bfail|mail\s+delivery\s+(?:failed|system)|"
    r"non\s+recapit|mancato\s+recapito|recapito\s+non\s+riuscito|non\s+consegnat|impossibile\s+recapitare|"
    r"notifica\s+(?:sullo|dello)\s+stato\s+(?:del|di)|unzustellbar|nicht\s+zustellbar",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"(?<![^\s<>\"',;:()\[\]])[^\s<>\"',;:()\[\]@]{1,200}@[A-Za-z0-9.-]{1,200}")
_INTRODUCTION = re.compile(
    r"(?:following\s+(?:address|recipient)|these\s+recipients|fatal\s+errors|could\s+not\s+be\s+delivered|delivery\s+"
    r"(?:has\s+)?failed|wasn.t\s+delivered|not\s+delivered\s+to|non\s+(?:è\s+stato\s+possibile|recapitat|consegnat)|"
    r"seguenti?\s+(?:destinatar|indirizz)|unable\s+to\s+deliver|wasn.t\s+able\s+to\s+deliver|had\s+permanent)",
    re.IGNORECASE,
)
_COPY = re.compile(
    r"^-{2,}.{0,80}(?:copy|original|returned|messaggio|headers).{0,80}$|^(?:Received|Return-Path|Message-ID):",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45]\d\d)[ -]")
_MESSAGE_ID = re.compile(r"^[ >\t]{0,10}Message-ID:\s{0,5}(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)
_BLOCKS = re.compile(r"\n[ \t]*\n")


def read(root: Part, sender: str, subject: str, text: str, automatic: bool) -> Bounce | None:
    """Return what a delivery report says, None when the mail is none.

    Args:
        root: the mail.
        sender: address of From.
        subject: its subject.
        text: its text.
        automatic: it answers by itself, as vacation notices do; those have an empty Return-Path as well.
    """
    parts = [part for part in root.walk() if not part.multipart]
    report = next((part for part in parts if part.content_type == "message/delivery-status"), None)
    if report is None and not _suspicious(root.headers, sender, subject, automatic):
        return None
    recipients = _reported(report) if report is not None else ()
    recipients = recipients or _declared(root.headers, text) or _named(text)
    original = _original(parts) or _quoted(text) or _answered(root.headers)
    permanent = not recipients or any(recipient.action not in HARMLESS for recipient in recipients)
    return Bounce(recipients[:MAX_RECIPIENTS], original, permanent)


def _suspicious(fields: Headers, sender: str, subject: str, automatic: bool) -> bool:
    """Whether it comes from a mail system and speaks of a failure."""
    local = sender.partition("@")[0]
    if "x-failed-recipients" in fields or _DAEMON.match(local):
        return True
    empty = any(path.strip() in {"<>", "< >"} for path in fields.all("return-path"))
    words_say_so = bool(_SUBJECT.search(subject[:500]))
    if local.lower() in {"postmaster", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e"} or not sender:
        return words_say_so or (empty and not automatic and local.lower() == "postmaster")
    return empty and words_say_so


def _reported(report: Part) -> tuple[FailedRecipient, ...]:
    """The blocks of a delivery-status part; the first is about the message, each other about one recipient."""
    found = []
    for block in _BLOCKS.split(report.text()[:1_000_000])[: MAX_RECIPIENTS + 5]:
        fields, _, _ = headers.parse(block.strip("\n").encode("utf-8", "replace"))
        name = _value(fields, "original-recipient") or _value(fields, "final-recipient")
        final = _value(fields, "final-recipient") or name
        address = final if "@" in final else name
        if not address:
            continue
        found.append(
            FailedRecipient(
                _bare(address),
                _status(fields.raw("status")) or _status(fields.raw("diagnostic-code")),
                _value(fields, "diagnostic-code"),
                fields.token("action") or "failed",
            )
        )
    return tuple(found)


def _value(fields: Headers, name: str) -> str:
    """A field of the form `type; value`."""
    value = fields.raw(name)
    kind, semicolon, rest = value.partition(";")
    return words.collapse(words.decode(rest if semicolon and len(kind.split()) == 1 else value))[:2000]


def _bare(text: str) -> str:
    found = _ADDRESS.search(text)
    return found[0].strip(".") if found else text


def _status(text: str) -> str:
    found = _STATUS.search(text)
    return found[1] if found else ""


def _declared(fields: Headers, text: str) -> tuple[FailedRecipient, ...]:
    """Exim and Gmail name the recipients in a header."""
    named = [
        box.address for value in fields.all("x-failed-recipients") for box in addresses.parse(value) if box.address
    ]
    return tuple(_explained(address, text[:MAX_PROSE]) for address in dict.fromkeys(named))


def _named(text: str) -> tuple[FailedRecipient, ...]:
    """Addresses in prose, between the sentence that introduces them and the copy of the mail."""
    text = text[:MAX_PROSE]
    introduction = _INTRODUCTION.search(text)
    start = introduction.start() if introduction else 0
    copy = _COPY.search(text, start + 1)
    end = copy.start() if copy else len(text)
    found = dict.fromkeys(match[0].strip(".") for match in _ADDRESS.finditer(text, start, min(end, start + 5000)))
    return tuple(_explained(address, text[start:end]) for address in list(found)[:50])


def _explained(address: str, text: str) -> FailedRecipient:
    """A recipient with the sentence that follows its name."""
    at = text.lower().find(address.lower())
    said = text[at + len(address) : at + len(address) + 1000].lstrip(">:)\"' \t\r\n") if at >= 0 else ""
    diagnostic = " ".join(said.split("\n\n", 1)[0].split())
    reply = _REPLY.search(diagnostic)
    action = "delayed" if reply and reply[1].startswith("4") and "5." not in diagnostic else "failed"
    return FailedRecipient(address, _status(diagnostic), diagnostic[:500], action)


def _original(parts: list[Part]) -> str:
    """The Message-ID in the attached mail or its headers."""
    for part in parts:
        if part.content_type in {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}:
            fields, _, _ = headers.parse(part.data()[:200_000], outermost=True)
            if identifier := identifiers.first(fields.raw("message-id")):
                return identifier
    return ""


def _answered(fields: Headers) -> str:
    """What the report answers, where it does not contain the mail."""
    found = [*identifiers.parse(fields.raw("references")), *identifiers.parse(fields.raw("in-reply-to"))]
    return found[-1] if found else ""


def _quoted(text: str) -> str:
    found = _MESSAGE_ID.search(text[: 10 * MAX_PROSE])
    return identifiers.first(found[1]) if found else ""
