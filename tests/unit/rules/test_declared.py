"""Periods and recurring downtimes as the inventory declares them."""

import pytest

from checks.rules.declared import concerned, periods, recurrence, seconds
from checks.rules.periods import PeriodError

NIGHT = {"zone": "UTC", "days": {"monday - sunday": "22:00-06:00"}}
ALWAYS = {"zone": "UTC", "days": {"monday - sunday": "00:00-24:00"}}


def test_periods_exclude_one_another_by_name_in_any_order():
    built = periods({"day": {**ALWAYS, "excludes": ["night"]}, "night": NIGHT})
    assert built["night"].contains(23 * 3600)
    assert not built["day"].contains(23 * 3600)
    assert built["day"].contains(12 * 3600)


@pytest.mark.parametrize(
    ("documents", "named"),
    [
        ({"a": {**ALWAYS, "excludes": ["b"]}, "b": {**ALWAYS, "excludes": ["a"]}}, "a → b → a"),
        ({"a": {**ALWAYS, "excludes": ["a"]}}, "a → a"),
        ({"a": {**ALWAYS, "excludes": ["gone"]}}, "'gone'"),
    ],
)
def test_exclusions_that_cannot_be_resolved_are_named(documents, named):
    with pytest.raises(PeriodError) as caught:
        periods(documents)
    assert caught.value.key == "excludes"
    assert named in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"), [("4h", 14400), ("1h30m", 5400), ("2d", 172800), ("1d 2h 3m", 93780), (90, 90), (" 5m ", 300)]
)
def test_durations_are_numbers_of_seconds_or_words(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize("text", ["", "h", "4", "4 hours", "30m1h", "-4h"])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(PeriodError) as caught:
        seconds(text)
    assert repr(text) in str(caught.value)


def test_a_recurring_downtime_is_a_rule():
    rule = recurrence({"zone": "UTC", "days": ["thursday"], "start": "02:00", "duration": "2h"})
    assert list(rule.occurrences(0, 86400)) == [(7200, 14400)]  # 1 January 1970 was a Thursday


def test_it_concerns_the_hosts_of_its_customers_and_those_it_names():
    document = {"customers": ["acme"], "hosts": ["fw"], "services": ["db/disk"]}
    customers = {"web": "acme", "mail": "acme", "fw": "other", "db": "other"}
    assert concerned(document, customers) == {"web", "mail", "fw", "db/disk"}
    assert concerned({}, customers) == frozenset()
