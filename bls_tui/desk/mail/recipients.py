"""To whom a message goes. The customer and the copies of a public reply are never left out by accident."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.mail.addresses import blocked, key, valid
from bls_tui.desk.mail.senders import Senders

MOST = 50
"""Recipients a reply has by itself; a mail may name thousands, and is no reason to write to them all."""


class Field(StrEnum):
    """The header a recipient stands in."""

    TO = "to"
    CC = "cc"
    BCC = "bcc"


class LeftOut(StrEnum):
    """Why an address is not written to."""

    OWN = "own"
    BAD = "bad"
    BLOCKED = "blocked"
    MALFORMED = "malformed"
    SUPPLIER = "supplier"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a message goes to."""

    kind: Field
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Somebody a message would go to, and why it does not."""

    recipient: Recipient
    why: LeftOut


@dataclass(frozen=True, slots=True)
class Addressing:
    """Recipients in order, each address once, and who was left out; the review shows both."""

    recipients: tuple[Recipient, ...]
    left_out: tuple[Dropped, ...] = ()


@dataclass(frozen=True, slots=True)
class Answered:
    """The message that is answered: whom to answer (Reply-To where there is one, else From), and its recipients."""

    senders: tuple[tuple[str, str], ...]
    to: tuple[tuple[str, str], ...] = ()
    cc: tuple[tuple[str, str], ...] = ()


def reply(
    senders: Senders,
    *,
    contact: tuple[str, str] | None,
    answered: Answered | None = None,
    copies: Iterable[tuple[str, str]] = (),
    bad: Iterable[str] = (),
) -> Addressing:
    """Return the recipients of a public reply: the customer's contact, whoever wrote, and all copies.

    Suppliers are left out: what is said to the customer is not said to them, and the other way round.

    Args:
        senders: tells our own addresses and the suppliers'.
        contact: name and address of the call's contact.
        answered: the message that is answered, if it is one.
        copies: names and addresses in copy of the customer's earlier messages in the call.
        bad: addresses that mail came back from.
    """
    wrote = answered.senders if answered else ()
    to = [*wrote[:1], *([contact] if contact else []), *wrote[1:]]
    cc = [*(answered.to if answered else ()), *(answered.cc if answered else ()), *copies]
    return _addressed([*_all(Field.TO, to), *_all(Field.CC, cc)], senders, bad, suppliers=False, most=MOST)


def forward(senders: Senders, supplier: Sequence[tuple[str, str]], *, bad: Iterable[str] = ()) -> Addressing:
    """Return the recipients of a message to a supplier: the supplier alone."""
    return _addressed(_all(Field.TO, supplier), senders, bad, suppliers=True)


def typed(senders: Senders, recipients: Iterable[Recipient], *, bad: Iterable[str] = ()) -> Addressing:
    """Return recipients that a technician typed or corrected, checked like all others; suppliers are as welcome."""
    return _addressed(list(recipients), senders, bad, suppliers=True)


def _all(kind: Field, people: Iterable[tuple[str, str]]) -> list[Recipient]:
    return [Recipient(kind, name, address.strip()) for name, address in people if address.strip()]


def _addressed(
    wanted: Sequence[Recipient], senders: Senders, bad: Iterable[str], *, suppliers: bool, most: int | None = None
) -> Addressing:
    useless = frozenset(map(key, bad))
    kept: dict[str, Recipient] = {}
    dropped: dict[str, Dropped] = {}
    for one in wanted:
        plain = key(one.address)
        why = _why_not(one.address, senders, useless, suppliers=suppliers)
        if why is not None:
            dropped.setdefault(plain, Dropped(one, why))
        elif plain not in kept and len(kept) == most:
            dropped.setdefault(plain, Dropped(one, LeftOut.TOO_MANY))
        elif plain not in kept:
            kept[plain] = one
    return Addressing(tuple(_with_somebody_to(list(kept.values()))), tuple(dropped.values()))


def _why_not(address: str, senders: Senders, bad: frozenset[str], *, suppliers: bool) -> LeftOut | None:
    who = senders.who(address)
    reasons = (
        (not valid(address), LeftOut.MALFORMED),
        (who.own, LeftOut.OWN),
        (key(address) in bad, LeftOut.BAD),
        (blocked(address), LeftOut.BLOCKED),
        (not suppliers and bool(who.suppliers) and not who.kin, LeftOut.SUPPLIER),
    )
    return next((why for holds, why in reasons if holds), None)


def _with_somebody_to(recipients: Sequence[Recipient]) -> Sequence[Recipient]:
    """A mail to copies alone looks like a mistake: the first of them is written to, where nobody else is."""
    if not recipients or any(one.kind is Field.TO for one in recipients):
        return recipients
    visible = next((at for at, one in enumerate(recipients) if one.kind is Field.CC), None)
    if visible is None:
        return recipients
    first = recipients[visible]
    return [*recipients[:visible], Recipient(Field.TO, first.name, first.address), *recipients[visible + 1 :]]
