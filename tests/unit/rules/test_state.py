"""The state machine: attempts, SOFT and HARD, late results, hosts, and the sequences of Icinga's own tests."""

import pytest

from checks.model import Kind, Policy, State, StateType, Track
from checks.rules.state import Circumstances, Observation, advance, as_host_state
from tests.support.machine import Machine

H1 = ("HARD", 1, None)
PROBLEM = ("HARD", 1, "PROBLEM")
RECOVERY = ("HARD", 1, "RECOVERY")


def soft(attempt: int) -> tuple:
    return ("SOFT", attempt, None)


@pytest.mark.parametrize(("kind", "letters"), [(Kind.HOST, "DDDUDU"), (Kind.SERVICE, "uccoco")])
def test_icinga_three_attempts(kind, letters):
    assert Machine(kind).rows(letters) == [soft(1), soft(2), PROBLEM, RECOVERY, soft(1), H1]


@pytest.mark.parametrize(("kind", "letters"), [(Kind.HOST, "DDUDU"), (Kind.SERVICE, "ucoco")])
def test_icinga_two_attempts(kind, letters):
    assert Machine(kind, max_attempts=2).rows(letters) == [soft(1), PROBLEM, RECOVERY, soft(1), H1]


@pytest.mark.parametrize(("kind", "letters"), [(Kind.HOST, "DUDU"), (Kind.SERVICE, "uoco")])
def test_icinga_one_attempt(kind, letters):
    assert Machine(kind, max_attempts=1).rows(letters) == [PROBLEM, RECOVERY, PROBLEM, RECOVERY]


def test_attempts_count_through_changes_between_bad_states():
    assert Machine(max_attempts=4).rows("wcuw") == [soft(1), soft(2), soft(3), PROBLEM]


def test_every_change_between_hard_problems_is_told_and_a_repetition_is_not():
    assert Machine().rows("ccc" + "cwwc") == [soft(1), soft(2), PROBLEM, H1, PROBLEM, H1, PROBLEM]


def test_a_first_good_result_is_believed_silently():
    (step,) = Machine(track=Track()).feed("o")
    assert (step.track.state_type, step.track.hard_state, step.notify) == (StateType.HARD, State.OK, None)
    assert step.changed
    assert step.hard_changed


def test_a_first_bad_result_counts_as_attempt_one():
    assert Machine(track=Track()).rows("ccco") == [soft(1), soft(2), PROBLEM, RECOVERY]
    assert Machine(Kind.HOST, max_attempts=1, track=Track()).rows("D") == [PROBLEM]


def test_hard_state_follows_only_what_is_believed():
    machine = Machine()
    believed = [(step.track.hard_state.value, step.hard_changed) for step in machine.feed("ccowwwo")]
    assert believed == [
        ("OK", False),
        ("OK", False),
        ("OK", False),
        ("OK", False),
        ("OK", False),
        ("WARNING", True),
        ("OK", True),
    ]


def test_instants_say_since_when():
    machine = Machine()
    start = machine.now
    machine.feed("occc")
    track = machine.track
    assert (track.last_ok_at, track.changed_at, track.hard_changed_at, track.checked_at) == (
        start + 60,
        start + 120,
        start + 240,
        start + 240,
    )


def test_a_late_result_is_dropped():
    machine = Machine(max_attempts=1)
    machine.feed("o")
    before = machine.track
    step = advance(
        before, Observation(State.CRITICAL, machine.now - 1, machine.now + 5), machine.policy, Circumstances()
    )
    assert step.dropped
    assert step.track is before
    assert (step.notify, step.changed, step.cause) == (None, False, "late result")


def test_a_stored_result_from_the_future_holds_nothing_up():
    machine = Machine(max_attempts=1)
    machine.feed("o")
    early = Observation(State.CRITICAL, machine.now - 3600, machine.now - 3590)
    step = advance(machine.track, early, machine.policy, Circumstances())
    assert not step.dropped
    assert step.track.state is State.CRITICAL


def test_a_result_as_old_as_the_stored_one_counts():
    machine = Machine(max_attempts=1)
    machine.feed("o")
    step = advance(
        machine.track, Observation(State.CRITICAL, machine.now, machine.now), machine.policy, Circumstances()
    )
    assert step.notify == "PROBLEM"


@pytest.mark.parametrize(
    ("verdict", "host"), [("OK", "UP"), ("WARNING", "UP"), ("CRITICAL", "DOWN"), ("UNKNOWN", "DOWN"), ("UP", "UP")]
)
def test_verdicts_of_probes_mean_up_or_down(verdict, host):
    assert as_host_state(State(verdict)) == host
    step = advance(Track(), Observation(State(verdict), 1.0, 1.0), Policy(Kind.HOST, max_attempts=1), Circumstances())
    assert step.track.state == host


def test_a_host_behind_bad_parents_is_unreachable_at_once_and_silently():
    machine = Machine(Kind.HOST)
    (step,) = machine.feed("D", Circumstances(parents_up=False))
    assert (step.track.state, step.track.state_type, step.notify) == (State.UNREACHABLE, StateType.HARD, None)
    assert step.hard_changed
    assert step.cause == "parents not up"


def test_a_service_that_fails_while_its_host_is_not_up_goes_hard_silently():
    (step,) = Machine().feed("c", Circumstances(host_up=False))
    assert (step.track.state_type, step.track.attempt, step.notify) == (StateType.HARD, 1, None)
    assert step.cause == "host not up"


def test_it_starts_over_when_the_host_is_back_and_then_speaks():
    machine = Machine()
    machine.feed("cc", Circumstances(host_up=False))
    assert machine.rows("c", Circumstances(parent_recovered_since=True)) == [soft(1)]
    assert machine.rows("ccc") == [soft(2), PROBLEM, H1]
    assert machine.told("o") == ["RECOVERY"]


def test_it_says_nothing_when_it_recovers_with_the_host():
    machine = Machine()
    machine.feed("cc", Circumstances(host_up=False))
    assert machine.told("o", Circumstances(parent_recovered_since=True)) == []
    assert machine.told("oo") == []


def test_a_soft_problem_starts_over_when_the_host_comes_back():
    machine = Machine()
    machine.feed("cc")
    assert machine.rows("c", Circumstances(parent_recovered_since=True)) == [soft(1)]


def test_a_problem_announced_before_the_host_failed_stays_as_it_is():
    machine = Machine()
    machine.feed("ccc")
    machine.feed("c", Circumstances(host_up=False))
    assert machine.rows("cc", Circumstances(parent_recovered_since=True)) == [H1, H1]
    assert machine.told("o") == ["RECOVERY"]


def test_a_host_hidden_by_its_parents_starts_over_when_they_are_back():
    machine = Machine(Kind.HOST)
    machine.feed("DD", Circumstances(parents_up=False))
    (step,) = machine.feed("D", Circumstances(parent_recovered_since=True))
    assert (step.track.state, step.track.state_type) == (State.DOWN, StateType.SOFT)
    assert machine.rows("DDU") == [soft(2), PROBLEM, RECOVERY]


def test_down_and_unreachable_are_one_problem_to_people():
    machine = Machine(Kind.HOST, max_attempts=1)
    assert machine.told("D") == ["PROBLEM"]
    assert machine.told("D", Circumstances(parents_up=False)) == []
    assert machine.track.state is State.UNREACHABLE
    assert machine.told("DD") == []
    assert machine.told("U") == ["RECOVERY"]
