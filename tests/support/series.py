"""Made-up courses of a volume of 100 units, with what becomes of them: hour by hour, past and future."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

HOUR, DAY = 3600.0, 86_400.0
NOW = 1_790_000_000.0 // DAY * DAY
PAST, FUTURE = 56, 60
LIMIT = 100.0


@dataclass(frozen=True)
class Course:
    """A course by its kind: one value a day until now (the greatest of the day), and when it is full, in days."""

    kind: str
    daily: list[tuple[float, float]]
    full_in: float | None


Shape = Callable[[float], float]
"""The noise-free value at so many days from now, negative for the past."""


def dice(seed: int) -> random.Random:
    """Return chance that repeats itself."""
    return random.Random(seed)  # noqa: S311 - no secret


def courses(count: int, seed: int = 1, past: int = PAST) -> Iterator[Course]:
    """Make `count` courses of every kind."""
    chance = dice(seed)
    for kind, make in SHAPES.items():
        for _ in range(count):
            yield _course(kind, make(chance), chance, past)


def _course(kind: str, shape: Shape, chance: random.Random, past: int) -> Course:
    noise, wave = chance.uniform(0.05, 0.8), chance.uniform(0.0, 1.5)

    def value(day: float) -> float:
        return shape(day) + wave * math.sin(2 * math.pi * day) + chance.gauss(0.0, noise)

    daily = [(NOW + day * DAY, max(value(day + hour / 24) for hour in range(24))) for day in range(-past, 0)]
    peak = wave + 2 * noise  # the day's peak is what fills it up
    full = next((hour / 24 for hour in range(FUTURE * 24) if shape(hour / 24) + peak >= LIMIT), None)
    return Course(kind, daily, full)


def _line(chance: random.Random, left: float | None = None) -> tuple[float, float]:
    """Return level now and growth a day, so that it is full in 3 to 40 days."""
    growth = chance.uniform(0.1, 1.0)
    days = chance.uniform(3, 40) if left is None else left
    return LIMIT - 2.0 - growth * days, growth


def _linear(chance: random.Random) -> Shape:
    level, growth = _line(chance)
    return lambda day: level + growth * day


def _step(chance: random.Random) -> Shape:
    level, growth = _line(chance)
    at, height = -chance.uniform(5, 45), chance.uniform(5, 20)
    return lambda day: level + growth * day - (height if day < at else 0.0)


def _clean_up(chance: random.Random) -> Shape:
    level, growth = _line(chance)
    at, height = -chance.uniform(5, 45), chance.uniform(5, 25)
    return lambda day: level + growth * day + (height if day < at else 0.0)


def _working_week(chance: random.Random) -> Shape:
    level, growth = _line(chance)
    phase, height = chance.randrange(7), chance.uniform(1, 5)
    return lambda day: level - height + growth * day + (height if (math.floor(day) + phase) % 7 < 5 else 0.0)


def _growing_saw(chance: random.Random) -> Shape:
    """Fills up all week and is cleaned on one day of it, a little less each time."""
    level, growth = _line(chance)
    phase, height = chance.uniform(0, 7), chance.uniform(5, 20)
    return lambda day: level + growth * day - height * (1 - ((day + phase) % 7) / 7)


def _flat(chance: random.Random) -> Shape:
    level = chance.uniform(20, 92)
    return lambda _day: level


def _flat_saw(chance: random.Random) -> Shape:
    level, phase, height = chance.uniform(40, 93), chance.uniform(0, 7), chance.uniform(5, 30)
    return lambda day: level - height * (1 - ((day + phase) % 7) / 7)


def _flat_week(chance: random.Random) -> Shape:
    level, phase, height = chance.uniform(40, 93), chance.randrange(7), chance.uniform(1, 10)
    return lambda day: level - (0 if (math.floor(day) + phase) % 7 < 5 else height)


def _flat_step(chance: random.Random) -> Shape:
    level, at, height = chance.uniform(40, 92), -chance.uniform(2, 50), chance.uniform(3, 25)
    return lambda day: level - (height if day < at else 0.0)


def _shrinking(chance: random.Random) -> Shape:
    level, growth = chance.uniform(20, 90), chance.uniform(0.02, 0.3)
    return lambda day: level - growth * day


def _stopped(chance: random.Random) -> Shape:
    """Grew for weeks and stopped two to four weeks ago."""
    level, growth, at = chance.uniform(50, 92), chance.uniform(0.2, 1.0), -chance.uniform(14, 28)
    return lambda day: level + growth * min(0.0, day - at)


def _wandering(chance: random.Random) -> Shape:
    """Goes up and down by chance, held back far from full: comes and goes, and fills nothing."""
    value, path = chance.uniform(40, 75), {}
    middle = value
    for day in range(-PAST - 1, FUTURE + 2):
        value = min(90.0, value + chance.gauss(0.0, 0.5) + 0.05 * (middle - value))
        path[day] = value

    def at(day: float) -> float:
        return path[math.floor(day)]

    return at


SHAPES: dict[str, Callable[[random.Random], Shape]] = {
    "line": _linear,
    "step": _step,
    "clean-up": _clean_up,
    "working week": _working_week,
    "growing saw": _growing_saw,
    "flat": _flat,
    "flat saw": _flat_saw,
    "flat week": _flat_week,
    "flat step": _flat_step,
    "shrinking": _shrinking,
    "stopped": _stopped,
    "wandering": _wandering,
}
GROWING = ("line", "step", "clean-up", "working week", "growing saw")
