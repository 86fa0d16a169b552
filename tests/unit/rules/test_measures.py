"""Trends, storage levels and counters."""

import json

import pytest

from checks.model import State
from checks.rules import counters, forecast
from checks.rules.storage_levels import GB, Levels, in_units, judge, percent_level

OFF = Levels(warn_percent=None, crit_percent=None)


def straight(per_second: float, hours: int, start: float = 1e9, used: float = 1e9, step: int = 300) -> forecast.Trend:
    trend = None
    for elapsed in range(0, hours * 3600 + 1, step):
        trend = forecast.update(trend, used + per_second * elapsed, start + elapsed)
    return trend


def test_a_straight_line_is_forecast_exactly():
    trend = straight(1000.0, 30)
    assert trend.per_second == pytest.approx(1000.0)
    assert forecast.time_to_full(trend, 2e9, 2e9 + 3.6e6) == pytest.approx(3600)


def test_it_says_nothing_before_one_full_range():
    assert forecast.time_to_full(straight(1000.0, 23), 1e9, 2e9) is None
    assert forecast.time_to_full(straight(1000.0, 24), 1e9, 2e9) is not None
    assert forecast.time_to_full(None, 1e9, 2e9) is None


@pytest.mark.parametrize("per_second", [0.0, -5.0])
def test_what_does_not_grow_is_never_full(per_second):
    assert forecast.time_to_full(straight(per_second, 48), 1e9, 2e9) is None


def test_what_is_full_is_full_now():
    assert forecast.time_to_full(straight(1.0, 48), 3e9, 2e9) == 0.0


def test_the_last_range_weighs_one_half():
    # long flat, then one range of growth: the average is half the growth (memory 0.5 per range when old)
    trend = straight(0.0, 24 * 10, used=0.0)
    at, used = trend.at, trend.used
    for _ in range(288):
        at, used = at + 300, used + 300 * 10.0
        trend = forecast.update(trend, used, at)
    assert trend.per_second == pytest.approx(5.0, rel=1e-6)


def test_a_young_trend_follows_faster():
    trend = forecast.update(None, 0.0, 0.0, range_s=100.0)
    trend = forecast.update(trend, 50.0, 50.0, range_s=100.0)
    trend = forecast.update(trend, 50.0, 100.0, range_s=100.0)
    assert trend.per_second == pytest.approx((1 - 0.5**0.5) ** 0.5)


def test_a_new_range_or_an_old_measurement_does_not_mix():
    trend = straight(10.0, 30)
    assert forecast.update(trend, 0.0, trend.at) is trend
    assert forecast.update(trend, 0.0, trend.at - 5) is trend
    assert not forecast.update(trend, 0.0, trend.at + 5, range_s=3600).mature


def test_a_trend_survives_json():
    trend = straight(3.5, 26)
    assert forecast.Trend.from_json(json.loads(json.dumps(trend.to_json()))) == trend


@pytest.mark.parametrize("data", [None, {}, {"at": 1}, {"first_at": "x", "at": 1, "used": 2}, {"other": 1.0}])
def test_a_memory_of_another_shape_starts_anew(data):
    assert forecast.Trend.from_json(data) is None


def test_percent_levels():
    assert judge(100 * GB, 79.9 * GB, Levels(), None) == (State.OK, [])
    assert judge(100 * GB, 80 * GB, Levels(), None) == (State.WARNING, ["80.0% used (level 80.0%)"])
    assert judge(100 * GB, 90 * GB, Levels(), None)[0] is State.CRITICAL


def test_the_size_factor_is_checkmks():
    levels = Levels(magic=0.8)
    assert percent_level(80, 50, 1024 * GB, levels) == pytest.approx(90.9, abs=0.05)
    assert percent_level(90, 60, 1024 * GB, levels) == pytest.approx(95.45, abs=0.05)
    assert percent_level(80, 50, 20 * GB, levels) == pytest.approx(80)
    assert percent_level(80, 50, 0.1 * GB, levels) == 50
    assert judge(1024 * GB, 0.9 * 1024 * GB, levels, None)[0] is State.OK
    assert judge(1024 * GB, 0.9 * 1024 * GB, Levels(), None)[0] is State.CRITICAL


def test_levels_by_free_bytes():
    levels = Levels(warn_percent=None, crit_percent=None, warn_free=10 * GB, crit_free=1 * GB)
    assert judge(100 * GB, 90 * GB, levels, None)[0] is State.OK
    assert judge(100 * GB, 95 * GB, levels, None) == (State.WARNING, ["5.0 GB free (level 10.0 GB)"])
    assert judge(100 * GB, 99.5 * GB, levels, None)[0] is State.CRITICAL


def test_levels_by_time_to_full():
    levels = Levels(warn_percent=None, crit_percent=None, warn_full=72 * 3600, crit_full=24 * 3600)
    assert judge(100 * GB, 1 * GB, levels, None)[0] is State.OK
    assert judge(100 * GB, 1 * GB, levels, 48 * 3600) == (State.WARNING, ["full in 48.0 h (level 72.0 h)"])
    assert judge(100 * GB, 1 * GB, levels, 3600)[0] is State.CRITICAL


def test_the_worst_level_comes_first_and_all_are_named():
    levels = Levels(warn_free=50 * GB, crit_full=7200)
    state, reasons = judge(100 * GB, 85 * GB, levels, 3600)
    assert state is State.CRITICAL
    assert [reason.split()[0] for reason in reasons] == ["full", "85.0%", "15.0"]


def test_every_level_can_be_off_and_no_size_is_no_verdict():
    assert judge(100, 100, OFF, 0.0) == (State.OK, [])
    assert judge(0, 0, OFF, None)[0] is State.UNKNOWN


@pytest.mark.parametrize(
    ("count", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (12.34e9, "12.3 GB"), (-5e6, "-5.0 MB"), (2e18, "2000.0 PB")],
)
def test_bytes_are_written_in_decimal_units(count, text):
    assert in_units(count) == text


def test_a_counter_gives_growth_per_second():
    assert counters.rate(1000, 4000, 300, 64) == 10.0
    assert counters.rate(7, 7, 300, 32) == 0.0


@pytest.mark.parametrize("bits", [32, 64])
def test_a_wrap_counts_over_the_top(bits):
    assert counters.rate(2**bits - 2**bits // 8, 2**bits // 8, 1, bits) == 2**bits / 4


@pytest.mark.parametrize("bits", [32, 64])
def test_a_reset_to_near_zero_from_low_is_no_wrap(bits):
    assert counters.rate(1_000_000, 10, 300, bits) is None


@pytest.mark.parametrize(
    ("previous", "current", "seconds"), [(None, 5, 1), (5, None, 1), (1, 2, 0), (1, 2, -1), (-1, 2, 1), (1, 2**32, 1)]
)
def test_what_cannot_be_compared_gives_nothing(previous, current, seconds):
    assert counters.rate(previous, current, seconds, 32) is None


@pytest.mark.parametrize(
    ("before", "now", "restarted"),
    [(1000, 1300, False), (1000, 1290, False), (1000, 100, True), (60, 200, True), (None, 5, False), (5, None, False)],
)
def test_the_uptime_reveals_a_restart(before, now, restarted):
    assert counters.restarted(before, now, 300) is restarted
    assert (counters.rate(1, 2, 300, 64, before, now) is None) is restarted


def test_a_reported_discontinuity_gives_nothing():
    assert counters.rate(1, 2, 1, 64, discontinuous=True) is None


def test_a_jump_above_the_ceiling_gives_nothing():
    assert counters.rate(0, 1_000, 1, 64, ceiling=1_000) == 1_000
    assert counters.rate(0, 1_001, 1, 64, ceiling=1_000) is None
