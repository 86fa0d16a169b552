"""How the states of expected runs are written: a sign of one cell each, so that a strip is read without colour.

Signs that objects have too mean the same; letters stand for what only runs can be.
"""

from checks.rules.expected.states import RunState

SIGNS = {
    RunState.OK: "·",
    RunState.WARNING: "▲",
    RunState.PARTIAL: "P",
    RunState.FAILED: "■",
    RunState.MISSING: "M",
    RunState.LATE: "L",
    RunState.UNKNOWN: "?",
    RunState.SKIPPED: "-",
    RunState.EXPECTED: ":",
}
"""In WGL4; the ASCII ones follow from those of objects."""
NOTHING = " "
"""A day on which nothing was scheduled."""


def sign(state: RunState | None) -> str:
    """Return the sign of a state, or of a day without a run."""
    return NOTHING if state is None else SIGNS[state]
