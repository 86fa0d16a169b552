"""What the outlook estimates and which metrics have one, in single cases."""

import math
from datetime import UTC

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.rules.outlook.estimate import DAY, Confidence, reaches
from checks.rules.outlook.subjects import Fate, Figure, Measured, Subject, may_reach, office_days, subject
from tests.support.series import HOUR, NOW


def days_of(value, days=42):
    return [(NOW + day * DAY, float(value(day))) for day in range(-days, 0)]


def left(estimate):
    return (estimate.at - NOW) / DAY


@pytest.mark.parametrize(
    ("course", "limit", "expected"),
    [
        (lambda day: 90 + day, 100.0, 11),
        (lambda day: 20 - day, 0.0, 21),
        (lambda day: 20 - day - (60 if day <= -40 else 0), 0.0, 21),  # refilled
        (lambda day: 30 - 10 * math.ceil(day / 5), 0.0, 15),  # a printer that tells its toner in tenths
        (lambda day: 20 - 10 * math.ceil(day / 12), 0.0, 20),
        (lambda day: 90 + math.floor(day * 0.3), 100.0, 36),
    ],
)
def test_a_plain_course_is_read_right(course, limit, expected):
    estimate = reaches(days_of(course, 56), limit, NOW)

    assert left(estimate) == pytest.approx(expected, abs=1.6)
    assert estimate.earliest <= estimate.at <= estimate.latest


def test_confidence_follows_the_data():
    assert reaches(days_of(lambda day: 90 + day, 42), 100.0, NOW).confidence is Confidence.STEADY
    assert reaches(days_of(lambda day: 90 + day, 4), 100.0, NOW).confidence is Confidence.WEAK
    saw = reaches(days_of(lambda day: 80 + 0.2 * day - 15 * (1 - (day % 7) / 7)), 100.0, NOW)
    assert saw.confidence is Confidence.UNEVEN
    assert saw.cyclic


@pytest.mark.parametrize("course", [lambda _day: 50.0, lambda day: 50 - day, lambda day: 50 + 3 * math.sin(day)])
def test_what_goes_nowhere_has_no_outlook(course):
    assert reaches(days_of(course), 100.0, NOW) is None


def test_two_days_say_nothing_and_old_days_count_not():
    assert reaches(days_of(lambda day: 90 + day, 2), 100.0, NOW) is None
    old = [(at - 100 * DAY, value) for at, value in days_of(lambda day: 90 + day)]
    assert reaches(old, 100.0, NOW) is None


@given(st.lists(st.floats(-1e12, 1e12), min_size=3, max_size=60), st.floats(-1e12, 1e12))
def test_any_course_has_an_estimate_ahead_or_none(values, limit):
    daily = [(NOW - (len(values) - number) * DAY, value) for number, value in enumerate(values)]
    estimate = reaches(daily, limit, NOW)
    if estimate is not None:
        assert NOW <= estimate.earliest <= estimate.at
        assert estimate.latest is None or estimate.latest >= estimate.at


@pytest.mark.parametrize(
    ("measured", "expected"),
    [
        (Measured("snmp-storage", "C: used", "B", 1e9), Subject(Fate.FULL, 1e9, Figure.HIGHEST)),
        (Measured("local", "/ used", "B", 1e9), Subject(Fate.FULL, 1e9, Figure.HIGHEST)),
        (Measured("snmp-storage", "C:", "%", 100.0, "90"), None),
        (Measured("snmp-memory", "memory_used", "B", 1e9), None),
        (Measured("tls", "days_left", "d"), Subject(Fate.EXPIRED, 0.0, Figure.COUNTDOWN)),
        (Measured("http", "certificate_days", "d"), Subject(Fate.EXPIRED, 0.0, Figure.COUNTDOWN)),
        (Measured("snmp-ups", "runtime", "s", None, "300:"), Subject(Fate.WORN, 300.0, Figure.HIGHEST)),
        (Measured("snmp-ups", "charge", "%"), None),
        (Measured("snmp-printer", "Black Toner", "%", 100.0), Subject(Fate.WORN, 0.0, Figure.LOWEST)),
        (Measured("snmp-cpu", "cpu", "%", 100.0, "95"), Subject(Fate.SATURATED, 95.0, Figure.OFFICE)),
        (Measured("snmp-interfaces", "wan in_utilisation", "%"), Subject(Fate.SATURATED, 90.0, Figure.OFFICE)),
        (Measured("snmp-cpu", "cpu", "%", 100.0, "nonsense"), Subject(Fate.SATURATED, 90.0, Figure.OFFICE)),
        (Measured("tcp", "connect", "ms"), None),
    ],
)
def test_which_metrics_have_an_outlook(measured, expected):
    assert subject(measured) == expected


def test_only_what_could_get_there_is_looked_at():
    assert may_reach(90.0, {7.0: 89.0, 28.0: 86.0}, 100.0, 30.0)
    assert not may_reach(50.0, {7.0: 49.9, 28.0: 49.0}, 100.0, 30.0)
    assert not may_reach(90.0, {7.0: 90.0, 28.0: 95.0}, 100.0, 30.0)
    assert may_reach(90.0, {7.0: None}, 100.0, 30.0)
    assert may_reach(20.0, {7.0: 25.0}, 0.0, 30.0)


def test_office_days_are_working_days_by_their_busiest_hours():
    monday = 4 * DAY  # 1970-01-05
    hours = {monday + hour * HOUR: (80.0 if hour in {9, 10, 11} else 99.0 if hour == 3 else 10.0) for hour in range(24)}
    saturday = {at + 5 * DAY: value for at, value in hours.items()}
    short = {monday + DAY + hour * HOUR: 50.0 for hour in (9, 10)}

    assert office_days({**hours, **saturday, **short}, UTC) == [(monday, 80.0)]
