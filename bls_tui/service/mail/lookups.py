"""What the rules of matching ask about calls and kept messages, answered from one transaction."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from bls_tui.desk.mail.addresses import key
from bls_tui.desk.mail.facts import CallFacts, Known, RuleAction, SenderRule, Stored, Ticket
from bls_tui.desk.mail.senders import Senders, build
from bls_tui.desk.people import Directory
from bls_tui.service.desk.calls_store import Desk, UnknownCallError, load
from bls_tui.service.mail.office import Office
from db.queries import call_lists, messages, sender_rules
from db.rows_mail import MessageRow

TICKETS_KEPT = 90 * 86_400.0
"""Seconds after the last change of a closed call during which a supplier's ticket number still leads to it."""


Waits = Sequence[tuple[str, Mapping[str, str]]]
"""Calls that wait for suppliers, or did of late: their numbers, and what they wait for."""


def known(at_desk: Desk, office: Office, wanted: Iterable[str]) -> Known:
    """Return what matching may look up; `wanted` are the Message-IDs it will ask for."""
    r = at_desk.r
    addresses = senders(at_desk.people, office.own)
    waits = call_lists.waits_on_suppliers(r, at_desk.now - TICKETS_KEPT)
    tickets = _tickets(waits)

    @cache
    def facts(number: str) -> CallFacts | None:
        return _facts(at_desk, addresses, number, waits)

    return Known(
        secrets=office.secrets,
        senders=addresses,
        stored={alias: _stored(row) for alias, row in messages.by_ids(r, list(wanted)).items()},
        call=facts,
        tickets=lambda supplier: tickets.get(supplier, ()),
        rules=[
            SenderRule(row.id, row.match, RuleAction(row.action), row.customer, row.call_number)
            for row in sender_rules.in_force(r)
        ],
    )


def senders(people: Directory, own: frozenset[str]) -> Senders:
    """Return who stands behind which address; made once for each reading of the inventory."""
    return _senders(_Same(people), own)


class _Same:
    """A directory that is equal only to itself: comparing two of them would take longer than making the addresses."""

    def __init__(self, people: Directory) -> None:
        self.people = people

    def __hash__(self) -> int:
        return id(self.people)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.people is other.people


@lru_cache(maxsize=4)
def _senders(same: _Same, own: frozenset[str]) -> Senders:
    return build(same.people, own)


def call_facts(at_desk: Desk, addresses: Senders, number: str) -> CallFacts | None:
    """Return what matching needs of a call, None where there is none of that number."""
    waits = call_lists.waits_on_suppliers(at_desk.r, at_desk.now - TICKETS_KEPT)
    return _facts(at_desk, addresses, number, waits)


def _facts(at_desk: Desk, addresses: Senders, number: str, waits: Waits) -> CallFacts | None:
    try:
        file = load(at_desk.r, number)
    except UnknownCallError:
        return None
    call = file.call
    contact = at_desk.people.contacts.get(call.details.contact)
    owner = at_desk.people.people.get(call.owner)
    wrote = {key(one) for one in messages.participants(at_desk.r, file.id)}
    wrote |= {key(one) for one in (contact.mails if contact else ())}
    wrote |= {key(owner.mail)} if owner and owner.mail else set()
    asked = {wake["supplier"] for n, wake in waits if n == number}
    return CallFacts(
        number=call.number,
        customer=call.details.customer,
        closed=call.closing is not None,
        participants=frozenset(wrote),
        suppliers=frozenset(asked | {supplier for one in wrote for supplier in addresses.who(one).suppliers}),
        merged_into=call.closing.merged_into if call.closing else "",
    )


def _tickets(waits: Waits) -> Mapping[str, tuple[Ticket, ...]]:
    found: dict[str, dict[Ticket, None]] = defaultdict(dict)
    for number, wake in waits:
        if wake["ticket"]:
            found[wake["supplier"]][Ticket(wake["ticket"], number)] = None
    return {supplier: tuple(tickets) for supplier, tickets in found.items()}


def _stored(row: MessageRow) -> Stored:
    recipients = frozenset(key(one.address) for one in row.recipients)
    return Stored(row.id, row.call_number, row.direction == "out", recipients)
