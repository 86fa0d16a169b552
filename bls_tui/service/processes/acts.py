"""What a person decides about runs and their mails: a verdict by hand, which run a mail belongs to, that it is none.

Every act is recorded with its author and can be taken back. Someone the inventory does not know may look, not touch.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.desk.processes import Process
from bls_tui.errors import NotFoundError, RefusedError
from bls_tui.locale import _
from bls_tui.service.desk.calls_store import desk
from bls_tui.service.monitoring.undo import Undo
from bls_tui.service.processes import directory, filing, planning
from bls_tui.service.processes import reading as recognisers
from bls_tui.service.processes.awaited import UnknownRunError
from bls_tui.service.processes.books import Books, books, rejudge, said_by_hand
from bls_tui.service.processes.standing import PREFIX
from checks.rules.expected.binding import Clue, Moment, moment
from checks.rules.expected.judging import Manual
from checks.rules.expected.recognition import Match, recognise
from checks.rules.expected.states import OPEN, RunState
from db.errors import Conflict
from db.queries import messages, process_mails, runs
from db.rows_mail import MessageRow
from db.rows_runs import NewProcessMail, RunMail, RunRow
from db.session import Database, Reader, Writer

VERDICTS = tuple(state for state in RunState if state not in OPEN and state is not RunState.UNKNOWN)
"""What a person may say of a run."""


class UnknownProcessMailError(NotFoundError):
    """There is no such mail of a process."""


class BadVerdictError(RefusedError):
    """A verdict by hand that cannot be: of a state that is none, without a reason, or of what is no run of a job."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of an act: the run as it is now (None where it was about a mail alone), and how to take it back."""

    run: RunRow | None
    undo: Undo


@dataclass(frozen=True, slots=True)
class Unsay:
    """Gives a run back the verdict it had before a person's."""

    run_id: int
    said: str
    before: Manual | None

    def reverse(self, w: Writer, author: str, now: float) -> None:  # noqa: ARG002 - the run says who decided last
        """Judge it as before. Raises Conflict where it was changed meanwhile."""
        run = runs.get(w, self.run_id)
        if run is None or run.state != self.said or said_by_hand(run) is None:
            raise Conflict(_("The run has changed meanwhile; nothing was taken back."))
        rejudge(books(w, now), run, self.before, forget=True)


@dataclass(frozen=True, slots=True)
class Rebind:
    """Gives a mail back the runs and the state it had."""

    message_id: int
    read: NewProcessMail
    told: tuple[RunMail, ...]

    def reverse(self, w: Writer, author: str, now: float) -> None:  # noqa: ARG002 - what is bound says how
        """Bind it as before. Raises Conflict."""
        b = books(w, now)
        touched = _unbind(b, self.message_id)
        for mail in self.told:
            runs.bind(w, mail)
        _judge_all(b, {*touched, *(mail.run_id for mail in self.told)})
        _put(b, message_of(w, self.message_id), self.read)


def verdict(database: Database, run_id: int, state: RunState, author: str, now: float, *, reason: str) -> Decided:
    """Say how a run went, whatever its mails say.

    Raises:
        UnknownRunError, BadVerdictError, NotAllowedError: nothing was written.
        Conflict: somebody else was faster.
    """
    with database.write() as w:
        check_known(w, author, now)
        run = _run(w, run_id)
        if state not in VERDICTS:
            raise BadVerdictError(_("{state} is no verdict.").format(state=state))
        if not reason.strip():
            raise BadVerdictError(_("Say why."))
        b, before = books(w, now), said_by_hand(run)
        if run.job not in b.known.by_key:
            raise BadVerdictError(_("{job} is not expected any more.").format(job=run.job))
        rejudge(b, run, Manual(state, author, reason.strip()))
        _understood(b, run_id)
        after = _run(w, run_id)
    what = _("verdict {state}").format(state=state)
    return Decided(after, Undo(what, now, (Unsay(run_id, state.value, before),)))


def withdraw_verdict(database: Database, run_id: int, author: str, now: float) -> RunRow:
    """Let the mails and the clock judge a run again that a person judged. Raises as `verdict`."""
    with database.write() as w:
        check_known(w, author, now)
        run = _run(w, run_id)
        if said_by_hand(run) is None:
            raise BadVerdictError(_("Nobody judged this run by hand."))
        rejudge(books(w, now), run, forget=True)
        return _run(w, run_id)


def bind(database: Database, message_id: int, to: str, author: str, now: float) -> Decided:
    """Say which job a mail is about, by the key or name of the process; or which run, by its id.

    Raises:
        UnknownProcessMailError, UnknownProcessError, UnknownRunError, NotAllowedError: nothing was written.
        RefusedError: the mail is older than every run of the job.
        Conflict: somebody else was faster.
    """
    with database.write() as w:
        check_known(w, author, now)
        b, message = books(w, now), message_of(w, message_id)
        before = Rebind(message_id, _read(w, message_id), _told(w, message_id))
        one, run, when = _target(b, message, to)
        found = recognisers.read(w, message, b.rules, one.zone)
        b.readings[message_id] = found
        touched = _unbind(b, message_id)
        seen = recognise(filing.facts(message, found), {one.key: one.recognition})
        match = next((match for match in seen.matches if match.item), Match(one.key))
        filing.note(w, run, message, found, match, when)
        _judge_all(b, {*touched, run.id})
        filing.settle(b, message, found, filing.understood(found), (one.key,))
        after = _run(w, run.id)
    return Decided(after, Undo(_("binding of a mail"), now, (before,)))


def ignore(database: Database, message_id: int, author: str, now: float) -> Decided:
    """Say that a mail is no result of a run; it is put away. Raises as `bind`."""
    with database.write() as w:
        check_known(w, author, now)
        b, message = books(w, now), message_of(w, message_id)
        before = Rebind(message_id, _read(w, message_id), _told(w, message_id))
        _judge_all(b, _unbind(b, message_id))
        found = recognisers.read(w, message, b.rules)
        filing.settle(b, message, found, filing.INFORMATIONAL)
    return Decided(None, Undo(_("putting a mail away"), now, (before,)))


def check_known(r: Reader, author: str, now: float) -> None:
    """Refuse somebody the inventory does not know; raises NotAllowedError."""
    at_desk = desk(r, author, now)
    if not at_desk.actor.known:
        text = _("{login} is not a known technician and may only look.")
        raise NotAllowedError(text.format(login=at_desk.actor.login))


def message_of(r: Reader, message_id: int) -> MessageRow:
    """Return a mail of a process. Raises UnknownProcessMailError."""
    found = messages.get(r, message_id)
    if found is None or process_mails.get(r, message_id) is None:
        raise UnknownProcessMailError(_("There is no mail {id} of a process.").format(id=message_id))
    return found


def refile(b: Books, message: MessageRow) -> set[int]:
    """Read a stored mail anew and bind it as it then says; return the runs touched. Raises Conflict.

    What a person bound by hand stays bound.
    """
    told = _told(b.w, message.id)
    if any(mail.bound_by == Clue.HAND for mail in told):
        return set()
    touched = _unbind(b, message.id)
    filing.file(b, message)
    touched |= {mail.run_id for mail in _told(b.w, message.id)}
    _judge_all(b, touched)
    return touched


def _run(r: Reader, run_id: int) -> RunRow:
    run = runs.get(r, run_id)
    if run is None or run.job.startswith(PREFIX):
        raise UnknownRunError(_("There is no run number {id}.").format(id=run_id))
    return run


def _understood(b: Books, run_id: int) -> None:
    """The mails of a run that a person judged need nobody any more."""
    for message_id in {row.mail.message_id for row in runs.mails(b.w, run_id)}:
        row = process_mails.get(b.w, message_id)
        if row is not None and row.read.state == filing.UNKNOWN:
            _put(b, message_of(b.w, message_id), filing.restated(row.read, filing.BOUND))


def _target(b: Books, message: MessageRow, to: str) -> tuple[Process, RunRow, Moment]:
    """Return the process and run that a person means, and the instant the mail counts from."""
    if to.isdecimal():
        run = _run(b.w, int(to))
        one = directory.process(b.w, run.job, b.now)
        return one, run, Moment(message.sent_at or message.received_at, Clue.HAND)
    one = directory.process(b.w, to, b.now)
    planning.ensure(b.w, one, b.now)
    found = recognisers.read(b.w, message, b.rules, one.zone)
    when = moment(found.ended_at, message.sent_at, message.received_at)
    run_meant = filing.run_at(b.w, one, when) if when else None
    if run_meant is None or when is None:
        raise RefusedError(_("The mail is older than every run of {job}.").format(job=one.name))
    return one, run_meant, Moment(when.at, Clue.HAND)


def _read(r: Reader, message_id: int) -> NewProcessMail:
    row = process_mails.get(r, message_id)
    if row is None:
        raise UnknownProcessMailError(_("There is no mail {id} of a process.").format(id=message_id))
    return row.read


def _told(r: Reader, message_id: int) -> tuple[RunMail, ...]:
    return tuple(row.mail for row in runs.mails_of_message(r, message_id))


def _unbind(b: Books, message_id: int) -> set[int]:
    touched = {mail.run_id for mail in _told(b.w, message_id)}
    for run_id in touched:
        runs.unbind(b.w, run_id, message_id)
    return touched


def _judge_all(b: Books, run_ids: Iterable[int]) -> None:
    for run in runs.by_ids(b.w, list(run_ids)).values():
        rejudge(b, run)


def _put(b: Books, message: MessageRow, read: NewProcessMail) -> None:
    process_mails.put(b.w, read)
    filing.lay(b.w, message, read.state)
