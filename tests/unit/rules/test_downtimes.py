"""Downtimes: fixed, flexible, recurring, overlapping; acknowledgements that expire."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from checks.rules.acknowledgement import Acknowledgement, in_force
from checks.rules.downtimes import Downtime, Recurrence, in_effect, is_over, starts, waits_for_problem
from checks.rules.periods import PeriodError

FIXED = Downtime(100, 200)
FLEXIBLE = Downtime(100, 200, duration=50)


def test_a_fixed_downtime_holds_from_start_to_end():
    assert [in_effect(FIXED, at) for at in (99, 100, 199, 200)] == [False, True, True, False]
    assert starts(FIXED, 150, problem=False)
    assert not starts(FIXED, 200, problem=False)
    assert not starts(replace(FIXED, started_at=110), 150, problem=False)


def test_a_flexible_downtime_waits_for_the_first_problem_in_its_window():
    assert not in_effect(FLEXIBLE, 150)
    assert waits_for_problem(FLEXIBLE, 150)
    assert not starts(FLEXIBLE, 150, problem=False)
    assert starts(FLEXIBLE, 150, problem=True)
    assert not starts(FLEXIBLE, 99, problem=True)
    assert not starts(FLEXIBLE, 200, problem=True)


def test_its_clock_may_run_past_the_window():
    begun = replace(FLEXIBLE, started_at=190)
    assert [in_effect(begun, at) for at in (189, 190, 239, 240)] == [False, True, True, False]
    assert not waits_for_problem(begun, 195)
    assert [is_over(begun, at) for at in (239, 240)] == [False, True]
    assert is_over(FLEXIBLE, 200)


def test_a_cancelled_downtime_holds_no_longer():
    cancelled = replace(FIXED, started_at=100, ended_at=150)
    assert [in_effect(cancelled, at) for at in (149, 150, 160)] == [True, False, False]
    assert is_over(cancelled, 150)
    assert not starts(replace(FIXED, ended_at=90), 150, problem=True)


def rome(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Rome")).timestamp()


def test_a_rule_yields_the_occurrences_that_overlap_a_time():
    rule = Recurrence.parse("Europe/Rome", ["monday", "thursday"], "22:30", 4 * 3600)
    found = list(rule.occurrences(rome("2026-10-20T01:00"), rome("2026-10-26T22:31")))
    assert found == [
        (rome("2026-10-19T22:30"), rome("2026-10-20T02:30")),
        (rome("2026-10-22T22:30"), rome("2026-10-23T02:30")),
        (rome("2026-10-26T22:30"), rome("2026-10-27T02:30")),
    ]


def test_the_ends_of_the_time_asked_for_do_not_count():
    rule = Recurrence.parse("Europe/Rome", ["day 1"], "08:00", 3600)
    assert list(rule.occurrences(rome("2026-10-01T09:00"), rome("2026-11-01T08:00"))) == []


@pytest.mark.parametrize(
    ("night", "start"), [("2026-03-29", "2026-03-29T01:30+00:00"), ("2026-10-25", "2026-10-25T00:30+00:00")]
)
def test_both_nights_of_daylight_saving_have_one_occurrence_of_full_length(night, start):
    rule = Recurrence.parse("Europe/Rome", ["sunday"], "02:30", 7200)
    begins = datetime.fromisoformat(start).timestamp()
    assert list(rule.occurrences(rome(f"{night}T00:00"), rome(f"{night}T12:00"))) == [(begins, begins + 7200)]


def test_a_rule_longer_than_a_day_is_found_from_its_middle():
    rule = Recurrence.parse("Europe/Rome", ["friday"], "18:00", 60 * 3600)
    (found,) = rule.occurrences(rome("2026-10-25T12:00"), rome("2026-10-25T13:00"))
    assert found[0] == rome("2026-10-23T18:00")


@pytest.mark.parametrize(
    ("arguments", "key"),
    [
        (("Nowhere", ["monday"], "22:30", 60), "zone"),
        (("UTC", ["moonday"], "22:30", 60), "days"),
        (("UTC", [], "22:30", 60), "days"),
        (("UTC", ["monday"], "2230", 60), "start"),
        (("UTC", ["monday"], "24:00", 60), "start"),
        (("UTC", ["monday"], "22:75", 60), "start"),
        (("UTC", ["monday"], "22:30", 0), "duration"),
    ],
)
def test_mistakes_in_a_rule_are_named(arguments, key):
    with pytest.raises(PeriodError) as caught:
        Recurrence.parse(*arguments)
    assert caught.value.key == key


def test_an_acknowledgement_counts_until_it_expires():
    assert in_force(None, 5) is None
    assert in_force(Acknowledgement(), 1e12) == "normal"
    assert in_force(Acknowledgement(sticky=True, expires_at=10), 9.9) == "sticky"
    assert in_force(Acknowledgement(sticky=True, expires_at=10), 10) is None
