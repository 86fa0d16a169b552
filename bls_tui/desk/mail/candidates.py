"""The calls a mail may belong to, in the order in which they are to be believed. Pure; `matching` decides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bls_tui.desk.mail import ids, tags
from bls_tui.desk.mail.facts import CallFacts, How, Incoming, Known, Reason, Ticket
from bls_tui.desk.mail.senders import Sender

MOST_MERGES = 10
"""Calls merged into one another that are followed."""
SHORTEST_IN_SUBJECT = 3
SHORTEST_IN_TEXT = 5
"""Characters a supplier's ticket number needs; a shorter one stands in any text by chance."""
SEARCHED = 200_000
"""Characters of a text that are searched for tickets."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A call that something in the mail points at; `doubt` is why the mail is not appended, None where it may be."""

    call: CallFacts
    how: How
    matched: str
    doubt: Reason | None = None


def candidates(facts: Incoming, known: Known, sender: Sender) -> Iterator[Candidate]:
    """Yield them by signed id, stored id, tag and ticket, in this order; those in doubt among them."""
    yield from _signed(facts, known, sender)
    yield from _stored(facts, known, sender)
    yield from _tagged(facts, known, sender)
    yield from _ticketed(facts, known, sender)


def existing(known: Known, number: str) -> CallFacts | None:
    """Return the call of a number, or the one it was merged into."""
    call = known.call(number)
    for _step in range(MOST_MERGES):
        if call is None or not call.merged_into:
            break
        call = known.call(call.merged_into) or call
    return call


def _signed(facts: Incoming, known: Known, sender: Sender) -> Iterator[Candidate]:
    for one in facts.answers:
        said = ids.verify(known.secrets, one)
        call = existing(known, said.call_number) if said else None
        if call:
            yield Candidate(call, How.SIGNED, one, _foreign(call, sender))
    for said in ids.in_body(known.secrets, facts.text):
        call = existing(known, said.call_number)
        if call:
            yield Candidate(call, How.MARKER, said.call_number, _foreign(call, sender))
    for one in facts.answers:
        claimed = ids.forged(known.secrets, one)
        call = existing(known, claimed) if claimed else None
        if call:
            yield Candidate(call, How.SIGNED, one, Reason.FORGED)


def _foreign(call: CallFacts, sender: Sender) -> Reason | None:
    """Doubt another customer's people: a mail that was passed on to them lets nobody into the call it is about."""
    of_another = bool(sender.kin) and call.customer not in sender.kin
    return Reason.SUSPICIOUS if of_another and not sender.login and not participates(call, sender) else None


def _stored(facts: Incoming, known: Known, sender: Sender) -> Iterator[Candidate]:
    for one in facts.answers:
        stored = known.stored.get(one)
        call = existing(known, stored.call) if stored and stored.call else None
        if call:
            kin = call.customer in sender.kin or bool(sender.login)
            doubt = None if kin or participates(call, sender) else Reason.SUSPICIOUS
            yield Candidate(call, How.STORED, one, doubt)


def _tagged(facts: Incoming, known: Known, sender: Sender) -> Iterator[Candidate]:
    for number in tags.find(facts.subject):
        call = existing(known, number)
        if call:
            doubt = None if participates(call, sender) else Reason.SUSPICIOUS
            yield Candidate(call, How.TAG, tags.tag(number), doubt)


def participates(call: CallFacts, sender: Sender) -> bool:
    """Tell whether a sender takes part in a call, or belongs to a supplier it was passed on to."""
    return (sender.address != "" and sender.address in call.participants) or bool(call.suppliers & sender.suppliers)


def _ticketed(facts: Incoming, known: Known, sender: Sender) -> Iterator[Candidate]:
    tickets = [ticket for supplier in sorted(sender.suppliers) for ticket in known.tickets(supplier)]
    hits = [one for one in tickets if _names(facts.subject, one, SHORTEST_IN_SUBJECT)]
    hits = hits or [one for one in tickets if _names(facts.text[:SEARCHED], one, SHORTEST_IN_TEXT)]
    longest = max((len(one.number.strip()) for one in hits), default=0)
    best = {one.call: one.number.strip() for one in hits if len(one.number.strip()) == longest}
    doubt = Reason.AMBIGUOUS if len(best) > 1 else None
    for number, ticket in best.items():
        call = existing(known, number)
        if call:
            yield Candidate(call, How.TICKET, ticket, doubt)


def _names(text: str, ticket: Ticket, shortest: int) -> bool:
    number = ticket.number.strip()
    if len(number) < shortest or not any(map(str.isdigit, number)):
        return False
    return re.search(rf"(?<![\w-]){re.escape(number)}(?![\w-])", text, re.IGNORECASE) is not None
