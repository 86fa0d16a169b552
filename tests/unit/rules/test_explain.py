"""Why no call: the gates, in order, and which are shut."""

from dataclasses import replace

from checks.model import Kind, Policy, State, StateType, Track
from checks.rules.explain import Gate, Surroundings, blocking, reasons
from checks.rules.state import Circumstances

HARD = Track(state=State.CRITICAL, hard_state=State.CRITICAL)
POLICY = Policy(Kind.SERVICE)
ALONE = Surroundings()


def shut(track=HARD, around=ALONE, **circumstances):
    return blocking(reasons(track, POLICY, Circumstances(**circumstances), around))


def test_nothing_stands_between_a_hard_problem_and_a_call():
    assert shut() == []


def test_gates_are_always_listed_in_their_order():
    assert [reason.gate for reason in reasons(HARD, POLICY, Circumstances())] == list(Gate)


def test_a_good_object_has_no_problem_to_tell():
    assert [reason.gate for reason in shut(Track(state=State.OK))] == [Gate.NO_PROBLEM]


def test_a_soft_state_says_its_attempt_and_the_next_check():
    soft = replace(HARD, state_type=StateType.SOFT, attempt=2)
    (reason,) = shut(soft, Surroundings(next_check_at=60.0))
    assert (reason.gate, reason.detail, reason.until) == (Gate.SOFT, "2/3", 60.0)


def test_every_silence_is_named_with_its_end():
    around = Surroundings("anna", 10.0, 20.0, 30.0, 40.0, "router")
    found = shut(
        replace(HARD, flapping=True, flap_percent=34.02), around, acknowledged="normal", host_up=False, parents_up=False
    )
    assert [(reason.gate, reason.detail, reason.until) for reason in found] == [
        (Gate.ACKNOWLEDGED, "anna", 10.0),
        (Gate.FLAPPING, "34.0% > 25%", None),
        (Gate.DOWNTIME, "", 20.0),
        (Gate.HOST_DOWNTIME, "", 30.0),
        (Gate.FLEXIBLE_DOWNTIME, "", 40.0),
        (Gate.HOST_DOWN, "router", None),
        (Gate.PARENTS_DOWN, "router", None),
    ]


def test_a_downtime_of_the_host_alone_is_the_hosts():
    found = shut(HARD, Surroundings(host_downtime_until=5.0), in_downtime=True)
    assert [reason.gate for reason in found] == [Gate.HOST_DOWNTIME]


def test_after_the_silence_a_fresh_check_is_awaited():
    withheld = replace(HARD, suppressed_state=State.OK)
    assert [reason.gate for reason in shut(withheld)] == [Gate.FRESH_CHECK]
    assert [reason.gate for reason in shut(withheld, in_downtime=True)] == [Gate.DOWNTIME]
