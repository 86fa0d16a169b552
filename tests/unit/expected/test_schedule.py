"""When runs are expected: cron, days with times, both nights of daylight saving, 29 February, the turn of the year."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from checks.rules.expected.schedule import ScheduleError, by_cron, by_days

ROME = ZoneInfo("Europe/Rome")
DAY = 86400.0


def at(text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold).timestamp()


def local(instants) -> list[str]:
    return [datetime.fromtimestamp(one, ROME).strftime("%Y-%m-%d %H:%M") for one in instants]


def cron(expression: str):
    return by_cron(expression, ROME)


def days(*texts: str):
    return by_days(texts, ROME)


@pytest.mark.parametrize("schedule", [cron("0 22 * * mon-fri"), cron("0 22 * * 1-5"), days("mon-fri 22:00")])
def test_weekdays_are_the_same_however_they_are_written(schedule):
    assert local(schedule.scheduled(at("2026-12-24"), at("2026-12-30"))) == [
        "2026-12-24 22:00",
        "2026-12-25 22:00",
        "2026-12-28 22:00",
        "2026-12-29 22:00",
    ]


@pytest.mark.parametrize(
    ("schedule", "when"),
    [(cron("30 2 * * *"), "2026-03-29 03:00"), (days("02:30"), "2026-03-29 03:30")],
)
def test_a_time_that_the_spring_night_skips_runs_once_after_the_change(schedule, when):
    assert local(schedule.scheduled(at("2026-03-28T12:00"), at("2026-03-30T12:00"))) == [when, "2026-03-30 02:30"]


@pytest.mark.parametrize("schedule", [cron("30 2 * * *"), days("02:30")])
def test_a_time_that_comes_twice_in_the_autumn_night_runs_once_the_first_time(schedule):
    assert schedule.scheduled(at("2026-10-24T12:00"), at("2026-10-25T12:00")) == [at("2026-10-25T02:30", fold=0)]
    assert schedule.scheduled(at("2026-10-25T02:15", fold=1), at("2026-10-25T12:00")) == []


@pytest.mark.parametrize("expression", ["0,30 2,3 * * *", "0 2 * * *"])
def test_times_that_the_spring_night_moves_onto_one_another_are_one_run(expression):
    found = cron(expression).scheduled(at("2026-03-29"), at("2026-03-29T12:00"))
    assert found == sorted(set(found))
    assert local(found)[0] == "2026-03-29 03:00"


def test_what_runs_every_hour_counts_elapsed_time():
    assert len(cron("0 * * * *").scheduled(at("2026-03-29"), at("2026-03-30"))) == 23
    assert len(cron("0 * * * *").scheduled(at("2026-10-25"), at("2026-10-26"))) == 25


@pytest.mark.parametrize("schedule", [cron("0 6 29 2 *"), days("february 29 06:00")])
def test_the_29th_of_february_comes_in_leap_years(schedule):
    assert local([schedule.after(at("2026-01-01")), schedule.before(at("2027-01-01"))]) == [
        "2028-02-29 06:00",
        "2024-02-29 06:00",
    ]
    assert local([schedule.after(at("2096-03-01"))]) == ["2104-02-29 06:00"]


def test_the_last_day_of_the_month_and_the_turn_of_the_year():
    assert local(days("day -1 23:59").scheduled(at("2026-12-01"), at("2027-03-01"))) == [
        "2026-12-31 23:59",
        "2027-01-31 23:59",
        "2027-02-28 23:59",
    ]


def test_several_times_and_days_add_up():
    assert local(days("sat, sun 06:00, 18:00", "mon 22:00").scheduled(at("2026-08-01"), at("2026-08-04"))) == [
        "2026-08-01 06:00",
        "2026-08-01 18:00",
        "2026-08-02 06:00",
        "2026-08-02 18:00",
        "2026-08-03 22:00",
    ]


def test_a_single_date_has_nothing_around_it():
    once = days("2026-12-25 10:00")
    assert (once.before(at("2026-12-25T10:00")), once.after(at("2026-12-25T10:00"))) == (None, None)


@pytest.mark.parametrize(
    ("schedule", "gap"),
    [
        (days("22:00"), DAY),
        (days("mon-fri 22:00", "sat 06:00"), 8 * 3600),
        (cron("*/15 * * * *"), 900),
        (cron("0 6 1 * *"), 28 * DAY),
        (days("2026-12-25 10:00"), None),
    ],
)
def test_the_shortest_gap(schedule, gap):
    assert schedule.shortest_gap(at("2026-04-01")) == gap


@pytest.mark.parametrize(
    ("expression", "fault"),
    [
        ("0 22 * *", "does not have the five fields"),
        ("0 0 22 * * *", "does not have the five fields"),
        ("@daily", "does not have the five fields"),
        ("0 25 * * *", "bad hour; the fields are minute hour"),
        ("60 2 * * *", "bad minute"),
        ("0 22 * * fri-mon", "bad day-of-week"),
        ("0 22 * * fun", "bad day-of-week"),
        ("0 22 * * 5#1/2", "bad day-of-week"),
        ("0 22 31 apr *", "bad day-of-month"),
    ],
)
def test_a_wrong_cron_expression_says_why(expression, fault):
    with pytest.raises(ScheduleError, match=fault):
        cron(expression)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("mon-fri", "does not end in a time of the day"),
        ("lun-ven 22:00", "'lun-ven' names no days"),
        ("mon-fri 25:00", "a time of the day is 00:00 to 23:59"),
        ("mon-fri 24:00", "a time of the day is 00:00 to 23:59"),
        ("22:00 mon-fri", "does not end in a time"),
    ],
)
def test_wrong_days_and_times_say_why(text, fault):
    with pytest.raises(ScheduleError, match=fault):
        days(text)
