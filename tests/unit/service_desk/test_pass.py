"""What the desk does by itself: wakes, reminds, escalates, warns; and never twice."""

import pytest

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import CallState, Link, LinkKind
from bls_tui.desk.calls.wakes import Awaited, CustomerWake, ProcessWake, SupplierWake
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import call_views, calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.desk.desk_pass import DeskPass
from db.session import Database
from tests.unit.service_desk.conftest import DAY, DOCUMENTS, HOUR, MINUTE, MONDAY, declare
from tests.unit.service_desk.monitoring import turn

BACKUP = "srv-rossi/backup"


def taken(database: Database, *links: Link) -> str:
    new = NewCall("rossi", "Backup", typology="backup", links=links, take=True)
    return calls.open_call(database, new, "anna", MONDAY).call.number


def passing(database: Database, now: float) -> None:
    """Twice: what was done once must not be done again."""
    DeskPass()(database, now)
    seen = [row.version for row in call_views.queue_view(database, "anna", now).rows]
    DeskPass()(database, now)
    assert [row.version for row in call_views.queue_view(database, "anna", now).rows] == seen
    assert verify_calls(database) == []


def awaiting(database: Database, target: int, deadline: float) -> str:
    number = taken(database)
    wake = ProcessWake(Awaited.OBJECT, str(target), BACKUP, deadline)
    calls.act(database, number, verbs.suspend(wake), "anna", MONDAY + MINUTE)
    return number


def look(database: Database, number: str, now: float) -> call_views.CallView:
    return call_views.call_view(database, number, "anna", now)


def test_an_awaited_check_that_turns_good_proposes_closing_with_its_words(company: Database) -> None:
    target = turn(company, BACKUP, "CRITICAL", MONDAY - HOUR)
    number = awaiting(company, target, MONDAY + DAY)
    passing(company, MONDAY + 2 * MINUTE)
    assert look(company, number, MONDAY + 2 * MINUTE).call.proposal is None
    turn(company, BACKUP, "OK", MONDAY + HOUR, "backup done in 2h")
    passing(company, MONDAY + HOUR + 3)
    view = look(company, number, MONDAY + HOUR + 3)
    assert view.call.state is CallState.SUSPENDED
    assert view.row.closing == "srv-rossi/backup OK: backup done in 2h"


def test_an_awaited_check_that_turns_bad_wakes_the_call_and_tells_its_owner(company: Database) -> None:
    target = turn(company, BACKUP, "OK", MONDAY - HOUR)
    number = awaiting(company, target, MONDAY + DAY)
    turn(company, BACKUP, "CRITICAL", MONDAY + HOUR, "no space left")
    passing(company, MONDAY + HOUR + 3)
    view = look(company, number, MONDAY + HOUR + 3)
    assert view.call.state is CallState.IN_PROGRESS
    assert view.timeline[-1].act is None or [one.act for one in view.timeline][-2:] == [Act.RESUME, Act.ALERT]


def test_an_awaited_check_that_does_not_come_in_time_wakes_the_call(company: Database) -> None:
    target = turn(company, BACKUP, "CRITICAL", MONDAY - HOUR)
    number = awaiting(company, target, MONDAY + HOUR)
    passing(company, MONDAY + HOUR - 1)
    assert look(company, number, MONDAY + HOUR - 1).call.state is CallState.SUSPENDED
    passing(company, MONDAY + HOUR)
    assert look(company, number, MONDAY + HOUR).call.state is CallState.IN_PROGRESS


def test_a_check_that_stays_good_until_the_deadline_counts_as_having_turned_good(company: Database) -> None:
    target = turn(company, BACKUP, "OK", MONDAY - HOUR)
    number = awaiting(company, target, MONDAY + HOUR)
    turn(company, BACKUP, "OK", MONDAY + HOUR / 2)
    passing(company, MONDAY + HOUR)
    assert look(company, number, MONDAY + HOUR).row.closing


def test_a_silent_customer_is_reminded_and_then_closing_is_proposed_never_done(company: Database) -> None:
    number = taken(company)
    wake = CustomerWake((MONDAY + DAY, MONDAY + 2 * DAY), MONDAY + 3 * DAY)
    calls.act(company, number, verbs.suspend(wake), "anna", MONDAY + MINUTE)
    for day in (1, 2, 3):
        passing(company, MONDAY + day * DAY)
    view = look(company, number, MONDAY + 3 * DAY)
    assert [item.act for item in view.timeline if item.act][-3:] == [Act.REMIND, Act.REMIND, Act.PROPOSE_CLOSING]
    assert view.row.overdue_since == MONDAY + 3 * DAY
    calls.act(company, number, verbs.receive("Mario", "eccomi"), "bruno", MONDAY + 3 * DAY + 1)
    assert look(company, number, MONDAY + 4 * DAY).call.state is CallState.IN_PROGRESS


def test_a_supplier_who_does_not_answer_is_brought_to_mind_once(company: Database) -> None:
    number = taken(company)
    calls.act(company, number, verbs.suspend(SupplierWake("acme", "T-1", MONDAY + HOUR)), "anna", MONDAY + MINUTE)
    passing(company, MONDAY + HOUR)
    alerts = [item for item in look(company, number, MONDAY + HOUR).timeline if item.act is Act.ALERT]
    assert [alert.body for alert in alerts] == ["Ask acme about their ticket T-1."]


def test_a_call_that_nobody_takes_goes_on_twice_and_then_to_the_coordinator(company: Database) -> None:
    number = calls.open_call(company, NewCall("rossi", "x", typology="mail"), "anna", MONDAY).call.number
    owners = []
    for half_hours in range(1, 5):
        passing(company, MONDAY + half_hours * HOUR / 2)
        owners.append(look(company, number, MONDAY + half_hours * HOUR / 2).call.owner)
    assert owners == ["bruno", "carla", "dora", "dora"]


def test_clocks_warn_once_at_three_quarters_and_once_when_breached(company: Database) -> None:
    number = taken(company)
    for days in range(1, 5):
        passing(company, MONDAY + days * DAY)
    alerts = [item.body for item in look(company, number, MONDAY + 4 * DAY).timeline if item.act is Act.ALERT]
    assert alerts == ["SLA2 100%"]
    other = taken(company)
    passing(company, MONDAY + DAY + 7 * HOUR)
    alerts = [item.body for item in look(company, other, MONDAY + DAY + 7 * HOUR).timeline if item.act is Act.ALERT]
    assert alerts == ["SLA2 75%"]


def test_another_contract_replays_the_clocks(company: Database) -> None:
    number = taken(company)
    at_desk = DeskPass()
    at_desk(company, MONDAY + HOUR)
    contract = next(source for kind, key, source in DOCUMENTS if key == "rossi-2026")
    declare(company, [("contract", "rossi-2026", contract | {"sla2": "4h"})])
    assert verify_calls(company) != []
    at_desk(company, MONDAY + 2 * HOUR)
    assert verify_calls(company) == []
    assert look(company, number, MONDAY + 2 * HOUR).row.sla2.text == "2: 02:00"


def test_a_call_whose_object_turned_good_is_proposed_to_be_closed_until_declined(company: Database) -> None:
    target = turn(company, BACKUP, "CRITICAL", MONDAY - HOUR)
    number = taken(company, Link(LinkKind.OBJECT, str(target)))
    passing(company, MONDAY + MINUTE)
    turn(company, BACKUP, "OK", MONDAY + HOUR)
    passing(company, MONDAY + HOUR + 1)
    assert look(company, number, MONDAY + HOUR + 1).row.closing
    calls.act(company, number, verbs.decline_closing("non ancora"), "anna", MONDAY + HOUR + 2)
    passing(company, MONDAY + HOUR + 3)
    assert not look(company, number, MONDAY + HOUR + 3).row.closing


@pytest.mark.parametrize("reason", ["", "sostituiremo il disco"])
def test_a_closed_call_whose_object_is_bad_is_shown_until_somebody_says_why(company: Database, reason: str) -> None:
    target = turn(company, BACKUP, "CRITICAL", MONDAY - HOUR)
    number = taken(company, Link(LinkKind.OBJECT, str(target)))
    calls.act(company, number, verbs.close(verbs.Outcome.WORKAROUND, "Per ora."), "anna", MONDAY + 1)
    if reason:
        calls.act(company, number, verbs.explain(target, reason), "anna", MONDAY + 2)
    still = call_views.queue_view(company, "anna", MONDAY + 3).still_bad
    assert [one.number for one in still] == ([] if reason else [number])
