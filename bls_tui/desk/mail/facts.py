"""What matching is told and what it answers: an incoming mail, what is known about calls, and the decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from bls_tui.desk.mail.senders import Senders

MOST_IDS = 100
"""Ids of one mail that are looked at."""


class Kind(StrEnum):
    """Who speaks: a person, a programme, a mail system that could not deliver, or one that confirms something."""

    MAIL = "mail"
    AUTOMATIC = "automatic"
    BOUNCE = "bounce"
    RECEIPT = "receipt"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What of a mail decides where it belongs. Message-IDs stand without angle brackets.

    Attributes:
        sender: the address of From, of the inner mail for certified mail.
        others: further, different addresses in From. A mail that names several senders is nobody's.
        subject: as it came, with prefixes and tags.
        text: everything readable, quotations included.
        kind: see `Kind`.
        bulk: sent to many; counts as automatic.
        dmarc_failed: our own server found that the sender's domain disowns it.
        loop: it carries the header of our own mails.
        about: for bounces and receipts, the Message-ID of what they report on, as we gave it.
        failed: for bounces, the addresses given up for good.
    """

    sender: str
    subject: str = ""
    text: str = ""
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    kind: Kind = Kind.MAIL
    bulk: bool = False
    dmarc_failed: bool = False
    loop: bool = False
    about: str = ""
    failed: tuple[str, ...] = ()

    @property
    def automatic(self) -> bool:
        """Whether no person wrote it for us: it wakes nobody and is never answered."""
        return self.kind is not Kind.MAIL or self.bulk

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids it refers to, the nearest `MOST_IDS`: In-Reply-To, then References from right to left."""
        found = dict.fromkeys(one for one in (*self.in_reply_to, *reversed(self.references)) if one)
        return tuple(found)[:MOST_IDS]


@dataclass(frozen=True, slots=True)
class Stored:
    """A message that is kept: its id, the number of its call ("" for none), and for ours whom it went to."""

    message: int
    call: str = ""
    outgoing: bool = False
    recipients: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call as far as its mail is concerned.

    Attributes:
        participants: addresses, in lower case, of its contact, of everybody who wrote or was written to in it, and of
            its owner.
        suppliers: keys of those it was passed on to.
        merged_into: number of the call that took it over.
    """

    number: str
    customer: str
    closed: bool = False
    participants: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A supplier's own number for something, and our call about it."""

    number: str
    call: str


class RuleAction(StrEnum):
    """What is always done with a sender's mail that belongs to no call by itself."""

    APPEND = "append"
    CALL = "call"
    ARCHIVE = "archive"


@dataclass(frozen=True, slots=True)
class SenderRule:
    """What a person said is always to be done: `match` is an address or "@domain"; `call` a number, APPEND's alone."""

    id: int
    match: str
    action: RuleAction
    customer: str = ""
    call: str = ""


def _no_call(_number: str) -> CallFacts | None:
    return None


def _no_tickets(_supplier: str) -> Sequence[Ticket]:
    return ()


@dataclass(frozen=True)
class Known:
    """What is looked up. `stored` needs the ids of `matching.wanted` alone; calls and tickets are asked for singly.

    Attributes:
        secrets: every secret that message ids may be signed with, see `ids`.
        stored: kept messages by any of their ids.
        call: the call of a number, None where there is none.
        tickets: the tickets of a supplier, by its key.
        rules: those in force; the most particular one counts, of equals the first.
    """

    secrets: Sequence[bytes] = ()
    senders: Senders = field(default_factory=Senders)
    stored: Mapping[str, Stored] = field(default_factory=dict)
    call: Callable[[str], CallFacts | None] = _no_call
    tickets: Callable[[str], Sequence[Ticket]] = _no_tickets
    rules: Sequence[SenderRule] = ()


class Action(StrEnum):
    """What happens to the mail."""

    APPEND = "append"
    OPEN = "open"
    TRIAGE = "triage"
    ARCHIVE = "archive"
    EVIDENCE = "evidence"


class Reason(StrEnum):
    """Why it is done; stored with the message and told in triage."""

    ANSWER = "answer"
    CONTACT = "contact"
    RULE = "rule"
    REPORT = "report"
    SUSPICIOUS = "suspicious"
    FORGED = "forged"
    DMARC = "dmarc"
    CLOSED = "closed"
    AMBIGUOUS = "ambiguous"
    AUTOMATIC = "automatic"
    BULK = "bulk"
    STAFF = "staff"
    SUPPLIER = "supplier"
    COLLEAGUE = "colleague"
    STRANGER = "stranger"
    BOUNCE = "bounce"
    FOREIGN = "foreign"
    LOOP = "loop"
    OWN = "own"
    OLD = "old"
    FLOOD = "flood"


class How(StrEnum):
    """What led to the call."""

    NOTHING = ""
    SIGNED = "signed"
    MARKER = "marker"
    STORED = "stored"
    TAG = "tag"
    TICKET = "ticket"
    RULE = "rule"


class Voice(StrEnum):
    """On whose behalf an appended mail speaks; customer and supplier wake what waits for them."""

    CUSTOMER = "customer"
    SUPPLIER = "supplier"
    STAFF = "staff"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Match:
    """The decision about one mail.

    Attributes:
        action: APPEND to `call`; OPEN a new one; let a person decide (TRIAGE); keep it out of the way (ARCHIVE); note
            it on what it reports on (EVIDENCE).
        reason: why.
        call: number, for APPEND and EVIDENCE.
        how: what led to `call` or `suggestion`.
        matched: the id, tag or ticket that did.
        suggestion: number of the call it may belong to, for TRIAGE.
        customer: key of whom it comes from, or of whom the call is; "" where that is open.
        contact: key of the sender, "" unless there is exactly one.
        supplier: key of the supplier who speaks.
        voice: on whose behalf.
        message: for EVIDENCE the message reported on, None where only its call is known.
        bad: for EVIDENCE the addresses of that message that do not work.
        rule: id of the sender's rule that was followed.
        wakes: it is an answer that a suspended call may wait for.
        acknowledge: the sender may be told that it arrived (see `acknowledge` for whether that is still due).
    """

    action: Action
    reason: Reason
    call: str = ""
    how: How = How.NOTHING
    matched: str = ""
    suggestion: str = ""
    customer: str = ""
    contact: str = ""
    supplier: str = ""
    voice: Voice = Voice.OTHER
    message: int | None = None
    bad: tuple[str, ...] = ()
    rule: int | None = None
    wakes: bool = False
    acknowledge: bool = False
