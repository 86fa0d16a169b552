"""Everybody and everything the desk knows by name, built from declared documents. Pure; see `Directory`.

The documents are described in `bls_tui.service.desk.people`, which reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from zoneinfo import ZoneInfo

from bls_tui.desk import declared
from bls_tui.desk.assignment import LOAD_CAP, Technician
from bls_tui.desk.calendar import Calendar, CalendarError, always
from bls_tui.desk.calls.model import Details, Level
from bls_tui.desk.contract import Contract, Service
from bls_tui.desk.declared import ALWAYS, USUAL, ZONE, Source, several, word
from bls_tui.desk.duty import Duty
from bls_tui.desk.mail.templates import Template, When
from bls_tui.desk.public_holidays import UnknownHolidaysError
from bls_tui.desk.roles import SYSTEM, Actor, Role
from bls_tui.errors import BlsError
from bls_tui.locale import language
from checks.rules.periods import PeriodError

KINDS = (
    *("technician", "customer", "contact", "contract", "calendar", "typology", "supplier", "absence", "duty"),
    "mail_template",
)
"""The kinds of documents that make a directory."""

_T = TypeVar("_T")


class DirectoryError(BlsError):
    """A document that cannot be understood; the message names it."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here: a login of the operating system, with what the desk may give it."""

    login: str
    name: str
    mail: str
    roles: frozenset[Role]
    technician: Technician
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer, with the names of its sites by key."""

    key: str
    name: str
    sites: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at a customer, addresses and numbers in order of preference. `language` is "" where not known."""

    key: str
    customer: str
    name: str
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    site: str = ""
    language: str = ""
    role: str = ""
    notes: str = ""
    vip: bool = False

    @property
    def mail(self) -> str:
        """The address to write to, "" where there is none."""
        return next(iter(self.mails), "")

    @property
    def phone(self) -> str:
        """The number to call, "" where there is none."""
        return next(iter(self.phones), "")


@dataclass(frozen=True, slots=True)
class Typology:
    """A kind of trouble; `minimum` is the competence (1 to 5) that its calls ask for.

    `names` are by language, "" for one name in all. `level` is the usual one; `words` in a text suggest the typology.
    """

    key: str
    names: Mapping[str, str] = field(default_factory=dict)
    minimum: int = 1
    level: Level | None = None
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The name in the language spoken, else in any other, else the key."""
        return self.names.get(language()) or next(iter(self.names.values()), self.key)


@dataclass(frozen=True, slots=True)
class Supplier:
    """A third party that calls are passed on to. `contracts` are the numbers of its contracts by customer."""

    key: str
    name: str
    mails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    contracts: Mapping[str, str] = field(default_factory=dict)

    @property
    def mail(self) -> str:
        """The address to write to, "" where there is none."""
        return next(iter(self.mails), "")

    @property
    def phone(self) -> str:
        """The number to call, "" where there is none."""
        return next(iter(self.phones), "")


@dataclass(frozen=True)
class Directory:
    """Who is who, by key. `head` is the number of the inventory it was read at: a higher one means, read again."""

    head: int = 0
    people: Mapping[str, Person] = field(default_factory=dict)
    customers: Mapping[str, Customer] = field(default_factory=dict)
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    contracts: Mapping[str, Contract] = field(default_factory=dict)
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    typologies: Mapping[str, Typology] = field(default_factory=dict)
    suppliers: Mapping[str, Supplier] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)

    def actor(self, login: str) -> Actor:
        """Return what a login may do: nothing where the inventory does not know it."""
        if login == SYSTEM.login:
            return SYSTEM
        person = self.people.get(login)
        leads = frozenset(key for key, contract in self.contracts.items() if contract.lead == login)
        return Actor(login, person.roles | ({Role.LEAD} if leads else set()), leads) if person else Actor(login)

    def person(self, login: str) -> str:
        """Return what to call somebody: the name, or the login where there is none."""
        found = self.people.get(login)
        return found.name if found else login

    def customer(self, key: str) -> str:
        """Return the name of a customer, its key where the inventory has forgotten it."""
        found = self.customers.get(key)
        return found.name if found else key

    def typology(self, key: str) -> str:
        """Return the name of a typology, its key where the inventory does not know it."""
        found = self.typologies.get(key)
        return found.name if found else key

    def with_role(self, role: Role) -> tuple[str, ...]:
        """Return the logins with a role, in order."""
        return tuple(sorted(login for login, person in self.people.items() if role in person.roles))

    def contracts_of(self, customer: str, day: date) -> tuple[Contract, ...]:
        """Return the contracts of a customer in force on a date, by key."""
        found = (contract for contract in self.contracts.values() if contract.customer == customer)
        return tuple(sorted((one for one in found if one.in_force(day)), key=lambda one: one.key))

    def usual_contract(self, customer: str, day: date) -> str:
        """Return the key of the contract a new call falls under, "" where the customer has none in force."""
        return next((one.key for one in self.contracts_of(customer, day)), "")

    def contract(self, details: Details) -> Contract:
        """Return the contract of a call; where there is none, one that promises and includes nothing."""
        found = self.contracts.get(details.contract)
        return found or Contract(details.contract, details.customer, self.calendars.get(USUAL) or declared.office())

    def monitored(self, customer: str, day: date) -> bool:
        """Tell whether a contract of the customer in force includes monitoring."""
        return any(Service.MONITORING in one.includes for one in self.contracts_of(customer, day))


def build(documents: Iterable[tuple[str, str, Source]], head: int = 0) -> Directory:
    """Build a directory from (kind, key, source); other kinds are passed over. Raises DirectoryError."""
    by_kind: dict[str, dict[str, Source]] = {kind: {} for kind in KINDS}
    for kind, key, source in documents:
        if kind in by_kind:
            by_kind[kind][key] = source
    known = {ALWAYS: always(ZoneInfo(ZONE)), USUAL: declared.office()}
    calendars = known | _all("calendar", by_kind, declared.calendar)
    return Directory(
        head=head,
        people=_all("technician", by_kind, lambda login, source: _person(login, source, by_kind, calendars)),
        customers=_all("customer", by_kind, _customer),
        contacts=_all("contact", by_kind, _contact),
        contracts=_all("contract", by_kind, lambda key, source: declared.contract(key, source, calendars)),
        calendars=calendars,
        typologies=_all("typology", by_kind, _typology),
        suppliers=_all("supplier", by_kind, _supplier),
        templates=_all("mail_template", by_kind, _template),
    )


def _all(kind: str, by_kind: Mapping[str, Mapping[str, Source]], make: Callable[[str, Source], _T]) -> dict[str, _T]:
    return {key: _checked(kind, key, source, make) for key, source in by_kind[kind].items()}


def _checked(kind: str, key: str, source: Source, make: Callable[[str, Source], _T]) -> _T:
    try:
        return make(key, source)
    except (CalendarError, UnknownHolidaysError, PeriodError, KeyError, TypeError, ValueError) as error:
        raise DirectoryError(f"inventory: {kind} {key}: {error}") from error


def _person(
    login: str, source: Source, by_kind: Mapping[str, Mapping[str, Source]], calendars: Mapping[str, Calendar]
) -> Person:
    hours = calendars[source.get("calendar", USUAL)]
    duty = Duty(
        hours,
        declared.on_call(login, by_kind["duty"].values(), hours.zone),
        declared.absences(login, by_kind["absence"].values(), hours.zone),
    )
    name = source.get("name") or login
    technician = Technician(
        login=login,
        name=name,
        competences=dict(source.get("competences", {})),
        levels=frozenset(word(Level, one) for one in source.get("levels", Level)),
        duty=duty,
        cap=float(source.get("cap", LOAD_CAP)),
    )
    roles = frozenset(map(Role, source.get("roles", (Role.TECHNICIAN,))))
    return Person(login, name, source.get("mail", ""), roles, technician, source.get("signature", ""))


def _customer(key: str, source: Source) -> Customer:
    sites = {site: one.get("name") or site for site, one in source.get("site", {}).items()}
    return Customer(key, source.get("name") or key, sites)


def _contact(key: str, source: Source) -> Contact:
    return Contact(
        key=key,
        customer=source["customer"],
        name=source.get("name") or key,
        mails=several(source.get("mail")),
        phones=several(source.get("phone")),
        site=source.get("site", ""),
        language=source.get("language", ""),
        role=source.get("role", ""),
        notes=source.get("notes", ""),
        vip=source.get("vip", False),
    )


def _typology(key: str, source: Source) -> Typology:
    name, level = source.get("name", {}), source.get("level")
    return Typology(
        key=key,
        names={"": name} if isinstance(name, str) else dict(name),
        minimum=source.get("minimum", 1),
        level=level and word(Level, level),
        words=tuple(source.get("words", ())),
    )


def _supplier(key: str, source: Source) -> Supplier:
    return Supplier(
        key=key,
        name=source.get("name") or key,
        mails=several(source.get("mail")),
        phones=several(source.get("phone")),
        contracts=dict(source.get("contracts", {})),
    )


def _template(key: str, source: Source) -> Template:
    return Template(
        name=key,
        body=source["body"],
        subject=source.get("subject", "{subject}"),
        when=When(source.get("when", "")),
        language=source.get("language", ""),
    )
