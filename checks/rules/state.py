"""The state machine of hosts and services, and when a change is worth telling.

Icinga 2's machine (checkable-check.cpp, ProcessCheckResult), with three additions of Nagios: a service whose host is
not UP (and a host whose parents are all bad) goes HARD silently, starts over at attempt 1 when the way is back, and a
failing service asks for a check of its host (HOST_CHECK_AGE). What is withheld follows the idea of Icinga's
FireSuppressedNotifications: the state before the silence is remembered, and after it the first fresh result that is
HARD speaks, only if it differs from that. Flapping is frozen in downtime and behind a failure, so its start and end
never fall into a silence.

A first result finds the object PENDING: a good one is believed silently, a bad one counts as coming from a good state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from checks.model import Kind, Notify, Policy, State, StateType, Track
from checks.rules import flapping

HOST_STATES = frozenset({State.UP, State.DOWN, State.UNREACHABLE})
HOST_CHECK_AGE = 15.0
"""Seconds after which the last check of a host is too old to explain a failing service (Nagios)."""


@dataclass(frozen=True, slots=True)
class Observation:
    """One result as it comes in: the state, when the check started, and when the result is judged (epoch seconds)."""

    state: State
    started_at: float
    at: float


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What surrounds an object when a result is judged.

    `host_up` concerns services, `parents_up` hosts: at least one parent is up, or there is none. `acknowledged` is the
    acknowledgement in force before this result. `parent_recovered_since`: the service's host or a parent of the host
    came back after the object's last result.
    """

    host_up: bool = True
    parents_up: bool = True
    in_downtime: bool = False
    acknowledged: Literal["normal", "sticky"] | None = None
    parent_recovered_since: bool = False

    @property
    def blocked(self) -> bool:
        """True when the way to the object is broken, so its failure says nothing about itself."""
        return not (self.host_up and self.parents_up)


@dataclass(frozen=True, slots=True)
class Step:
    """What one result did. `cause` is one of the CAUSE_* words below.

    `changed` compares states, `hard_changed` believed states (which open and close problems). `dropped`: the result was
    late and changed nothing.
    """

    track: Track
    notify: Notify | None = None
    changed: bool = False
    hard_changed: bool = False
    clear_acknowledgement: bool = False
    dropped: bool = False
    cause: str = "result"


CAUSE_RESULT = "result"
CAUSE_LATE = "late result"
CAUSE_HOST = "host not up"
CAUSE_PARENTS = "parents not up"
CAUSE_RELEASED = "suppression ended"


def advance(track: Track, observation: Observation, policy: Policy, circumstances: Circumstances) -> Step:
    """Judge one result."""
    if is_late(track, observation):
        return Step(track, dropped=True, cause=CAUSE_LATE)
    state = _observed(observation.state, policy.kind, circumstances)
    if _nothing_new(track, state):
        return Step(_confirmed(track, observation))
    differs = _differs(track.state, state)
    clears = differs and _clears(circumstances.acknowledged, state)
    state_type, attempt = _attempt(track, state, policy.max_attempts, circumstances)
    after = _with_ring(replace(track, attempt=attempt), policy, circumstances, changed=differs)
    notify, suppressed = _speak(
        track,
        state,
        state_type,
        held=track.flapping or after.flapping or _held(circumstances, clears=clears),
    )
    after = _with_times(replace(after, suppressed_state=suppressed), track, state, state_type, observation)
    return Step(
        track=after,
        notify=_flap_notify(track, after) or notify,
        changed=state is not track.state,
        hard_changed=after.hard_state is not track.hard_state,
        clear_acknowledgement=clears,
        cause=_cause(track, state, circumstances, notify),
    )


def as_host_state(state: State) -> State:
    """Return what a probe's verdict means for a host: OK and WARNING are UP, the rest DOWN (Icinga 2)."""
    return State.UP if state.good or state is State.WARNING else State.DOWN


def is_late(track: Track, observation: Observation) -> bool:
    """Tell whether a result started before the stored one; a stored one from the future is no measure."""
    stored = track.started_at
    return stored is not None and observation.started_at < stored <= observation.at


def _nothing_new(track: Track, state: State) -> bool:
    """Tell whether a good state goes on and nothing is remembered that a result could change: most results by far."""
    return (
        state is track.state
        and state is track.hard_state
        and state.good
        and track.state_type is StateType.HARD
        and not track.flap_bits
        and not track.flapping
        and track.suppressed_state is None
    )


def _confirmed(track: Track, observation: Observation) -> Track:
    """Return the track with the times of one more good result, spelled out: `replace` takes five times as long."""
    return Track(
        state=track.state,
        state_type=track.state_type,
        attempt=track.attempt,
        hard_state=track.hard_state,
        started_at=observation.started_at,
        checked_at=observation.at,
        changed_at=track.changed_at,
        hard_changed_at=track.hard_changed_at,
        last_ok_at=observation.at,
        flap_bits=track.flap_bits,
        flap_percent=track.flap_percent,
        flapping=track.flapping,
        suppressed_state=track.suppressed_state,
    )


def _observed(state: State, kind: Kind, circumstances: Circumstances) -> State:
    if kind is Kind.SERVICE:
        return state
    host = as_host_state(state)
    return State.UNREACHABLE if host is State.DOWN and not circumstances.parents_up else host


def _differs(before: State, after: State) -> bool:
    """Tell whether two states differ to people: DOWN and UNREACHABLE do not, nor does a first result."""
    if before is State.PENDING:
        return False
    return before.good != after.good if after in HOST_STATES else before is not after


def _clears(acknowledged: Literal["normal", "sticky"] | None, state: State) -> bool:
    return acknowledged == "normal" or (acknowledged == "sticky" and state.good)


def _attempt(track: Track, state: State, max_attempts: int, circumstances: Circumstances) -> tuple[StateType, int]:
    if state.good or circumstances.blocked:
        return StateType.HARD, 1
    if not track.state.bad or _starts_over(track, circumstances):
        attempt = 1
    elif track.state_type is StateType.SOFT:
        attempt = track.attempt + 1
    else:
        return StateType.HARD, 1
    return (StateType.HARD, 1) if attempt >= max_attempts else (StateType.SOFT, attempt)


def _starts_over(track: Track, circumstances: Circumstances) -> bool:
    """Tell whether a failure from before the way came back gets its chance again: it was never announced."""
    unannounced = track.suppressed_state is not None and track.suppressed_state.good
    return circumstances.parent_recovered_since and (unannounced or track.state_type is StateType.SOFT)


def _held(circumstances: Circumstances, *, clears: bool) -> bool:
    acknowledged = circumstances.acknowledged is not None and not clears
    return circumstances.in_downtime or circumstances.blocked or acknowledged


def _with_ring(track: Track, policy: Policy, circumstances: Circumstances, *, changed: bool) -> Track:
    """Record the result for flapping; frozen in downtime and while the way is broken."""
    if circumstances.in_downtime or circumstances.blocked:
        return track
    bits = flapping.record(track.flap_bits, changed=changed)
    share = flapping.percent(bits)
    flaps = flapping.is_flapping(policy.flap, share, was=track.flapping)
    return replace(track, flap_bits=bits, flap_percent=share, flapping=flaps)


def _speak(before: Track, state: State, state_type: StateType, *, held: bool) -> tuple[Notify | None, State | None]:
    """Return what to say now and the state to remember as the one before the silence."""
    stored = before.suppressed_state
    worth_telling = _hard_change(before, state, state_type)
    if held:
        return None, (_believed(before, state) if stored is None and worth_telling else stored)
    if stored is None:
        return (_word(state) if worth_telling else None), None
    if state_type is StateType.SOFT:
        return None, stored
    return (_word(state) if _differs(stored, state) else None), None


def _hard_change(before: Track, state: State, state_type: StateType) -> bool:
    """Tell whether this is a hard change that people want to know; a SOFT problem that recovers is not."""
    if state_type is StateType.SOFT:
        return False
    if before.state_type is StateType.SOFT or before.state is State.PENDING:
        return state.bad
    return _differs(before.state, state)


def _believed(before: Track, state: State) -> State:
    """Return the state before a silence: the old one if it was HARD, else the good one of the kind."""
    if before.state_type is StateType.HARD and before.state is not State.PENDING:
        return before.state
    return State.UP if state in HOST_STATES else State.OK


def _word(state: State) -> Notify:
    return Notify.RECOVERY if state.good else Notify.PROBLEM


def _flap_notify(before: Track, after: Track) -> Notify | None:
    if before.flapping == after.flapping:
        return None
    return Notify.FLAPPING_START if after.flapping else Notify.FLAPPING_END


def _with_times(track: Track, before: Track, state: State, state_type: StateType, observation: Observation) -> Track:
    at = observation.at
    hard_state = state if state_type is StateType.HARD else before.hard_state
    return replace(
        track,
        state=state,
        state_type=state_type,
        hard_state=hard_state,
        started_at=observation.started_at,
        checked_at=at,
        changed_at=at if state is not before.state else before.changed_at,
        hard_changed_at=at if hard_state is not before.hard_state else before.hard_changed_at,
        last_ok_at=at if state.good else before.last_ok_at,
    )


def _cause(before: Track, state: State, circumstances: Circumstances, notify: Notify | None) -> str:
    if state.bad and circumstances.blocked:
        return CAUSE_PARENTS if state in HOST_STATES else CAUSE_HOST
    return CAUSE_RELEASED if notify is not None and before.suppressed_state is not None else CAUSE_RESULT
