"""The table of moves, from every state and for everybody."""

import pytest

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.acts import MOVES, RULES, Act
from bls_tui.desk.calls.fold import apply, effective, fold
from bls_tui.desk.calls.model import CallState, Outcome
from bls_tui.desk.calls.permits import (
    IncompleteError,
    NotAllowedError,
    NotPermittedError,
    authorise,
    may_open,
    moves,
    permitted,
)
from bls_tui.desk.calls.together import closing, declining
from bls_tui.desk.calls.wakes import InvalidWakeUpError, ProcessWake, SupplierWake
from bls_tui.desk.roles import SYSTEM, Actor, Role
from tests.support.desk import ANNA, LEA, MONDAY, ROAD_TO, STRANGER, Event, customer, process, story, supplier

DAY = 86400.0
PAYLOADS = {
    Act.ASSIGN: ev.Assigned("bea"),
    Act.TAKE: ev.Taken(),
    Act.SUSPEND: ev.Suspended(supplier(MONDAY + DAY)),
    Act.RESUME: ev.Resumed(),
    Act.REASSIGN: ev.Reassigned("bea"),
    Act.HAND_OVER: ev.HandedOver("bea", "The switch is rebooting."),
    Act.CLOSE: ev.Closed(Outcome.SOLVED, "Restarted."),
    Act.MERGE: ev.Merged("2"),
}
DESIGN = {
    CallState.OPEN: {Act.ASSIGN: CallState.ASSIGNED, Act.TAKE: CallState.IN_PROGRESS, Act.MERGE: CallState.CLOSED},
    CallState.ASSIGNED: {
        Act.TAKE: CallState.IN_PROGRESS,
        Act.REASSIGN: CallState.ASSIGNED,
        Act.MERGE: CallState.CLOSED,
    },
    CallState.IN_PROGRESS: {
        Act.SUSPEND: CallState.SUSPENDED,
        Act.REASSIGN: CallState.ASSIGNED,
        Act.HAND_OVER: CallState.ASSIGNED,
        Act.CLOSE: CallState.CLOSED,
        Act.MERGE: CallState.CLOSED,
    },
    CallState.SUSPENDED: {Act.RESUME: CallState.IN_PROGRESS, Act.MERGE: CallState.CLOSED},
    CallState.CLOSED: {},
}


def call_in(state):
    return fold("1", story(*ROAD_TO[state]))


def after(call, what, author="anna", wait=60.0):
    return apply(call, Event(call.touched_at + wait, author, what))


@pytest.mark.parametrize("act", MOVES)
@pytest.mark.parametrize("state", CallState)
def test_exactly_the_moves_of_the_design_are_possible(state, act):
    call = call_in(state)
    if act in DESIGN[state]:
        assert after(call, PAYLOADS[act]).state is DESIGN[state][act]
        return
    with pytest.raises(NotPermittedError) as refused:
        after(call, PAYLOADS[act])
    assert refused.value.possible == tuple(move for move in MOVES if move in DESIGN[state])


def test_a_refusal_says_what_is_possible_in_words():
    with pytest.raises(NotPermittedError, match=r"Suspended \(customer\): close .* Possible now: resume, merge"):
        after(call_in(CallState.SUSPENDED), PAYLOADS[Act.CLOSE])
    with pytest.raises(NotPermittedError, match="no move leads out"):
        after(call_in(CallState.CLOSED), ev.Taken())


def test_a_stranger_may_look_and_not_touch():
    for state in CallState:
        assert permitted(call_in(state), STRANGER) == ()
    assert not may_open(STRANGER)
    with pytest.raises(NotAllowedError, match="nobody"):
        authorise(call_in(CallState.OPEN), STRANGER, Act.TAKE)


def test_the_program_never_takes_answers_or_closes():
    forbidden = {Act.TAKE, Act.REPLY, Act.CLOSE, Act.SUSPEND, Act.MERGE, Act.JUDGE, Act.AGREE_DUE}
    for state in CallState:
        assert not forbidden & set(permitted(call_in(state), SYSTEM))


def test_only_the_lead_of_the_contract_judges():
    call = call_in(CallState.OPEN)
    authorise(call, LEA, Act.JUDGE)
    other = Actor("leo", frozenset({Role.LEAD}), frozenset({"silver"}))
    for actor in (ANNA, other):
        assert Act.JUDGE not in permitted(call, actor)
        with pytest.raises(NotAllowedError, match="lead"):
            authorise(call, actor, Act.JUDGE)


def test_what_the_state_forbids_is_said_before_who_may():
    with pytest.raises(NotPermittedError):
        authorise(call_in(CallState.CLOSED), ANNA, Act.TAKE)


def test_moves_of_an_actor_are_those_of_the_table():
    assert moves(call_in(CallState.IN_PROGRESS), ANNA) == moves(call_in(CallState.IN_PROGRESS))
    assert moves(call_in(CallState.SUSPENDED), SYSTEM) == (Act.RESUME,)


def test_every_act_but_opening_has_a_rule_and_a_payload():
    assert set(Act) - {Act.OPEN} == set(RULES)


@pytest.mark.parametrize(
    ("state", "what"),
    [
        (CallState.IN_PROGRESS, ev.Closed(Outcome.SOLVED, " ")),
        (CallState.IN_PROGRESS, ev.Closed(Outcome.MERGED, "see 2")),
        (CallState.IN_PROGRESS, ev.HandedOver("bea", "")),
        (CallState.OPEN, ev.Assigned("")),
        (CallState.OPEN, ev.Judged(blocking=True, reason="")),
        (CallState.OPEN, ev.Merged("1")),
        (CallState.OPEN, ev.Amended(subject=" ")),
        (CallState.OPEN, ev.DueAgreed("phone", MONDAY)),
        (CallState.CLOSED, ev.Explained("3", "")),
    ],
)
def test_what_must_be_said_is_asked_for(state, what):
    with pytest.raises(IncompleteError):
        after(call_in(state), what)


@pytest.mark.parametrize(
    "wake", [process(hours=-1), SupplierWake("dell", "", MONDAY + DAY), customer(MONDAY - 9 * DAY), supplier(hours=-1)]
)
def test_a_suspension_that_nothing_ends_is_refused(wake):
    with pytest.raises(InvalidWakeUpError):
        after(call_in(CallState.IN_PROGRESS), ev.Suspended(wake))


def test_a_process_has_to_be_named():
    with pytest.raises(InvalidWakeUpError, match="awaited"):
        after(call_in(CallState.IN_PROGRESS), ev.Suspended(ProcessWake(process().awaited, "", "", MONDAY + DAY)))


def test_postponing_keeps_the_reason():
    call = call_in(CallState.SUSPENDED)
    later = after(call, ev.Postponed(customer(MONDAY + DAY)))
    assert later.standing.suspension.wake == customer(MONDAY + DAY)
    assert later.standing.suspension.since == call.standing.suspension.since
    with pytest.raises(InvalidWakeUpError, match="reason"):
        after(call, ev.Postponed(supplier(MONDAY + DAY)))


def test_a_move_is_taken_back_within_a_minute_by_who_made_it():
    taken = after(call_in(CallState.ASSIGNED), ev.Taken())
    noted = after(taken, ev.Noted("On it."), author="bea", wait=10)
    undone = after(noted, ev.Undone(taken.version), wait=20)
    assert undone.standing == call_in(CallState.ASSIGNED).standing
    assert undone.undoable is None
    assert undone.version == taken.version + 2


def test_a_move_is_not_taken_back_late_by_others_or_after_another():
    taken = after(call_in(CallState.ASSIGNED), ev.Taken())
    with pytest.raises(NotPermittedError):
        after(taken, ev.Undone(taken.version), wait=61)
    with pytest.raises(NotPermittedError):
        after(taken, ev.Undone(taken.version), author="bea", wait=5)
    with pytest.raises(NotPermittedError):
        after(after(taken, PAYLOADS[Act.CLOSE], wait=1), ev.Undone(taken.version), wait=1)


def test_an_undone_move_is_not_effective():
    told = story(ev.Assigned("anna"), ev.Taken(), ev.Undone(3), ev.Noted("x"), step=10)
    assert [number for number, _ in effective(told)] == [1, 2, 5]


def test_accepting_to_close_a_suspended_call_resumes_and_closes_it():
    call = after(call_in(CallState.SUSPENDED), ev.ClosingProposed("no answer"), author="bls")
    payloads = closing(call, Outcome.WITHDRAWN, "No answer.")
    for what in payloads:
        call = after(call, what, wait=0)
    assert call.state is CallState.CLOSED
    assert call.proposal is None


def test_closing_a_suspended_call_without_a_proposal_stays_impossible():
    call = call_in(CallState.SUSPENDED)
    with pytest.raises(NotPermittedError):
        after(call, *closing(call, Outcome.SOLVED, "Done."))


def test_declining_to_close_puts_a_suspended_call_back_to_work():
    call = after(call_in(CallState.SUSPENDED), ev.ClosingProposed("no answer"), author="bls")
    for what in declining(call, "They are on holiday."):
        call = after(call, what, wait=0)
    assert call.state is CallState.IN_PROGRESS


def test_the_first_taking_is_remembered_through_reassigning():
    call = fold("1", story(ev.Taken(), ev.Reassigned("bea"), ev.Taken()))
    assert call.standing.taken_at == MONDAY + 60
    assert call.owner == "anna"


def test_those_asked_in_vain_are_remembered_until_somebody_takes_it():
    candidates = (ev.Candidate("bea", 1.0),)
    call = fold("1", story(ev.Assigned("anna"), ev.Reassigned("bea", candidates), ev.Reassigned("carl", candidates)))
    assert call.standing.tried == ("anna", "bea")
    assert after(call, ev.Taken(), author="carl").standing.tried == ()


def test_no_history_and_a_wrong_beginning_are_errors():
    with pytest.raises(IncompleteError):
        fold("1", [])
    with pytest.raises(IncompleteError, match="opening"):
        fold("1", [Event(MONDAY, "anna", ev.Taken())])
