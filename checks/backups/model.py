"""What a recogniser reads and what it says: a mail's text in, a verdict with its evidence out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a mail says of one run. UNKNOWN is for a person to read; it is never counted as a success."""

    OK = "OK"
    WARNING = "WARNING"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"


INFORMATIONAL = "informational"
"""The class of a taught rule whose mails are no result of a run."""


@dataclass(frozen=True, slots=True)
class BackupMail:
    """A mail as the recognisers see it.

    `sender` is a bare address or `Name <address>`; `subject` is decoded; `text` is everything readable, HTML already
    converted; `date` is the Date header in epoch seconds. `attachments` are those that are text: (name, text).
    """

    sender: str
    subject: str
    text: str
    date: float | None = None
    attachments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """One machine, database or destination inside a mail about several. `matched` are the words that decided."""

    name: str
    verdict: Verdict
    matched: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a mail says, and why.

    `rule` is `product/rule` and `evidence` the matched words. Times are epoch seconds, read in the zone given to
    `judge`. `informational` marks a mail that is no result of a run (started, test, quota): its verdict is UNKNOWN.
    `confidence` is 0 to 1. "" and None stand for what the mail does not tell.
    """

    verdict: Verdict
    product: str = ""
    job: str = ""
    host: str = ""
    rule: str = ""
    evidence: str = ""
    items: tuple[Item, ...] = ()
    started_at: float | None = None
    ended_at: float | None = None
    size_bytes: int | None = None
    duration_s: float | None = None
    informational: bool = False
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class TaughtRule:
    """A rule that a technician made from a mail.

    A mail matches when its sender is `sender` (an address, or "@domain"; "" for any), its subject holds
    `subject_words` and its subject or body holds `words`, both compared without case and with blanks collapsed.
    At least one of the two must be given. `verdict` is a Verdict or "informational".
    """

    id: str
    sender: str = ""
    subject_words: str = ""
    words: str = ""
    verdict: Verdict | str = Verdict.UNKNOWN
    product: str = ""
    job: str = ""
