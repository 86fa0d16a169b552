"""What is withheld in downtime, acknowledged, flapping or behind a failure, and what is said afterwards."""

import pytest

from checks.model import FlapPolicy, Kind, State
from checks.rules.state import Circumstances
from tests.support.machine import Machine

DOWNTIME = Circumstances(in_downtime=True)
NORMAL = Circumstances(acknowledged="normal")
STICKY = Circumstances(acknowledged="sticky")


@pytest.mark.parametrize(
    "silence",
    [DOWNTIME, Circumstances(host_up=False), Circumstances(parents_up=False)],
)
def test_a_problem_that_came_and_went_unheard_is_never_told(silence):
    machine = Machine(max_attempts=1)
    assert machine.told("cco", silence) == []
    assert machine.told("oo") == []


def test_a_problem_that_outlasts_the_downtime_is_told_by_the_next_result():
    machine = Machine()
    assert machine.told("ccc", DOWNTIME) == []
    (step,) = machine.feed("c")
    assert (step.notify, step.cause) == ("PROBLEM", "suppression ended")
    assert machine.told("cc") == []
    assert machine.told("o") == ["RECOVERY"]


def test_a_recovery_in_downtime_is_told_after_it():
    machine = Machine()
    machine.feed("ccc")
    assert machine.told("oo", DOWNTIME) == []
    assert machine.told("o") == ["RECOVERY"]
    assert machine.told("o") == []


def test_recovered_and_failed_again_in_downtime_is_the_problem_people_know():
    machine = Machine(max_attempts=1)
    machine.feed("c")
    assert machine.told("oc", DOWNTIME) == []
    assert machine.told("cc") == []
    assert machine.told("o") == ["RECOVERY"]


def test_warning_before_and_critical_after_is_told():
    machine = Machine(max_attempts=1)
    machine.feed("w")
    machine.feed("oc", DOWNTIME)
    assert machine.told("c") == ["PROBLEM"]


def test_a_soft_result_after_the_silence_waits_until_it_is_believed():
    machine = Machine()
    machine.feed("ccc")
    machine.feed("o", DOWNTIME)
    assert machine.told("cc") == []
    assert machine.track.suppressed_state is State.CRITICAL
    assert machine.told("c") == []  # CRITICAL before the silence, CRITICAL after it
    assert machine.told("o") == ["RECOVERY"]


def test_a_normal_acknowledgement_ends_with_any_change_and_the_change_is_told():
    machine = Machine(max_attempts=1)
    machine.feed("w")
    steps = machine.feed("wc", NORMAL)
    assert [step.clear_acknowledgement for step in steps] == [False, True]
    assert [step.notify for step in steps] == [None, "PROBLEM"]


def test_a_sticky_acknowledgement_survives_until_recovery():
    machine = Machine(max_attempts=1)
    machine.feed("w")
    steps = machine.feed("cwo", STICKY)
    assert [step.clear_acknowledgement for step in steps] == [False, False, True]
    assert [step.notify for step in steps] == [None, None, "RECOVERY"]


def test_between_down_and_unreachable_an_acknowledgement_stays():
    machine = Machine(Kind.HOST, max_attempts=1)
    machine.feed("D")
    (step,) = machine.feed("D", Circumstances(acknowledged="normal", parents_up=False))
    assert step.changed
    assert not step.clear_acknowledgement


def test_while_flapping_only_the_flapping_is_told():
    machine = Machine(max_attempts=1, flap=FlapPolicy(enabled=True))
    assert machine.told("cocococ") == ["PROBLEM", "RECOVERY"] * 2 + ["PROBLEM", "FLAPPINGSTART"]
    assert machine.told("ococ") == []


def test_a_problem_that_flapping_hid_is_told_after_its_end():
    machine = Machine(flap=FlapPolicy(enabled=True))
    assert machine.told("ocococococ") == ["FLAPPINGSTART"]
    said = machine.feed("c" * 20)
    words = [step.notify for step in said if step.notify]
    assert words == ["FLAPPINGEND", "PROBLEM"]
    end = next(index for index, step in enumerate(said) if step.notify == "FLAPPINGEND")
    assert said[end + 1].notify == "PROBLEM"


def test_flapping_that_calms_down_good_from_good_says_only_that_it_ended():
    machine = Machine(flap=FlapPolicy(enabled=True))
    machine.feed("ococococococcc")
    assert machine.told("o" * 25) == ["FLAPPINGEND"]


def test_flapping_that_calms_down_good_from_an_announced_problem_recovers():
    machine = Machine(max_attempts=1, flap=FlapPolicy(enabled=True))
    assert machine.told("cococo")[-1] == "FLAPPINGSTART"
    machine = Machine(max_attempts=1, flap=FlapPolicy(enabled=True))
    machine.feed("cococ")
    assert machine.said[-1] == "PROBLEM"
    assert machine.told("o") == ["FLAPPINGSTART"]
    assert machine.told("o" * 25) == ["FLAPPINGEND", "RECOVERY"]
