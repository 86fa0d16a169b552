"""The states of an expected run, and which of them are good, bad, or still open."""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    """What is known of one expected run. EXPECTED and LATE are moved by the clock, the others say how it ended."""

    EXPECTED = "EXPECTED"
    LATE = "LATE"
    OK = "OK"
    WARNING = "WARNING"
    PARTIAL = "PARTIAL"
    FAILED = "FAILED"
    MISSING = "MISSING"
    SKIPPED = "SKIPPED"
    UNKNOWN = "UNKNOWN"


OPEN = frozenset({RunState.EXPECTED, RunState.LATE})
"""Nobody knows yet."""
GOOD = frozenset({RunState.OK, RunState.WARNING})
"""There is a copy."""
BAD = frozenset({RunState.PARTIAL, RunState.FAILED, RunState.MISSING})
"""There is none, or not all of it; `policy` decides about PARTIAL."""

_SEVERITY = (
    RunState.SKIPPED,
    RunState.OK,
    RunState.WARNING,
    RunState.EXPECTED,
    RunState.LATE,
    RunState.UNKNOWN,
    RunState.PARTIAL,
    RunState.MISSING,
    RunState.FAILED,
)


def severity(state: RunState) -> int:
    """Return how bad a state is: a bigger number is worse."""
    return _SEVERITY.index(state)
