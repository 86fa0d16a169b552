"""Calls suspended until a job runs well: woken by success, by failure, by silence, and by nothing else."""

import pytest

from bls_tui.desk.calls.model import CallState
from bls_tui.desk.calls.wakes import Awaited, ProcessWake
from bls_tui.service.desk import call_verbs, calls
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.processes.awaited import UnknownRunError, target_of
from bls_tui.service.processes.directory import UnknownProcessError
from tests.unit.service_processes.conftest import own_script


def suspend(office, what="nightly"):
    new = NewCall("rossi", "backup", take=True)
    number = calls.open_call(office.database, new, "anna", office.now).call.number
    target, name, until = target_of(office.database, what, office.now)
    wake = ProcessWake(Awaited.RUN, target, name, until)
    calls.act(office.database, number, call_verbs.suspend(wake), "anna", office.now)
    return number


def seen(office, number):
    return call_view(office.database, number, "anna", office.now).call


@pytest.mark.parametrize("by_id", [False, True])
def test_success_proposes_closing_with_the_evidence(office, by_id):
    number = suspend(office, str(office.ahead()[0].id) if by_id else "nightly")
    office.at("2026-03-02 22:40")
    assert seen(office, number).proposal is None
    office.receive(own_script("nightly", "SUCCESS"))
    call = seen(office, number)
    assert call.state is CallState.SUSPENDED
    assert "run of 2026-03-02 22:00: OK" in call.proposal.evidence


@pytest.mark.parametrize("by_id", [False, True])
def test_failure_gives_the_call_back_to_its_owner(office, by_id):
    number = suspend(office, str(office.ahead()[0].id) if by_id else "nightly")
    office.at("2026-03-02 22:40")
    office.receive(own_script("nightly", "FAILED"))
    assert seen(office, number).state is CallState.IN_PROGRESS
    view = call_view(office.database, number, "anna", office.now)
    assert any("FAILED" in item.body for item in view.timeline)


def test_no_mail_gives_it_back_too(office):
    number = suspend(office)
    office.at("2026-03-03 02:00")
    office.beat()
    assert seen(office, number).state is CallState.IN_PROGRESS


def test_a_failure_known_before_wakes_nobody(office):
    office.at("2026-03-02 22:40")
    office.receive(own_script("nightly", "FAILED"))
    office.at("2026-03-03 10:00")
    number = suspend(office)
    office.beat()
    assert seen(office, number).state is CallState.SUSPENDED
    office.at("2026-03-03 10:30")
    office.receive(own_script("nightly", "SUCCESS"))
    assert seen(office, number).proposal is not None


def test_a_run_late_already_that_goes_missing_is_no_news(office):
    office.at("2026-03-03 00:30")
    assert office.states() == ["LATE"]
    number = suspend(office)
    office.at("2026-03-03 12:00")
    assert office.states() == ["MISSING"]
    assert seen(office, number).state is CallState.SUSPENDED


def test_what_is_awaited_has_to_exist(office):
    with pytest.raises(UnknownRunError):
        target_of(office.database, "99999", office.now)
    with pytest.raises(UnknownProcessError):
        target_of(office.database, "nothing", office.now)
    assert target_of(office.database, "nightly OF srv", office.now)[0] == "job:nightly"
