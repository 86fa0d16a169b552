"""Both clocks of a call: what runs, what pauses, what switches, and the explanation that adds up."""

from dataclasses import replace

import pytest

from bls_tui.desk.calendar import Calendar
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.model import Level, Outcome, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Alarm, Phase, Sla, clock, clocks
from bls_tui.desk.clock_why import Cause, intervals
from bls_tui.desk.clock_words import cause_words, cell, interval_line, phase_word
from bls_tui.desk.contract import Override, Promise
from tests.support.desk import CONTRACT, HOUR, MILAN, ROME, WEEK, at, customer, opening, process, supplier

TAKEN = Event(at("2026-11-23 09:20"), "anna", ev.Taken())
SOLVED = ev.Closed(Outcome.SOLVED, "Done.")


def second(events, now, contract=CONTRACT):
    return clock(Sla.CLOSE, events, contract, at(now))


def first(events, now, contract=CONTRACT):
    return clock(Sla.TAKE, events, contract, at(now))


def test_the_first_clock_ends_when_a_person_takes_the_call():
    events = [opening(), Event(at("2026-11-23 09:05"), "bls", ev.Assigned("anna"))]
    running = first(events, "2026-11-23 09:42")
    assert (running.phase, running.spent, running.alarm) == (Phase.RUNNING, 42 * 60, Alarm.OK)
    assert cell(running) == "1: 00:18"
    taken = first([*events, TAKEN], "2026-11-23 12:00")
    assert (taken.phase, taken.spent, taken.met) == (Phase.STOPPED, 20 * 60, True)
    assert cell(taken) == "1: met"


def test_a_public_reply_ends_it_too_and_a_note_does_not():
    told = [opening(), Event(at("2026-11-23 09:10"), "anna", ev.Noted("x"))]
    assert first(told, "2026-11-23 09:30").stopped_at is None
    replied = [*told, Event(at("2026-11-23 09:15"), "anna", ev.Replied("We look."))]
    assert first(replied, "2026-11-23 09:30").stopped_at == at("2026-11-23 09:15")


def test_taking_that_was_undone_never_happened():
    events = [opening(), TAKEN, Event(TAKEN.at + 30, "anna", ev.Undone(2))]
    assert first(events, "2026-11-23 09:30").stopped_at is None


def test_warning_at_three_quarters_and_breach_at_the_limit():
    assert first([opening()], "2026-11-23 09:44").alarm is Alarm.OK
    warned = first([opening()], "2026-11-23 09:45")
    assert (warned.alarm, cell(warned)) == (Alarm.WARNING, "1: 00:15!")
    breached = first([opening()], "2026-11-23 10:00")
    assert (breached.alarm, cell(breached)) == (Alarm.BREACHED, "1: 00:00!!")
    assert cell(first([opening()], "2026-11-23 11:10")) == "1: -01:10!!"
    late = first([opening(), Event(at("2026-11-23 11:00"), "anna", ev.Taken())], "2026-11-23 12:00")
    assert (late.met, phase_word(late)) == (False, "late")


def test_out_of_hours_nothing_is_counted_and_the_word_says_so():
    evening = [opening(at("2026-11-23 17:50"))]
    resting = first(evening, "2026-11-23 20:00")
    assert (resting.phase, resting.spent, phase_word(resting)) == (Phase.OUT_OF_HOURS, 600, "out of hours")
    assert resting.due == at("2026-11-24 09:50")
    assert resting.next_change == at("2026-11-24 09:00")


@pytest.mark.parametrize("wake", [process(), customer(), supplier()])
def test_a_suspension_pauses_the_second_clock_and_moves_its_due(wake):
    events = [opening(), TAKEN, Event(at("2026-11-23 10:00"), "anna", ev.Suspended(wake))]
    paused = second(events, "2026-11-23 16:00")
    assert (paused.phase, paused.spent, paused.unpaused, paused.due) == (Phase.SUSPENDED, HOUR, 6 * HOUR, None)
    resumed = second([*events, Event(at("2026-11-23 17:00"), "anna", ev.Resumed())], "2026-11-23 17:30")
    assert (resumed.phase, resumed.spent) == (Phase.RUNNING, 1.5 * HOUR)
    assert resumed.due == at("2026-11-24 16:00")


def test_a_reason_that_the_contract_does_not_pause_counts():
    strict = replace(CONTRACT, pausing=frozenset({Reason.CUSTOMER}))
    events = [opening(), TAKEN, Event(at("2026-11-23 10:00"), "anna", ev.Suspended(supplier()))]
    counted = second(events, "2026-11-23 12:00", strict)
    assert (counted.phase, counted.spent) == (Phase.RUNNING, 3 * HOUR)
    assert [part.cause for part in intervals(counted)] == [Cause.WORKING_HOURS, Cause.NOT_PAUSED]


def test_a_breach_before_the_suspension_stays_a_breach():
    quick = replace(CONTRACT, promise=Promise(close=0.5 * HOUR))
    events = [opening(), TAKEN, Event(at("2026-11-23 10:00"), "anna", ev.Suspended(customer()))]
    late = second(events, "2026-11-23 12:00", quick)
    assert (late.phase, late.alarm, late.due) == (Phase.SUSPENDED, Alarm.BREACHED, at("2026-11-23 09:30"))


def test_a_blocking_verdict_counts_around_the_clock_from_its_instant():
    saturday = [opening(at("2026-11-28 02:00")), Event(at("2026-11-28 03:00"), "lea", ev.Judged(True, "ERP down"))]
    judged = second(saturday, "2026-11-28 05:00")
    assert (judged.phase, judged.spent, judged.due) == (Phase.RUNNING, 2 * HOUR, at("2026-11-28 11:00"))
    assert [(part.counted, part.cause) for part in intervals(judged)] == [
        (False, Cause.OUT_OF_HOURS),
        (True, Cause.BLOCKING),
    ]
    taken_back = [*saturday, Event(at("2026-11-28 04:00"), "lea", ev.Judged(False, "a workaround"))]
    assert second(taken_back, "2026-11-28 05:00").spent == HOUR


def test_priority_level_contract_and_calendar_replay_the_whole_call():
    strict = replace(CONTRACT, overrides=(Override(Promise(close=2 * HOUR), priority=Priority.URGENT),))
    events = [opening(), TAKEN, Event(at("2026-11-23 12:30"), "anna", ev.Suspended(customer()))]
    urgent = [*events, Event(at("2026-11-23 12:40"), "anna", ev.Amended(priority=Priority.URGENT))]
    assert second(events, "2026-11-23 12:50", strict).alarm is Alarm.OK
    assert second(urgent, "2026-11-23 12:50", strict).due == at("2026-11-23 11:00")
    closed = Calendar.parse("office", "Europe/Rome", WEEK, holiday=MILAN.name, closed={"2026-11-23": "strike"})
    assert second(urgent, "2026-11-23 12:50", replace(strict, calendar=closed)).spent == 0


def test_an_agreed_date_stays_whatever_happens():
    agreed = at("2026-11-27 12:00")
    events = [opening(), TAKEN, Event(at("2026-11-23 10:00"), "anna", ev.DueAgreed("with Rossi", agreed))]
    later = [
        *events,
        Event(at("2026-11-23 11:00"), "anna", ev.Suspended(customer())),
        Event(at("2026-11-24 11:00"), "anna", ev.Amended(priority=Priority.URGENT, level=Level.TELE_ASSISTANCE)),
    ]
    before, after = second(events, "2026-11-23 12:00"), second(later, "2026-11-25 12:00")
    assert before.due == after.due == agreed
    assert before.agreed
    assert before.limit == after.limit == 35 * HOUR
    assert (after.phase, after.alarm) == (Phase.SUSPENDED, Alarm.OK)
    assert second(later, "2026-11-27 12:00").alarm is Alarm.BREACHED
    assert second([*later, Event(at("2026-11-25 12:10"), "anna", ev.DueAgreed("off"))], "2026-11-25 12:20").due is None


def test_an_agreed_hour_at_which_nobody_works_is_breached_at_that_hour():
    sunday = at("2026-11-29 12:00")
    events = [opening(), TAKEN, Event(at("2026-11-23 10:00"), "anna", ev.DueAgreed("with Rossi", sunday))]
    assert second(events, "2026-11-29 11:00").alarm is Alarm.WARNING
    late = second(events, "2026-11-29 13:00")
    assert (late.alarm, cell(late)) == (Alarm.BREACHED, "2: -01:00!!")


def test_a_merged_call_is_not_measured():
    both = clocks([opening(), Event(at("2026-11-23 15:00"), "anna", ev.Merged("2"))], CONTRACT, at("2026-11-24 09:00"))
    assert [(one.phase, one.alarm, cell(one)) for one in both] == [
        (Phase.VOID, Alarm.NONE, "1: -"),
        (Phase.VOID, Alarm.NONE, "2: -"),
    ]


def test_without_a_promise_there_is_time_and_no_due():
    free = second([opening(), TAKEN], "2026-11-23 12:00", replace(CONTRACT, promise=Promise()))
    assert (free.spent, free.due, free.left, free.alarm, cell(free)) == (3 * HOUR, None, None, Alarm.NONE, "2: -")


def test_closing_stops_the_second_clock():
    events = [opening(), TAKEN, Event(at("2026-11-23 12:00"), "anna", SOLVED)]
    closed = second(events, "2026-12-23 12:00")
    assert (closed.spent, closed.met, closed.next_change) == (3 * HOUR, True, None)


def test_the_next_instant_is_the_earliest_of_warning_breach_and_edges():
    events = [opening(), TAKEN]
    assert second(events, "2026-11-23 12:00").next_change == at("2026-11-23 13:00")
    assert second(events, "2026-11-23 15:30").next_change == at("2026-11-23 16:00")
    assert second(events, "2026-11-23 16:30").next_change == at("2026-11-23 18:00")


def test_the_explanation_names_each_day_that_does_not_count():
    events = [opening(at("2026-12-04 17:00")), Event(at("2026-12-04 17:10"), "anna", ev.Taken())]
    told = intervals(second(events, "2026-12-09 10:00"))
    assert [(part.cause, part.detail, part.seconds / HOUR) for part in told] == [
        (Cause.WORKING_HOURS, "", 1),
        (Cause.OUT_OF_HOURS, "", 54),
        (Cause.HOLIDAY, "Sant'Ambrogio", 24),
        (Cause.HOLIDAY, "Immacolata Concezione", 24),
        (Cause.OUT_OF_HOURS, "", 9),
        (Cause.WORKING_HOURS, "", 1),
    ]
    assert cause_words(told[2]) == "holiday: Sant'Ambrogio"
    assert interval_line(told[0], ROME) == "2026-12-04 17:00 - 2026-12-04 18:00  01:00  working hours"


def test_an_hour_of_a_slow_clock_never_takes_time_back():
    events = [opening(), TAKEN, Event(TAKEN.at - 300, "bea", ev.Suspended(customer()))]
    assert second(events, "2026-11-23 10:00").spent == 20 * 60
