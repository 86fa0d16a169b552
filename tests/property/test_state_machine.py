"""What holds for every sequence of results, against a second, naive reading of Icinga's machine."""

from hypothesis import given, settings
from hypothesis import strategies as st

from checks.model import FlapPolicy, Kind, Notify, Policy, State, StateType, Track
from checks.rules.flapping import RING, percent, record
from checks.rules.state import Circumstances, Observation, advance

SERVICE = st.sampled_from([State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN])
HOST = st.sampled_from([State.UP, State.DOWN])
SEQUENCES = st.lists(SERVICE, max_size=80)
CIRCUMSTANCES = st.builds(
    Circumstances,
    host_up=st.booleans(),
    in_downtime=st.booleans(),
    acknowledged=st.sampled_from([None, "normal", "sticky"]),
    parent_recovered_since=st.booleans(),
)
OK = Track(state=State.OK, hard_state=State.OK)
FREE = Circumstances()
EXAMPLES = settings(max_examples=100, deadline=None)


def replay(states, policy, track=OK, circumstances=None):
    """Return the step of each result, 60 s apart."""
    steps = []
    for number, state in enumerate(states):
        around = circumstances[number] if circumstances else FREE
        steps.append(advance(track, Observation(state, number * 60.0, number * 60.0), policy, around))
        track = steps[-1].track
    return steps


def naive_machine(states, max_attempts, good):
    """Icinga's table from the reference, states and attempts only."""
    state, kind, attempt = good, "HARD", 1
    for new in states:
        if new == good:
            kind, attempt = "HARD", 1
        else:
            if state == good:
                kind, attempt = "SOFT", 1
            elif kind == "SOFT":
                attempt += 1
            if attempt >= max_attempts:
                kind, attempt = "HARD", 1
        state = new
        yield state, kind, attempt


def naive_percents(states, good):
    """The weighted share from a list of the last 20 changes."""
    changes = [False] * RING
    for before, after in zip([good, *states], states, strict=False):
        changes = [*changes[1:], before != after]
        yield sum(0.8 + 0.02 * slot for slot, changed in enumerate(changes) if changed) / RING * 100


@EXAMPLES
@given(SEQUENCES, st.integers(1, 6))
def test_services_walk_as_in_the_naive_machine(states, max_attempts):
    steps = replay(states, Policy(Kind.SERVICE, max_attempts=max_attempts))
    seen = [(step.track.state, step.track.state_type, step.track.attempt) for step in steps]
    assert seen == list(naive_machine(states, max_attempts, State.OK))


@EXAMPLES
@given(st.lists(HOST, max_size=60), st.integers(1, 6))
def test_hosts_walk_as_in_the_naive_machine(states, max_attempts):
    start = Track(state=State.UP, hard_state=State.UP)
    steps = replay(states, Policy(Kind.HOST, max_attempts=max_attempts), start)
    seen = [(step.track.state, step.track.state_type, step.track.attempt) for step in steps]
    assert seen == list(naive_machine(states, max_attempts, State.UP))


@EXAMPLES
@given(SEQUENCES)
def test_shares_are_those_of_the_naive_ring(states):
    steps = replay(states, Policy(Kind.SERVICE))
    for step, share in zip(steps, naive_percents(states, State.OK), strict=True):
        assert abs(step.track.flap_percent - share) < 1e-9


@EXAMPLES
@given(st.integers(0, 2**RING - 1))
def test_a_share_is_a_percentage_and_a_change_never_lowers_it(bits):
    assert 0 <= percent(bits) <= 99
    assert percent(record(bits, changed=False)) <= percent(bits) <= percent(record(bits, changed=True))


@EXAMPLES
@given(SEQUENCES, st.integers(1, 6), st.data())
def test_whatever_happens_around_the_machine_stays_in_its_bounds(states, max_attempts, data):
    around = data.draw(st.lists(CIRCUMSTANCES, min_size=len(states), max_size=len(states)))
    for step in replay(states, Policy(Kind.SERVICE, max_attempts=max_attempts), Track(), around):
        track = step.track
        assert 1 <= track.attempt <= max_attempts
        assert track.state_type is StateType.SOFT or track.attempt == 1
        assert track.state_type is StateType.HARD or track.state.bad
        assert track.state_type is StateType.SOFT or track.hard_state is track.state


@EXAMPLES
@given(SEQUENCES, st.integers(1, 4), st.booleans(), st.data())
def test_a_recovery_follows_a_problem_and_ends_it(states, max_attempts, flaps, data):
    around = data.draw(st.lists(CIRCUMSTANCES, min_size=len(states), max_size=len(states)))
    policy = Policy(Kind.SERVICE, max_attempts=max_attempts, flap=FlapPolicy(enabled=flaps))
    announced = False
    for step in replay(states, policy, OK, around):
        if step.notify is Notify.PROBLEM:
            announced = True
            assert step.track.state.bad
        elif step.notify is Notify.RECOVERY:
            assert announced
            assert step.track.state.good
            announced = False


@EXAMPLES
@given(SEQUENCES, st.data())
def test_nothing_about_states_is_said_while_something_suppresses(states, data):
    around = data.draw(st.lists(CIRCUMSTANCES, min_size=len(states), max_size=len(states)))
    for step, circumstances in zip(replay(states, Policy(Kind.SERVICE), OK, around), around, strict=True):
        if circumstances.in_downtime or not circumstances.host_up or step.track.flapping:
            assert step.notify not in {Notify.PROBLEM, Notify.RECOVERY}


@EXAMPLES
@given(SEQUENCES, st.data())
def test_after_every_silence_people_know_the_believed_state(states, data):
    """Calm results after any history leave nobody with a wrong belief: told bad exactly if it is bad."""
    around = data.draw(st.lists(CIRCUMSTANCES, min_size=len(states), max_size=len(states)))
    last = states[-1] if states else State.OK
    calm = [last] * (RING + 5)
    steps = replay([*states, *calm], Policy(Kind.SERVICE), OK, [*around, *[FREE] * len(calm)])
    told = [step.notify for step in steps if step.notify in {Notify.PROBLEM, Notify.RECOVERY}]
    assert (bool(told) and told[-1] is Notify.PROBLEM) == last.bad
    assert steps[-1].track.suppressed_state is None


@EXAMPLES
@given(SEQUENCES, st.integers(1, 4))
def test_flapping_starts_and_ends_in_turns(states, max_attempts):
    steps = replay(states, Policy(Kind.SERVICE, max_attempts=max_attempts, flap=FlapPolicy(enabled=True)))
    turns = [step.notify for step in steps if step.notify in {Notify.FLAPPING_START, Notify.FLAPPING_END}]
    assert turns == [Notify.FLAPPING_START, Notify.FLAPPING_END] * (len(turns) // 2) + turns[len(turns) // 2 * 2 :]
    assert turns[len(turns) // 2 * 2 :] in ([], [Notify.FLAPPING_START])


@EXAMPLES
@given(SEQUENCES, st.integers(0, 80), st.integers(1, 4))
def test_a_restart_between_two_results_changes_nothing(states, cut, max_attempts):
    policy = Policy(Kind.SERVICE, max_attempts=max_attempts)
    whole = replay(states, policy)
    first = replay(states[:cut], policy)
    track = first[-1].track if first else OK
    rest = [(at, state) for at, state in enumerate(states) if at >= cut]
    for number, state in rest:
        step = advance(track, Observation(state, number * 60.0, number * 60.0), policy, FREE)
        assert step == whole[number]
        track = step.track
