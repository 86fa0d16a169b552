"""The one place that reads the clock; everything else is given the time."""

import time


def now() -> float:
    """Return the wall-clock time in seconds since the Unix epoch (UTC)."""
    return time.time()


def monotonic() -> float:
    """Return a clock that never goes back, in seconds from an arbitrary start: for measuring durations only."""
    return time.monotonic()
