"""The check periods, asked thousands of times for each time one of them begins or ends."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf

from checks.engine.schedule import next_due
from checks.rules.periods import TimePeriod


class Calendar:
    """Tells whether something is checked at an instant. A period nobody knows, or none at all, always holds."""

    def __init__(self, periods: Mapping[str, TimePeriod]) -> None:
        self._periods = periods
        self._spans: dict[str, tuple[float, float, bool]] = {}

    def holds(self, name: str | None, at: float) -> bool:
        """Tell whether the period holds at an instant (epoch seconds)."""
        if name is None or name not in self._periods:
            return True
        begin, end, holds = self._spans.get(name, (inf, inf, True))
        if begin <= at < end:
            return holds
        period = self._periods[name]
        holds, change = period.contains(at), period.next_change(at)
        self._spans[name] = at, inf if change is None else change, holds
        return holds

    def next_due(self, name: str | None, after: float, interval: int, offset: float) -> float | None:
        """Return the first due instant after `after` at which the period holds, None when there is none in a year."""
        due = next_due(after, interval, offset)
        if self.holds(name, due):
            return due
        opening = self._periods[name or ""].next_change(due)
        return None if opening is None else next_due(opening, interval, offset)
