"""Everybody and everything the desk knows by name, built from declared documents. Pure; see `Directory`.

The documents are described in `bls_tui.service.people`, which reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bls_tui.desk.assignment import LOAD_CAP, Technician
from bls_tui.desk.calendar import Calendar, CalendarError, always, no_holidays
from bls_tui.desk.calls.model import Details, Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.contract import Contract, Override, Promise, Service
from bls_tui.desk.duty import Absence, Duty, Shift
from bls_tui.desk.public_holidays import PublicHolidays, UnknownHolidaysError
from bls_tui.desk.roles import SYSTEM, Actor, Role
from bls_tui.errors import BlsError
from checks.rules.declared import seconds
from checks.rules.periods import PeriodError

ZONE = "Europe/Rome"
HOURS = {"monday - friday": "09:00-13:00, 14:00-18:00"}
ALWAYS = "24/7"
"""The calendar every inventory has: it never closes."""
USUAL = "default"
"""The calendar of whoever names none; office hours in Italy unless the inventory declares it."""
KINDS = ("technician", "customer", "contact", "contract", "calendar", "typology", "supplier", "absence", "duty")
"""The kinds of documents that make a directory."""

Source = Mapping[str, Any]
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


@dataclass(frozen=True, slots=True)
class Customer:
    """A customer, with the names of its sites by key."""

    key: str
    name: str
    sites: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody at a customer. `language` is "" where not known."""

    key: str
    customer: str
    name: str
    mail: str = ""
    phone: str = ""
    site: str = ""
    language: str = ""
    vip: bool = False


@dataclass(frozen=True, slots=True)
class Typology:
    """A kind of trouble; `minimum` is the competence (1 to 5) that its calls ask for."""

    key: str
    name: str
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class Supplier:
    """A third party that calls are passed on to."""

    key: str
    name: str
    mail: str = ""
    phone: str = ""


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
        return found or Contract(details.contract, details.customer, self.calendars.get(USUAL) or office())

    def monitored(self, customer: str, day: date) -> bool:
        """Tell whether a contract of the customer in force includes monitoring."""
        return any(Service.MONITORING in one.includes for one in self.contracts_of(customer, day))


def build(documents: Iterable[tuple[str, str, Source]], head: int = 0) -> Directory:
    """Build a directory from (kind, key, source); other kinds are passed over. Raises DirectoryError."""
    by_kind: dict[str, dict[str, Source]] = {kind: {} for kind in KINDS}
    for kind, key, source in documents:
        if kind in by_kind:
            by_kind[kind][key] = source
    calendars = {ALWAYS: always(ZoneInfo(ZONE)), USUAL: office()} | _all("calendar", by_kind, calendar)
    return Directory(
        head=head,
        people=_all("technician", by_kind, lambda login, source: _person(login, source, by_kind, calendars)),
        customers=_all("customer", by_kind, _customer),
        contacts=_all("contact", by_kind, lambda key, source: Contact(key, **source)),
        contracts=_all("contract", by_kind, lambda key, source: contract(key, source, calendars)),
        calendars=calendars,
        typologies=_all("typology", by_kind, lambda key, source: Typology(key, **({"name": key} | dict(source)))),
        suppliers=_all("supplier", by_kind, lambda key, source: Supplier(key, **({"name": key} | dict(source)))),
    )


def calendar(key: str, source: Source) -> Calendar:
    """Build a calendar from its document; raises CalendarError or UnknownHolidaysError."""
    country = source.get("country", "")
    return Calendar.parse(
        key,
        source.get("zone", ZONE),
        source.get("hours", HOURS),
        holiday=PublicHolidays(country, source.get("province", "")).name if country else no_holidays,
        closed=source.get("closed"),
        opened=source.get("open"),
    )


def office() -> Calendar:
    """Return the calendar of whoever declares none: office hours, with the public holidays of Italy."""
    return calendar(USUAL, {"country": "IT"})


def contract(key: str, source: Source, calendars: Mapping[str, Calendar]) -> Contract:
    """Build a contract from its document; raises KeyError for an unknown calendar, PeriodError for a duration."""
    hours = source.get("hours")
    return Contract(
        key=key,
        customer=source["customer"],
        calendar=calendars[source.get("calendar", USUAL)],
        promise=_promise(source),
        overrides=tuple(_override(one) for one in source.get("override", ())),
        includes=frozenset(map(Service, source.get("includes", ()))),
        lead=source.get("lead", ""),
        pausing=frozenset(map(Reason, source.get("pauses", Reason))),
        prepaid=None if hours is None else hours * 3600.0,
        starts_on=_day(source.get("from")),
        ends_on=_day(source.get("to")),
        name=source.get("name", key),
    )


def instant(text: str, zone: ZoneInfo, *, end: bool = False) -> float:
    """Return the instant of a local date or time; a date alone is its midnight, as an end the midnight after it."""
    moment = datetime.fromisoformat(text)
    if len(text) == len("2026-08-10"):
        moment = datetime.combine(moment.date() + timedelta(days=int(end)), time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()


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
    away = (one for one in by_kind["absence"].values() if one["technician"] == login)
    on_call = (one for one in by_kind["duty"].values() if one["technician"] == login)
    duty = Duty(
        hours,
        tuple(Shift(*_ends(one, hours.zone)) for one in on_call),
        tuple(Absence(*_ends(one, hours.zone), one.get("why", "")) for one in away),
    )
    name = source.get("name", login)
    technician = Technician(
        login=login,
        name=name,
        competences=dict(source.get("competences", {})),
        levels=frozenset(map(Level, source.get("levels", Level))),
        duty=duty,
        cap=float(source.get("cap", LOAD_CAP)),
    )
    roles = frozenset(map(Role, source.get("roles", (Role.TECHNICIAN,))))
    return Person(login, name, source.get("mail", ""), roles, technician)


def _ends(source: Source, zone: ZoneInfo) -> tuple[float, float]:
    return instant(source["from"], zone), instant(source["to"], zone, end=True)


def _customer(key: str, source: Source) -> Customer:
    sites = {site: one.get("name") or site for site, one in source.get("site", {}).items()}
    return Customer(key, source.get("name") or key, sites)


def _promise(source: Source) -> Promise:
    take, close = source.get("sla1"), source.get("sla2")
    return Promise(None if take is None else seconds(take), None if close is None else seconds(close))


def _override(source: Source) -> Override:
    level, priority = source.get("level"), source.get("priority")
    return Override(_promise(source), level and Level(level), priority and Priority(priority))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
