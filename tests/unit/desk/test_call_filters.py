"""The filter language of the lists of calls."""

from dataclasses import dataclass, replace

import pytest

from bls_tui.desk import call_filters, clock
from bls_tui.desk.call_filters import FilterError
from bls_tui.desk.calls.model import CallState, Level, Origin, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Clock
from tests.support.desk import CONTRACT, HOUR, MONDAY, story

NOW = MONDAY + 0.9 * HOUR


@dataclass(frozen=True)
class Cell:
    clock: Clock


@dataclass(frozen=True)
class Row:
    sla1: Cell
    sla2: Cell
    number: str = "26-000012"
    subject: str = "La posta non parte"
    customer_key: str = "acme"
    customer: str = "Acme S.p.A."
    site: str = "Sede"
    contact: str = "Mario Rossi"
    typology: str = "Posta"
    level: Level = Level.HELP_DESK
    priority: Priority = Priority.URGENT
    origin: Origin = Origin.PORTAL
    state: CallState = CallState.SUSPENDED
    owner: str = "anna"
    owner_name: str = "Anna Neri"
    opened_at: float = MONDAY
    reason: Reason | None = Reason.SUPPLIER
    waits_for: str = "Dell"
    overdue_since: float | None = MONDAY
    closing: str = ""
    blocking: bool = False
    consultancy: bool = False
    unpaid: bool = True
    due: float | None = MONDAY + HOUR


ROW = Row(*map(Cell, clock.clocks(story(), CONTRACT, NOW)))


@pytest.mark.parametrize(
    "text",
    [
        "", "posta", "ROSSI dell", "num:12", "cust:acme cust:s.p.a", "site:sede contact:mario typ:posta",
        "owner:neri,bruno", "st:susp", "st:open,suspended", "!st:open", "wait:supp", "prio:urg level:help from:port",
        "sla:warn", "sla:ok", "is:overdue is:uncovered !is:blocking !is:unassigned", "age:>30m age:<2h", "due:<10m",
        'subj:"non parte"',
    ],
)  # fmt: skip
def test_what_matches(text):
    assert call_filters.parse(text).matches(ROW, NOW)


@pytest.mark.parametrize(
    "text", ["stampante", "!posta", "st:closed", "wait:customer", "sla:breached", "is:closable", "age:>1h", "due:>10m"]
)
def test_what_does_not_match(text):
    assert not call_filters.parse(text).matches(ROW, NOW)


def test_a_call_that_promises_nothing_is_due_neither_before_nor_after():
    row = replace(ROW, due=None)
    assert not call_filters.parse("due:<1d").matches(row, NOW)
    assert not call_filters.parse("due:>1m").matches(row, NOW)


@pytest.mark.parametrize(
    "text", ["host:web", "st:sospesa", "wait:x", "is:c", "age:1h", "due:<never", 'subj:"x', "prio:"]
)
def test_what_cannot_be_read_says_where(text):
    with pytest.raises(FilterError) as caught:
        call_filters.parse(f"x {text}")
    assert caught.value.position >= 2
