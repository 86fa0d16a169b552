"""Acknowledgements: who is on it. A normal one ends with any change of state, a sticky one only with recovery."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["normal", "sticky"]


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An acknowledgement; `expires_at` (epoch seconds) is None where it does not expire."""

    sticky: bool = False
    expires_at: float | None = None

    def in_force(self, at: float) -> bool:
        """Tell whether it still counts at an instant."""
        return self.expires_at is None or at < self.expires_at


def in_force(acknowledgement: Acknowledgement | None, at: float) -> Kind | None:
    """Return the kind of acknowledgement that counts now, as `state.Circumstances.acknowledged` wants it."""
    if acknowledgement is None or not acknowledgement.in_force(at):
        return None
    return "sticky" if acknowledgement.sticky else "normal"
