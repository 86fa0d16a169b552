"""Runs are made two days ahead, and made anew when the inventory expects something else.

What a mail or a person said something of stays; so does what has begun.
"""

from collections.abc import Iterable, Sequence

from bls_tui.desk.processes import Process, Processes
from bls_tui.service.processes.books import drop
from bls_tui.service.processes.standing import PREFIX
from checks.rules.expected.judging import Cause
from checks.rules.expected.states import OPEN, RunState
from checks.rules.expected.windows import PlannedRun
from db.queries import feed, inventory, runs
from db.rows_runs import NewRun, RunRow
from db.session import Database, Reader, Writer

DAY = 86400.0
AHEAD = 2 * DAY
BACK = 62 * DAY
"""How far back runs are made that nobody made when they were due, because nothing ran meanwhile."""
FOLLOWER = "processes"
"""Our name in the change feed: up to which inventory runs are planned."""
AT_ONCE = 200
"""Jobs planned in one transaction."""


def plan(database: Database, known: Processes, now: float, *, everything: bool = True) -> int:
    """Bring the runs ahead in line with what is expected; return how many jobs had to change.

    Without `everything`, only of jobs that have few runs ahead: nothing else changed since all were looked at.
    """
    with database.read() as r:
        jobs = _differing(r, known, now, everything=everything)
    for start in range(0, len(jobs), AT_ONCE):
        with database.write() as w:
            _plan(w, known, jobs[start : start + AT_ONCE], now)
    return len(jobs)


def note_planned(database: Database, known: Processes) -> None:
    """Say that everything that follows from these processes was done."""
    with database.write() as w:
        feed.advance(w, FOLLOWER, known.head)


def planned(r: Reader, known: Processes) -> bool:
    """Tell whether the runs of the processes as they are now were planned already, by whatever process of ours."""
    return feed.progress(r, FOLLOWER) == known.head


def ensure(w: Writer, one: Process, now: float) -> None:
    """Make the runs of one process where none is ahead: a mail may come before the first pass that plans it."""
    if not runs.of_job(w, one.key, now, float("inf")):
        last = runs.last_scheduled(w, now - BACK, now).get(one.key)
        _create(w, one, _wanted(one, last, now), now)


def _differing(r: Reader, known: Processes, now: float, *, everything: bool) -> list[str]:
    """Return the jobs whose runs ahead are not as they should be, those nobody expects any more too."""
    last, ahead = runs.last_scheduled(r, now - BACK, now), runs.from_on(r, now)
    ids = {row.key: row.id for row in inventory.customers(r)}
    jobs = [
        key
        for key, one in known.by_key.items()
        if one.customer in ids
        and (everything or _short(ahead.get(key, ()), now))
        and _differs(ahead.get(key, ()), _wanted(one, last.get(key), now), ids[one.customer])
    ]
    gone = {job for job in ahead if job not in known.by_key and any(_untouched(run) for run in ahead[job])}
    gone |= {run.job for run in runs.open_ones(r) if run.job not in known.by_key}
    return [*jobs, *sorted(job for job in gone if not job.startswith(PREFIX))]


def _short(ahead: Sequence[RunRow], now: float) -> bool:
    return not ahead or ahead[-1].scheduled_at < now + AHEAD


def _wanted(one: Process, last: float | None, now: float) -> list[PlannedRun]:
    return one.ahead(now if last is None else last, now + AHEAD)


def _differs(stored: Iterable[RunRow], wanted: Sequence[PlannedRun], customer_id: int) -> bool:
    there = {run.scheduled_at: run for run in stored}
    planned = {run.scheduled_at: run for run in wanted}
    lacking = planned.keys() - there.keys()
    wrong = (
        run
        for at, run in there.items()
        if _untouched(run) and (at not in planned or not _same(run, planned[at]) or run.customer_id != customer_id)
    )
    return bool(lacking) or any(True for _run in wrong)


def _untouched(run: RunRow) -> bool:
    """Tell whether nobody said anything of a run ahead; see `db.queries.runs.remove_future`."""
    return run.state in (RunState.EXPECTED, RunState.SKIPPED) and not run.decided_by and run.message_id is None


def _same(run: RunRow, wanted: PlannedRun) -> bool:
    times = (run.opens_at, run.due_at, run.late_at, run.missing_at)
    planned = (wanted.opens_at, wanted.due_at, wanted.late_at, wanted.missing_at)
    return times == planned and run.note == wanted.closed


def _plan(w: Writer, known: Processes, jobs: Iterable[str], now: float) -> None:
    last = runs.last_scheduled(w, now - BACK, now)
    for job in jobs:
        runs.remove_future(w, job, now)
        if (one := known.by_key.get(job)) is not None:
            _create(w, one, _wanted(one, last.get(job), now), now)
        else:
            _forget(w, job, now)


def _create(w: Writer, one: Process, planned: Iterable[PlannedRun], now: float) -> None:
    customer_id = inventory.customer_id(w, one.customer)
    if customer_id is not None:
        runs.create(w, [_new(one.key, customer_id, run, now) for run in planned])


def _new(job: str, customer_id: int, run: PlannedRun, now: float) -> NewRun:
    return NewRun(
        job=job,
        customer_id=customer_id,
        scheduled_at=run.scheduled_at,
        opens_at=run.opens_at,
        due_at=run.due_at,
        late_at=run.late_at,
        missing_at=run.missing_at,
        next_at=run.next_at,
        state=run.state.value,
        decided_at=now if run.closed else None,
        note=run.closed,
        cause=Cause.CLOSED.value if run.closed else "",
    )


def _forget(w: Writer, job: str, now: float) -> None:
    """Expect nothing more of the runs of a process that left the inventory, save what mails said already."""
    for run in runs.of_job(w, job, 0.0, float("inf")):
        if RunState(run.state) in OPEN:
            drop(w, run, now)
