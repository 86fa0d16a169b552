"""How far the outlook is off on generated courses, and how often it cries wolf; `pytest -s` prints the figures."""

from collections import defaultdict
from statistics import median

import pytest

from checks.rules.outlook.estimate import Confidence, reaches
from tests.support.series import DAY, GROWING, LIMIT, NOW, SHAPES, Course, courses

COUNT = 80
AHEAD = 30.0


def judged(found: list[Course]) -> dict[str, list[tuple[float | None, float | None]]]:
    """Return (days it takes, days estimated) of every course by kind."""
    answers = defaultdict(list)
    for course in found:
        estimate = reaches(course.daily, LIMIT, NOW)
        answers[course.kind].append((course.full_in, None if estimate is None else (estimate.at - NOW) / DAY))
    return answers


def share(flags: list[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0


@pytest.fixture(scope="module")
def answers():
    found = judged(list(courses(COUNT)))
    print(f"\n{'kind':<14}{'off by (days, median)':>23}{'90 % within':>13}{'missed':>8}{'wolf':>7}")
    for kind in SHAPES:
        soon = [(true, told) for true, told in found[kind] if true is not None and true <= AHEAD]
        off = sorted(abs(told - true) for true, told in soon if told is not None)
        missed = share([told is None or told > 2 * AHEAD for _, told in soon])
        wolf = share([told is not None and told <= AHEAD for true, told in found[kind] if true is None or true > 45])
        figures = f"{median(off):23.1f}{off[int(0.9 * len(off))]:13.1f}" if off else " " * 36
        print(f"{kind:<14}{figures}{missed:8.1%}{wolf:7.1%}")
    return found


@pytest.mark.parametrize("kind", GROWING)
def test_an_estimate_is_off_by_few_days(answers, kind):
    soon = [(true, told) for true, told in answers[kind] if true is not None and true <= AHEAD]
    off = sorted(abs(told - true) for true, told in soon if told is not None)

    assert median(off) <= (4.0 if kind == "growing saw" else 2.5)  # a saw fills up once a week
    assert off[int(0.9 * len(off))] <= 9.0


@pytest.mark.parametrize("kind", GROWING)
def test_what_will_be_full_is_hardly_ever_missed(answers, kind):
    soon = [told for true, told in answers[kind] if true is not None and true <= AHEAD]

    assert share([told is None or told > 2 * AHEAD for told in soon]) <= 0.05


@pytest.mark.parametrize("kind", [kind for kind in SHAPES if kind not in GROWING])
def test_it_hardly_ever_cries_wolf(answers, kind):
    assert share([told is not None and told <= AHEAD for _, told in answers[kind]]) <= 0.03


@pytest.mark.parametrize("past", [5, 12])
def test_a_young_course_is_judged_with_care(past):
    found = [course for course in courses(COUNT, past=past) if course.kind not in {"step", "clean-up", "stopped"}]
    answers = judged(found)
    growing = [pair for kind in ("line", "working week") for pair in answers[kind] if (pair[0] or 99) <= AHEAD]
    others = [pair for kind in ("flat", "flat saw", "flat week", "shrinking", "wandering") for pair in answers[kind]]
    missed = share([told is None or told > 2 * AHEAD for _, told in growing])
    wolf = share([told is not None and told <= AHEAD for _, told in others])
    print(f"\n{past} days of data: missed {missed:.1%}, wolf {wolf:.1%}")

    assert missed <= 0.5
    assert wolf <= 0.25
    for course in found:
        estimate = reaches(course.daily, LIMIT, NOW)
        assert estimate is None or estimate.confidence is Confidence.WEAK
