"""What a mail says once it is read: the one type everything after the parser works with.

All text is as foreign as the mail: raw, NUL removed, not yet fit for a terminal (`bls_tui.desk.text.safe` does that).
Instants are epoch seconds, sizes bytes, message ids stand without their angle brackets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Address:
    """A person or list in an address header.

    Attributes:
        name: the display name, decoded; "" when there is none.
        address: local part as written, `@`, domain in lower case; "" where no address could be read.
        written: the address as it stands in the mail, for showing what was received; takes no part in comparisons.
    """

    name: str
    address: str
    written: str = field(default="", compare=False)

    @property
    def key(self) -> str:
        """The address as people compare it: entirely in lower case (local parts differ in case only in theory)."""
        return self.address.lower()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of the mail that is not shown as its text.

    Attributes:
        index: names the part for `attachment_bytes`, counted in the order of the mail.
        filename: decoded, without folders; made up from the type where the mail gives none.
        content_type: `type/subtype` in lower case.
        size: decoded bytes.
        inline: shown inside the HTML rather than beside it.
        content_id: without brackets, "" when there is none.
    """

    index: int
    filename: str
    content_type: str
    size: int
    inline: bool = False
    content_id: str = ""


class Kind(StrEnum):
    """Who speaks: a person, a programme, a mail system that could not deliver, or one that confirms something."""

    MAIL = "mail"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class FailedRecipient:
    """One address a bounce is about.

    Attributes:
        address: as the mail system names it.
        status: enhanced status code of RFC 3463, such as `5.1.1`; "" when not given.
        diagnostic: what the refusing system said, on one line; "" when not given.
        action: `failed`, `delayed`, `delivered`, `relayed` or `expanded` (RFC 3464 §2.3.3).
    """

    address: str
    status: str = ""
    diagnostic: str = ""
    action: str = "failed"


@dataclass(frozen=True, slots=True)
class Bounce:
    """A report that a mail of ours did not, or not yet, arrive.

    Attributes:
        recipients: whom it did not reach; empty when the report names nobody.
        original_id: Message-ID of the mail that came back; "" when the report does not contain it.
        permanent: False when every recipient is only delayed or was delivered.
    """

    recipients: tuple[FailedRecipient, ...]
    original_id: str
    permanent: bool = True


@dataclass(frozen=True, slots=True)
class Pec:
    """What the envelope of certified mail (RFC 6109) says; the mail itself is read from inside it.

    Attributes:
        kind: `posta-certificata` for a mail, else the kind of receipt: `accettazione`, `non-accettazione`,
            `presa-in-carico`, `avvenuta-consegna`, `errore-consegna`, `preavviso-errore-consegna`,
            `rilevazione-virus`, `anomalia` (an uncertified mail from outside) …
        message_id: of the envelope.
        refers_to: Message-ID the sender gave the original mail, the key to what we sent.
        identifier: the provider's own id (`identificativo`); it becomes the Message-ID recipients answer to.
        sender: address of the envelope's From, the provider.
        provider: its name in daticert.xml.
        from_address: who sent the original, in daticert.xml.
        recipients: whom the original went to, in daticert.xml.
        delivered_to: the one recipient a delivery receipt is about.
        error: `nessuno`, `no-dest`, `no-dominio`, `virus`, `altro`; "" when there is no daticert.xml.
        error_detail: the provider's sentence.
        subject: of the envelope.
        certified: the envelope is signed (multipart/signed); whether the signature is good is not checked here.
    """

    kind: str
    message_id: str = ""
    refers_to: str = ""
    identifier: str = ""
    sender: str = ""
    provider: str = ""
    from_address: str = ""
    recipients: tuple[str, ...] = ()
    delivered_to: str = ""
    error: str = ""
    error_detail: str = ""
    subject: str = ""
    certified: bool = False


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A whole mail, read.

    Attributes:
        sender: the first of `from_` that has an address.
        from_: every mailbox of From; of Sender or Reply-To where From holds no address (defect `no-address-in-from`).
        subject: decoded, white space collapsed, NFC.
        subject_base: `subject` without reply and forward prefixes and without our tag.
        date: the Date header; None when missing or unreadable.
        utc_offset: seconds east of UTC the Date header was written in.
        received_at: the topmost Received header that can be read, written by our own server; None without one.
        message_id: "" when there is none; of the inner mail for PEC.
        in_reply_to: ids the mail answers.
        references: ids of its thread, oldest first.
        text: everything readable, HTML converted, lines ended by a newline.
        html: the HTML parts as written, "" if none.
        kind: decides whether it may open, wake or be answered.
        auto_submitted: a programme sent it (RFC 3834 and the headers in use before and beside it).
        bulk: sent to many: a list, a newsletter, junk.
        bounce: what a delivery report says; also for one that only reports a delay or a delivery.
        pec: set for everything a certified mail provider sent.
        calendar: the text of the invitation (text/calendar), "" if none.
        dmarc_failed: our own server found DMARC to fail (topmost Authentication-Results).
        loop: one of our own mails came back.
        defects: short English codes of what was wrong with the mail, each once.
        truncated: the caller had only the beginning of the mail.
    """

    sender: Address
    from_: tuple[Address, ...]
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    subject_base: str
    date: float | None
    received_at: float | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    html: str
    attachments: tuple[Attachment, ...]
    kind: Kind
    auto_submitted: bool
    bulk: bool
    bounce: Bounce | None = None
    pec: Pec | None = None
    calendar: str = ""
    dmarc_failed: bool = False
    loop: bool = False
    defects: tuple[str, ...] = ()
    truncated: bool = False
    utc_offset: int = 0
