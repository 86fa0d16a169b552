"""Measure several checks of one device: one SNMP conversation for all that read SNMP, everything else beside it."""

from __future__ import annotations

import asyncio
import math
import traceback
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import structlog

from checks import clock
from checks.engine.fleet import Device, Planned
from checks.engine.judge import Result
from checks.model import Outcome, State
from checks.probes.base import Context
from checks.snmp.session import converse

if TYPE_CHECKING:
    import aiohttp

    from checks.probes.icmp_socket import IcmpSocket

log = structlog.get_logger(__name__)

Memory = Callable[[int], Mapping[str, Any] | None]
"""Returns what a check's probe wanted back from its last run."""

Arrived = Callable[[list[Result]], Awaitable[None]]
"""Takes results as they come."""

PROMPT = 1.0  # seconds in which most checks end
GRACE = 1.0  # seconds past its deadline after which a measurement is cancelled


@dataclass(slots=True)
class Instruments:
    """What all measurements share: sockets, the time limit, and the tally of our own errors by probe."""

    deadline: float
    icmp: IcmpSocket | None = None
    http: aiohttp.ClientSession | None = None
    failed: Callable[[str], None] = lambda _probe: None
    _reported: set[str] = field(default_factory=set)

    def report(self, planned: Planned, error: Exception) -> Outcome:
        """Turn an exception inside a probe into UNKNOWN; the log gets each kind of it once, with its traceback."""
        probe = planned.check.probe
        self.failed(probe)
        frames = traceback.extract_tb(error.__traceback__)
        where = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        if (kind := f"{probe} {type(error).__name__} {where}") not in self._reported:
            self._reported.add(kind)
            log.error("probe raised", probe=probe, object=planned.check.full_name, exc_info=error)
        return Outcome(State.UNKNOWN, f"defect in the {probe} probe: {type(error).__name__}: {error}")

    def overdue(self, planned: Planned) -> Outcome:
        """Return the outcome of a probe that did not end by itself."""
        self.failed(planned.check.probe)
        seconds = planned.patience(self.deadline)
        return Outcome(State.UNKNOWN, f"the {planned.check.probe} probe gave no result within {seconds:g} s")


async def measure(
    device: Device,
    checks: Sequence[Planned],
    instruments: Instruments,
    memory: Memory,
    *,
    latency_ms: float,
    arrived: Arrived,
) -> None:
    """Run the checks at once and hand over a result for each, in at most the deadline and a little grace.

    What is there within `PROMPT` seconds is handed over together; what takes longer comes as it ends, so that a slow
    check holds back no other. A defect inside a probe becomes that check's result and disturbs nothing else.
    """
    run = _Run(device, instruments, memory, clock.now(), clock.monotonic(), latency_ms)
    active = [planned for planned in checks if not planned.snmp]
    readers = [planned for planned in checks if planned.snmp]
    if not readers and len(active) == 1:
        await arrived([await run.one(active[0])])
        return
    tasks = {asyncio.create_task(run.active(planned)): [planned] for planned in active}
    if readers:
        tasks[asyncio.create_task(run.converse(readers))] = readers
    try:
        await run.collect(tasks, arrived)
    finally:
        for task in tasks:
            task.cancel()


@dataclass(frozen=True, slots=True)
class _Run:
    """One measurement of several checks of a device, `begun` by the clock that nobody sets."""

    device: Device
    instruments: Instruments
    memory: Memory
    now: float
    begun: float
    latency_ms: float

    async def one(self, planned: Planned) -> Result:
        """Measure the only check there is, without the cost of another task."""
        try:
            async with asyncio.timeout(planned.patience(self.instruments.deadline) + GRACE):
                return (await self.active(planned))[0]
        except TimeoutError:
            return self._overdue(planned)

    async def active(self, planned: Planned) -> list[Result]:
        started = clock.monotonic()
        try:
            outcome = await planned.probe.run(self.device.target, planned.options, self._context(planned))  # type: ignore[union-attr]
        except Exception as error:  # noqa: BLE001 - whatever a probe does wrong is its result
            outcome = self.instruments.report(planned, error)
        return [self._result(planned, outcome, (clock.monotonic() - started) * 1000)]

    async def collect(self, tasks: Mapping[asyncio.Task[list[Result]], Sequence[Planned]], arrived: Arrived) -> None:
        """Hand over what the tasks yield; what is not done in time is UNKNOWN."""
        every = [planned for group in tasks.values() for planned in group]
        end = self.begun + max(planned.patience(self.instruments.deadline) for planned in every) + GRACE
        waiting, pause, when = set(tasks), PROMPT, asyncio.ALL_COMPLETED
        while waiting and (remaining := end - clock.monotonic()) > 0:
            done, waiting = await asyncio.wait(waiting, timeout=min(pause, remaining), return_when=when)
            if done:
                await arrived([result for task in done for result in task.result()])
            pause, when = math.inf, asyncio.FIRST_COMPLETED
        if waiting:
            await arrived([self._overdue(planned) for task in waiting for planned in tasks[task]])

    async def converse(self, readers: Sequence[Planned]) -> list[Result]:
        """Hold the conversation and let every reader judge the answers."""
        try:
            pairs: Any = [(planned.probe, planned.options) for planned in readers]
            answers = await converse(self.device.target, pairs, self.instruments.deadline)
        except Exception as error:  # noqa: BLE001 - one broken reader must not stop the poller
            return [self._result(planned, self.instruments.report(planned, error), 0.0) for planned in readers]
        return [self._read(planned, answers) for planned in readers]

    def _read(self, planned: Planned, answers: Any) -> Result:
        try:
            outcome = planned.probe.read(planned.options, answers, self._context(planned))  # type: ignore[union-attr]
        except Exception as error:  # noqa: BLE001 - whatever a probe does wrong is its result
            outcome = self.instruments.report(planned, error)
        return self._result(planned, outcome, answers.elapsed_ms)

    def _context(self, planned: Planned) -> Context:
        instruments = self.instruments
        check = planned.check
        return Context(
            self.now,
            planned.patience(instruments.deadline),
            self.memory(check.object_id),
            check.policy.kind,
            instruments.icmp,
            instruments.http,
            check.full_name,
        )

    def _overdue(self, planned: Planned) -> Result:
        return self._result(planned, self.instruments.overdue(planned), (clock.now() - self.now) * 1000)

    def _result(self, planned: Planned, outcome: Outcome, elapsed_ms: float) -> Result:
        return Result(planned, outcome, self.now, elapsed_ms, self.latency_ms)
