"""What the recognisers of backup mails are given of a mail: its text, and its attachments that are text."""

from __future__ import annotations

from collections.abc import Iterator

from bls_tui.mail.reading import ReadMail, attachment_bytes
from bls_tui.mail.reading.charsets import decode
from checks.backups import BackupMail

LONGEST_ATTACHMENT = 1_000_000
"""Bytes of an attachment that are looked at."""
MOST_ATTACHMENTS = 5
_TEXTS = ("text/plain", "text/csv", "text/x-log", "text/tab-separated-values", "application/json")
_ENDINGS = (".log", ".txt", ".csv", ".json")


def backup_mail(mail: ReadMail, raw: bytes) -> BackupMail:
    """Return a mail for `checks.backups.judge`; `raw` are the bytes it was read from, for its attachments."""
    name, address = mail.sender.name, mail.sender.address
    return BackupMail(
        sender=f"{name} <{address}>" if name else address,
        subject=mail.subject,
        text=mail.text,
        date=mail.date,
        attachments=tuple(_logs(mail, raw)),
    )


def _logs(mail: ReadMail, raw: bytes) -> Iterator[tuple[str, str]]:
    readable = [
        part for part in mail.attachments if part.content_type in _TEXTS or part.filename.lower().endswith(_ENDINGS)
    ]
    for part in readable[:MOST_ATTACHMENTS]:
        content = attachment_bytes(raw, part.index)[:LONGEST_ATTACHMENT]
        if b"\x00" not in content[:1000]:
            yield part.filename, decode(content)
