"""When a storage is too full: by percent (scaled for large volumes), free bytes, time-to-full, growth. All optional.

The size factor is Checkmk's magic factor (df.py): with s = size / normsize, the free share that a level leaves is
multiplied by s^magic / s, so that 80 % of 20 GB becomes 90.9 % of 1 TB at magic 0.8, never below the floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checks.model import SEVERITY, State

GB = 1e9
HOUR = 3600.0
STEP = 1000.0
_UNITS = ("B", "kB", "MB", "GB", "TB", "PB")


@dataclass(frozen=True, slots=True)
class Levels:
    """The levels of one storage; None switches a level off.

    `*_percent` are percent used, `*_free` bytes free, `*_full` seconds until full, `*_growth` percent of the size by
    which it grows a day. `magic` below 1 loosens the percent levels of volumes above `normsize` bytes and tightens
    those of smaller ones, down to `floor_*` percent.
    """

    warn_percent: float | None = 80.0
    crit_percent: float | None = 90.0
    warn_free: float | None = None
    crit_free: float | None = None
    warn_full: float | None = None
    crit_full: float | None = None
    warn_growth: float | None = None
    crit_growth: float | None = None
    magic: float | None = None
    normsize: float = 20 * GB
    floor_warn: float = 50.0
    floor_crit: float = 60.0


def judge(
    size: float, used: float, levels: Levels, time_to_full: float | None, per_day: float | None = None
) -> tuple[State, list[str]]:
    """Return the worst state and a sentence for each level reached, worst first. A size of 0 cannot be judged: UNKNOWN.

    `size` and `used` are bytes; `time_to_full` is seconds, `per_day` bytes of growth a day, None when unknown.
    """
    if size <= 0:
        return State.UNKNOWN, ["reports no size"]
    found = [
        *_percent(size, used, levels),
        *_free(size - used, levels),
        *_full(time_to_full, levels),
        *_growth(size, per_day, levels),
    ]
    found.sort(key=lambda item: -SEVERITY[item[0]])
    return (found[0][0] if found else State.OK), [reason for _, reason in found]


def percent_level(level: float, floor: float, size: float, levels: Levels) -> float:
    """Return a percent level after the size factor."""
    if levels.magic is None:
        return level
    factor: float = (size / levels.normsize) ** (levels.magic - 1.0)
    return max(100.0 - (100.0 - level) * factor, floor)


def _percent(size: float, used: float, levels: Levels) -> Iterator[tuple[State, str]]:
    percent = 100.0 * used / size
    for state, level, floor in (
        (State.CRITICAL, levels.crit_percent, levels.floor_crit),
        (State.WARNING, levels.warn_percent, levels.floor_warn),
    ):
        if level is None:
            continue
        limit = percent_level(level, floor, size, levels)
        if percent >= limit:
            yield state, f"{percent:.1f}% used (level {limit:.1f}%)"
            return


def _free(free: float, levels: Levels) -> Iterator[tuple[State, str]]:
    for state, level in ((State.CRITICAL, levels.crit_free), (State.WARNING, levels.warn_free)):
        if level is not None and free < level:
            yield state, f"{in_units(free)} free (level {in_units(level)})"
            return


def _full(seconds: float | None, levels: Levels) -> Iterator[tuple[State, str]]:
    if seconds is None:
        return
    for state, level in ((State.CRITICAL, levels.crit_full), (State.WARNING, levels.warn_full)):
        if level is not None and seconds < level:
            yield state, f"full in {seconds / HOUR:.1f} h (level {level / HOUR:.1f} h)"
            return


def _growth(size: float, per_day: float | None, levels: Levels) -> Iterator[tuple[State, str]]:
    if per_day is None:
        return
    percent = 100.0 * per_day / size
    for state, level in ((State.CRITICAL, levels.crit_growth), (State.WARNING, levels.warn_growth)):
        if level is not None and percent >= level:
            yield state, f"grows {percent:.1f}% a day (level {level:.1f}%)"
            return


def in_units(count: float) -> str:
    """Write a number of bytes in decimal units with one decimal: 12.3 GB."""
    value, unit = float(count), 0
    while abs(value) >= STEP and unit < len(_UNITS) - 1:
        value, unit = value / STEP, unit + 1
    return f"{value:.{min(unit, 1)}f} {_UNITS[unit]}"
