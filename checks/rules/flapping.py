"""Flapping: a weighted share of state changes among the last 20 results, with hysteresis (Icinga 2's algorithm).

Every result enters the ring, SOFT ones too, as a 1 where the state differs from that of the result before. Weights run
from 0.80 (oldest) to 1.18 (newest) in steps of 0.02, so 20 changes in a row make 99 %.
"""

from __future__ import annotations

from checks.model import FlapPolicy

RING = 20
_MASK = (1 << RING) - 1
_NEWEST_WEIGHT = 118  # hundredths: whole numbers keep a threshold such as 25 % exact
_STEP = 2


def record(bits: int, *, changed: bool) -> int:
    """Return the ring with one more result; bit 0 is the newest, the oldest falls out."""
    return ((bits << 1) | changed) & _MASK


def percent(bits: int) -> float:
    """Return the weighted share of changes, 0 to 99 percent: sum of the weights of the changes / 20 * 100."""
    hundredths = sum(_NEWEST_WEIGHT - _STEP * age for age in range(RING) if bits >> age & 1)
    return hundredths / RING


def is_flapping(policy: FlapPolicy, share: float, *, was: bool) -> bool:
    """Tell whether an object flaps: it starts above `high` percent and stops at `low` percent or less."""
    return policy.enabled and share > (policy.low if was else policy.high)
