"""When a run opens, is due, late and missing; which mail it gets; what the clock makes of it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from checks.rules.expected.binding import Clue, Moment, bind, moment
from checks.rules.expected.clock import PATIENCE, Clock, Mailbox, by_clock, outage
from checks.rules.expected.schedule import by_cron, by_days
from checks.rules.expected.states import RunState
from checks.rules.expected.windows import Tolerances, ahead, plan

ROME = ZoneInfo("Europe/Rome")
HOUR = 3600.0
DAY = 24 * HOUR
NIGHTLY = by_days(["22:00"], ROME)


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp()


def hours(run) -> tuple[float, ...]:
    ends = (run.opens_at, run.due_at, run.late_at, run.missing_at)
    return tuple((one - run.scheduled_at) / HOUR for one in ends)


def one_run(schedule, tolerances=None, day="2026-06-10"):
    return plan(schedule, tolerances or Tolerances(), at(day), at(day) + DAY)[0]


def test_a_nightly_run_has_sensible_instants_without_being_told():
    assert hours(one_run(NIGHTLY)) == (-6, 1, 2, 4)


def test_runs_that_follow_closely_share_their_gap():
    assert hours(one_run(by_cron("0 * * * *", ROME))) == (-0.5, 0.25, 0.5, 1)


def test_a_weekly_run_opens_six_hours_early():
    assert hours(one_run(by_days(["wed 22:00"], ROME)))[0] == -6


def test_what_is_configured_holds():
    told = Tolerances(duration=3 * HOUR, early=0, late=HOUR / 2, hold=6 * HOUR)
    assert hours(one_run(NIGHTLY, told)) == (0, 3, 3.5, 9.5)


def test_a_window_stays_open_until_its_run_is_late():
    assert hours(one_run(NIGHTLY, Tolerances(duration=20 * HOUR)))[0] == -3


def test_an_early_tolerance_never_reaches_the_run_before():
    assert hours(one_run(NIGHTLY, Tolerances(early=5 * DAY)))[0] > -24


def test_runs_of_closed_days_are_skipped():
    closed = {date(2026, 12, 25): "Natale"}
    runs = plan(NIGHTLY, Tolerances(), at("2026-12-24"), at("2026-12-27"), lambda day: closed.get(day, ""))
    assert [(run.state, run.closed, run.next_at) for run in runs] == [
        (RunState.EXPECTED, "", runs[0].late_at),
        (RunState.SKIPPED, "Natale", None),
        (RunState.EXPECTED, "", runs[2].late_at),
    ]


def test_runs_are_created_ahead_with_one_more_to_end_the_last_window():
    runs = ahead(NIGHTLY, Tolerances(), at("2026-06-10T22:00"), at("2026-06-12T23:00"))
    assert [datetime.fromtimestamp(run.scheduled_at, ROME).day for run in runs] == [11, 12, 13]
    assert ahead(by_days(["2026-01-01 10:00"], ROME), Tolerances(), at("2026-06-10"), at("2026-06-12")) == []


RUNS = plan(NIGHTLY, Tolerances(), at("2026-06-10"), at("2026-06-13"))


@pytest.mark.parametrize(
    ("when", "night"),
    [
        ("2026-06-10T15:59", None),
        ("2026-06-10T16:00", 10),
        ("2026-06-10T22:05", 10),
        ("2026-06-11T02:00", 10),
        ("2026-06-11T15:59", 10),
        ("2026-06-11T16:00", 11),
        ("2026-06-13T09:00", 12),
    ],
)
def test_a_mail_belongs_to_the_run_whose_window_it_speaks_of(when, night):
    run = bind(Moment(at(when), Clue.END), RUNS)
    assert (run and datetime.fromtimestamp(run.scheduled_at, ROME).day) == night


NOW = at("2026-06-11T03:00")


@pytest.mark.parametrize(
    ("told", "clue"),
    [
        ((NOW - 60, NOW - 30, NOW), Clue.END),
        ((None, NOW - 30, NOW), Clue.DATE),
        ((None, None, NOW), Clue.RECEIVED),
        ((NOW + 2 * HOUR, NOW - 30, NOW), Clue.DATE),  # a body in another zone
        ((NOW - 6000 * DAY, NOW - 6000 * DAY, NOW), Clue.RECEIVED),  # a NAS without battery
        ((NOW + 300, NOW, NOW), Clue.END),  # a clock five minutes ahead
        ((NOW - 2 * DAY, NOW, NOW), Clue.END),  # a mail that was under way for two days
        ((NOW - 60, None, None), Clue.END),
    ],
)
def test_the_first_plausible_time_counts(told, clue):
    assert moment(*told).clue is clue


def test_a_mail_without_any_time_has_no_moment():
    assert moment(None, None, None) is None


RUN = RUNS[0]


@pytest.mark.parametrize(
    ("now", "mailbox", "expected"),
    [
        (RUN.late_at - 1, Mailbox(), Clock(RunState.EXPECTED, next_at=RUN.late_at)),
        (RUN.late_at, Mailbox(), Clock(RunState.LATE, next_at=RUN.missing_at)),
        (RUN.missing_at, Mailbox(RUN.missing_at), Clock(RunState.MISSING)),
        # never read, not read since, failing: nothing is MISSING before a complete pass
        (RUN.missing_at, Mailbox(), Clock(RunState.LATE, True, RUN.missing_at)),
        (RUN.missing_at + DAY, Mailbox(RUN.missing_at - 1), Clock(RunState.LATE, True, RUN.missing_at)),
        (RUN.missing_at + DAY, Mailbox(RUN.missing_at - 1, RUN.late_at), Clock(RunState.LATE, True, RUN.missing_at)),
        (RUN.missing_at + DAY, Mailbox(RUN.missing_at + 1, RUN.missing_at + 2), Clock(RunState.MISSING)),
    ],
)
def test_a_run_is_missing_only_when_its_mailbox_was_read_after_it(now, mailbox, expected):
    assert by_clock(RUN, now, mailbox) == expected


@pytest.mark.parametrize(
    ("folders", "whole"),
    [
        ([], Mailbox()),
        ([Mailbox(5), Mailbox(3)], Mailbox(3)),
        ([Mailbox(5), Mailbox()], Mailbox()),
        ([Mailbox(5, 9), Mailbox(7, 8), Mailbox(6)], Mailbox(5, 8)),
    ],
)
def test_a_mailbox_is_read_as_far_as_its_slowest_folder(folders, whole):
    assert Mailbox.together(folders) == whole


@pytest.mark.parametrize(
    ("mailbox", "held_since", "since"),
    [
        (Mailbox(NOW), None, None),
        (Mailbox(NOW - 60, NOW - 59), None, None),
        (Mailbox(NOW - 60, NOW - 59), NOW - 10, NOW - 59),
        (Mailbox(NOW - PATIENCE - 1, NOW - PATIENCE), None, NOW - PATIENCE),
        (Mailbox(), NOW - 10, NOW - 10),  # a mailbox that was never read
    ],
)
def test_a_mailbox_that_cannot_be_read_is_one_trouble(mailbox, held_since, since):
    run = outage(mailbox, NOW, held_since)
    assert (run and run.scheduled_at) == since
