"""Which call a mail belongs to, and what happens to it. Pure: `match` is a function of the mail and of what is known.

The order is that of `candidates`; the first call that the sender may write to wins. What fails only on the sender waits
in triage with the call as a suggestion, and no rule of a sender goes past that: whoever writes under somebody else's
address must not get into a call by quoting its number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bls_tui.desk.mail import ids, tags
from bls_tui.desk.mail.addresses import blocked, domain, key
from bls_tui.desk.mail.candidates import Candidate, candidates, existing
from bls_tui.desk.mail.facts import (
    Action,
    CallFacts,
    How,
    Incoming,
    Kind,
    Known,
    Match,
    Reason,
    RuleAction,
    SenderRule,
    Voice,
)
from bls_tui.desk.mail.senders import Sender


def wanted(facts: Incoming) -> tuple[str, ...]:
    """Return the Message-IDs that `Known.stored` has to know about, if they are kept."""
    return tuple(dict.fromkeys(filter(None, (facts.about, *facts.answers))))


def match(facts: Incoming, known: Known) -> Match:
    """Decide about one mail."""
    sender = Sender("") if facts.others else known.senders.who(facts.sender)
    if facts.kind in (Kind.BOUNCE, Kind.RECEIPT):
        return _report(facts, known)
    if facts.loop or sender.own:
        return Match(Action.ARCHIVE, Reason.LOOP if facts.loop else Reason.OWN)
    doubted: Candidate | None = None
    for one in candidates(facts, known, sender):
        if one.doubt is None:
            return _answer(facts, sender, one)
        doubted = doubted or one
    if doubted is not None:
        return _triage(sender, doubted.doubt or Reason.SUSPICIOUS, doubted)
    rule = _rule(known, sender)
    ruled = _ruled(facts, known, sender, rule) if rule else None
    return ruled or _unmatched(facts, sender)


def _answer(facts: Incoming, sender: Sender, found: Candidate) -> Match:
    if facts.dmarc_failed:
        return _triage(sender, Reason.DMARC, found)
    if found.call.closed and not facts.automatic:
        return _triage(sender, Reason.CLOSED, found)
    return _append(facts, sender, found, Reason.ANSWER)


def _append(facts: Incoming, sender: Sender, found: Candidate, reason: Reason) -> Match:
    voice = _voice(sender, found)
    heard = voice in (Voice.CUSTOMER, Voice.SUPPLIER)
    return Match(
        Action.APPEND,
        reason,
        call=found.call.number,
        how=found.how,
        matched=found.matched,
        customer=found.call.customer,
        contact=sender.contact,
        supplier=_supplier(sender, found.call) if voice is Voice.SUPPLIER else "",
        voice=voice,
        wakes=heard and not facts.automatic and not found.call.closed,
    )


def _voice(sender: Sender, found: Candidate) -> Voice:
    """Tell who speaks. A stranger with a signed id was given it by the customer, and speaks on that side."""
    if found.call.suppliers & sender.suppliers:
        return Voice.SUPPLIER
    if found.call.customer in sender.kin:
        return Voice.CUSTOMER
    if sender.suppliers:
        return Voice.SUPPLIER
    if sender.login:
        return Voice.STAFF
    return Voice.OTHER if found.how is How.RULE else Voice.CUSTOMER


def _supplier(sender: Sender, call: CallFacts) -> str:
    return min(call.suppliers & sender.suppliers, default=sender.supplier)


def _triage(sender: Sender, reason: Reason, found: Candidate | None = None) -> Match:
    decided = Match(Action.TRIAGE, reason, customer=sender.customer, contact=sender.contact, supplier=sender.supplier)
    if found is None:
        return decided
    return replace(decided, suggestion=found.call.number, how=found.how, matched=found.matched)


def _rule(known: Known, sender: Sender) -> SenderRule | None:
    for wanted_match in (sender.address, f"@{domain(sender.address)}"):
        for rule in known.rules:
            if len(wanted_match) > 1 and key(rule.match) == wanted_match:
                return rule
    return None


def _ruled(facts: Incoming, known: Known, sender: Sender, rule: SenderRule) -> Match | None:
    """Follow a sender's rule; None where it says nothing any more, because its call is gone."""
    if rule.action is RuleAction.ARCHIVE:
        return Match(Action.ARCHIVE, Reason.RULE, customer=sender.customer, rule=rule.id)
    if rule.action is RuleAction.CALL:
        customer = rule.customer or sender.customer
        if facts.dmarc_failed or not customer:
            return _triage(sender, Reason.DMARC if facts.dmarc_failed else Reason.STRANGER)
        contact = sender.contact if customer in sender.customers else ""
        return Match(
            Action.OPEN,
            Reason.RULE,
            customer=customer,
            contact=contact,
            voice=Voice.CUSTOMER,
            rule=rule.id,
            acknowledge=bool(contact) and _answerable(facts, sender),
        )
    call = existing(known, rule.call)
    if call is None:
        return None
    found = Candidate(call, How.RULE, rule.match)
    if facts.dmarc_failed or call.closed:
        return _triage(sender, Reason.DMARC if facts.dmarc_failed else Reason.CLOSED, found)
    return replace(_append(facts, sender, found, Reason.RULE), rule=rule.id)


def _unmatched(facts: Incoming, sender: Sender) -> Match:
    if facts.bulk and not _tied(sender):
        return Match(Action.ARCHIVE, Reason.BULK)
    reason = _unmatched_reason(facts, sender)
    return _opened(facts, sender) if reason is Reason.CONTACT else _triage(sender, reason)


def _unmatched_reason(facts: Incoming, sender: Sender) -> Reason:
    if facts.dmarc_failed and _tied(sender):
        return Reason.DMARC
    ties = (
        (facts.automatic, Reason.AUTOMATIC),
        (bool(sender.contact), Reason.CONTACT),
        (bool(sender.login), Reason.STAFF),
        (sender.known, Reason.AMBIGUOUS),
        (bool(sender.suppliers), Reason.SUPPLIER),
        (bool(sender.kin), Reason.COLLEAGUE),
    )
    return next((reason for holds, reason in ties if holds), Reason.STRANGER)


def _tied(sender: Sender) -> bool:
    return bool(sender.kin or sender.suppliers or sender.login)


def _opened(facts: Incoming, sender: Sender) -> Match:
    return Match(
        Action.OPEN,
        Reason.CONTACT,
        customer=sender.customer,
        contact=sender.contact,
        voice=Voice.CUSTOMER,
        acknowledge=_answerable(facts, sender),
    )


def _answerable(facts: Incoming, sender: Sender) -> bool:
    return not facts.automatic and not blocked(sender.address)


def _report(facts: Incoming, known: Known) -> Match:
    """Find what a bounce or receipt reports on: a message we sent, else a call that we signed for."""
    for one in wanted(facts):
        stored = known.stored.get(one)
        if stored is not None and stored.outgoing:
            found = Match(Action.EVIDENCE, Reason.REPORT, call=stored.call, how=How.STORED, matched=one)
            return _evidence(known, replace(found, message=stored.message), _failed(facts) & stored.recipients)
    for number, how, matched in _reported_calls(facts, known):
        call = existing(known, number)
        if call is not None:
            found = Match(Action.EVIDENCE, Reason.REPORT, call=call.number, how=how, matched=matched)
            return _evidence(known, found, _failed(facts) & call.participants)
    if facts.kind is Kind.RECEIPT or facts.about:
        return Match(Action.ARCHIVE, Reason.FOREIGN)
    suggested = (call for number in tags.find(facts.subject) if (call := existing(known, number)))
    return Match(Action.TRIAGE, Reason.BOUNCE, suggestion=next((call.number for call in suggested), ""))


def _reported_calls(facts: Incoming, known: Known) -> Iterator[tuple[str, How, str]]:
    for one in wanted(facts):
        said = ids.verify(known.secrets, one)
        if said is not None:
            yield said.call_number, How.SIGNED, one
    for said in ids.in_body(known.secrets, facts.text):
        yield said.call_number, How.MARKER, said.call_number


def _failed(facts: Incoming) -> set[str]:
    return set(map(key, facts.failed)) if facts.kind is Kind.BOUNCE else set()


def _evidence(known: Known, found: Match, bad: set[str]) -> Match:
    call = existing(known, found.call) if found.call else None
    return replace(found, customer=call.customer if call else "", bad=tuple(sorted(bad)))
