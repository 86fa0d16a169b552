"""Which checks cry wolf: proposals per check, and how many of them were dismissed for what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bls_tui.desk.proposals import Dismissal


@dataclass(frozen=True, slots=True)
class Past:
    """A proposal that was made for a check (its full name), and why it was dismissed, if it was."""

    check: str
    dismissed: Dismissal | None = None


@dataclass(frozen=True, slots=True)
class Noise:
    """What became of a check's proposals."""

    check: str
    proposed: int
    reasons: Mapping[Dismissal, int]

    @property
    def dismissed(self) -> int:
        """How many were dismissed, for whatever reason."""
        return sum(self.reasons.values())

    @property
    def share(self) -> float:
        """The part dismissed, 0 to 1."""
        return self.dismissed / self.proposed


def noise(proposals: Iterable[Past]) -> list[Noise]:
    """Return the checks with dismissed proposals: most dismissed first, then the largest share, then by name."""
    proposed: Counter[str] = Counter()
    dismissed: dict[str, Counter[Dismissal]] = {}
    for past in proposals:
        proposed[past.check] += 1
        if past.dismissed is not None:
            dismissed.setdefault(past.check, Counter())[past.dismissed] += 1
    rows = [Noise(check, proposed[check], dict(reasons)) for check, reasons in dismissed.items()]
    return sorted(rows, key=lambda row: (-row.dismissed, -row.share, row.check))
