"""What holds for the clocks of every call and the working time of every calendar."""

from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bls_tui.desk.calendar import Calendar, always
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.events import Event, Noted
from bls_tui.desk.calls.fold import effective
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Alarm, Phase, clocks
from bls_tui.desk.clock_why import intervals
from bls_tui.desk.clock_words import cell
from bls_tui.desk.contract import Promise
from tests.support.desk import CONTRACT, HOUR, MILAN, OFFICE, ROME, at
from tests.support.desk_lives import DAY, lives

EXAMPLES = settings(max_examples=100, deadline=None)
DUST = 0.002
"""Seconds: floats of the present hold a quarter of a microsecond, and due times are rounded to a millisecond."""

NIGHTS = Calendar.parse(
    "nights", "Europe/Rome", {"monday - friday": "22:00-06:00", "saturday": "01:00-04:00", "sunday": "00:00-24:00"}
)
AUGUST = Calendar.parse(
    "works",
    "Europe/Rome",
    {"monday - saturday": "08:30-12:30, 13:30-17:00"},
    holiday=MILAN.name,
    closed={"december 24 - january 6": "winter", "october 26": "fair"},
    opened={"2026-12-25": "10:00-12:00", "2026-10-25": "00:00-06:00"},
)
CALENDARS = st.sampled_from([OFFICE, NIGHTS, AUGUST, always(ROME), always(ZoneInfo("UTC"))])
INSTANTS = st.one_of(
    st.floats(at("2026-01-01 00:00"), at("2028-12-31 00:00")),
    *(
        st.floats(at(f"{day} 00:00") - DAY, at(f"{day} 00:00") + 2 * DAY)
        for day in ("2026-03-29", "2026-10-25", "2028-02-29", "2026-12-25", "2026-12-31")
    ),
)
SPANS = st.floats(0, 20 * DAY)


@st.composite
def contracts(draw):
    promise = Promise(60.0 * draw(st.integers(1, 8 * 60)), 60.0 * draw(st.integers(1, 80 * 60)))
    pausing = draw(st.frozensets(st.sampled_from(Reason)))
    return replace(CONTRACT, calendar=draw(CALENDARS), promise=promise, pausing=pausing)


@EXAMPLES
@given(CALENDARS, INSTANTS, SPANS, SPANS)
def test_splitting_a_time_never_changes_the_sum(calendar, start, one, other):
    middle, end = start + one, start + one + other
    assert calendar.worked(start, middle) + calendar.worked(middle, end) == pytest.approx(
        calendar.worked(start, end), abs=DUST
    )


@EXAMPLES
@given(CALENDARS, INSTANTS, SPANS)
def test_working_time_is_never_negative_nor_more_than_elapsed(calendar, start, span):
    assert -DUST <= calendar.worked(start, start + span) <= span + DUST
    assert calendar.worked(start + span, start) == 0 or span == 0


@EXAMPLES
@given(CALENDARS, INSTANTS, SPANS)
def test_intervals_are_what_is_worked_in_order_and_apart(calendar, start, span):
    parts = list(calendar.intervals(start, start + span))
    edges = [edge for part in parts for edge in part]
    assert edges == sorted(set(edges))
    assert sum(end - begin for begin, end in parts) == pytest.approx(calendar.worked(start, start + span), abs=DUST)
    assert all(calendar.is_open(begin) for begin, _ in parts)


@EXAMPLES
@given(CALENDARS, INSTANTS, st.floats(1, 200 * HOUR))
def test_adding_working_time_gives_the_first_instant_at_which_it_has_passed(calendar, start, seconds):
    end = calendar.add(start, seconds)
    assert calendar.worked(start, end) == pytest.approx(seconds, abs=DUST)
    assert calendar.worked(start, end - 0.1) < seconds


@EXAMPLES
@given(CALENDARS, INSTANTS)
def test_a_change_is_a_change_and_there_is_none_before(calendar, start):
    change = calendar.next_change(start)
    assume(change is not None)
    assert calendar.is_open(change) is not calendar.is_open(start)
    share = (change - start) / 4
    assert all(calendar.is_open(start + n * share) is calendar.is_open(start) for n in range(1, 4))


@EXAMPLES
@given(lives(), contracts(), SPANS, st.data())
def test_adding_any_event_never_makes_counted_time_negative(events, contract, later, data):
    now = events[-1].at + later
    number = data.draw(st.integers(1, len(events)))
    for reading in clocks(events[:number], contract, now):
        assert 0 <= reading.spent <= now - events[0].at + DUST
        assert reading.spent <= reading.unpaused + DUST
        assert reading.left is None or reading.left == reading.limit - reading.spent


@EXAMPLES
@given(lives(), contracts(), SPANS)
def test_the_explanation_has_no_gaps_and_adds_up(events, contract, later):
    for reading in clocks(events, contract, events[-1].at + later):
        told = intervals(reading)
        assert sum(part.seconds for part in told if part.counted) == pytest.approx(reading.spent, abs=DUST)
        assert all(before.end == part.start for before, part in pairwise(told))
        if told:
            assert (told[0].start, told[-1].end) == (events[0].at, reading.at)


@EXAMPLES
@given(lives(), contracts(), SPANS, st.data())
def test_an_event_that_moves_nothing_changes_no_clock(events, contract, later, data):
    place = data.draw(st.integers(1, len(events)))
    assume(all(event.act is not Act.UNDO for event in events))  # it names events by their number
    noted = [*events[:place], Event(events[place - 1].at, "anna", Noted("hm")), *events[place:]]
    now = events[-1].at + later
    assert clocks(noted, contract, now) == clocks(events, contract, now)


@EXAMPLES
@given(lives(), contracts())
def test_at_the_due_instant_the_counted_time_is_the_limit(events, contract):
    now = events[-1].at
    for n, reading in enumerate(clocks(events, contract, now)):
        if reading.stopped_at is not None or reading.due is None or reading.due < now or reading.agreed:
            continue
        then = clocks(events, contract, reading.due)[n]
        assert then.spent == pytest.approx(reading.limit, abs=DUST)
        assert then.due == pytest.approx(reading.due, abs=DUST)


@EXAMPLES
@given(lives(), contracts())
def test_the_alarm_rings_at_the_warning_and_at_the_due_instant_not_before(events, contract):
    now = events[-1].at
    for n, reading in enumerate(clocks(events, contract, now)):
        if reading.stopped_at is not None or reading.due is None or reading.due < now or reading.agreed:
            continue
        assert clocks(events, contract, reading.due + 1)[n].alarm is Alarm.BREACHED
        if reading.due - 1 > now:
            assert clocks(events, contract, reading.due - 1)[n].alarm is not Alarm.BREACHED
        if reading.warn_at > now:
            assert clocks(events, contract, reading.warn_at + 1)[n].alarm is not Alarm.OK


@EXAMPLES
@given(lives(), contracts(), SPANS)
def test_nothing_changes_by_itself_before_it_is_announced(events, contract, later):
    now = events[-1].at + later
    for n, reading in enumerate(clocks(events, contract, now)):
        horizon = now + 30 * DAY if reading.next_change is None else reading.next_change
        for share in (0.25, 0.5, 0.99):
            then = clocks(events, contract, now + (horizon - now) * share)[n]
            assert (then.phase, then.alarm) == (reading.phase, reading.alarm)


@EXAMPLES
@given(lives(), contracts(), SPANS)
def test_a_clock_only_grows_and_a_stopped_one_stands_still(events, contract, later):
    now = events[-1].at
    for before, after_ in zip(clocks(events, contract, now), clocks(events, contract, now + later), strict=True):
        assert after_.spent >= before.spent - DUST
        if before.stopped_at is not None:
            assert before == after_
        assert cell(after_).startswith(f"{int(after_.sla)}: ")


@EXAMPLES
@given(lives(), contracts(), SPANS)
def test_what_was_taken_back_leaves_no_trace_in_the_clocks(events, contract, later):
    now = events[-1].at + later
    left = [event for _, event in effective(events)]
    assert clocks(left, contract, now) == clocks(events, contract, now)


@EXAMPLES
@given(lives(), contracts(), SPANS)
def test_a_merged_call_is_void_and_only_a_merged_one(events, contract, later):
    merged = any(event.act is Act.MERGE for event in events)
    second = clocks(events, contract, events[-1].at + later)[1]
    assert (second.phase is Phase.VOID) == merged
