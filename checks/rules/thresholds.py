"""Nagios threshold ranges (monitoring-plugins developer guidelines, "Threshold and Ranges").

`10` alerts below 0 and above 10, `10:` below 10, `~:10` above 10, `10:20` outside 10 to 20, `@10:20` inside, ends
included. A percent sign is ignored: the value has the unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf, isfinite

from checks.model import State

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
ALLOWED = "allowed are 10, 10:, ~:10, 10:20 and @10:20"


class RangeError(ValueError):
    """A text that is no threshold range. The message names the text and the fault."""

    def __init__(self, text: str, fault: str) -> None:
        super().__init__(f"{text!r} is not a threshold range: {fault}; {ALLOWED}")
        self.text = text
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Range:
    """An interval and whether being inside it is the alert (`@`). The ends belong to the interval."""

    start: float = 0.0
    end: float = inf
    inside: bool = False

    @staticmethod
    def parse(text: str) -> Range:
        """Read a range; raises RangeError."""
        return _parse(text)

    def alerts(self, value: float) -> bool:
        """Tell whether `value` is to be reported."""
        return (self.start <= value <= self.end) == self.inside

    def __str__(self) -> str:
        sign = "@" if self.inside else ""
        end = "" if self.end == inf else _written(self.end)
        if self.start == 0:
            return sign + (end or "0:")
        start = "~" if self.start == -inf else _written(self.start)
        return f"{sign}{start}:{end}"


def judge(value: float, warn: str | None, crit: str | None) -> State:
    """Return the state of `value`: critical is tried first, then warning. A level that is None or "" never alerts."""
    if crit and Range.parse(crit).alerts(value):
        return State.CRITICAL
    if warn and Range.parse(warn).alerts(value):
        return State.WARNING
    return State.OK


def number(text: str) -> float | None:
    """Read a finite decimal number with a point (C locale), None for anything else."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if isfinite(value) else None


@lru_cache(maxsize=1024)
def _parse(text: str) -> Range:
    body = text.strip().replace("%", "")
    inside = body.startswith("@")
    body = body.removeprefix("@")
    start_text, colon, end_text = body.rpartition(":")
    if not (colon or end_text):
        raise RangeError(text, "there is no number in it")
    start = -inf if start_text == "~" else _limit(text, start_text, 0.0)
    end = _limit(text, end_text, inf)
    if start > end:
        raise RangeError(text, "its start is above its end")
    return Range(start, end, inside)


def _limit(whole: str, text: str, default: float) -> float:
    if not text:
        return default
    value = number(text)
    if value is None:
        raise RangeError(whole, f"{text!r} is not a number")
    return value


def _written(value: float) -> str:
    return str(int(value)) if value.is_integer() else repr(value)
