"""What is said of a run in a line: in proposals, in calls, and as the evidence that wakes them. Foreign text is raw."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bls_tui.desk.declared import ZONE
from bls_tui.desk.processes import Process
from bls_tui.locale import _
from bls_tui.service.processes.standing import PREFIX
from checks.rules.expected.judging import Cause
from checks.rules.expected.states import RunState
from db.rows_runs import RunRow


def run_line(one: Process | None, run: RunRow) -> str:
    """Return the process, its run by local time, the state and why."""
    zone = one.zone if one else ZoneInfo(ZONE)
    when = datetime.fromtimestamp(run.scheduled_at, zone).strftime("%Y-%m-%d %H:%M")
    if run.job.startswith(PREFIX):
        return _mailbox(run, when)
    head = _("{process}, run of {time}: {state}").format(
        process=one.name if one else run.job, time=when, state=run.state
    )
    why = why_of(run)
    return f"{head} - {why}" if why else head


def why_of(run: RunRow) -> str:
    """Return why a run is in its state, "" where the state says it all."""
    if run.cause == Cause.MANUAL:
        return f"{run.decided_by}: {run.note}" if run.note else run.decided_by
    if run.cause == Cause.ITEMS_ABSENT:
        return _("nothing was told of {items}").format(items=run.evidence)
    if run.state == RunState.MISSING:
        return _("no mail came")
    return run.note if run.state == RunState.SKIPPED else run.evidence


def _mailbox(run: RunRow, since: str) -> str:
    name = run.job.removeprefix(PREFIX)
    if run.state == RunState.FAILED:
        text = _(
            "The mailbox {name} cannot be read since {time}, and the jobs that confirm to it are not judged: {error}"
        )
        return text.format(name=name, time=since, error=run.evidence)
    return _("The mailbox {name} is read again.").format(name=name)
