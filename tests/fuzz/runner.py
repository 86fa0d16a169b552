"""Runs the cases of a target in processes of their own; what fails is kept in a file, with the words to repeat it.

A case is made from `SEED:NUMBER` alone, so that any of them can be made again. Each step of it may use `LIMIT` seconds
of processor time; one that does not even notice the alarm is found by the parent, which ends the process and goes on
behind that case.
"""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue
from pathlib import Path
from typing import Any

from tests.fuzz import targets

LIMIT = 1.0
"""Seconds of processor time a step of a case may take."""
DEAD = 60.0
"""Seconds after which a case that is still the same is given up by the parent."""
REPORTED = 20
"""Failures after which a run ends: more of them are rarely others."""

_processes = multiprocessing.get_context("fork")


class Hang(BaseException):
    """The case takes too long; no handler of errors may take it for one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run: the cases of a target up to number `count`, or until `until` (monotonic); `limit` as `LIMIT`."""

    target: str
    seed: int
    count: int | None
    until: float | None
    limit: float = LIMIT


@dataclass(frozen=True, slots=True)
class Failure:
    """A case that failed: which, and how."""

    target: str
    seed: int
    number: int
    what: str


@dataclass(slots=True)
class Tally:
    """How far a run is. `slowest` in seconds of processor time, with that case; `tell` hears of failures."""

    tell: Callable[[Failure], None]
    cases: int = 0
    size: int = 0
    slowest: tuple[float, int] = (0.0, 0)
    failures: int = 0

    def failed(self, failure: Failure) -> None:
        """Count a failure and tell of it."""
        self.failures += 1
        self.tell(failure)


def case(target: targets.Target, seed: int, number: int) -> bytes:
    """Make a case."""
    return target.make(random.Random(f"{seed}:{number}"))  # noqa: S311 - no secret


def attempt(target: targets.Target, content: bytes, limit: float = LIMIT) -> tuple[str, float]:
    """Try a case in this process; return what went wrong ("" for nothing) and the time its slowest step took."""
    slowest = 0.0
    try:
        with _alarm(limit):
            begin = time.process_time()
            for step in target.check(content):
                taken = time.process_time() - begin
                if taken > limit:
                    return f"{step} took {taken:.2f} s of processor time", taken
                slowest, begin = max(slowest, taken), time.process_time()
                signal.setitimer(signal.ITIMER_PROF, limit)
    except (Hang, Exception):  # noqa: BLE001 - whatever it is, it is what is looked for
        return traceback.format_exc(limit=-12), time.process_time() - begin
    return "", slowest


@contextmanager
def _alarm(limit: float) -> Iterator[None]:
    def ring(_signal: int, _frame: Any) -> None:
        raise Hang(f"more than {limit:g} s of processor time")

    before = signal.signal(signal.SIGPROF, ring)
    signal.setitimer(signal.ITIMER_PROF, limit)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def run(plan: Plan, workers: int, report: Callable[[Tally, float], None], tell: Callable[[Failure], None]) -> Tally:
    """Run a plan; `report` hears every few seconds how far it is and how long it took, `tell` of each failure."""
    tally, began, told = Tally(tell), time.monotonic(), time.monotonic()
    answers: Queue[Any] = _processes.Queue()
    places = [_processes.Value("q", -1) for _ in range(workers)]
    crew = {number: _begin(plan, number, workers, answers, places[number]) for number in range(workers)}
    seen = dict.fromkeys(crew, (-1, began))
    while crew:
        _collect(answers, tally, crew)
        for number in list(crew):
            _watch(number, plan, workers, answers, places[number], crew, seen, tally)
        if time.monotonic() - told > 10.0:
            told = time.monotonic()
            report(tally, told - began)
        if tally.failures >= REPORTED:
            _end(crew)
    _collect(answers, tally, crew)
    report(tally, time.monotonic() - began)
    return tally


def _begin(plan: Plan, first: int, workers: int, answers: Any, place: Any) -> BaseProcess:
    process = _processes.Process(target=_work, args=(plan, first, workers, answers, place), daemon=True)
    process.start()
    return process


def _work(plan: Plan, first: int, step: int, answers: Any, place: Any) -> None:
    target = targets.load(plan.target)
    done, size, slowest, number, told = 0, 0, (0.0, 0), first, time.monotonic()
    while (plan.count is None or number < plan.count) and (plan.until is None or time.monotonic() < plan.until):
        place.value = number
        content = case(target, plan.seed, number)
        wrong, taken = attempt(target, content, plan.limit)
        done, size, slowest = done + 1, size + len(content), max(slowest, (taken, number))
        if wrong or time.monotonic() - told > 2.0:
            found = [Failure(plan.target, plan.seed, number, wrong)] if wrong else []
            answers.put((done, size, slowest, found))
            done, size, told = 0, 0, time.monotonic()
        number += step
    answers.put((done, size, slowest, []))
    answers.put(first % step)


def _collect(answers: Any, tally: Tally, crew: dict[int, BaseProcess]) -> None:
    deadline = time.monotonic() + 0.5
    while (left := deadline - time.monotonic()) > 0:
        try:
            answer = answers.get(timeout=left)
        except Exception:  # noqa: BLE001 - nothing came, or the process died while it spoke
            return
        if isinstance(answer, int):
            crew.pop(answer, None)
            continue
        done, size, slowest, failures = answer
        tally.cases += done
        tally.size += size
        tally.slowest = max(tally.slowest, slowest)
        for failure in failures:
            tally.failed(failure)


def _watch(  # noqa: PLR0917
    number: int,
    plan: Plan,
    workers: int,
    answers: Any,
    place: Any,
    crew: dict[int, BaseProcess],
    seen: dict[int, tuple[int, float]],
    tally: Tally,
) -> None:
    """Begin a worker anew behind a case that ended it, or that it does not come back from."""
    process, at = crew.get(number), place.value
    if process is None:
        return
    if at != seen[number][0]:
        seen[number] = (at, time.monotonic())
    stuck = at >= 0 and time.monotonic() - seen[number][1] > DEAD
    if not stuck and (process.is_alive() or process.exitcode == 0):
        return
    what = f"it did not end within {DEAD:g} s" if stuck else f"the process ended with {process.exitcode}"
    tally.failed(Failure(plan.target, plan.seed, at, what))
    process.kill()
    process.join()
    crew[number] = _begin(plan, at + workers, workers, answers, place)
    seen[number] = (-1, time.monotonic())


def _end(crew: dict[int, BaseProcess]) -> None:
    for process in crew.values():
        process.kill()
        process.join()
    crew.clear()


def keep(failure: Failure, folder: Path) -> Path:
    """Write the case of a failure into a file; return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{failure.target}-{failure.seed}-{failure.number}"
    path.write_bytes(case(targets.load(failure.target), failure.seed, failure.number))
    return path
