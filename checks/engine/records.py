"""From the state row of the database to the track of the rules and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checks.model import Metric, Outcome, State, StateType, Track
from db.rows import NewSample, StateRow


def track_of(row: StateRow) -> Track:
    """Return what the rules remember of an object."""
    return Track(
        state=State(row.state),
        state_type=StateType(row.state_type),
        attempt=row.attempt,
        hard_state=State(row.hard_state),
        started_at=row.started_at,
        checked_at=row.checked_at,
        changed_at=row.changed_at,
        hard_changed_at=row.hard_changed_at,
        last_ok_at=row.last_ok_at,
        flap_bits=row.flap_bits,
        flap_percent=row.flap_percent,
        flapping=row.flapping,
        suppressed_state=None if row.suppressed_state is None else State(row.suppressed_state),
    )


def row_of(  # noqa: PLR0917 - one call for each result: keywords cost a third more
    object_id: int,
    track: Track,
    outcome: Outcome,
    memory: Mapping[str, Any] | None,
    next_check_at: float | None,
    elapsed_ms: float,
    latency_ms: float,
) -> StateRow:
    """Return what the database keeps of an object after a result."""
    return StateRow(
        object_id,
        track.state,
        track.state_type,
        track.attempt,
        track.hard_state,
        outcome.output,
        outcome.details,
        track.started_at,
        track.checked_at,
        next_check_at,
        track.changed_at,
        track.hard_changed_at,
        track.last_ok_at,
        elapsed_ms,
        latency_ms,
        track.flap_bits,
        track.flap_percent,
        track.flapping,
        track.suppressed_state,
        memory,
    )


def sample_of(object_id: int, metric: Metric, at: float) -> NewSample:
    """Return a measured value as the database keeps it."""
    return NewSample(
        object_id, metric.name, at, metric.value, metric.unit, metric.warn, metric.crit, metric.min, metric.max
    )
