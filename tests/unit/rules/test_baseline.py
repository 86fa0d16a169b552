"""What is usual at an hour of the week: learnt, silent at first, and how often it cries wolf."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.rules.baseline import CELLS, LEAST_WEEKS, Cell, band, hour_of_week, learn, neighbours, unusual
from tests.support.series import HOUR, NOW, dice

numbers = st.floats(-1e9, 1e9, allow_nan=False)


def learnt(weeks, value, chance, cells=(8, 9, 10)):
    """Learn some hours of so many weeks; `value(hour)` is what is usual then."""
    found = []
    for hour in cells:
        cell = None
        for _ in range(weeks):
            level = value(hour) + chance.gauss(0, 2)
            cell = learn(cell, [level + chance.gauss(0, 3) for _ in range(12)])
        found.append(cell)
    return found


def test_a_week_starts_on_monday_by_the_clock_on_the_wall():
    assert hour_of_week(4 * 86_400, UTC) == 0  # 1970-01-05 was a Monday
    assert hour_of_week(4 * 86_400, ZoneInfo("Europe/Rome")) == 1
    assert neighbours(0) == (167, 0, 1)
    assert len({hour_of_week(NOW + hour * HOUR, UTC) for hour in range(CELLS)}) == CELLS


@pytest.mark.parametrize("weeks", range(LEAST_WEEKS))
def test_it_is_silent_until_three_weeks_were_seen(weeks):
    cells = learnt(weeks, lambda _: 50.0, dice(1))

    assert band(cells) is None
    assert not unusual([1e6], band(cells))


def test_a_value_far_from_what_is_usual_at_this_hour_is_unusual():
    usual = band(learnt(6, lambda hour: 50.0 + hour, dice(1)), 100.0)

    assert usual.holds(58.0)
    assert unusual([99.0, 98.0], usual)
    assert unusual([2.0, 3.0], usual)
    assert not unusual([99.0, 58.0], usual)
    assert not unusual([99.0, 2.0], usual)
    assert not unusual([], usual)


def test_what_never_moved_is_not_unusual_at_the_first_tremor():
    cells = [learn(learn(learn(None, [20.0] * 12), [20.0] * 12), [20.0] * 12)] * 3

    assert band(cells, 100.0).holds(21.5)
    assert not band(cells, 100.0).holds(60.0)


def test_one_bad_night_is_not_learnt_but_a_lasting_change_is():
    chance = dice(2)
    cells = learnt(8, lambda _: 20.0, chance)
    after_one = [learn(cell, [95.0] * 12) for cell in cells]
    assert unusual([95.0] * 3, band(after_one, 100.0))

    lasting = cells
    for _ in range(4):
        lasting = [learn(cell, [60.0 + chance.gauss(0, 3) for _ in range(12)]) for cell in lasting]
    assert not unusual([60.0] * 3, band(lasting, 100.0))


def test_how_often_it_cries_wolf_and_how_much_it_misses():
    chance, wolf, caught, rounds = dice(5), 0, 0, 3000
    for weeks in (3, 5, 12):
        cells = learnt(weeks, lambda hour: 20.0 + 4 * hour, chance)
        usual = band(cells, 100.0)
        for _ in range(rounds // 3):
            level = 20 + 36 + chance.gauss(0, 2)
            values = [level + chance.gauss(0, 3) for _ in range(3)]
            wolf += unusual(values, usual)
            caught += unusual([min(100.0, value + 60) for value in values], usual)
    print(f"\nbaseline: wolf {wolf / rounds:.2%} of judgements, a jump by 60 of 100 caught {caught / rounds:.1%}")

    assert wolf / rounds <= 0.001
    assert caught / rounds >= 0.6


@given(st.lists(st.lists(numbers, max_size=12), max_size=20))
def test_a_cell_stays_finite_and_small(weeks):
    cell = None
    for values in weeks:
        cell = learn(cell, values)
    if cell is not None:
        assert cell.deviation >= 0
        assert abs(cell.mean) <= 1e9 * 1.001
        assert cell.weeks == sum(bool(values) for values in weeks)
        assert Cell(*cell.to_json()) == cell


@given(st.lists(numbers, min_size=1, max_size=12), st.integers(LEAST_WEEKS, 9))
def test_what_was_seen_every_week_is_usual(values, weeks):
    cell = None
    for _ in range(weeks):
        cell = learn(cell, values)
    usual = band([cell] * 3)

    assert usual.holds(sum(values) / len(values))
