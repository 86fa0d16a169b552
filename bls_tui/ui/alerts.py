"""What somebody was told since the workbench was opened: what has to ring, and what nobody has looked at yet."""

from __future__ import annotations

from collections.abc import Iterable

from bls_tui.service.desk.call_views_data import Alert

OVERLAP = 120.0
"""Seconds that are read again: an event is stored a moment after the instant it bears."""


class AlertLog:
    """The alerts of one session. `unseen` has the newest of each call, by its number, oldest first."""

    def __init__(self, since: float) -> None:
        self._since = self._looked_at = since
        self._known: set[tuple[str, int]] = set()
        self._to_ring: list[Alert] = []
        self.unseen: dict[str, Alert] = {}

    @property
    def after(self) -> float:
        """From when on alerts have to be read."""
        return max(self._since, self._looked_at - OVERLAP)

    def take_in(self, found: Iterable[Alert], now: float) -> None:
        """Take in what was read at `now`; what is known already does not ring again."""
        self._looked_at = now
        for alert in found:
            key = (alert.number, alert.event)
            if key not in self._known:
                self._known.add(key)
                self._to_ring.append(alert)
                self.unseen.pop(alert.number, None)
                self.unseen[alert.number] = alert

    def to_ring(self) -> list[Alert]:
        """Return the alerts that have not rung yet, each once."""
        ringing, self._to_ring = self._to_ring, []
        return ringing

    def seen(self, number: str) -> None:
        """Somebody looks at a call."""
        self.unseen.pop(number, None)
