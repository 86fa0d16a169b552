"""Passive checks: results handed in as plugins print them, and what is said when none comes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.engine.fleet import Planned
from checks.engine.judge import Result
from checks.model import Outcome, State
from checks.probes import plugin_output
from db.rows import SubmissionRow


class Passive:
    """Follows when each passive check must have had a result.

    The time counts from the start of the poller at the earliest, so that its own absence makes nothing stale
    (Nagios, is_service_result_fresh).
    """

    def __init__(self, started_at: float) -> None:
        self._started_at = started_at
        self._due: dict[int, tuple[Planned, float]] = {}

    def watch(self, checks: Iterable[Planned]) -> None:
        """Follow these checks from now on, and no others."""
        known = self._due
        self._due = {}
        for planned in checks:
            freshness = _freshness(planned)
            if freshness:
                _, due = known.get(planned.check.object_id, (planned, self._started_at + freshness))
                self._due[planned.check.object_id] = planned, due

    def received(self, planned: Planned, row: SubmissionRow, now: float) -> Result:
        """Return the result that was handed in."""
        freshness = _freshness(planned)
        if freshness:
            self._due[planned.check.object_id] = planned, now + freshness
        return Result(planned, outcome_of(row.state, row.output), row.at)

    def overdue(self, now: float) -> Iterator[Planned]:
        """Yield the checks from which nothing has come in time; each is due again one freshness later."""
        for object_id, (planned, due) in self._due.items():
            if due <= now:
                self._due[object_id] = planned, now + _freshness(planned)
                yield planned


def outcome_of(state: str, output: str) -> Outcome:
    """Read plugin output: text, then performance data after a bar on the first line; further lines are details."""
    said = plugin_output.parse(output)
    return Outcome(State(state), said.summary, said.metrics, details=said.details)


def _freshness(planned: Planned) -> float:
    return float(getattr(planned.options, "freshness", None) or 0.0)
