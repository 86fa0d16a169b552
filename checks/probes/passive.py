"""A check that measures nothing: results are handed in, and none for too long is a result as well."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from checks.model import Outcome, State, Target
from checks.probes.base import Context, ProbeOptions

_MINUTE, _HOUR, _DAY = 60, 3600, 86400


class PassiveOptions(ProbeOptions):
    """What `passive` understands."""

    freshness: float = Field(0.0, ge=0, description="seconds within which a result must come; 0: it may stay away")
    freshness_state: Literal["OK", "WARNING", "CRITICAL", "UNKNOWN"] = Field(
        "UNKNOWN", description="state when none came in time: OK, WARNING, CRITICAL or UNKNOWN"
    )


class Passive:
    """Waits for results that are handed in; says so when none came in time."""

    options = PassiveOptions

    async def run(self, target: Target, options: PassiveOptions, context: Context) -> Outcome:  # noqa: ARG002 - no address
        """Return the verdict of the freshness timer."""
        if not options.freshness:
            return Outcome(State.UNKNOWN, "no result was handed in")
        return Outcome(State(options.freshness_state), f"no result for {in_words(options.freshness)}")


def in_words(seconds: float) -> str:
    """Write a duration with its largest whole unit up to hours: 26 h, 90 min, 45 s, 3 d."""
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "min")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:g} s"
