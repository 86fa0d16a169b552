"""How often the default levels of a storage's trend cry wolf, and whether they are in time, on generated courses."""

import pytest

from checks.model import State
from checks.probes.volumes import VolumeOptions
from checks.rules.forecast import growth, time_to_full, update
from checks.rules.storage_levels import GB, judge
from tests.support.series import DAY, SHAPES, dice

LEVELS = VolumeOptions(warn_percent=None, crit_percent=None).levels
SIZE = 500 * GB
STEP = 900


def nightly_dump(chance):
    level, height = chance.uniform(30, 85), chance.uniform(1, 10)
    return lambda day: level + height * min(1.0, max(0.0, (day % 1) * 8)) * ((day % 1) < 0.5)


def run(shape, chance, days=21):
    """Judge a course every quarter of an hour; return the worst state and, of those not OK, how long before full."""
    trend, worst, warned = None, State.OK, None
    for number in range(int(days * DAY / STEP)):
        at = number * STEP
        percent = shape(at / DAY - days / 2) + chance.gauss(0, 0.05)
        if percent >= 100:
            return worst, None if warned is None else (at - warned) / 3600
        used = percent / 100 * SIZE
        trend = update(trend, used, at)
        state, _ = judge(SIZE, used, LEVELS, time_to_full(trend, used, SIZE), growth(trend))
        if state is not State.OK:
            worst, warned = state, at if warned is None else warned
    return worst, None


@pytest.mark.parametrize(
    "kind", ["flat", "flat week", "flat saw", "flat step", "shrinking", "stopped", "wandering", "nightly dump"]
)
def test_the_defaults_hardly_ever_cry_wolf(kind):
    chance = dice(3)
    shapes = [(nightly_dump if kind == "nightly dump" else SHAPES[kind])(chance) for _ in range(25)]
    wolf = sum(run(shape, chance)[0] is not State.OK for shape in shapes) / len(shapes)
    print(f"\n{kind:<14} alarmed in three weeks: {wolf:.0%}")

    assert wolf <= 0.05


def test_the_defaults_tell_of_a_volume_that_fills_before_it_is_full():
    chance, before = dice(4), []
    for _ in range(25):
        speed = chance.uniform(8, 40)  # percent a day
        worst, hours = run(lambda day, speed=speed: 20 + max(0.0, day + 8) * speed, chance)
        before.append(hours)
        assert worst is not State.OK
    told = sorted(hours for hours in before if hours is not None)
    print(f"\nhours of warning: least {told[0]:.0f}, median {told[len(told) // 2]:.0f}")

    assert len(told) == len(before)
    assert told[0] >= 10


def test_trend_levels_can_be_switched_off():
    levels = VolumeOptions(trend_levels=False).levels

    assert (levels.warn_full, levels.crit_full, levels.warn_growth, levels.crit_growth) == (None,) * 4


def test_large_volumes_have_looser_levels_and_small_ones_those_written():
    options = VolumeOptions()

    assert judge(5 * GB, 4.1 * GB, options.levels, None)[0] is State.WARNING
    assert judge(5 * GB, 3.9 * GB, options.levels, None)[0] is State.OK
    assert judge(1000 * GB, 890 * GB, options.levels, None)[0] is State.OK
    assert judge(1000 * GB, 890 * GB, VolumeOptions(magic=1).levels, None)[0] is State.WARNING
