"""Doing things to calls: every step an event, every refusal a sentence, nothing overwritten."""

import pytest

from bls_tui.desk.calls.model import CallState, Outcome
from bls_tui.desk.calls.permits import NotAllowedError, NotPermittedError
from bls_tui.desk.calls.wakes import SupplierWake
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk import call_views, calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_store import CallChangedError
from bls_tui.service.monitoring.undo import undo
from db.session import Database
from tests.unit.service_desk.conftest import DAY, HOUR, MINUTE, MONDAY


def opened(database: Database, **details: object) -> str:
    new = NewCall(customer="rossi", subject="La posta non parte", typology="mail", **details)
    return calls.open_call(database, new, "carla", MONDAY).call.number


def test_a_call_is_opened_assigned_taken_suspended_resumed_and_closed(company: Database) -> None:
    number = opened(company)
    done = calls.act(company, number, verbs.take(), "anna", MONDAY + 10 * MINUTE)
    assert (done.call.state, done.call.owner) == (CallState.IN_PROGRESS, "anna")
    wake = SupplierWake("acme", "T-1", MONDAY + DAY)
    done = calls.act(company, number, verbs.suspend(wake, "pezzo guasto"), "anna", MONDAY + 20 * MINUTE)
    assert done.call.state is CallState.SUSPENDED
    calls.act(company, number, verbs.resume(), "anna", MONDAY + HOUR)
    done = calls.act(company, number, verbs.close(Outcome.SOLVED, "Cambiato."), "anna", MONDAY + 2 * HOUR)
    assert done.call.closing.solution == "Cambiato."


def test_an_opened_call_goes_to_the_most_competent_and_says_why(company: Database) -> None:
    number = opened(company)
    done = calls.act(company, number, verbs.note("visto"), "anna", MONDAY + 1)
    assert (done.call.state, done.call.owner) == (CallState.ASSIGNED, "anna")


def test_nobody_eligible_makes_it_the_coordinators(company: Database) -> None:
    done = calls.open_call(company, NewCall("rossi", "Strano", typology="exotic"), "anna", MONDAY)
    assert done.call.owner == "dora"


def test_somebody_unknown_may_not_touch(company: Database) -> None:
    number = opened(company)
    with pytest.raises(NotAllowedError, match="mallory is not a known technician"):
        calls.act(company, number, verbs.take(), "mallory", MONDAY + 1)
    with pytest.raises(NotAllowedError):
        calls.open_call(company, NewCall("rossi", "x"), "mallory", MONDAY)


def test_a_move_outside_the_table_names_those_inside(company: Database) -> None:
    number = opened(company)
    with pytest.raises(NotPermittedError, match="Possible now: take in charge, reassign"):
        calls.act(company, number, verbs.close(Outcome.SOLVED, "x"), "anna", MONDAY + 1)


def test_the_second_to_save_sees_both_versions(company: Database) -> None:
    number = opened(company)
    seen = calls.act(company, number, verbs.note("uno"), "anna", MONDAY + 1).call.version
    calls.act(company, number, verbs.take(), "bruno", MONDAY + 2, seen=seen)
    with pytest.raises(CallChangedError, match="changed meanwhile by bruno") as caught:
        calls.act(company, number, verbs.take(), "anna", MONDAY + 3, seen=seen)
    assert (caught.value.seen.owner, caught.value.now.owner) == ("anna", "bruno")


def test_taking_can_be_undone_for_a_minute(company: Database) -> None:
    number = opened(company)
    done = calls.act(company, number, verbs.take(), "bruno", MONDAY + 1)
    undo(company, done.undo, "bruno", MONDAY + 30)
    assert calls.act(company, number, verbs.note("x"), "bruno", MONDAY + 31).call.owner == "anna"


def test_many_are_taken_at_once_and_those_that_cannot_are_told(company: Database) -> None:
    numbers = [opened(company) for _ in range(3)]
    calls.act(company, numbers[0], verbs.take(), "bruno", MONDAY + 1)
    preview = calls.preview(company, numbers, verbs.take(), "anna", MONDAY + 2)
    assert [one.number for one in preview.refused] == numbers[:1]
    done = calls.act_on_all(company, numbers, verbs.take(), "anna", MONDAY + 2)
    assert [call.owner for call in done.done] == ["anna", "anna"]
    undo(company, done.undo, "anna", MONDAY + 3)
    view = call_views.queue_view(company, "anna", MONDAY + 4)
    assert [row.state for row in view.mine] == [CallState.ASSIGNED] * 2


def test_a_call_shows_its_clocks_contract_history_and_moves(company: Database) -> None:
    number = opened(company)
    calls.act(company, number, verbs.take(), "anna", MONDAY + HOUR)
    view = call_views.call_view(company, number, "anna", MONDAY + 2 * HOUR)
    assert [one.cell.text for one in view.clocks] == ["1: met", "2: 14:00"]
    assert view.contract.contract.key == "rossi-2026"
    assert [item.text for item in view.timeline] == ["open: phone", "assign: Anna Rossi", "take in charge"]
    assert [candidate.login for candidate in view.candidates][:2] == ["anna", "bruno"]
    assert verbs.Act.SUSPEND in view.moves
    assert call_views.call_view(company, number, "mallory", MONDAY).acts == ()
