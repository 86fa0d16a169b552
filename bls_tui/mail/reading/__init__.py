"""From the bytes of a message to what it says. Pure, and never raises, whatever the bytes."""

from bls_tui.mail.reading.message import attachment_bytes, digest, identity, read
from bls_tui.mail.reading.model import (
    Address,
    Attachment,
    Bounce,
    FailedRecipient,
    Kind,
    Pec,
    ReadMail,
)

__all__ = [
    "Address",
    "Attachment",
    "Bounce",
    "FailedRecipient",
    "Kind",
    "Pec",
    "ReadMail",
    "attachment_bytes",
    "digest",
    "identity",
    "read",
]
