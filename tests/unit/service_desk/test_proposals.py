"""Proposals: one for each cause, following it by themselves until somebody decides."""

import pytest

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import CallState, Priority
from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.proposals import Dismissal
from bls_tui.errors import RefusedError
from bls_tui.service.desk import call_views, calls, proposals
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.desk_lists import proposals_view
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.operations import Window
from db.queries import operations as queries
from db.queries import problems
from db.session import Database
from tests.unit.service_desk.conftest import HOUR, MINUTE, MONDAY
from tests.unit.service_desk.monitoring import turn

HOST, BACKUP = "srv-rossi", "srv-rossi/backup"


def passing(database: Database, now: float) -> None:
    DeskPass()(database, now)


def pending(database: Database, now: float = MONDAY) -> list[str]:
    return [row.full_name for row in proposals_view(database, now).pending]


def proposed(database: Database) -> int:
    turn(database, BACKUP, "CRITICAL", MONDAY)
    passing(database, MONDAY + 1)
    (row,) = proposals_view(database, MONDAY + 1).pending
    return row.proposal_id


def test_a_problem_makes_one_proposal_for_its_cause(company: Database) -> None:
    turn(company, HOST, "DOWN", MONDAY)
    turn(company, BACKUP, "CRITICAL", MONDAY + 1, cause=HOST)
    for seconds in (2, 5, 8):
        passing(company, MONDAY + seconds)
    (row,) = proposals_view(company, MONDAY + 9).pending
    assert (row.full_name, row.folded) == (HOST, 1)


def test_only_customers_whose_contract_includes_monitoring_get_proposals(company: Database) -> None:
    turn(company, "srv-bianchi", "DOWN", MONDAY)
    passing(company, MONDAY + 1)
    assert pending(company) == []


def test_a_proposal_is_withdrawn_when_its_object_recovers(company: Database) -> None:
    proposed(company)
    turn(company, BACKUP, "OK", MONDAY + MINUTE)
    passing(company, MONDAY + MINUTE + 1)
    assert pending(company) == []


def test_a_proposal_is_held_in_downtime(company: Database) -> None:
    target = turn(company, BACKUP, "CRITICAL", MONDAY)
    operations.schedule_downtime(
        company, [target], "anna", "patch", MONDAY, window=Window(MONDAY, MONDAY + HOUR), with_services=False
    )
    with company.write() as w:
        (downtime,) = queries.downtimes(w, MONDAY + 1)
        queries.start_downtime(w, downtime.id, MONDAY + 1)
    passing(company, MONDAY + 2)
    view = proposals_view(company, MONDAY + 2)
    assert (view.pending, [row.full_name for row in view.held]) == ((), [BACKUP])


def test_accepting_opens_the_call_and_takes_it_and_recovery_is_written_into_it(company: Database) -> None:
    proposal = proposed(company)
    done = proposals.accept_proposal(company, proposal, "anna", MONDAY + 2)
    assert (done.call.state, done.call.owner, done.call.details.contract) == (
        CallState.IN_PROGRESS,
        "anna",
        "rossi-2026",
    )
    assert done.call.details.priority is Priority.HIGH
    turn(company, BACKUP, "OK", MONDAY + MINUTE, "all fine")
    for seconds in (1, 4):
        passing(company, MONDAY + MINUTE + seconds)
    acts = [item.act for item in call_views.call_view(company, done.call.number, "anna", MONDAY + HOUR).timeline]
    assert (acts.count(Act.OBSERVE), acts.count(Act.PROPOSE_CLOSING)) == (1, 1)
    with pytest.raises(RefusedError, match="belongs to call"):
        proposals.accept_proposal(company, proposal, "bruno", MONDAY + 3)


def test_a_proposal_is_linked_to_a_call_there_is(company: Database) -> None:
    proposal = proposed(company)
    number = calls.open_call(company, NewCall("rossi", "Backup rotto", typology="backup"), "anna", MONDAY).call.number
    done = proposals.link_proposal(company, proposal, number, "anna", MONDAY + 2)
    assert [link.kind.value for link in done.call.links] == ["object", "problem"]
    assert pending(company) == []


def test_a_dismissed_proposal_stays_away_until_it_is_worse(company: Database) -> None:
    turn(company, BACKUP, "WARNING", MONDAY)
    passing(company, MONDAY + 1)
    (row,) = proposals_view(company, MONDAY + 1).pending
    with pytest.raises(NotAllowedError):
        proposals.dismiss_proposal(company, row.proposal_id, Dismissal.FALSE_ALARM, "mallory", MONDAY + 2)
    proposals.dismiss_proposal(company, row.proposal_id, Dismissal.FALSE_ALARM, "anna", MONDAY + 2)
    passing(company, MONDAY + 3)
    assert pending(company) == []
    with company.write() as w:
        problems.update(w, row.object_id, "CRITICAL", None)
    passing(company, MONDAY + 4)
    assert pending(company) == [BACKUP]
