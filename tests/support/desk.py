"""Calls, contracts and calendars for the tests of the desk."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bls_tui.desk.calendar import Calendar
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.model import CallState, Details, Origin, Outcome, Priority
from bls_tui.desk.calls.wakes import Awaited, CustomerWake, ProcessWake, SupplierWake
from bls_tui.desk.contract import Contract, Promise
from bls_tui.desk.public_holidays import PublicHolidays
from bls_tui.desk.roles import Actor, Role

ROME = ZoneInfo("Europe/Rome")
MILAN = PublicHolidays("IT", "MI")
WEEK = {"monday - friday": "09:00-13:00, 14:00-18:00"}
OFFICE = Calendar.parse("office", "Europe/Rome", WEEK, holiday=MILAN.name)
HOUR = 3600.0
CONTRACT = Contract("gold", "acme", OFFICE, Promise(take=1 * HOUR, close=8 * HOUR), lead="lea")

ANNA = Actor("anna", frozenset({Role.TECHNICIAN}))
LEA = Actor("lea", frozenset({Role.LEAD}), frozenset({"gold"}))
STRANGER = Actor("nobody")


def at(text: str) -> float:
    """Return the instant of a wall-clock time in Rome: "2026-12-24 17:30"."""
    return datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp()


MONDAY = at("2026-11-23 09:00")


def details(**changes) -> Details:
    return Details(**({"subject": "No mail", "customer": "acme", "contract": "gold", "typology": "mail"} | changes))


def opening(when: float = MONDAY, *, priority: Priority = Priority.NORMAL, **fields) -> Event:
    return Event(when, "portal", ev.Opened(Origin.PORTAL, details(priority=priority), **fields))


def process(when: float = MONDAY, hours: float = 10) -> ProcessWake:
    return ProcessWake(Awaited.RUN, "7", "NAS-3 nightly", when + hours * HOUR)


def customer(when: float = MONDAY) -> CustomerWake:
    return CustomerWake((when + 48 * HOUR, when + 120 * HOUR), when + 168 * HOUR)


def supplier(when: float = MONDAY, hours: float = 24) -> SupplierWake:
    return SupplierWake("dell", "SR-1", when + hours * HOUR)


def story(*whats: ev.Payload, start: float = MONDAY, step: float = 60.0, author: str = "anna") -> list[Event]:
    """Return events one after the other, `step` seconds apart, beginning with an opening."""
    return [opening(start), *(Event(start + step * (n + 1), author, what) for n, what in enumerate(whats))]


ROAD_TO = {
    CallState.OPEN: (),
    CallState.ASSIGNED: (ev.Assigned("anna"),),
    CallState.IN_PROGRESS: (ev.Taken(),),
    CallState.SUSPENDED: (ev.Taken(), ev.Suspended(customer())),
    CallState.CLOSED: (ev.Taken(), ev.Closed(Outcome.SOLVED, "Restarted.")),
}
"""The shortest history that leads to each state."""
