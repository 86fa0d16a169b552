"""What holds for every range, performance data text, period, downtime, trend and counter."""

from datetime import UTC, datetime
from itertools import pairwise
from math import inf
from zoneinfo import ZoneInfo

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from checks.model import State
from checks.rules import counters, forecast
from checks.rules.downtimes import Recurrence
from checks.rules.perfdata import parse as parse_perfdata
from checks.rules.periods import TimePeriod
from checks.rules.reach import root_cause
from checks.rules.storage_levels import Levels, judge
from checks.rules.thresholds import Range

EXAMPLES = settings(max_examples=100, deadline=None)
NUMBERS = st.floats(-1e20, 1e20, allow_nan=False)
ROME = ZoneInfo("Europe/Rome")
YEAR_2026 = st.floats(1767225600, 1798761600)  # both nights of daylight saving inside
NIGHTS = st.one_of(st.floats(1774724400, 1774724400 + 12 * 3600), st.floats(1792868400, 1792868400 + 14 * 3600))


@st.composite
def ranges(draw) -> Range:
    start = draw(st.one_of(st.just(-inf), NUMBERS))
    end = draw(st.one_of(st.just(inf), NUMBERS))
    assume(start <= end)
    return Range(start, end, draw(st.booleans()))


@EXAMPLES
@given(ranges())
def test_a_range_is_read_back_as_it_is_written(limits):
    assert Range.parse(str(limits)) == limits


@EXAMPLES
@given(ranges(), NUMBERS)
def test_the_at_sign_inverts_every_verdict(limits, value):
    assert limits.alerts(value) != Range(limits.start, limits.end, not limits.inside).alerts(value)


LABELS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12).filter(
    lambda text: "::" not in text
)


@EXAMPLES
@given(st.lists(st.tuples(LABELS, st.floats(allow_nan=False, allow_infinity=False)), max_size=6))
def test_quoted_labels_and_values_come_back(pairs):
    text = " ".join("'{}'={!r}s;;;0".format(label.replace("'", "''"), value) for label, value in pairs)
    metrics, rejected = parse_perfdata(text)
    assert rejected == ()
    assert [(metric.name, metric.value, metric.unit) for metric in metrics] == [(*pair, "s") for pair in pairs]


@EXAMPLES
@given(st.text(st.sampled_from("ab='; :;U%.,-1 2\t\n\x1b"), max_size=60))
def test_no_text_breaks_the_reader_and_nothing_is_lost(text):
    metrics, rejected = parse_perfdata(text)
    for bad in rejected:
        assert bad.token in text
        assert bad.reason
    visible = "".join(text.split())
    unknown = text.count("=U")
    assert metrics or rejected or unknown or not visible


WINDOWS = st.lists(st.integers(0, 24 * 4), min_size=2, max_size=6, unique=True).map(
    lambda marks: ", ".join(
        f"{start // 4:02}:{start % 4 * 15:02}-{end // 4:02}:{end % 4 * 15:02}"
        for start, end in list(pairwise(sorted(marks)))[::2]
    )
)
DAYS = st.sampled_from(
    ["monday - friday", "sunday", "monday - sunday", "day -1", "sunday -1", "2026-03-29", "october 25"]
)
PERIODS = st.dictionaries(DAYS, st.one_of(WINDOWS, st.just("22:00-06:00"), st.just("")), max_size=4).map(
    lambda texts: TimePeriod.parse("Europe/Rome", texts)
)


@EXAMPLES
@given(PERIODS, st.one_of(NIGHTS, YEAR_2026), st.lists(st.floats(0, 1), max_size=5))
def test_until_the_next_change_nothing_changes_and_there_it_does(period, at, samples):
    change = period.next_change(at)
    now = period.contains(at)
    if change is None:
        assert period.contains(at + 30 * 86400) is now
        return
    assert change > at
    assert period.contains(change) is not now
    assert all(period.contains(at + share * (change - at) * 0.999999) is now for share in samples)


@EXAMPLES
@given(PERIODS, PERIODS, st.one_of(NIGHTS, YEAR_2026))
def test_an_exclusion_only_takes_away(period, excluded, at):
    both = TimePeriod(period.zone, period.rules, (excluded,))
    assert both.contains(at) == (period.contains(at) and not excluded.contains(at))


@EXAMPLES
@given(NIGHTS, st.integers(0, 95))
def test_in_a_night_of_change_a_quarter_of_an_hour_is_shown_on_the_clock(at, quarter):
    """Away from the hour that is skipped or repeated, the window is exactly where the wall clock shows it."""
    wall = datetime.fromtimestamp(at, ROME)
    assume(wall.hour not in {2, 3})
    start, end = divmod(quarter * 15, 60), divmod((quarter + 1) * 15, 60)
    period = TimePeriod.parse(
        "Europe/Rome", {"monday - sunday": f"{start[0]:02}:{start[1]:02}-{end[0]:02}:{end[1]:02}"}
    )
    shown = wall.hour * 60 + wall.minute + (wall.second + wall.microsecond / 1e6) / 60
    assert period.contains(at) == (quarter * 15 <= shown < (quarter + 1) * 15)


@EXAMPLES
@given(st.integers(0, 1439), st.integers(1, 40 * 3600), YEAR_2026, st.integers(1, 30))
def test_a_daily_downtime_comes_once_a_day_and_keeps_its_length(start, duration, after, days):
    rule = Recurrence.parse("Europe/Rome", ["monday - sunday"], f"{start // 60:02}:{start % 60:02}", duration)
    until = after + days * 86400
    found = list(rule.occurrences(after, until))
    assert all(end - begin == duration and begin < until and end > after for begin, end in found)
    dates = [datetime.fromtimestamp(begin, ROME).date() for begin, _ in found]
    assert len(set(dates)) == len(dates)
    assert all((later - earlier).days == 1 for earlier, later in pairwise(dates))
    assert len(found) >= days - 1


@EXAMPLES
@given(st.floats(1, 1e9), st.integers(60, 3600), st.integers(60, 86400), st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_straight_line_is_forecast_exactly(per_second, step, range_s, used, free):
    trend, at = None, 1.7e9
    for number in range(range_s // step + 2):
        trend = forecast.update(trend, used + per_second * step * number, at + step * number, float(range_s))
    left = forecast.time_to_full(trend, trend.used, trend.used + free)
    assert abs(left - free / per_second) <= 1e-6 * (1 + left) + 1e-3


@EXAMPLES
@given(st.lists(st.tuples(st.floats(1, 1e5), st.floats(0, 1e12)), min_size=2, max_size=30))
def test_a_trend_stays_among_the_rates_it_saw(points):
    trend, at = None, 0.0
    rates = []
    for elapsed, used in points:
        at += elapsed
        if trend is not None:
            rates.append((used - trend.used) / (at - trend.at))
        trend = forecast.update(trend, used, at)
    slack = 1e-9 * max(abs(rate) for rate in rates) + 1e-9
    assert min(rates) - slack <= trend.per_second <= max(rates) + slack
    assert forecast.Trend.from_json(trend.to_json()) == trend


@EXAMPLES
@given(st.floats(0, 2.0**64), st.floats(0, 2.0**64), st.floats(0.1, 1e4), st.sampled_from([32, 64]), st.floats(1, 1e12))
def test_a_rate_is_never_negative_nor_above_its_ceiling(previous, current, seconds, bits, ceiling):
    rate = counters.rate(previous, current, seconds, bits, ceiling=ceiling)
    assert rate is None or 0 <= rate <= ceiling


@EXAMPLES
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**31 - 1), st.integers(1, 900))
def test_a_wrapping_counter_loses_nothing(start, grown, seconds):
    assert counters.rate(start, (start + grown) % 2**32, seconds, 32) == grown / seconds


SEVERITY = [State.OK, State.WARNING, State.CRITICAL]


@EXAMPLES
@given(st.floats(1e6, 1e16), st.floats(0, 1), st.floats(0, 1), st.floats(0.1, 1))
def test_a_fuller_volume_is_never_judged_milder(size, one, other, magic):
    levels = Levels(magic=magic, warn_free=1e9)
    low, high = (judge(size, size * share, levels, None)[0] for share in sorted((one, other)))
    assert SEVERITY.index(low) <= SEVERITY.index(high)


@EXAMPLES
@given(
    st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=3)),
    st.dictionaries(st.integers(0, 9), st.sampled_from([State.UP, State.DOWN, State.UNREACHABLE])),
    st.integers(0, 9),
)
def test_a_root_cause_is_bad_or_the_host_itself_and_explains_itself(parents, states, host):
    root = root_cause(host, parents, states)
    assert root == host or states[root].bad
    assert root_cause(root, parents, states) == root


def test_the_nights_used_here_are_the_nights_of_change():
    for night in (1774724400, 1792868400):
        offsets = {datetime.fromtimestamp(night + hour * 3600, UTC).astimezone(ROME).utcoffset() for hour in (0, 11)}
        assert len(offsets) == 2
