"""Time, interventions, two calls at once, presence, search, reports: what surrounds the moves of a call."""

import pytest

from bls_tui.desk.calls.model import CallState, Link, LinkKind, Outcome, Span, WorkKind
from bls_tui.desk.calls.permits import IncompleteError, NotAllowedError
from bls_tui.desk.calls.wakes import SupplierWake
from bls_tui.service.desk import call_pairs, call_presence, call_views, call_work, calls, desk_lists, reports
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk.call_pairs import DifferentCustomersError
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_verify import verify_calls
from bls_tui.service.desk.desk_pass import DeskPass
from db.queries import calls as calls_queries
from db.rows_desk import NewCallEvent
from db.session import Database
from tests.unit.service_desk.conftest import DAY, HOUR, MINUTE, MONDAY, object_id
from tests.unit.service_desk.monitoring import turn


def taken(database: Database, customer: str = "rossi", subject: str = "La stampante non stampa") -> str:
    new = NewCall(customer, subject, typology="mail", take=True)
    return calls.open_call(database, new, "anna", MONDAY).call.number


def act(database: Database, number: str, verb: verbs.Verb, now: float, who: str = "anna") -> calls.Done:
    return calls.act(database, number, verb, who, now)


def test_time_is_inside_the_contract_as_it_says_and_uses_up_its_hours(company: Database) -> None:
    number = taken(company)
    act(company, number, call_work.log_time(MONDAY, MONDAY + 2 * HOUR), MONDAY + 2 * HOUR)
    act(company, number, call_work.log_time(MONDAY, MONDAY + HOUR, WorkKind.ON_SITE), MONDAY + 2 * HOUR)
    card = call_views.call_view(company, number, "anna", MONDAY + 3 * HOUR).contract
    assert (card.balance.inside, card.balance.outside, card.balance.left) == (2 * HOUR, HOUR, 8 * HOUR)
    assert (card.includes, card.covered, card.lead_name) == ("monitoring, help desk", True, "Carla Neri")


def test_time_that_is_still_to_come_is_refused(company: Database) -> None:
    with pytest.raises(IncompleteError, match="in the future"):
        act(company, taken(company), call_work.log_time(MONDAY, MONDAY + HOUR), MONDAY)


def test_a_stopwatch_becomes_a_row_of_time(company: Database) -> None:
    number = taken(company)
    act(company, number, call_work.start_watch(), MONDAY + MINUTE)
    done = act(company, number, call_work.stop_watch(note="router"), MONDAY + 11 * MINUTE)
    assert [(row.seconds, row.note, row.included) for row in done.call.rows] == [(10 * MINUTE, "router", True)]


def test_closing_ends_the_stopwatches_of_everybody(company: Database) -> None:
    number = taken(company)
    act(company, number, call_work.start_watch(), MONDAY + MINUTE)
    calls.act(company, number, call_work.start_watch(), "bruno", MONDAY + 2 * MINUTE)
    done = act(company, number, verbs.close(Outcome.SOLVED, "Changed the fuser"), MONDAY + 6 * MINUTE)
    assert not done.call.watches
    assert {row.technician: row.seconds for row in done.call.rows} == {"anna": 5 * MINUTE, "bruno": 4 * MINUTE}


def test_a_stopwatch_stopped_at_once_leaves_no_row(company: Database) -> None:
    number = taken(company)
    act(company, number, call_work.start_watch(), MONDAY + MINUTE)
    assert not act(company, number, call_work.stop_watch(), MONDAY + MINUTE).call.rows


def test_an_intervention_of_several_days_has_an_ics_file(company: Database) -> None:
    number = taken(company)
    days = [Span(MONDAY + day * DAY, MONDAY + day * DAY + 8 * HOUR) for day in (1, 2)]
    done = act(company, number, call_work.plan_visit(days, ["anna", "bruno"], "Sede"), MONDAY + 1)
    (visit,) = done.call.visits
    text = call_work.ics_text(company, number, visit.key, MONDAY + 2)
    assert text.count("BEGIN:VEVENT") == 2
    assert "Rossi SpA: La stampante non stampa" in text.replace("\r\n ", "")


def test_a_call_is_split_and_both_know_of_each_other(company: Database) -> None:
    number = taken(company)
    made = call_pairs.split(company, number, NewCall("rossi", "Anche il router"), "anna", MONDAY + 1)
    assert made.call.split_from == number
    view = call_views.call_view(company, made.call.number, "anna", MONDAY + 2)
    assert [(one.number, one.relation) for one in view.calls] == [(number, "split_from")]


def test_a_duplicate_is_merged_and_calls_of_two_customers_never(company: Database) -> None:
    first, second, other = taken(company), taken(company), taken(company, "bianchi")
    done = call_pairs.merge(company, second, first, "anna", MONDAY + 1)
    assert (done.call.number, done.call.absorbed) == (first, (second,))
    assert call_views.call_view(company, second, "anna", MONDAY + 2).call.state is CallState.CLOSED
    with pytest.raises(DifferentCustomersError):
        call_pairs.merge(company, other, first, "anna", MONDAY + 3)


def test_a_new_call_refers_to_a_closed_one_only(company: Database) -> None:
    first, second = taken(company), taken(company)
    with pytest.raises(verbs.NotClosedError):
        act(company, second, verbs.refer(first), MONDAY + 1)
    act(company, first, verbs.close(Outcome.SOLVED, "Fatto"), MONDAY + 2)
    done = act(company, second, verbs.refer(first), MONDAY + 3)
    assert done.call.refers_to == (first,)


def test_only_the_lead_of_the_contract_judges_it_blocking_and_then_the_clock_runs_at_night(company: Database) -> None:
    number = calls.open_call(company, NewCall("rossi", "Fermi", typology="mail"), "anna", MONDAY).call.number
    evening = MONDAY + 11 * HOUR
    with pytest.raises(NotAllowedError, match="Only the lead"):
        act(company, number, verbs.judge(blocking=True, reason="fermi"), evening)
    act(company, number, verbs.judge(blocking=True, reason="fermi"), evening, "carla")
    row = call_views.call_view(company, number, "anna", evening + HOUR).row
    assert (row.blocking, row.sla2.word, row.sla2.clock.spent) == (True, "runs", 9 * HOUR)


def test_details_that_do_not_belong_together_are_refused(company: Database) -> None:
    with pytest.raises(verbs.WrongDetailsError, match="Bianchi Srl has no contact 'mario'"):
        calls.open_call(company, NewCall("bianchi", "x", contact="mario"), "anna", MONDAY)


def test_others_who_look_at_a_call_are_shown_until_they_are_silent(company: Database) -> None:
    number = taken(company)
    call_id = call_views.call_view(company, number, "anna", MONDAY).call_id
    call_presence.here(company, call_id, "bruno", "tmux", MONDAY)
    assert [one.name for one in call_views.queue_view(company, "anna", MONDAY + 1).rows[0].present] == ["Bruno Verdi"]
    assert call_views.queue_view(company, "bruno", MONDAY + 1).rows[0].present == ()
    assert call_views.queue_view(company, "anna", MONDAY + DAY).rows[0].present == ()


def test_solutions_and_notes_are_found_by_their_words(company: Database) -> None:
    number = taken(company)
    act(company, number, verbs.note("sostituito il fusore"), MONDAY + 1)
    act(company, number, verbs.close(Outcome.SOLVED, "Cambiata la cartuccia."), MONDAY + 2)
    for words, kind in (("fusore", "note"), ("cartuccia", "solution"), ("stampante", "call")):
        assert [(one.number, one.kind) for one in desk_lists.search_view(company, words).found] == [(number, kind)]


def test_the_owner_is_alerted_when_a_supplier_is_silent(company: Database) -> None:
    number = taken(company)
    act(company, number, verbs.suspend(SupplierWake("acme", "T-1", MONDAY + HOUR)), MONDAY + 1)
    DeskPass()(company, MONDAY + HOUR)
    assert [one.number for one in desk_lists.alerts(company, "anna", MONDAY)] == [number]
    assert desk_lists.alerts(company, "anna", MONDAY + HOUR) == ()


def test_the_report_of_a_month_says_what_was_kept_and_why_not(company: Database) -> None:
    kept = taken(company)
    act(company, kept, verbs.close(Outcome.SOLVED, "Fatto"), MONDAY + HOUR)
    late = calls.open_call(company, NewCall("rossi", "Lenta", typology="mail"), "anna", MONDAY).call.number
    act(company, late, verbs.take(), MONDAY + 3 * HOUR, "bruno")
    act(company, late, verbs.suspend(SupplierWake("acme", "T", MONDAY + 2 * DAY)), MONDAY + 4 * HOUR, "bruno")
    act(company, late, verbs.resume(), MONDAY + DAY, "bruno")
    act(company, late, verbs.close(Outcome.SOLVED, "Fatto"), MONDAY + 4 * DAY, "bruno")
    act(company, kept, call_work.log_time(MONDAY, MONDAY + HOUR), MONDAY + DAY)
    turn(company, "srv-rossi", "DOWN", MONDAY)
    turn(company, "srv-rossi", "UP", MONDAY + DAY)
    report = reports.sla_report(company, "rossi", "2026-03", MONDAY + 9 * DAY)
    assert (report.opened, report.closed, report.counted(1), report.counted(2)) == (2, 2, (1, 1), (1, 1))
    by_number = {call.number: call for call in report.calls}
    assert by_number[late].sla1.reason == "Taken in charge 1 hour late by Bruno Verdi."
    assert by_number[late].sla2.reason.endswith("Not counted while suspended: supplier 4 hours.")
    assert report.hours.inside == {"remote": HOUR}
    down = next(one for one in report.availability if one.full_name == "srv-rossi")
    assert (down.bad, down.problems) == (DAY, 1)
    with pytest.raises(reports.InvalidMonthError):
        reports.sla_report(company, "rossi", "marzo", MONDAY)


def test_another_customer_brings_its_own_contract_and_leaves_contact_and_site_behind(company: Database) -> None:
    new = NewCall("rossi", "x", typology="mail", contact="mario", site="hq", take=True)
    number = calls.open_call(company, new, "anna", MONDAY).call.number
    done = act(company, number, verbs.amend(customer="bianchi"), MONDAY + 1)
    details = done.call.details
    assert (details.contract, details.contact, details.site) == ("bianchi-2026", "", "")
    with pytest.raises(verbs.WrongDetailsError, match="no contract 'rossi-2026'"):
        act(company, number, verbs.amend(contract="rossi-2026"), MONDAY + 2)


def test_the_calls_of_an_object_are_found_the_open_ones_first(company: Database) -> None:
    target = object_id(company, "srv-rossi")
    tie = Link(LinkKind.OBJECT, str(target))
    numbers = [taken(company) for _ in range(3)]
    for number in numbers[:2]:
        act(company, number, verbs.link(tie), MONDAY + 1)
    act(company, numbers[0], verbs.close(Outcome.SOLVED, "Fatto"), MONDAY + 2)
    rows = desk_lists.calls_of_object(company, target, MONDAY + 3)
    assert [row.number for row in rows] == [numbers[1], numbers[0]]
    with pytest.raises(verbs.UnknownThingError):
        act(company, numbers[2], verbs.link(Link(LinkKind.OBJECT, "4711")), MONDAY + 4)


def test_one_call_that_cannot_be_understood_does_not_hold_up_the_others(company: Database) -> None:
    first, second = taken(company), taken(company)
    for number in (first, second):
        act(company, number, verbs.suspend(SupplierWake("acme", "T-1", MONDAY + HOUR)), MONDAY + 1)
    with company.write() as w:
        spoiled = calls_queries.by_number(w, first)
        calls_queries.append(w, spoiled.id, spoiled.call.version, [NewCallEvent(MONDAY + 2, "anna", "vanish", {})])
    DeskPass()(company, MONDAY + HOUR)
    assert [one.number for one in desk_lists.alerts(company, "anna", MONDAY)] == [second]
    assert [fault[:15] for fault in verify_calls(company)] == [f"Call {first}:"]
