"""Nagios ranges: the cases of monitoring-plugins beside the project, and what the guidelines leave open."""

import json
from math import inf
from pathlib import Path

import pytest

from checks.model import State
from checks.rules.thresholds import Range, RangeError, judge, number


def cases(shared: Path, kind: str) -> list[dict]:
    found = [case for case in json.loads((shared / "thresholds/cases.json").read_text()) if case["kind"] == kind]
    assert found
    return found


def test_ranges_of_monitoring_plugins_are_read_the_same(shared):
    for case in cases(shared, "parse"):
        if not case["valid"]:
            with pytest.raises(RangeError):
                Range.parse(case["range"])
            continue
        limits = Range.parse(case["range"])
        assert limits.start == (-inf if case["start_infinity"] else case["start"]), case
        assert limits.end == (inf if case["end_infinity"] else case["end"]), case
        assert limits.inside == (case.get("alert_on") == "inside"), case


def test_ranges_of_monitoring_plugins_alert_the_same(shared):
    for case in cases(shared, "alert"):
        assert Range.parse(case["range"]).alerts(case["value"]) is case["alert"], case


def test_states_of_monitoring_plugins_come_out_the_same(shared):
    for case in cases(shared, "status"):
        assert judge(case["value"], case["warning"], case["critical"]) == case["state"], case


@pytest.mark.parametrize(
    ("text", "good", "alerting"),
    [
        ("10", (0, 5, 10), (-0.1, 10.1)),
        ("10:", (10, 1e30), (9.9, -1)),
        ("~:10", (-1e30, 10), (10.1,)),
        ("10:20", (10, 15, 20), (9.9, 20.1)),
        ("@10:20", (9.9, 20.1), (10, 15, 20)),
        (":5.75", (0, 5.75), (-1, 5.76)),
        ("~:-95.99", (-96,), (-95.98, 0)),
        ("1:12%%", (1, 12), (0.9, 12.1)),
        ("80%:90%", (80, 90), (79, 91)),
        ("@0:0", (0.1, -0.1), (0,)),
        ("~:", (-1e300, 0, 1e300), ()),
        ("1e3:2.5e3", (1000, 2500), (999, 2501)),
        (" 10 ", (10,), (11,)),
    ],
)
def test_a_range_alerts_outside_its_ends_unless_inverted(text, good, alerting):
    limits = Range.parse(text)
    assert [limits.alerts(value) for value in good] == [False] * len(good)
    assert [limits.alerts(value) for value in alerting] == [True] * len(alerting)


@pytest.mark.parametrize(
    "text",
    ["", " ", "@", "%", "2:1", "ten", "10:~", "1:2:3", "1,5", "0x10", "1e999", "nan", "inf:", "--1", "@@1", "1 2"],
)
def test_what_is_no_range_is_refused_by_name(text):
    with pytest.raises(RangeError) as caught:
        Range.parse(text)
    assert repr(text) in str(caught.value)
    assert "@10:20" in str(caught.value)


def test_critical_is_asked_before_warning():
    assert judge(95, "80", "90") is State.CRITICAL
    assert judge(85, "80", "90") is State.WARNING
    assert judge(80, "80", "90") is State.OK


def test_a_missing_level_never_alerts():
    assert judge(1e9, None, None) is State.OK
    assert judge(1e9, "", "") is State.OK
    assert judge(1e9, None, "10") is State.CRITICAL
    assert judge(1e9, "10", None) is State.WARNING


def test_numbers_are_those_of_the_c_locale():
    assert number("-.5e1") == -5
    assert [number(text) for text in ("1,5", "1_000", "", "inf", "1e999", "٣", "1 ")] == [None] * 7
