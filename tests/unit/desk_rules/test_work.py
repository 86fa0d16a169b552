"""Time rows, stopwatches, interventions and their invitations, and what a contract says of them."""

from dataclasses import replace
from datetime import date

import pytest

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import work_events as work
from bls_tui.desk.calls.fold import apply, fold
from bls_tui.desk.calls.model import Level, Priority, Span, WorkKind
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.contract import Contract, Override, Promise, Service, balance, by_kind, included_words
from bls_tui.desk.ics import Meeting, Method, MixedInvitationError, Person, appointments, invitations, text
from tests.support.desk import CONTRACT, HOUR, MONDAY, OFFICE, Event, at, story

DAYS = (
    Span(at("2026-11-24 09:00"), at("2026-11-24 17:00")),
    Span(at("2026-11-25 09:00"), at("2026-11-25 12:00")),
)
PLAN = work.VisitPlanned(DAYS, ("anna",), "Via Roma 1, Milano", "Bring the spare;\nring twice")
MEETING = Meeting(
    "26-000123",
    "bls.example",
    "Switch, rack 2",
    Person("BLS", "desk@bls.example"),
    (Person('Ugo "U" Rossi', "u@x.it"),),
)


def call_with(*whats):
    return fold("1", story(ev.Taken(), *whats))


def row(start="09:00", end="10:30", kind=WorkKind.REMOTE, *, included=True):
    return work.TimeLogged("anna", at(f"2026-11-23 {start}"), at(f"2026-11-23 {end}"), kind, included)


def test_rows_are_corrected_and_dropped_and_the_events_stay():
    call = call_with(row(), row(kind=WorkKind.TRAVEL, included=False))
    assert [(one.key, one.seconds) for one in call.rows] == [(3, 1.5 * HOUR), (4, 1.5 * HOUR)]
    fixed = work.TimeCorrected(
        3, at("2026-11-23 09:00"), at("2026-11-23 10:00"), WorkKind.ON_SITE, included=False, note="was on site"
    )
    corrected = apply(call, Event(MONDAY + 999, "anna", fixed))
    assert corrected.rows[0].kind is WorkKind.ON_SITE
    assert corrected.rows[0].technician == "anna"
    dropped = apply(corrected, Event(MONDAY + 1000, "anna", work.TimeDropped(4, "twice")))
    assert [one.key for one in dropped.rows] == [3]


@pytest.mark.parametrize(
    "what",
    [
        row("10:00", "10:00"),
        work.TimeDropped(9, "x"),
        work.WatchStopped(WorkKind.REMOTE, included=True),
        work.VisitPlanned((), ("anna",), ""),
        work.VisitPlanned(DAYS, (), ""),
        work.VisitCancelled(9),
    ],
)
def test_what_makes_no_sense_is_refused(what):
    with pytest.raises(IncompleteError):
        call_with(what)


def test_a_stopwatch_becomes_a_row():
    call = call_with(work.WatchStarted())
    with pytest.raises(IncompleteError, match="already"):
        apply(call, Event(MONDAY + 500, "anna", work.WatchStarted()))
    started = call.watches[0].start
    both = apply(call, Event(started + 60, "bea", work.WatchStarted()))
    stopped = apply(both, Event(started + HOUR, "anna", work.WatchStopped(WorkKind.REMOTE, included=True)))
    assert [watch.technician for watch in stopped.watches] == ["bea"]
    assert stopped.rows[0].seconds == HOUR


def test_time_is_summed_by_kind_and_against_the_hours_paid():
    rows = call_with(row(), row(kind=WorkKind.TRAVEL, included=False)).rows
    assert by_kind(rows) == {WorkKind.REMOTE: 1.5 * HOUR, WorkKind.ON_SITE: 0, WorkKind.TRAVEL: 1.5 * HOUR}
    prepaid = balance(replace(CONTRACT, prepaid=1 * HOUR), rows)
    assert (prepaid.inside, prepaid.outside, prepaid.left) == (1.5 * HOUR, 1.5 * HOUR, -0.5 * HOUR)
    assert balance(CONTRACT, rows).left is None


def test_the_most_particular_promise_wins_value_by_value():
    contract = Contract(
        "k",
        "acme",
        OFFICE,
        Promise(4 * HOUR, 16 * HOUR),
        (
            Override(Promise(close=2.0), Level.TELE_ASSISTANCE, Priority.URGENT),
            Override(Promise(take=1.0), level=Level.TELE_ASSISTANCE),
            Override(Promise(take=0.5, close=4.0), priority=Priority.URGENT),
        ),
    )
    assert contract.promised(Level.HELP_DESK, Priority.LOW) == Promise(4 * HOUR, 16 * HOUR)
    assert contract.promised(Level.TELE_ASSISTANCE, Priority.LOW) == Promise(1.0, 16 * HOUR)
    assert contract.promised(Level.TELE_ASSISTANCE, Priority.URGENT) == Promise(0.5, 2.0)


def test_what_a_contract_includes():
    contract = replace(
        CONTRACT, includes=frozenset({Service.HELP_DESK, Service.MONITORING}), ends_on=date(2026, 12, 31)
    )
    assert included_words(contract) == "monitoring, help desk"
    assert contract.covers(Level.HELP_DESK)
    assert not contract.covers(Level.TELE_ASSISTANCE)
    assert contract.covers_work(WorkKind.REMOTE, Level.HELP_DESK)
    assert not contract.covers_work(WorkKind.TRAVEL, Level.HELP_DESK)
    assert contract.in_force(date(2026, 12, 31))
    assert not contract.in_force(date(2027, 1, 1))


def test_an_intervention_keeps_its_identity_and_counts_its_changes():
    call = call_with(PLAN)
    moved = work.VisitChanged(3, DAYS[:1], ("anna", "bea"), "Via Po 2")
    changed = apply(call, Event(MONDAY + 999, "anna", moved)).visits[0]
    assert (changed.key, changed.sequence, changed.technicians) == (3, 1, ("anna", "bea"))
    cancelled = apply(call, Event(MONDAY + 999, "anna", work.VisitCancelled(3)))
    assert cancelled.visits[0].cancelled
    with pytest.raises(IncompleteError):
        apply(cancelled, Event(MONDAY + 1000, "anna", moved))


def test_a_published_file_has_every_day_in_local_time_with_its_zone():
    days = appointments(call_with(PLAN).visits[0], MEETING)
    made = text(days, Method.PUBLISH, MONDAY)
    assert made.count("BEGIN:VEVENT") == 2
    assert "UID:26-000123-3-1@bls.example\r\n" in made
    assert "DTSTART;TZID=Europe/Rome:20261124T090000\r\n" in made
    assert "DTSTAMP:20261123T080000Z\r\n" in made
    assert made.index("BEGIN:VTIMEZONE") < made.index("BEGIN:VEVENT")
    assert "LOCATION:Via Roma 1\\, Milano\r\n" in made
    assert "DESCRIPTION:Bring the spare\\;\\nring twice\r\n" in made
    assert "CN=\"Ugo 'U' Rossi\":mailto:u@x.it" in made.replace("\r\n ", "")
    assert made.endswith("END:VCALENDAR\r\n")


def test_an_invitation_carries_one_day_and_a_lost_day_is_called_off():
    call = call_with(PLAN)
    planned = invitations(None, call.visits[0], MEETING, MONDAY)
    assert ["METHOD:REQUEST" in one for one in planned] == [True, True]
    shorter = apply(call, Event(MONDAY + 999, "anna", work.VisitChanged(3, DAYS[:1], ("anna",), "")))
    kept, lost = invitations(call.visits[0], shorter.visits[0], MEETING, MONDAY)
    assert "METHOD:REQUEST" in kept
    assert "SEQUENCE:1\r\n" in kept
    assert "METHOD:CANCEL" in lost
    assert "UID:26-000123-3-2@bls.example" in lost
    assert "SEQUENCE:1\r\n" in lost
    assert "STATUS:CANCELLED" in lost
    with pytest.raises(MixedInvitationError):
        text(appointments(call.visits[0], MEETING), Method.REQUEST, MONDAY)


def test_a_cancelled_intervention_cancels_each_day():
    call = call_with(PLAN, work.VisitCancelled(3))
    sent = invitations(call_with(PLAN).visits[0], call.visits[0], MEETING, MONDAY)
    assert [("METHOD:CANCEL" in one, "SEQUENCE:1\r\n" in one) for one in sent] == [(True, True)] * 2


def test_the_second_of_two_equal_hours_is_written_in_utc():
    night = Span(at("2026-10-25 01:00") + 2 * HOUR, at("2026-10-25 05:00"))
    (day,) = appointments(call_with(replace(PLAN, days=(night,))).visits[0], MEETING)
    made = text([day], Method.REQUEST, MONDAY)
    assert "DTSTART:20261025T010000Z\r\n" in made
    assert "DTEND;TZID=Europe/Rome:20261025T050000\r\n" in made
