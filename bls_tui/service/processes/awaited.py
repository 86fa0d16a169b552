"""What suspended calls may hear of the runs they wait for, and whether the runs calls are about went well since.

A call waits for one run, by its id, or for the next of a job, as `job:KEY`. Of a job any success counts, also of a run
repeated; a failure counts where it is news: told by a mail since, or of a run that was not yet late at the time.
"""

from collections.abc import Collection, Iterator

from bls_tui.desk.calls.wakes import Awaited
from bls_tui.desk.calls.wakeups import ProcessSignal
from bls_tui.errors import NotFoundError
from bls_tui.locale import _
from bls_tui.service.processes import directory
from bls_tui.service.processes.words import run_line
from checks.rules.expected.states import GOOD, OPEN, RunState
from db.queries import runs
from db.rows_runs import RunRow
from db.session import Database, Reader

JOB = "job:"
DAY = 86400.0
_BACK = 40 * DAY
"""How long before a suspension a run may have been scheduled that is repeated after it."""
_SAYS_NOTHING = OPEN | {RunState.SKIPPED, RunState.UNKNOWN}


class UnknownRunError(NotFoundError):
    """There is no such run."""


def signals(r: Reader, target: str, since: float, now: float) -> Iterator[ProcessSignal]:
    """Yield what became of the awaited runs after `since`, when the call was suspended or heard of them last."""
    known = directory.processes(r, now).by_key
    for run in _decided(r, target, since):
        good = RunState(run.state) in GOOD
        if good or not target.startswith(JOB) or _news(run, since):
            at = run.decided_at or now
            yield ProcessSignal(at, Awaited.RUN, target, good, run_line(known.get(run.job), run))


def news(r: Reader, target: str, since: float) -> bool:
    """Tell whether an awaited run was decided after `since`."""
    return any(True for _run in _decided(r, target, since))


def _decided(r: Reader, target: str, since: float) -> list[RunRow]:
    if target.startswith(JOB):
        found = runs.of_job(r, target.removeprefix(JOB), since - _BACK, float("inf"))
    else:
        run = runs.get(r, int(target)) if target.isdecimal() else None
        found = [run] if run else []
    return [run for run in found if RunState(run.state) not in _SAYS_NOTHING and (run.decided_at or 0.0) > since]


def _news(run: RunRow, since: float) -> bool:
    """A run already late at `since` that goes missing is none: whoever suspended the call knew."""
    return run.message_id is not None or bool(run.decided_by) or run.late_at > since


def went_well(r: Reader, run_ids: Collection[int]) -> dict[int, RunRow | None]:
    """Return for each run the latest one of its job that ended, if that is good; None where the job is still bad."""
    found = runs.by_ids(r, run_ids)
    latest = {job: _latest(r, job) for job in {run.job for run in found.values()}}
    well = {job: last for job, last in latest.items() if last is not None and RunState(last.state) in GOOD}
    return {id_: well.get(run.job) for id_, run in found.items()}


def _latest(r: Reader, job: str) -> RunRow | None:
    ended = [run for run in runs.history(r, job, 10) if RunState(run.state) not in _SAYS_NOTHING]
    return ended[-1] if ended else None


def evidence(r: Reader, run: RunRow, now: float) -> str:
    """Return what a run says, as the evidence of its success."""
    return run_line(directory.processes(r, now).by_key.get(run.job), run)


def target_of(database: Database, text: str, now: float) -> tuple[str, str, float]:
    """Return what to wait for by the id of a run or a process: target, name for people, when it is missing at last.

    Raises:
        UnknownRunError, UnknownProcessError: there is no such run, or process.
    """
    with database.read() as r:
        if text.isdecimal():
            run = runs.get(r, int(text))
            if run is None:
                raise UnknownRunError(_("There is no run number {id}.").format(id=text))
            name = _("run {id} of {job}").format(id=run.id, job=run.job)
            return text, name, run.missing_at
        one = directory.process(r, text.removeprefix(JOB), now)
        coming = (run for run in runs.of_job(r, one.key, now - DAY, float("inf")) if run.state == RunState.EXPECTED)
        run = next(coming, None)
        return JOB + one.key, one.name, run.missing_at if run else now + DAY
