"""A transaction in which runs are judged, with all that judging needs to know; and how a run is judged in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bls_tui.desk.processes import Process, Processes
from bls_tui.locale import _
from bls_tui.service.processes import directory, reading
from bls_tui.service.processes.mailbox_state import NEVER, Accounts, Reach, reaches
from checks.backups import Reading, TaughtRule
from checks.rules.expected.judging import Cause, Evidence, Judgement, Manual, judge
from checks.rules.expected.states import OPEN, RunState, severity
from db.queries import messages, runs
from db.rows_runs import RunChange, RunMail, RunRow
from db.session import Writer


@dataclass(frozen=True, slots=True)
class Books:
    """What is expected, taught and read at `now`; `readings` are those mails that were read in this transaction."""

    w: Writer
    known: Processes
    rules: tuple[TaughtRule, ...]
    reach: Mapping[str, Reach]
    now: float
    readings: dict[int, Reading] = field(default_factory=dict)

    def read(self, message_id: int, one: Process) -> Reading | None:
        """Return what a stored mail says, its times in the zone of a process; None where the mail is gone."""
        if message_id not in self.readings and (message := messages.get(self.w, message_id)) is not None:
            self.readings[message_id] = reading.read(self.w, message, self.rules, one.zone)
        return self.readings.get(message_id)


def books(w: Writer, now: float, accounts: Accounts | None = None) -> Books:
    """Open the books in a transaction. Raises DirectoryError."""
    return Books(w, directory.processes(w, now), reading.rules(w), reaches(w, accounts), now)


def rejudge(b: Books, run: RunRow, manual: Manual | None = None, *, forget: bool = False) -> bool:
    """Judge a run anew by everything that is known, and store what comes out otherwise; tell whether it did.

    `manual` is what a person says now; without it, what a person said before holds on, unless it is to be forgotten.

    Raises:
        Conflict: somebody else was faster.
    """
    one = b.known.by_key.get(run.job)
    if one is None:
        return drop(b.w, run, b.now) if RunState(run.state) in OPEN else False
    told = [row.mail for row in runs.mails(b.w, run.id)]
    manual = manual if manual or forget else said_by_hand(run)
    judged = judge(
        run,
        [_evidence(mail) for mail in told],
        b.now,
        b.reach.get(one.mailbox, NEVER).mailbox,
        required=one.items,
        skipped=bool(_closed(one, run)),
        manual=manual,
    )
    return _store(b.w, run, _change(b, run, one, judged, told, manual))


def said_by_hand(run: RunRow) -> Manual | None:
    """Return what a person said of a run, None where nobody did."""
    return Manual(RunState(run.state), run.decided_by, run.note) if run.cause == Cause.MANUAL else None


def drop(w: Writer, run: RunRow, now: float) -> bool:
    """Expect nothing more of a run: the inventory has forgotten its process. Raises Conflict."""
    note = _("It is not expected any more.")
    change = RunChange(state=RunState.SKIPPED.value, next_at=None, decided_at=now, cause=Cause.CLOSED.value, note=note)
    return _store(w, run, change)


def _closed(one: Process, run: RunRow) -> str:
    return one.closed_on(datetime.fromtimestamp(run.scheduled_at, one.zone).date())


def _evidence(mail: RunMail) -> Evidence:
    return Evidence(str(mail.message_id), mail.at, RunState(mail.verdict), mail.item, mail.final)


def _store(w: Writer, run: RunRow, change: RunChange) -> bool:
    same = all(getattr(run, name) == getattr(change, name) for name in RunChange.__slots__ if name != "decided_at")
    if same and (run.decided_at is None) == (change.decided_at is None):
        return False
    runs.decide(w, run.id, run.state, change)
    return True


def _change(  # noqa: PLR0917 - all that a run is made of
    b: Books, run: RunRow, one: Process, judged: Judgement, told: Sequence[RunMail], manual: Manual | None
) -> RunChange:
    message_id = int(judged.mails[-1]) if judged.mails else run.message_id if manual and told else None
    decided = RunState(judged.state) not in OPEN
    same = run.state == judged.state and run.message_id == message_id and run.cause == judged.cause
    change = RunChange(
        state=judged.state.value,
        next_at=judged.next_at,
        held=judged.held,
        decided_at=(run.decided_at if same else b.now) if decided else None,
        decided_by=manual.by if manual else "",
        note=manual.reason if manual else _closed(one, run) if judged.cause is Cause.CLOSED else "",
        cause=judged.cause.value,
        evidence=", ".join(judged.waiting) if judged.cause is Cause.ITEMS_ABSENT else "",
        message_id=message_id,
    )
    return change if message_id is None else _with_mail(b, run, one, change, told)


def _with_mail(b: Books, run: RunRow, one: Process, change: RunChange, told: Iterable[RunMail]) -> RunChange:
    """Add what the mail that decided says: the rule, its words, times and sizes."""
    of_it = [mail for mail in told if mail.message_id == change.message_id]
    lead = max(of_it, key=lambda mail: (severity(RunState(mail.verdict)), not mail.item), default=None)
    change = replace(change, rule=lead.rule if lead else "", evidence=change.evidence or (lead.matched if lead else ""))
    if run.message_id == change.message_id and change.message_id not in b.readings:
        return replace(
            change,
            started_at=run.started_at,
            ended_at=run.ended_at,
            size_bytes=run.size_bytes,
            duration_s=run.duration_s,
        )
    read = b.read(change.message_id or 0, one)
    if read is None:
        return change
    return replace(
        change,
        started_at=read.started_at,
        ended_at=read.ended_at,
        size_bytes=read.size_bytes,
        duration_s=read.duration_s,
    )
