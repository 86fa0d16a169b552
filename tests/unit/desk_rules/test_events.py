"""What events do to the details of a call, and how they are stored."""

import json

import pytest

from bls_tui.desk.calls import codec
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import CallState, Level, Link, LinkKind, Outcome, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.calls.words import state_word, word
from tests.support.desk import MONDAY, Event, customer, opening, process, story, supplier

DISK = Link(LinkKind.OBJECT, "3")


def test_details_are_amended_one_by_one():
    call = fold(
        "1", story(ev.Amended(priority=Priority.HIGH, contact="rossi"), ev.Amended(level=Level.TELE_ASSISTANCE))
    )
    assert (call.details.priority, call.details.contact, call.details.level, call.details.subject) == (
        Priority.HIGH,
        "rossi",
        Level.TELE_ASSISTANCE,
        "No mail",
    )


def test_links_and_references_are_kept_once():
    call = fold("1", story(*[ev.Linked(DISK), ev.Referred("9")] * 2))
    assert (call.links, call.refers_to) == ((DISK,), ("9",))
    assert fold("1", story(ev.Linked(DISK), ev.Unlinked(DISK))).links == ()


def test_splitting_and_merging_leave_traces_on_both_sides():
    part = fold("2", [opening(split_from="1", links=(DISK,), refers_to="0")])
    assert (part.split_from, part.links, part.refers_to) == ("1", (DISK,), ("0",))
    assert fold("1", story(ev.Split("2"), ev.Absorbed("3"))).absorbed == ("3",)
    duplicate = fold("3", story(ev.Merged("1")))
    assert (duplicate.closing.outcome, duplicate.closing.merged_into) == (Outcome.MERGED, "1")


def test_the_rest_of_a_life():
    call = fold(
        "1",
        story(
            ev.BecameConsultancy("new VPN"),
            ev.Judged(blocking=True, reason="ERP down"),
            ev.Replied("We look."),
            ev.Replied("Still looking."),
            ev.Received("rossi", "thanks"),
            ev.Observed(DISK, good=True, text="OK"),
            ev.Split("2"),
            author="lea",
        ),
    )
    assert call.consultancy
    assert call.blocking
    assert call.replied_at == MONDAY + 180
    assert call.verdict.author == "lea"
    assert call.version == 8


@pytest.mark.parametrize("wake", [process(), customer(), supplier()])
def test_events_come_back_from_json_as_they_were(wake):
    told = [
        *story(
            ev.Assigned("anna", (ev.Candidate("anna", 1.5), ev.Candidate("bea", 0.0, ("absent",))), "score"),
            ev.Taken(),
            ev.Suspended(wake, "waiting"),
            ev.Amended(priority=Priority.HIGH),
            ev.DueAgreed("off"),
        ),
        opening(links=(DISK,)),
    ]
    stored = json.loads(json.dumps([codec.dump_event(event) for event in told]))
    assert [codec.load_event(one) for one in stored] == told


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("explode", {}),
        ("open", {}),
        ("note", {}),
        ("note", {"text": 3}),
        ("note", {"text": "x", "more": 1}),
        ("judge", {"blocking": "yes", "reason": "x"}),
        ("close", {"outcome": "great", "solution": "x"}),
        ("suspend", {"wake": {"reason": "weather"}}),
    ],
)
def test_what_is_no_event_is_not_guessed_at(kind, data):
    with pytest.raises(codec.StoredEventError, match=kind):
        codec.load(kind, data)


def test_every_act_has_its_payload():
    assert set(codec.PAYLOADS) == set(Act)


def test_states_have_words():
    assert state_word(CallState.SUSPENDED, Reason.PROCESS) == "Suspended (process)"
    for enumeration in (CallState, Reason, Level, Priority, Outcome, Act):
        assert all(word(value) for value in enumeration)


def test_numbers_of_json_become_floats_again():
    assert codec.load("agree_due", {"due": 5, "reason": "x"}) == ev.DueAgreed("x", 5.0)
    assert Event(1.0, "anna", ev.Taken()).act is Act.TAKE
