"""What holds for every life of a call: moves, folding, storing, undoing, waking, assigning, proposing, inviting."""

import json
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bls_tui.desk.assignment import Request, Technician, Workload, choose
from bls_tui.desk.calls import codec
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.acts import RULES, UNDOABLE, Act
from bls_tui.desk.calls.fold import apply, effective, fold
from bls_tui.desk.calls.model import CallState, Level, Span, Visit
from bls_tui.desk.calls.permits import NotPermittedError, moves, permitted
from bls_tui.desk.calls.wakes import Awaited
from bls_tui.desk.calls.wakeups import CustomerSignal, ProcessSignal, SupplierSignal, next_wake, wake
from bls_tui.desk.duty import Duty
from bls_tui.desk.ics import MAX_OCTETS, Meeting, Method, Person, appointments, text
from bls_tui.desk.proposals import Facts, Keep, ProposalKey, ProposalState, TroubleKind, decide
from bls_tui.desk.roles import SYSTEM
from tests.support.desk import HOUR, MONDAY, OFFICE, STRANGER, Event
from tests.support.desk_lives import DAY, MAKE, lives

EXAMPLES = settings(max_examples=100, deadline=None)


@EXAMPLES
@given(lives())
def test_the_same_events_make_the_same_call_all_at_once_or_one_by_one(events):
    call = fold("1", events)
    assert fold("1", list(events)) == call
    assert apply(fold("1", events[:-1]), events[-1]) == call if len(events) > 1 else call.version == 1
    assert call.version == len(events)


@EXAMPLES
@given(lives())
def test_what_is_stored_comes_back_and_folds_the_same(events):
    stored = json.loads(json.dumps([codec.dump_event(event) for event in events]))
    loaded = [codec.load_event(one) for one in stored]
    assert loaded == events
    assert fold("1", loaded) == fold("1", events)


@EXAMPLES
@given(lives())
def test_states_change_only_by_moves_of_the_table(events):
    call = fold("1", events[:1])
    for event in events[1:]:
        before, call = call, apply(call, event)
        assert before.state in RULES[event.act].states
        if event.act is not Act.UNDO:
            assert call.state is (RULES[event.act].to or before.state)


@EXAMPLES
@given(lives(), st.sampled_from(list(MAKE.values())), st.integers(0, 300))
def test_an_impossible_move_raises_and_says_what_is_possible(events, make, pick):
    call = fold("1", events)
    try:
        what = make(call, events[-1].at, pick)
    except (AttributeError, IndexError):
        return
    if call.state in RULES[what.act].states:
        return
    with pytest.raises(NotPermittedError) as refused:
        apply(call, Event(events[-1].at, "anna", what))
    assert refused.value.possible == moves(call)
    assert permitted(call, STRANGER) == ()


@EXAMPLES
@given(lives())
def test_a_call_has_a_wake_up_exactly_while_suspended_and_an_end_exactly_when_closed(events):
    call = fold("1", events)
    assert (call.standing.suspension is not None) == (call.state is CallState.SUSPENDED)
    assert (call.closing is not None) == (call.state is CallState.CLOSED)
    assert call.owner or call.state in (CallState.OPEN, CallState.CLOSED)


@EXAMPLES
@given(lives(), st.sampled_from([0.0, 20.0, 59.0]))
def test_taking_back_restores_what_stood_before(events, wait):
    call = fold("1", events)
    last = call.undoable
    if last is None or events[-1].at + wait - last.at > 60:
        return
    undone = apply(call, Event(events[-1].at + wait, last.author, ev.Undone(last.number)))
    assert undone.standing == fold("1", events[: last.number - 1]).standing
    assert events[last.number - 1].act in UNDOABLE


@EXAMPLES
@given(lives())
def test_folding_what_is_effective_leads_to_the_same_state(events):
    left = fold("1", [event for _, event in effective(events)])
    assert left.standing == fold("1", events).standing


SIGNALS = st.lists(
    st.one_of(
        st.builds(
            ProcessSignal, st.floats(0, 9 * DAY), st.just(Awaited.RUN), st.just("7"), st.booleans(), st.just("x")
        ),
        st.builds(CustomerSignal, st.floats(0, 9 * DAY), st.booleans()),
        st.builds(SupplierSignal, st.floats(0, 9 * DAY), st.just("dell"), st.booleans()),
    ),
    max_size=4,
)


@EXAMPLES
@given(lives(), SIGNALS, st.floats(0, 30 * DAY))
def test_waking_settles_is_permitted_and_never_closes(events, signals, later):
    call = fold("1", events)
    now = events[-1].at + later
    heard = [replace(signal, at=events[-1].at + signal.at) for signal in signals]
    for effect in wake(call, now, heard):
        assert effect.what.act in permitted(call, SYSTEM)
        call = apply(call, Event(now, SYSTEM.login, effect.what))
    assert call.state is fold("1", events).state or call.state is CallState.IN_PROGRESS
    assert wake(call, now, heard) == []


@EXAMPLES
@given(lives())
def test_time_alone_has_no_effect_before_the_announced_instant(events):
    call = fold("1", events)
    due = next_wake(call)
    if due is None:
        assert wake(call, events[-1].at + 400 * DAY) == []
        return
    assert wake(call, due - 1) == []
    assert wake(call, due)


TECHNICIANS = st.lists(
    st.builds(
        Technician,
        st.sampled_from("abcdef"),
        st.just(""),
        st.fixed_dictionaries({"mail": st.integers(0, 5)}),
        st.frozensets(st.sampled_from(Level)),
        st.just(Duty(OFFICE)),
    ),
    max_size=6,
    unique_by=lambda technician: technician.login,
)
WORKLOADS = st.dictionaries(
    st.sampled_from("abcdef"),
    st.builds(
        Workload, st.integers(0, 40).map(lambda n: n / 4), st.integers(0, 9), st.none() | st.integers(0, 3).map(float)
    ),
)


@EXAMPLES
@given(TECHNICIANS, WORKLOADS, st.randoms(use_true_random=False))
def test_the_choice_does_not_depend_on_the_order_and_is_the_best(technicians, workloads, random):
    request = Request("mail", Level.HELP_DESK, MONDAY, MONDAY)
    choice = choose(request, technicians, workloads)
    shuffled = list(technicians)
    random.shuffle(shuffled)
    assert choose(request, shuffled, workloads) == choice
    eligible = [one for one in choice.candidates if not one.obstacles]
    assert choice.to_coordinator == (not eligible)
    assert Counter(one.login for one in choice.candidates) == Counter(one.login for one in technicians)
    if eligible:
        assert choice.login == eligible[0].login
        assert eligible[0].score == max(one.score for one in eligible)


FACTS = st.builds(
    Facts,
    st.just(ProposalKey("acme", 3, TroubleKind.RUN, 11)),
    st.sampled_from(["MISSING", "PARTIAL"]),
    st.integers(3, 6),
    st.just(0.0),
    st.sampled_from(["a", "b"]),
    over=st.booleans(),
    in_downtime=st.booleans(),
    flapping=st.booleans(),
    monitored=st.booleans(),
)


@EXAMPLES
@given(st.lists(st.tuples(FACTS, st.sampled_from([None, ProposalState.ACCEPTED, ProposalState.DISMISSED])), max_size=8))
def test_one_cause_has_one_proposal_and_recording_a_decision_settles_it(history):
    stored = None
    for now, (facts, people) in enumerate(history):
        decision = decide(stored, facts, float(now))
        if not isinstance(decision, Keep):
            stored = decision.proposal
        assert decide(stored, facts, now + 0.5) == Keep()
        assert stored is None or stored.key == facts.key
        waiting = stored is not None and stored.state in (ProposalState.PENDING, ProposalState.HELD)
        if waiting:
            assert not facts.over
            assert facts.monitored
            assert (stored.state is ProposalState.HELD) == (facts.hold is not None)
        if people and waiting:
            call = "26-000001" if people is ProposalState.ACCEPTED else ""
            stored = replace(stored, state=people, call=call)


TEXTS = st.text(max_size=200)


@EXAMPLES
@given(TEXTS, TEXTS, TEXTS, TEXTS, st.floats(MONDAY - 400 * DAY, MONDAY + 400 * DAY))
def test_every_line_of_an_invitation_is_short_clean_and_unfolds(summary, place, note, name, start):
    visit = Visit(3, (Span(start, start + HOUR),), ("anna",), place, note)
    meeting = Meeting("26-1", "bls.example", summary, Person(name, "desk@bls.example"), (Person(name, "u@x.it"),))
    made = text(appointments(visit, meeting), Method.REQUEST, MONDAY)
    octets = made.encode()
    lines = octets.split(b"\r\n")
    assert lines.pop() == b""
    assert all(len(line) <= MAX_OCTETS for line in lines)
    assert all(line.decode() for line in lines)
    assert b"\n" not in octets.replace(b"\r\n", b"")
    assert b"\r" not in octets.replace(b"\r\n", b"")
    names = [line.split(":")[0].split(";")[0] for line in made.replace("\r\n ", "").split("\r\n")]
    assert names.count("UID") == 1
    assert {"ORGANIZER", "ATTENDEE", "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "SEQUENCE"} <= set(names)
    assert set(names) <= KNOWN


KNOWN = {
    *(
        "BEGIN",
        "END",
        "VERSION",
        "PRODID",
        "CALSCALE",
        "METHOD",
        "TZID",
        "RRULE",
        "TZOFFSETFROM",
        "TZOFFSETTO",
        "TZNAME",
    ),
    *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "LOCATION", "DESCRIPTION", "STATUS", "ORGANIZER"),
    *("ATTENDEE", ""),
}
