"""Who stands behind an address: a contact, a supplier, a colleague, we ourselves, or nobody we know. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bls_tui.desk.mail.addresses import anybodys, domain, key
from bls_tui.desk.people import Directory


@dataclass(frozen=True, slots=True)
class Sender:
    """Everything an address may be at once. Keys are those of the inventory.

    Attributes:
        address: as people compare it.
        contacts: keys of the contacts with this very address.
        customers: of those contacts.
        kin: customers whose own domain the address is in, those of the contacts included.
        suppliers: whose address, or own domain, it is.
        login: of the technician whose address it is.
        own: the desk itself sends from it.
    """

    address: str
    contacts: tuple[str, ...] = ()
    customers: frozenset[str] = frozenset()
    kin: frozenset[str] = frozenset()
    suppliers: frozenset[str] = frozenset()
    login: str = ""
    own: bool = False

    @property
    def known(self) -> bool:
        """Whether it is a contact's very address; being in the customer's domain is not enough."""
        return bool(self.contacts)

    @property
    def customer(self) -> str:
        """The one customer it belongs to, "" where there is none or more than one."""
        found = self.customers or self.kin
        return next(iter(found)) if len(found) == 1 else ""

    @property
    def contact(self) -> str:
        """The contact it belongs to, "" where there is none, or contacts of several customers share it."""
        return self.contacts[0] if self.contacts and len(self.customers) == 1 else ""

    @property
    def supplier(self) -> str:
        """The one supplier it belongs to, "" where there is none or more than one."""
        return next(iter(self.suppliers)) if len(self.suppliers) == 1 else ""


@dataclass(frozen=True)
class Senders:
    """Everybody's addresses; built once for each reading of the inventory."""

    contacts: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    customer_domains: Mapping[str, frozenset[str]] = field(default_factory=dict)
    suppliers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    supplier_domains: Mapping[str, frozenset[str]] = field(default_factory=dict)
    staff: Mapping[str, str] = field(default_factory=dict)
    own: frozenset[str] = frozenset()

    def who(self, address: str) -> Sender:
        """Return who an address is; somebody without any ties where nobody knows it."""
        plain, place = key(address), domain(address)
        contacts = self.contacts.get(plain, ())
        customers = frozenset(customer for _contact, customer in contacts)
        return Sender(
            address=plain,
            contacts=tuple(contact for contact, _customer in contacts),
            customers=customers,
            kin=customers | self.customer_domains.get(place, frozenset()),
            suppliers=self.suppliers.get(plain) or self.supplier_domains.get(place, frozenset()),
            login=self.staff.get(plain, ""),
            own=plain in self.own,
        )


def build(directory: Directory, own: Iterable[str]) -> Senders:
    """Return the addresses of everybody in a directory; `own` are those the desk itself sends from and is read at.

    A domain is a customer's or a supplier's own when one of its addresses is in it, unless anybody can have an address
    there, or it is ours.
    """
    ours = frozenset(map(key, own))
    staff = {key(person.mail): login for login, person in directory.people.items() if person.mail}
    not_theirs = {domain(address) for address in (*ours, *staff)}
    contacts: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for contact in directory.contacts.values():
        for address in contact.mails:
            contacts[key(address)].append((contact.key, contact.customer))
    by_customer = [(address, customer) for address, ties in contacts.items() for _contact, customer in ties]
    by_supplier = [(key(address), one.key) for one in directory.suppliers.values() for address in one.mails]
    return Senders(
        contacts={address: tuple(sorted(ties)) for address, ties in contacts.items()},
        customer_domains=_domains(by_customer, not_theirs),
        suppliers=_grouped(by_supplier),
        supplier_domains=_domains(by_supplier, not_theirs),
        staff=staff,
        own=ours,
    )


def _domains(ties: Iterable[tuple[str, str]], not_theirs: set[str]) -> dict[str, frozenset[str]]:
    found = ((domain(address), owner) for address, owner in ties)
    return _grouped((name, owner) for name, owner in found if name not in not_theirs and not anybodys(name))


def _grouped(ties: Iterable[tuple[str, str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for name, owner in ties:
        groups[name].add(owner)
    return {name: frozenset(owners) for name, owners in groups.items()}
