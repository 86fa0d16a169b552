"""What of the expected processes is late or went wrong right now, for `bls now`: this module loads next to nothing."""

from dataclasses import dataclass

from db.queries import runs
from db.rows_runs import RunRow
from db.session import Database

PREFIX = "mailbox:"
"""Before the name of a mailbox: the job of the runs that stand for its being unreadable."""
BACK = 30 * 86400.0
"""How old a run may be that still counts as what its job is like now, in seconds."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The runs that are late now, the last runs of jobs that went wrong, those that stand for unreadable mailboxes."""

    late: tuple[RunRow, ...]
    bad: tuple[RunRow, ...]
    mailboxes: tuple[RunRow, ...]


def standing(database: Database, now: float) -> Standing:
    """Return the runs that are late now, the last runs of jobs that went wrong, and the mailboxes that are not read."""
    with database.read() as r:
        found = runs.standing(r, now - BACK)
    boxes = tuple(run for run in found if run.job.startswith(PREFIX))
    of_jobs = [run for run in found if not run.job.startswith(PREFIX)]
    return Standing(
        late=tuple(run for run in of_jobs if run.state == "LATE"),
        bad=tuple(run for run in of_jobs if run.state != "LATE"),
        mailboxes=boxes,
    )
