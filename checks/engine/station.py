"""One device under watch: its runs one after the other, its retries, and what a dead host means for its services."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks import clock
from checks.engine.bundle import Arrived, Instruments, measure
from checks.engine.calendar import Calendar
from checks.engine.fleet import Device, Planned
from checks.engine.health import Counters
from checks.engine.judge import Judge, Result
from checks.engine.schedule import phase
from checks.model import Kind, Outcome, State, StateType
from checks.rules.state import HOST_CHECK_AGE

SOON = 1.0  # seconds: a retry this close to the regular run is left to it


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all stations share. `spread` seconds is how far apart the children of a recovered host are rechecked."""

    judge: Judge
    instruments: Instruments
    counters: Counters
    slots: asyncio.Semaphore
    calendar: Callable[[], Calendar]
    recheck: Callable[[int, float], None]
    spread: float


class Station:
    """A device with the runs that are due, under way and wanted."""

    def __init__(self, device: Device, surroundings: Surroundings) -> None:
        self.adopt(device)
        self._around = surroundings
        self._busy = asyncio.Lock()
        self._wanted: dict[int, float] = {}
        self._forced: set[int] = set()
        self._dismissed = False
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def adopt(self, device: Device) -> None:
        """Take up the device as it is declared now; a run under way finishes as it was."""
        self.device = device
        self.bundles = device.bundles()
        self._limited = any(planned.check.check_period for planned in device.checks)

    async def bundle(self, interval: int, due: float) -> None:
        """Run the regular checks of one interval, due at `due`."""
        await self._run(lambda: self.bundles.get(interval, ()), due)

    def want(self, object_ids: Iterable[int], at: float) -> None:
        """Check these objects in an extra run at `at`, or earlier if that was wanted before."""
        if self._dismissed:
            return
        for object_id in object_ids:
            self._wanted[object_id] = min(self._wanted.get(object_id, at), at)
        self._arm()

    def force(self, object_id: int, at: float) -> None:
        """Check an object at `at` whatever its check period says; with its host where that is not up."""
        self._forced.add(object_id)
        with_host = self._host_bad and not self.device.host.passive
        self.want([object_id, self.device.host_id] if with_host else [object_id], at)

    def hand_in(self, result: Result) -> None:
        """Judge a result that did not come from a check of ours."""
        before = self._host_bad
        self._judge(result)
        if before is not self._host_bad:
            self._host_changed(recovered=before)

    def dismiss(self) -> None:
        """Want nothing more; a run under way finishes."""
        self._dismissed = True
        self._wanted.clear()
        self._arm()

    async def close(self) -> None:
        """Want nothing more and cancel extra runs."""
        self.dismiss()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._wanted:
            delay = max(min(self._wanted.values()) - clock.now(), 0.0)
            self._timer = asyncio.get_running_loop().call_later(delay, self._start_extra)

    def _start_extra(self) -> None:
        self._timer = None
        task = asyncio.get_running_loop().create_task(self._extra())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _extra(self) -> None:
        due = min(self._wanted.values(), default=clock.now())
        try:
            await self._run(self._take_wanted, due)
        finally:
            self._arm()

    def _take_wanted(self) -> list[Planned]:
        now = clock.now()
        wanted = {object_id for object_id, at in self._wanted.items() if at <= now}
        for object_id in wanted:
            del self._wanted[object_id]
        return [planned for planned in self.device.checks if planned.check.object_id in wanted]

    async def _run(self, choose: Callable[[], Sequence[Planned]], due: float) -> None:
        around = self._around
        async with self._busy, around.slots:
            now = clock.now()
            checks = self._in_period(choose(), now)
            if not checks:
                return
            latency_ms = max(now - due, 0.0) * 1000
            around.counters.latency.add(latency_ms)
            around.counters.running += 1
            try:
                await self._check(checks, latency_ms)
            finally:
                around.counters.running -= 1

    async def _check(self, checks: Sequence[Planned], latency_ms: float) -> None:
        services = [planned for planned in checks if planned.check.policy.kind is Kind.SERVICE]
        if len(services) < len(checks):
            await self._check_host(latency_ms)
        if self._host_bad:
            self._judge_unreached()
        elif services:
            await self._check_services(services, latency_ms)

    async def _check_host(self, latency_ms: float) -> None:
        async def judge(results: Iterable[Result]) -> None:
            for result in results:
                self.hand_in(result)

        await self._measure([self.device.host], latency_ms, judge)

    def _host_changed(self, *, recovered: bool) -> None:
        """Look at the parents now; at a recovery at all services now, and at what hangs below soon but not at once."""
        around = self._around
        for parent in self.device.parents:
            around.recheck(parent, 0.0)
        if recovered:
            services = (planned.check.object_id for planned in self.device.services if not planned.passive)
            self.want(services, clock.now())
            for child in around.judge.children(self.device.host_id):
                around.recheck(child, phase(str(child), 1) * around.spread)

    async def _check_services(self, services: Sequence[Planned], latency_ms: float) -> None:
        async def judge(results: Iterable[Result]) -> None:
            if self._host_is_in_doubt(results):
                await self._check_host(latency_ms)
            for result in results:
                self._judge(result)

        await self._measure(services, latency_ms, judge)

    def _host_is_in_doubt(self, results: Iterable[Result]) -> bool:
        """Tell whether something failed and the last check of the host is too old to explain it."""
        if self.device.host.passive or not any(result.outcome.state.bad for result in results):
            return False
        checked_at = self._around.judge.track(self.device.host_id).checked_at
        return checked_at is None or clock.now() - checked_at > HOST_CHECK_AGE

    def _judge_unreached(self) -> None:
        """A believed dead host takes its services with it, once; they are not asked before it answers."""
        judge = self._around.judge
        host = judge.track(self.device.host_id)
        if host.state_type is not StateType.HARD:
            return
        now = clock.now()
        for planned in self._in_period(self.device.services, now):
            track = judge.track(planned.check.object_id)
            if not planned.passive and (not track.state.bad or track.state_type is StateType.SOFT):
                outcome = Outcome(State.UNKNOWN, f"not checked: the host is {host.state}")
                self._judge(Result(planned, outcome, now))

    async def _measure(self, checks: Sequence[Planned], latency_ms: float, judge: Arrived) -> None:
        async def counted(results: list[Result]) -> None:
            self._around.counters.results += len(results)
            await judge(results)

        instruments = self._around.instruments
        await measure(self.device, checks, instruments, self._memory, latency_ms=latency_ms, arrived=counted)

    def _judge(self, result: Result) -> None:
        check = result.planned.check
        policy, object_id, now = check.policy, check.object_id, clock.now()
        offset = phase(self.device.name, policy.interval)
        regular = self._around.calendar().next_due(check.check_period, now, policy.interval, offset)
        retry = result.started_at + policy.retry_interval
        retry_at = retry if regular is None or retry < regular - SOON else None
        self._wanted.pop(object_id, None)
        self._forced.discard(object_id)
        step = self._around.judge.result(result, now, regular, retry_at)
        if retry_at is not None and step.track.state_type is StateType.SOFT:
            self.want([object_id], retry_at)

    def _memory(self, object_id: int) -> Mapping[str, Any] | None:
        watched = self._around.judge.watched.get(object_id)
        return None if watched is None else watched.memory

    def _in_period(self, checks: Sequence[Planned], now: float) -> Sequence[Planned]:
        if not self._limited:
            return checks
        holds = self._around.calendar().holds
        return [
            planned
            for planned in checks
            if planned.check.object_id in self._forced or holds(planned.check.check_period, now)
        ]

    @property
    def _host_bad(self) -> bool:
        return self._around.judge.host_state(self.device.host_id).bad
