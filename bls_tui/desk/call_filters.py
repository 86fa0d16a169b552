"""The filter language of the lists of calls: `cust:acme st:susp wait:supplier due:<2h !is:blocking "no mail"`.

The grammar is that of the lists of objects. A bare word is looked for in the number, subject, customer, site, contact,
typology, owner, and what is waited for.

    num: cust: site: contact: typ: owner: subj:   contain the text
    st:    open assigned progress suspended closed
    wait:  process customer supplier
    prio:  low normal high urgent
    level: help_desk tele_assistance
    from:  portal mail phone monitoring technician
    sla:   ok warning breached, of either clock that has not stopped
    is:    unassigned overdue closable blocking consultancy uncovered
    age:   >1d or <10m since it was opened
    due:   <2h until the next promise runs out
"""
# ruff: noqa: D102 - what the fields of a row mean is documented where the row is

from enum import StrEnum
from typing import Protocol

from bls_tui.desk import terms
from bls_tui.desk.calls.model import CallState, Level, Origin, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Alarm, Clock
from bls_tui.desk.terms import FilterError, Language, Terms, span_key, text_key, word_key

__all__ = ["KEYS", "CallFilter", "FilterError", "Listed", "parse"]


class Cell(Protocol):
    """A clock of a row."""

    @property
    def clock(self) -> Clock:
        """The whole reading."""


class Listed(Protocol):
    """What can be filtered; `bls_tui.service.desk.call_views_data.QueueRow` is one, and says what the fields mean."""

    @property
    def number(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def customer_key(self) -> str: ...
    @property
    def customer(self) -> str: ...
    @property
    def site(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def typology(self) -> str: ...
    @property
    def level(self) -> Level: ...
    @property
    def priority(self) -> Priority: ...
    @property
    def origin(self) -> Origin: ...
    @property
    def state(self) -> CallState: ...
    @property
    def owner(self) -> str: ...
    @property
    def owner_name(self) -> str: ...
    @property
    def opened_at(self) -> float: ...
    @property
    def sla1(self) -> Cell: ...
    @property
    def sla2(self) -> Cell: ...
    @property
    def reason(self) -> Reason | None: ...
    @property
    def waits_for(self) -> str: ...
    @property
    def overdue_since(self) -> float | None: ...
    @property
    def closing(self) -> str: ...
    @property
    def blocking(self) -> bool: ...
    @property
    def consultancy(self) -> bool: ...
    @property
    def unpaid(self) -> bool: ...
    @property
    def due(self) -> float | None: ...


CallFilter = Terms[Listed]
Test = terms.Test[Listed]


def parse(text: str) -> CallFilter:
    """Read a filter. Raises FilterError with the position of the term that is wrong."""
    return terms.parse(text, _CALLS)


def _everything(row: Listed) -> str:
    texts = (
        row.number,
        row.subject,
        row.customer_key,
        row.customer,
        row.site,
        row.contact,
        row.typology,
        row.owner,
        row.owner_name,
        row.waits_for,
    )
    return "\n".join(texts)


def _state(state: CallState) -> Test:
    return lambda row, _now: row.state is state


def _equal(attribute: str, value: StrEnum) -> Test:
    return lambda row, _now: getattr(row, attribute) == value


def _words(attribute: str, values: type[StrEnum]) -> terms.Key[Listed]:
    return word_key({value.value: _equal(attribute, value) for value in values})


def _alarm(alarm: Alarm) -> Test:
    def test(row: Listed, _now: float) -> bool:
        clocks = (row.sla1.clock, row.sla2.clock)
        return any(clock.alarm is alarm and clock.stopped_at is None for clock in clocks)

    return test


_STATES: dict[str, Test] = {
    "open": _state(CallState.OPEN),
    "assigned": _state(CallState.ASSIGNED),
    "progress": _state(CallState.IN_PROGRESS),
    "suspended": _state(CallState.SUSPENDED),
    "closed": _state(CallState.CLOSED),
}
_IS: dict[str, Test] = {
    "unassigned": lambda row, _now: not row.owner,
    "overdue": lambda row, _now: row.overdue_since is not None,
    "closable": lambda row, _now: bool(row.closing),
    "blocking": lambda row, _now: row.blocking,
    "consultancy": lambda row, _now: row.consultancy,
    "uncovered": lambda row, _now: row.unpaid,
}
_KEYS: dict[str, terms.Key[Listed]] = {
    "num": text_key(lambda row: row.number),
    "cust": text_key(lambda row: f"{row.customer_key}\n{row.customer}"),
    "site": text_key(lambda row: row.site),
    "contact": text_key(lambda row: row.contact),
    "typ": text_key(lambda row: row.typology),
    "owner": text_key(lambda row: f"{row.owner}\n{row.owner_name}"),
    "subj": text_key(lambda row: row.subject),
    "st": word_key(_STATES),
    "wait": _words("reason", Reason),
    "prio": _words("priority", Priority),
    "level": _words("level", Level),
    "from": _words("origin", Origin),
    "sla": word_key({alarm.value: _alarm(alarm) for alarm in (Alarm.OK, Alarm.WARNING, Alarm.BREACHED)}),
    "is": word_key(_IS),
    "age": span_key("age", lambda row, now: now - row.opened_at),
    "due": span_key("due", lambda row, now: None if row.due is None else row.due - now),
}
KEYS = tuple(_KEYS)
"""The keys a filter knows, for help and completion."""
_CALLS = Language(_KEYS, _everything)
