"""A call about a run: filled in from what is known of it, to be looked at, changed and opened."""

from bls_tui.desk.calls.model import Level, Link, LinkKind, Origin, Priority
from bls_tui.locale import _
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.processes import directory
from bls_tui.service.processes.awaited import UnknownRunError
from bls_tui.service.processes.proposing import object_ids
from bls_tui.service.processes.words import run_line
from checks.rules.expected.states import RunState
from db.queries import messages, runs
from db.rows_runs import RunRow
from db.session import Database, Reader

_URGENT = frozenset({RunState.FAILED, RunState.MISSING})
_QUOTED = 2000
"""Characters of the mail that decided that go into the call."""


def from_run(database: Database, run_id: int, now: float) -> NewCall:
    """Return a call about a run and the objects of its job. Raises UnknownRunError, DirectoryError."""
    with database.read() as r:
        run = runs.get(r, run_id)
        one = directory.processes(r, now).by_key.get(run.job) if run else None
        if run is None or one is None:
            raise UnknownRunError(_("There is no run number {id}.").format(id=run_id))
        links = [Link(LinkKind.OBJECT, str(id_)) for id_ in object_ids(r, one)]
        return NewCall(
            customer=one.customer,
            subject=f"{one.name}: {run.state}",
            text="\n".join([run_line(one, run), *_mail(r, run)]),
            origin=Origin.MONITORING,
            level=Level.HELP_DESK,
            priority=Priority.HIGH if RunState(run.state) in _URGENT else Priority.NORMAL,
            links=(*links, Link(LinkKind.RUN, str(run.id))),
        )


def _mail(r: Reader, run: RunRow) -> list[str]:
    message = messages.get(r, run.message_id) if run.message_id is not None else None
    return [] if message is None else ["", message.subject, message.body[:_QUOTED].strip()]


def mail_text(database: Database, message_id: int) -> tuple[str, str, str]:
    """Return sender, subject and whole text of a mail, empty where it is gone."""
    with database.read() as r:
        message = messages.get(r, message_id)
    return ("", "", "") if message is None else (message.sender_address, message.subject, message.body)
