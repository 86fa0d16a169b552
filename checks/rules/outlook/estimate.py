"""When a course of daily values reaches a limit: a robust trend that knows steps, clean-ups and weekly cycles.

1. Jumps between two days far beyond the usual change (six deviations, and at least 3 % of the way from zero to the
   limit) are told from growth. One or two of them are events (a migration, a clean-up, a new cartridge): they move the
   level, not the trend. Three or more are habit (a weekly clean-up): then the peaks of the weeks are what grows.
2. The trend is the median of the slopes between all pairs of days (Theil and Sen), over at most eight weeks; it counts
   only where most pairs agree on the direction, and its newest quarter still grows by a fifth of it.
3. The range of the answer comes from the slopes themselves (15 % and 85 % of them between far pairs).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from statistics import median

from checks.rules.outlook.robust import quantile, rising, slopes, spread

DAY = 86400.0
LONGEST = 56
"""Days looked back at."""
LEAST = 3
WEEK = 7
_JUMP_DEVIATIONS, _JUMP_SHARE = 6.0, 0.03
_HABIT = 3
_YOUNG_AGREED, _STILL, _STILL_GROWS = 0.8, 0.5, 0.2
_AGREED = 0.68


class Confidence(StrEnum):
    """How much an estimate is worth."""

    CERTAIN = "certain"  # a date, not an estimate
    STEADY = "steady"
    UNEVEN = "uneven"
    WEAK = "weak"
    FAST = "fast"  # by the last hours alone


@dataclass(frozen=True, slots=True)
class Estimate:
    """When the limit is reached.

    `at` is the likely instant (epoch seconds), `earliest` and `latest` its range (`latest` None: maybe never).
    `per_day` is the trend in the metric's unit, `days` how many days it rests on, `jumps` the steps and clean-ups in
    them, `cyclic` whether the peaks of the weeks were followed.
    """

    at: float
    earliest: float
    latest: float | None
    per_day: float
    days: int
    confidence: Confidence
    jumps: int = 0
    cyclic: bool = False


@dataclass(frozen=True, slots=True)
class _Course:
    """Days (number since the first) with their values, after jumps are taken out; `level` is where it is now."""

    points: list[tuple[float, float]]
    level: float
    jumps: int
    cyclic: bool


def reaches(daily: Sequence[tuple[float, float]], limit: float, now: float) -> Estimate | None:
    """Estimate when a course reaches `limit`, from below or from above.

    Args:
        daily: (instant, value) of one value a day, in order of time; days may be missing.
        limit: the value that must not be reached, in the same unit.
        now: epoch seconds.

    Returns:
        None where too little is known, nothing moves towards the limit, or the movement has no direction.
    """
    kept = [(at / DAY, value) for at, value in daily if at > now - LONGEST * DAY]
    if len(kept) < LEAST:
        return None
    level = kept[-1][1]
    if level > limit:  # a course that falls towards its limit is one that rises, seen in a mirror
        mirrored = reaches([(day * DAY, -value) for day, value in kept], -limit, now)
        return None if mirrored is None else replace(mirrored, per_day=-mirrored.per_day)
    if level == limit:
        return None
    return _rising_to(_course(kept, abs(limit - min(0.0, level)) or 1.0), limit, now)


def _course(days: Sequence[tuple[float, float]], scale: float) -> _Course:
    changes = [later[1] - earlier[1] for earlier, later in pairwise(days)]
    usual = median(changes)
    bound = max(_JUMP_DEVIATIONS * spread(changes), _JUMP_SHARE * scale)
    jumps = {place for place, change in enumerate(changes, 1) if abs(change - usual) > bound}
    if len(jumps) >= _HABIT or _weekly(days):
        peaks = _peaks(days)
        return _Course(peaks, peaks[-1][1] if peaks else days[-1][1], len(jumps), cyclic=True)
    points, shift = [], 0.0
    for place, (day, value) in enumerate(days):
        if place in jumps:
            shift += changes[place - 1] - usual
        points.append((day, value - shift))
    return _Course(points, points[-1][1] + shift, len(jumps), cyclic=False)


def _weekly(days: Sequence[tuple[float, float]]) -> bool:
    """Tell whether it goes up and down with the week: same days of the week resemble more than neighbouring ones."""
    by_day = {round(day): value for day, value in days}
    week = [value - by_day[day - WEEK] for day, value in by_day.items() if day - WEEK in by_day]
    if len(week) < WEEK:
        return False
    half = [value - by_day[day - 3] for day, value in by_day.items() if day - 3 in by_day]
    return bool(half) and median(map(abs, _centred(week))) * 2.5 < median(map(abs, _centred(half)))


def _centred(values: Sequence[float]) -> list[float]:
    middle = median(values)
    return [value - middle for value in values]


def _peaks(days: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Return the greatest value of each of the weeks that end with the last day, oldest first, at its week's end."""
    last = days[-1][0]
    weeks: dict[int, list[float]] = {}
    for day, value in days:
        weeks.setdefault(int((last - day) // WEEK), []).append(value)
    full = {number: values for number, values in weeks.items() if len(values) >= WEEK - 2}
    return [(last - number * WEEK, max(values)) for number, values in sorted(full.items(), reverse=True)]


def _rising_to(course: _Course, limit: float, now: float) -> Estimate | None:
    if len(course.points) < LEAST:
        return None
    ordered = slopes(course.points)
    per_day = median(ordered)
    recent = _newest(course)
    agreed = rising(ordered)
    if per_day <= 0 or agreed < (_YOUNG_AGREED if _covered(course) < 2 * WEEK else _AGREED):
        return None
    if recent and (median(recent) < _STILL_GROWS * per_day or rising(recent) < _STILL):
        return None
    far = _far_slopes(course.points) or ordered
    fast, slow = max(quantile(far, 0.85), per_day), min(quantile(far, 0.15), per_day)
    left = max(0.0, limit - _level(course, per_day))
    return Estimate(
        at=now + left / per_day * DAY,
        earliest=now + left / fast * DAY,
        latest=now + left / slow * DAY if slow > 0 else None,
        per_day=per_day,
        days=_covered(course),
        confidence=_confidence(course, slow, fast),
        jumps=course.jumps,
        cyclic=course.cyclic,
    )


def _level(course: _Course, per_day: float) -> float:
    """Return where the trend stands on the last day: no single day's noise decides."""
    last, value = course.points[-1]
    near = course.points[-WEEK:]
    return course.level - value + median(y + per_day * (last - day) for day, y in near)


def _newest(course: _Course) -> list[float]:
    """Return the slopes of the newest quarter of the points, of at least a week or three points."""
    count = max(LEAST if course.cyclic else WEEK, len(course.points) // 4)
    return slopes(course.points[-count:])


def _far_slopes(points: Sequence[tuple[float, float]]) -> list[float]:
    """Return the slopes between points at least a third of the whole apart: near pairs are mostly noise."""
    far = (points[-1][0] - points[0][0]) / 3
    return sorted(
        (two[1] - one[1]) / (two[0] - one[0])
        for number, one in enumerate(points)
        for two in points[number + 1 :]
        if two[0] - one[0] >= far > 0
    )


def _covered(course: _Course) -> int:
    whole = round(course.points[-1][0] - course.points[0][0])
    return whole + (WEEK if course.cyclic else 1)


def _confidence(course: _Course, slow: float, fast: float) -> Confidence:
    if _covered(course) < 2 * WEEK:
        return Confidence.WEAK
    narrow = slow > 0 and fast <= 2.0 * slow
    return Confidence.STEADY if narrow and course.jumps < _HABIT else Confidence.UNEVEN
