"""From two readings of a growing counter to a rate, or to nothing when the readings cannot be compared."""

from __future__ import annotations

SLACK_SHARE = 0.05
SLACK_SECONDS = 5.0


def rate(  # noqa: PLR0917 - two readings with their uptimes
    previous: float | None,
    current: float | None,
    seconds: float,
    bits: int,
    uptime_prev: float | None = None,
    uptime_now: float | None = None,
    *,
    discontinuous: bool = False,
    ceiling: float | None = None,
) -> float | None:
    """Return the growth per second between two readings `seconds` apart, None when it cannot be known.

    `bits` is the width of the counter, 32 or 64 (RFC 2578 Counter32, Counter64). `uptime_*` are the device's uptimes in
    seconds at the readings (sysUpTime / 100) and reveal a restart; `discontinuous` says that the device itself reports
    one (ifCounterDiscontinuityTime changed). `ceiling` is the largest believable rate, for instance the line speed.
    A counter that went back has wrapped if the way over the top is less than half its range, else it was reset.
    """
    if previous is None or current is None or seconds <= 0 or discontinuous:
        return None
    if restarted(uptime_prev, uptime_now, seconds):
        return None
    grown = _growth(previous, current, 1 << bits)
    if grown is None or (ceiling is not None and grown / seconds > ceiling):
        return None
    return grown / seconds


def restarted(uptime_prev: float | None, uptime_now: float | None, seconds: float) -> bool:
    """Tell whether the device started anew in the `seconds` between two uptimes; unknown uptimes tell nothing.

    The uptime must have grown by about the time between the readings; 5 s or 5 % are allowed for slow answers and
    drifting clocks. The wrap of sysUpTime after 497 days looks like a restart and costs one rate.
    """
    if uptime_prev is None or uptime_now is None:
        return False
    slack = max(SLACK_SECONDS, SLACK_SHARE * seconds)
    return uptime_now + slack < uptime_prev + seconds


def _growth(previous: float, current: float, modulus: float) -> float | None:
    if not (0 <= previous < modulus and 0 <= current < modulus):
        return None
    if current >= previous:
        return current - previous
    over_the_top = (modulus - previous) + current
    return over_the_top if over_the_top < modulus / 2 else None
