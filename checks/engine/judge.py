"""Judges results: holds what is remembered of every object and says what has to be written and checked next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from checks.engine.batch import Act, Batch
from checks.engine.fleet import Device, Fleet, Planned
from checks.engine.problems import Problems
from checks.engine.records import row_of, sample_of, track_of
from checks.engine.silences import Acknowledgements, Downtimes
from checks.engine.usual import Usual
from checks.model import Kind, Notify, Outcome, State, StateType, Track
from checks.rules import reach
from checks.rules.causes import cause_of
from checks.rules.state import Circumstances, Observation, Step, advance, as_host_state
from db.rows import AcknowledgementRow, DowntimeRow, NewEvent, ProblemRow, StateRow

ACTOR = "poller"
ORDINARY = Circumstances()


@dataclass(slots=True)
class Watched:
    """An object and what is remembered of it."""

    planned: Planned
    track: Track
    memory: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Result:
    """One outcome with when its check started (epoch seconds), how long it took, and how late it started."""

    planned: Planned
    outcome: Outcome
    started_at: float
    elapsed_ms: float = 0.0
    latency_ms: float = 0.0


class Judge:
    """Applies the rules to results, one after the other. What is to be written goes to `out`."""

    def __init__(self, fleet: Fleet, states: Iterable[StateRow], problems: Iterable[ProblemRow]) -> None:
        self.out = Batch()
        self.fleet = fleet
        self._parents = fleet.parents
        rows = {row.object_id: row for row in states}
        self.watched = {
            object_id: _watched(planned, rows.get(object_id)) for object_id, planned in fleet.planned.items()
        }
        self._host_states = self._current_host_states()
        self._children = _children(self._parents)
        self._problems = Problems(self.act, problems)
        self.acknowledgements = Acknowledgements(self.act)
        self.downtimes = Downtimes(self.act, self._service_ids)
        self.usual = Usual()

    def take(self) -> Batch:
        """Hand over what is to be written and start afresh."""
        taken, self.out = self.out, Batch()
        return taken

    def act(self, act: Act) -> None:
        """Write something besides states, events and samples."""
        self.out.acts.append(act)

    def adopt(self, fleet: Fleet) -> None:
        """Take over a changed inventory: new objects are PENDING, removed ones are forgotten."""
        planned = fleet.planned
        for object_id in self.watched.keys() - planned.keys():
            del self.watched[object_id]
            self._problems.forget(object_id)
        for object_id, plan in planned.items():
            known = self.watched.get(object_id)
            if known is None:
                self.watched[object_id] = _watched(plan, None)
            else:
                known.planned = plan
        self.fleet = fleet
        self._parents = fleet.parents
        self._children = _children(self._parents)
        self._host_states = self._current_host_states()

    def told(self, acknowledgements: Iterable[AcknowledgementRow], downtimes: Iterable[DowntimeRow], at: float) -> None:
        """Take over what people have set; `at` is now."""
        self.acknowledgements.replace(acknowledgements)
        self.downtimes.replace(downtimes, at)
        self.tick(at)

    def tick(self, at: float) -> None:
        """Start and end downtimes, expire acknowledgements."""
        self.downtimes.tick(at)
        self.acknowledgements.expire(at)

    def host_state(self, host_id: int) -> State:
        """Return the state of a host."""
        return self._host_states.get(host_id, State.PENDING)

    def track(self, object_id: int) -> Track:
        """Return what is remembered of an object; that of a new one where it is not (or no longer) known."""
        watched = self.watched.get(object_id)
        return Track() if watched is None else watched.track

    def wanting_usual(self) -> list[int]:
        """Return the objects that want a warning when a value is unusual."""
        return [object_id for object_id, watched in self.watched.items() if watched.planned.warns_of_unusual]

    def children(self, host_id: int) -> tuple[int, ...]:
        """Return the hosts that are reached directly through this one."""
        return self._children.get(host_id, ())

    def result(self, result: Result, at: float, regular: float | None = None, retry: float | None = None) -> Step:
        """Judge one result; `at` is now, `regular` and `retry` are when it is checked next, HARD and SOFT."""
        check = result.planned.check
        object_id = check.object_id
        outcome = self.usual.judged(object_id, result.outcome)
        watched = self.watched.get(object_id)
        if watched is None:  # removed from the inventory while its check ran
            return Step(Track(), dropped=True)
        state = outcome.state if check.policy.kind is Kind.SERVICE else as_host_state(outcome.state)
        if state.bad:
            self.downtimes.problem(object_id, at)
        before = watched.track
        circumstances = self._circumstances(watched, at)
        step = advance(before, Observation(state, result.started_at, at), check.policy, circumstances)
        if step.dropped:
            return step
        watched.track = step.track
        if outcome.memory is not None:
            watched.memory = outcome.memory
        next_check_at = retry if retry is not None and step.track.state_type is StateType.SOFT else regular
        self.out.states[object_id] = row_of(
            object_id, step.track, outcome, watched.memory, next_check_at, result.elapsed_ms, result.latency_ms
        )
        for metric in outcome.metrics:
            self.out.samples.append(sample_of(object_id, metric, at))
        if step.changed or step.notify is not None or _moved(before, step.track):
            self._changed(watched, before, step, outcome, at)
        return step

    def _circumstances(self, watched: Watched, at: float) -> Circumstances:
        check, since = watched.planned.check, watched.track.checked_at
        host_up = parents_up = True
        if check.policy.kind is Kind.SERVICE:
            host_up = not self.host_state(check.host_id).bad
            recovered = self._recovered(check.host_id, since)
        else:
            parents = self._parents.get(check.host_id, ())
            parents_up = not parents or reach.reachable(check.host_id, self._parents, self._host_states)
            recovered = any(self._recovered(parent, since) for parent in parents)
        in_downtime = self.downtimes.covers(check.object_id)
        acknowledged = self.acknowledgements.kind(check.object_id, at)
        if host_up and parents_up and not (recovered or in_downtime or acknowledged):
            return ORDINARY
        return Circumstances(
            host_up=host_up,
            parents_up=parents_up,
            in_downtime=in_downtime,
            acknowledged=acknowledged,
            parent_recovered_since=recovered,
        )

    def _recovered(self, host_id: int, since: float | None) -> bool:
        """Tell whether a host came back up after `since`."""
        host = self.watched.get(host_id)
        if host is None or since is None or host.track.state is not State.UP:
            return False
        return host.track.changed_at is not None and host.track.changed_at > since

    def _changed(self, watched: Watched, before: Track, step: Step, outcome: Outcome, at: float) -> None:
        check, track = watched.planned.check, step.track
        self.out.events.extend(_events(check.object_id, before, step, outcome, at))
        if step.clear_acknowledgement:
            self.acknowledgements.clear(check.object_id, at, ACTOR)
        if check.policy.kind is Kind.HOST:
            self._host_states[check.host_id] = track.state
        self._problems.believe(check.object_id, track.hard_state, self._cause(check.object_id), at)
        if check.policy.kind is Kind.HOST:
            self._problems.refold(self._cause, self._dependents(check.host_id), at)

    def _cause(self, object_id: int) -> int | None:
        check = self.watched[object_id].planned.check
        return cause_of(check.policy.kind, object_id, check.host_id, self._parents, self._host_states)

    def _dependents(self, host_id: int) -> Iterator[int]:
        """Yield the services of a host, and every host reached through it with its services."""
        seen, waiting = {host_id}, [host_id]
        while waiting:
            current = waiting.pop()
            yield from (object_id for object_id in self._service_ids(current) if object_id in self.watched)
            for child in self._children.get(current, ()):
                if child not in seen and child in self.watched:
                    seen.add(child)
                    waiting.append(child)
                    yield child

    def _service_ids(self, host_id: int) -> list[int]:
        device: Device | None = self.fleet.devices.get(host_id)
        return [] if device is None else [planned.check.object_id for planned in device.services]

    def _current_host_states(self) -> dict[int, State]:
        return {host_id: self.watched[host_id].track.state for host_id in self.fleet.devices}


def _watched(planned: Planned, row: StateRow | None) -> Watched:
    return Watched(planned, Track() if row is None else track_of(row), None if row is None else row.memory)


def _children(parents: Mapping[int, Iterable[int]]) -> dict[int, tuple[int, ...]]:
    children: dict[int, tuple[int, ...]] = {}
    for host_id, above in parents.items():
        for parent in above:
            children[parent] = (*children.get(parent, ()), host_id)
    return children


def _moved(before: Track, after: Track) -> bool:
    """Tell whether history has something to say although the state is the same: belief, attempt or flapping."""
    return (
        before.state_type is not after.state_type
        or before.attempt != after.attempt
        or before.flapping is not after.flapping
        or before.hard_state is not after.hard_state
    )


def _events(object_id: int, before: Track, step: Step, outcome: Outcome, at: float) -> Iterator[NewEvent]:
    track = step.track
    spoken = step.notify if step.notify in (Notify.PROBLEM, Notify.RECOVERY) else None
    if step.changed or spoken or (before.state_type, before.attempt) != (track.state_type, track.attempt):
        yield NewEvent(
            at=at,
            kind="STATE",
            object_id=object_id,
            from_state=before.state,
            state=track.state,
            state_type=track.state_type,
            attempt=track.attempt,
            notify=spoken,
            text=outcome.output,
            cause=step.cause,
            actor=ACTOR,
        )
    if before.flapping is not track.flapping:
        yield NewEvent(
            at=at,
            kind="FLAPPING_START" if track.flapping else "FLAPPING_END",
            object_id=object_id,
            state=track.state,
            notify=step.notify,
            text=f"{track.flap_percent:.1f}% of the last results were changes",
            cause=step.cause,
            actor=ACTOR,
        )
