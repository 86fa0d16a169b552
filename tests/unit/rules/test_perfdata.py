"""Performance data: Icinga's cases beside the project, and hostile or sloppy plugins."""

import json

import pytest

from checks.model import Metric
from checks.rules.perfdata import parse

KEPT_AS_WRITTEN = {"W": ("mW", 0.001), "s": ("m", 60)}


def test_icinga_cases_come_out_the_same_or_as_written(shared):
    cases = json.loads((shared / "thresholds/perfdata_cases.json").read_text())
    assert cases
    for case in cases:
        metrics, rejected = parse(case["input"])
        if case.get("invalid"):
            assert (metrics, len(rejected)) == ((), 1), case
            assert rejected[0].token == case["input"]
            continue
        assert rejected == (), case
        assert len(metrics) == len(case["expected"]), case
        for metric, expected in zip(metrics, case["expected"], strict=True):
            check_metric(metric, expected)


def check_metric(metric: Metric, expected: dict) -> None:
    unit, factor = metric.unit, 1.0
    if expected.get("uom") in KEPT_AS_WRITTEN and unit != expected["uom"]:
        written, factor = KEPT_AS_WRITTEN[expected["uom"]]
        assert unit == written
    elif "uom" in expected:
        assert unit == expected["uom"]
    assert (unit == "c") == expected.get("counter", False)
    assert (metric.name, metric.value * factor) == (expected["label"], pytest.approx(expected["value"]))
    for name in ("warn", "crit"):
        level = getattr(metric, name)
        assert (None if level is None else float(level)) == expected.get(name)
    for name in ("min", "max"):
        bound = getattr(metric, name)
        assert (None if bound is None else bound * factor) == expected.get(name)


def test_labels_in_quotes_hold_blanks_equals_signs_and_quotes():
    metrics, rejected = parse("'it''s a=b'=5 'C:\\ %used'=81%;80;90;0;100")
    assert [metric.name for metric in metrics] == ["it's a=b", "C:\\ %used"]
    assert metrics[1] == Metric("C:\\ %used", 81.0, "%", "80", "90", 0.0, 100.0)
    assert rejected == ()


def test_levels_stay_the_ranges_they_are():
    (metric,), _ = parse("load=1.5;@5:10;~:20;0;")
    assert (metric.warn, metric.crit, metric.min, metric.max) == ("@5:10", "~:20", 0.0, None)


def test_an_unknown_value_gives_no_metric_and_no_complaint():
    assert parse("rta=U;100;200 pl=100%;U;U;U;U") == ((Metric("pl", 100.0, "%"),), ())


def test_check_multi_lends_its_prefix():
    metrics, _ = parse("test::a=3 b=4 'x::check y::c'=5 d=6")
    assert [metric.name for metric in metrics] == ["test::a", "test::b", "x::check y::c", "x::check y::d"]


def test_bad_tokens_are_handed_back_and_spoil_nothing():
    metrics, rejected = parse("a=1 junk b=1,5 =3 'open=4 c=1;2;3;4;5;6 d=5;x y=1;;;low z=2")
    assert [metric.name for metric in metrics] == ["a", "z"]
    tokens = [bad.token for bad in rejected]
    assert tokens == ["junk", "b=1,5", "=3", "'open=4", "c=1;2;3;4;5;6", "d=5;x", "y=1;;;low"]
    assert all(bad.reason for bad in rejected)


@pytest.mark.parametrize(
    "text", ["test=123_456", "test=inf", "test=NaN", "test=1e999", "test=1.2.3", "test=1m2", "123"]
)
def test_values_that_are_no_numbers_are_refused(text):
    metrics, rejected = parse(text)
    assert metrics == ()
    assert [bad.token for bad in rejected] == [text]


@pytest.mark.parametrize("text", ["", " \t\n "])
def test_nothing_gives_nothing(text):
    assert parse(text) == ((), ())


def test_scientific_notation_and_units_that_start_with_e():
    metrics, _ = parse("a=1.5e-3s b=2EB c=3E2 d=4e10EB")
    assert [(metric.value, metric.unit) for metric in metrics] == [(0.0015, "s"), (2, "EB"), (300, ""), (4e10, "EB")]
