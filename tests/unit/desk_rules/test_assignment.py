"""Who gets a call, why the others do not, and what happens when it is left lying."""

from dataclasses import replace

import pytest

from bls_tui.desk.assignment import (
    IDLE,
    Obstacle,
    Request,
    Step,
    Technician,
    Workload,
    choose,
    escalate,
    load,
    obstacle_words,
)
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import CallState, Level, Priority
from bls_tui.desk.duty import Absence, Duty, Shift
from tests.support.desk import HOUR, MONDAY, OFFICE, at, story

BOTH = frozenset(Level)
HERE = Duty(OFFICE)
ANNA = Technician("anna", "Anna", {"mail": 3}, BOTH, HERE)
BEA = Technician("bea", "Bea", {"mail": 3}, BOTH, HERE)
CARL = Technician("carl", "Carl", {"mail": 5}, BOTH, HERE)
REQUEST = Request("mail", Level.HELP_DESK, MONDAY, MONDAY)


def chosen(people, workloads=None, request=REQUEST):
    return choose(request, people, workloads or {}).login


def test_the_most_competent_gets_it_until_there_is_too_much_to_do():
    assert chosen([ANNA, CARL]) == "carl"
    assert chosen([ANNA, CARL], {"carl": Workload(load=4.5)}) == "anna"


def test_who_knows_the_customer_is_preferred():
    assert chosen([ANNA, BEA], {"bea": Workload(closed_for_customer=3)}) == "bea"


def test_ties_go_to_the_longest_idle_then_to_the_name():
    assert chosen([BEA, ANNA]) == "anna"
    assert chosen([ANNA, BEA], {"anna": Workload(last_assigned_at=2.0), "bea": Workload(last_assigned_at=1.0)}) == "bea"
    assert chosen([ANNA, BEA], {"anna": Workload(last_assigned_at=2.0)}) == "bea"


@pytest.mark.parametrize(
    ("technician", "work", "request_", "obstacle"),
    [
        (replace(ANNA, competences={}), IDLE, REQUEST, Obstacle.NOT_COMPETENT),
        (ANNA, IDLE, replace(REQUEST, minimum=4), Obstacle.NOT_COMPETENT),
        (replace(ANNA, levels=frozenset({Level.TELE_ASSISTANCE})), IDLE, REQUEST, Obstacle.WRONG_LEVEL),
        (replace(ANNA, duty=Duty(OFFICE, (), (Absence(MONDAY, MONDAY + HOUR),))), IDLE, REQUEST, Obstacle.ABSENT),
        (ANNA, IDLE, replace(REQUEST, now=MONDAY - HOUR, opens_at=MONDAY - HOUR), Obstacle.OFF_DUTY),
        (ANNA, Workload(load=8.0), REQUEST, Obstacle.FULL),
        (ANNA, IDLE, replace(REQUEST, tried=("anna",)), Obstacle.ASKED_ALREADY),
    ],
)
def test_every_obstacle_is_named_and_nobody_means_the_coordinator(technician, work, request_, obstacle):
    choice = choose(request_, [technician], {"anna": work})
    assert choice.to_coordinator
    assert choice.candidates[0].obstacles == (obstacle,)
    assert obstacle_words(choice.candidates[0].obstacles)


def test_all_obstacles_are_told_and_the_excluded_come_last():
    nobody = Technician("abe", "Abe", {}, frozenset(), HERE)
    choice = choose(REQUEST, [nobody, ANNA], {})
    assert [one.login for one in choice.candidates] == ["anna", "abe"]
    assert obstacle_words(choice.candidates[1].obstacles) == (
        "not competent in this typology, does not work on this level"
    )


def test_on_duty_now_or_at_the_next_opening():
    evening = Request("mail", Level.HELP_DESK, at("2026-11-23 20:00"), at("2026-11-24 09:00"))
    assert chosen([ANNA], request=evening) == "anna"
    at_night = replace(evening, opens_at=evening.now)
    on_call = replace(BEA, duty=Duty(OFFICE, (Shift(at("2026-11-23 18:00"), at("2026-11-24 09:00")),)))
    assert chosen([ANNA, on_call], request=at_night) == "bea"


def test_load_weighs_state_and_priority():
    assert load([]) == 0
    assert load(
        [
            (CallState.ASSIGNED, Priority.NORMAL),
            (CallState.IN_PROGRESS, Priority.URGENT),
            (CallState.SUSPENDED, Priority.NORMAL),
            (CallState.CLOSED, Priority.URGENT),
        ]
    ) == pytest.approx(3.2)


def asked(*others):
    candidates = (ev.Candidate("x", 1.0),)
    return fold("1", story(ev.Assigned("anna"), *(ev.Reassigned(one, candidates) for one in others), step=0.0))


@pytest.mark.parametrize(
    ("others", "step"),
    [((), Step.NEXT), (("bea",), Step.NEXT), (("bea", "carl"), Step.COORDINATOR), (("bea", "carl", "lea"), Step.WAIT)],
)
def test_two_further_candidates_are_asked_then_the_coordinator(others, step):
    decided = escalate(asked(*others), MONDAY + HOUR, HOUR, OFFICE, {"lea"})
    assert decided.step is step
    if step is not Step.WAIT:
        assert decided.tried == ("anna", *others)


def test_a_quarter_of_the_promise_in_working_time_is_patience():
    decided = escalate(asked(), MONDAY, 4 * HOUR, OFFICE, ())
    assert (decided.step, decided.until) == (Step.WAIT, MONDAY + HOUR)
    assert escalate(asked(), MONDAY + HOUR, 4 * HOUR, OFFICE, ()).step is Step.NEXT
    assert escalate(asked(), MONDAY + 59 * 60, None, OFFICE, ()).step is Step.WAIT


def test_what_is_not_waiting_to_be_taken_is_left_alone():
    assert escalate(fold("1", story(ev.Taken())), MONDAY + 99 * HOUR, HOUR, OFFICE, ()).step is Step.WAIT
