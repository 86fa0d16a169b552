"""Time periods: windows, precedence, exclusions, zones and both nights of daylight saving."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from checks.rules.days import DaysError, parse
from checks.rules.periods import PeriodError, TimePeriod

ROME = ZoneInfo("Europe/Rome")


def at(text: str, fold: int = 0) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ROME, fold=fold).timestamp()


def utc(text: str) -> float:
    return datetime.fromisoformat(text + "+00:00").timestamp()


def rome(**ranges: str) -> TimePeriod:
    return TimePeriod.parse("Europe/Rome", {key.replace("_", " "): value for key, value in ranges.items()})


OFFICE = TimePeriod.parse("Europe/Rome", {"monday - friday": "08:00-12:30, 14:00-18:00"})


@pytest.mark.parametrize(
    ("when", "inside"),
    [
        ("2026-10-20T08:00", True),
        ("2026-10-20T07:59:59", False),
        ("2026-10-20T12:29:59", True),
        ("2026-10-20T12:30", False),
        ("2026-10-20T13:00", False),
        ("2026-10-20T17:00", True),
        ("2026-10-20T18:00", False),
        ("2026-10-24T10:00", False),
    ],
)
def test_a_day_has_several_windows_start_included_end_not(when, inside):
    assert OFFICE.contains(at(when)) is inside


def test_the_next_change_walks_through_the_windows_and_the_weekend():
    changes = []
    now = at("2026-10-23T09:00")  # a Friday
    for _ in range(4):
        now = OFFICE.next_change(now)
        changes.append(now)
    assert changes == [at("2026-10-23T12:30"), at("2026-10-23T14:00"), at("2026-10-23T18:00"), at("2026-10-26T08:00")]


def test_a_window_over_midnight_belongs_to_the_day_it_starts_on():
    nights = rome(friday="22:00-06:00")
    assert nights.contains(at("2026-10-23T23:00"))
    assert nights.contains(at("2026-10-24T05:59"))
    assert not nights.contains(at("2026-10-24T06:00"))
    assert not nights.contains(at("2026-10-23T05:00"))


@pytest.mark.parametrize(
    ("winner", "loser"),
    [
        ("2026-12-25", "december 25"),
        ("december 25", "day 25"),
        ("day 25", "friday -1 december"),
        ("friday -1 december", "friday -1"),
        ("friday -1", "friday"),
    ],
)
def test_the_more_particular_rule_wins(winner, loser):
    period = TimePeriod.parse("Europe/Rome", {loser: "08:00-09:00", winner: "10:00-11:00"})
    assert period.contains(at("2026-12-25T10:30"))
    assert not period.contains(at("2026-12-25T08:30"))


def test_a_window_that_ends_when_it_starts_lasts_a_day():
    period = rome(friday="08:00-08:00")
    assert period.next_change(at("2026-10-23T08:00")) == at("2026-10-24T08:00")


def test_rules_of_one_rank_add_up():
    period = TimePeriod.parse("Europe/Rome", {"monday - sunday": "00:00-01:00", "monday": "05:00-06:00"})
    assert period.contains(at("2026-10-19T00:30"))
    assert period.contains(at("2026-10-19T05:30"))


def test_an_empty_rule_closes_its_days():
    period = TimePeriod.parse("Europe/Rome", {"monday - sunday": "00:00-24:00", "december 24 - january 6": ""})
    assert not period.contains(at("2026-12-31T12:00"))
    assert period.contains(at("2027-01-07T00:00"))
    assert period.next_change(at("2026-12-23T12:00")) == at("2026-12-24T00:00")
    assert period.next_change(at("2026-12-24T12:00")) == at("2027-01-07T00:00")


def test_excluded_periods_are_cut_out_in_their_own_zone():
    backup = TimePeriod.parse("UTC", {"monday - sunday": "22:00-23:00"})
    always = TimePeriod.parse("Europe/Rome", {"monday - sunday": "00:00-24:00"}, [backup])
    assert not always.contains(utc("2026-10-20T22:30"))
    assert always.next_change(utc("2026-10-20T12:00")) == utc("2026-10-20T22:00")
    assert always.next_change(utc("2026-10-20T22:00")) == utc("2026-10-20T23:00")


def test_what_never_changes_has_no_next_change():
    assert rome(monday="00:00-24:00").next_change(at("2026-10-20T12:00")) == at("2026-10-26T00:00")
    always = TimePeriod.parse("Europe/Rome", {"monday - sunday": "00:00-24:00"})
    assert always.contains(at("2026-10-24T23:59:59"))
    assert always.next_change(at("2026-10-20T12:00")) is None
    assert TimePeriod.parse("Europe/Rome", {}).next_change(at("2026-10-20T12:00")) is None


def test_a_night_in_spring_is_an_hour_shorter():
    nights = rome(saturday="22:00-06:00")
    start, end = at("2026-03-28T22:00"), at("2026-03-29T06:00")
    assert (nights.next_change(start), end - start) == (end, 7 * 3600)


def test_a_night_in_autumn_is_an_hour_longer():
    nights = rome(saturday="22:00-06:00")
    start, end = at("2026-10-24T22:00"), at("2026-10-25T06:00")
    assert (nights.next_change(start), end - start) == (end, 9 * 3600)


def test_a_time_that_spring_skips_is_read_as_before_the_change():
    period = rome(sunday="02:00-02:30")
    assert period.next_change(at("2026-03-29T00:00")) == utc("2026-03-29T01:00")  # shown as 03:00
    assert period.next_change(utc("2026-03-29T01:00")) == utc("2026-03-29T01:30")


def test_a_time_that_autumn_repeats_is_the_first_one():
    period = rome(sunday="02:30-02:45")
    assert period.next_change(at("2026-10-25T00:00")) == utc("2026-10-25T00:30")
    assert period.contains(utc("2026-10-25T00:35"))
    assert not period.contains(utc("2026-10-25T01:35"))  # 02:35 again, now winter time


@pytest.mark.parametrize(
    ("zone", "ranges", "named"),
    [
        ("Europe/Atlantis", {}, "Atlantis"),
        ("../etc/passwd", {}, "passwd"),
        ("Europe/Rome", {"mnday": "08:00-09:00"}, "mnday"),
        ("Europe/Rome", {"monday": "8-9"}, "monday"),
        ("Europe/Rome", {"monday": "08:00-25:00"}, "monday"),
        ("Europe/Rome", {"monday": "08:61-09:00"}, "monday"),
        ("Europe/Rome", {"monday": "24:00-24:00"}, "monday"),
        ("Europe/Rome", {"monday": "08:00-12:00,11:00-13:00"}, "overlap"),
        ("Europe/Rome", {"february 30": "08:00-12:00"}, "february 30"),
        ("Europe/Rome", {"2026-02-30": "08:00-12:00"}, "2026-02-30"),
        ("Europe/Rome", {"2026-02-20 - 2026-02-10": ""}, "2026-02-20"),
    ],
)
def test_mistakes_are_named(zone, ranges, named):
    with pytest.raises(PeriodError) as caught:
        TimePeriod.parse(zone, ranges)
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("text", "named", "not_named"),
    [
        ("day -1", ["2026-02-28", "2024-02-29"], ["2024-02-28"]),
        ("day 31", ["2026-01-31"], ["2026-02-28"]),
        ("monday 1", ["2026-10-05"], ["2026-10-12", "2026-10-06"]),
        ("monday 5", ["2026-03-30"], ["2026-03-23"]),
        ("friday -1 may", ["2026-05-29"], ["2026-05-22", "2026-06-26"]),
        ("friday - monday", ["2026-10-23", "2026-10-24", "2026-10-25", "2026-10-26"], ["2026-10-22", "2026-10-27"]),
        ("December 25", ["2026-12-25"], ["2026-12-26"]),
        ("february 29", ["2028-02-29"], ["2027-02-28"]),
        ("2026-08-10 - 2026-08-21", ["2026-08-10", "2026-08-21"], ["2026-08-22", "2027-08-11"]),
    ],
)
def test_days_are_named(text, named, not_named):
    rule = parse(text)
    assert [rule.matches(datetime.fromisoformat(day).date()) for day in named] == [True] * len(named)
    assert [rule.matches(datetime.fromisoformat(day).date()) for day in not_named] == [False] * len(not_named)


@pytest.mark.parametrize("text", ["", "day 0", "day 32", "monday 6", "monday 0", "may", "32 may", "montag"])
def test_days_that_are_none_are_refused(text):
    with pytest.raises(DaysError) as caught:
        parse(text)
    assert repr(text) in str(caught.value)
