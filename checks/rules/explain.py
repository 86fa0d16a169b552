"""Why a problem calls nobody: the gates a notification passes, in their order (after Nagios), open or shut."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from checks.model import Policy, StateType, Track
from checks.rules.state import Circumstances


class Gate(StrEnum):
    """What can stand between a problem and a call, in the order they are asked."""

    NO_PROBLEM = "no problem"
    SOFT = "soft state"
    ACKNOWLEDGED = "acknowledged"
    FLAPPING = "flapping"
    DOWNTIME = "downtime"
    HOST_DOWNTIME = "host downtime"
    FLEXIBLE_DOWNTIME = "flexible downtime pending"
    HOST_DOWN = "host not up"
    PARENTS_DOWN = "all parents not up"
    FRESH_CHECK = "waiting for a fresh check"


@dataclass(frozen=True, slots=True)
class Reason:
    """One gate. `active`: it stands in the way now. `until` is when it opens by itself (epoch seconds), if known."""

    gate: Gate
    active: bool
    detail: str = ""
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the explanation names beside the circumstances: who, which, until when. Instants in epoch seconds."""

    acknowledged_by: str = ""
    acknowledgement_expires_at: float | None = None
    downtime_until: float | None = None
    host_downtime_until: float | None = None
    flexible_downtime_until: float | None = None
    root_cause: str = ""
    next_check_at: float | None = None


def reasons(
    track: Track, policy: Policy, circumstances: Circumstances, around: Surroundings = Surroundings()
) -> list[Reason]:
    """Return every gate in order, shut ones marked active. Details are data in English; words are the caller's."""
    found = _gates(track, policy, circumstances, around)
    waiting = track.suppressed_state is not None and not blocking(found)
    before = track.suppressed_state or ""
    return [*found, Reason(Gate.FRESH_CHECK, waiting, before, around.next_check_at if waiting else None)]


def blocking(found: list[Reason]) -> list[Reason]:
    """Return only the gates that stand in the way."""
    return [reason for reason in found if reason.active]


def _gates(track: Track, policy: Policy, circumstances: Circumstances, around: Surroundings) -> list[Reason]:
    soft = track.state_type is StateType.SOFT
    in_host_downtime = around.host_downtime_until is not None
    in_own_downtime = around.downtime_until is not None or (circumstances.in_downtime and not in_host_downtime)
    return [
        Reason(Gate.NO_PROBLEM, not track.state.bad, track.state.value),
        Reason(Gate.SOFT, soft, f"{track.attempt}/{policy.max_attempts}", around.next_check_at if soft else None),
        Reason(
            Gate.ACKNOWLEDGED,
            circumstances.acknowledged is not None,
            around.acknowledged_by,
            around.acknowledgement_expires_at,
        ),
        Reason(Gate.FLAPPING, track.flapping, f"{track.flap_percent:.1f}% > {policy.flap.low:g}%"),
        Reason(Gate.DOWNTIME, in_own_downtime, "", around.downtime_until),
        Reason(Gate.HOST_DOWNTIME, in_host_downtime, "", around.host_downtime_until),
        Reason(Gate.FLEXIBLE_DOWNTIME, around.flexible_downtime_until is not None, "", around.flexible_downtime_until),
        Reason(Gate.HOST_DOWN, not circumstances.host_up, around.root_cause),
        Reason(Gate.PARENTS_DOWN, not circumstances.parents_up, around.root_cause),
    ]
