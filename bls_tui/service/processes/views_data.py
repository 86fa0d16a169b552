"""What the screen of processes and its plain twins show, as data. Times are epoch seconds; foreign text is raw."""

from dataclasses import dataclass

from bls_tui.service.monitoring.views_data import PollerView
from checks.rules.expected.states import OPEN, RunState, severity
from checks.rules.expected.strip import Summary
from db.rows_runs import ProcessMailRow, RunRow, TaughtRuleRow


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """One job in the list. `current` is the run that matters now: the late one, else the last that ended.

    `summary` has the strip of 30 days, last good, next due and trends. `held`: a run of it is not judged, because its
    mailbox cannot be read. `call` is the number of the open call about it, `proposal` the id of what is proposed.
    `monitored`: a contract in force includes monitoring, without which nothing is proposed.
    """

    key: str
    name: str
    customer_key: str
    customer: str
    mailbox: str
    objects: tuple[str, ...]
    zone: str
    summary: Summary
    current: RunRow | None
    held: bool = False
    call: str = ""
    proposal: int | None = None
    monitored: bool = True

    @property
    def state(self) -> RunState:
        """LATE where a run is late now, else how the last one ended; EXPECTED where none has."""
        if self.summary.late:
            return RunState.LATE
        return self.summary.latest or RunState.EXPECTED

    @property
    def order(self) -> tuple[bool, int, float, str, str]:
        """Late now on top, then the worse, then the longest without a good run; OK and what never ran come last."""
        state = self.state
        badness = 0 if state in OPEN else severity(state)
        return not self.summary.late, -badness, -(self.summary.good_days or 0.0), self.customer, self.name


@dataclass(frozen=True, slots=True)
class MailboxRow:
    """A mailbox that processes confirm to. `readable` is False while its jobs are held for its sake.

    `passed_at` is its last complete pass, None for never; `failing_since` when passes began to fail, `error` how,
    `next_try_at` when it is tried again.
    `jobs` counts the processes that wait for its mail, `held` those of which a run is not judged now.
    """

    account: str
    jobs: int
    held: int
    passed_at: float | None
    failing_since: float | None
    error: str
    readable: bool
    next_try_at: float | None = None


@dataclass(frozen=True, slots=True)
class ProcessesView:
    """All jobs, late ones first (`ProcessRow.order`); `unclear` counts the mails that wait for a technician.

    `known`: whoever looks may also act.
    """

    rows: tuple[ProcessRow, ...]
    mailboxes: tuple[MailboxRow, ...]
    unclear: int
    login: str
    known: bool
    poller: PollerView
    generated_at: float

    @property
    def late(self) -> tuple[ProcessRow, ...]:
        """The jobs of which a run is late now."""
        return tuple(row for row in self.rows if row.summary.late)


@dataclass(frozen=True, slots=True)
class RunMailView:
    """What one mail says of a run, or of one `item` in it. `decided`: the state of the run comes from this mail.

    `at` is the instant the mail speaks of, `bound_by` what said so; `rule` and `matched` why the verdict is what it is.
    """

    message_id: int
    at: float
    received_at: float
    sender: str
    subject: str
    item: str
    verdict: RunState
    product: str
    rule: str
    matched: str
    ended_at: float | None
    bound_by: str
    decided: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """One run with all its evidence, and who decided it: `by` is "" for the programme, else a person's name."""

    row: RunRow
    mails: tuple[RunMailView, ...]
    by: str = ""
    calls: tuple[str, ...] = ()

    @property
    def state(self) -> RunState:
        """Its state."""
        return RunState(self.row.state)


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One job with its runs: `runs` until now, newest first, `coming` those ahead, the next one first.

    `schedule`, `tolerances` and `policy` in words of the inventory; `recognition` as (key, value).
    """

    row: ProcessRow
    runs: tuple[RunView, ...]
    coming: tuple[RunRow, ...]
    schedule: str
    policy: str
    recognition: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    notes: str
    login: str
    known: bool
    generated_at: float


@dataclass(frozen=True, slots=True)
class UnclearMail:
    """A mail of a process that a technician has to look at, and why: `row.read.state`.

    That is `unrecognised` (no process of the inventory, or several alike: `candidates`), `unknown` (no rule understands
    it), `unbound` (older than every run). `bound` are the processes it was bound to all the same.
    """

    row: ProcessMailRow
    account: str
    text: str
    candidates: tuple[str, ...]

    @property
    def message_id(self) -> int:
        """The message."""
        return self.row.read.message_id


@dataclass(frozen=True, slots=True)
class UnclearView:
    """The mails that need a technician, newest first, and the rules technicians taught."""

    mails: tuple[UnclearMail, ...]
    rules: tuple[TaughtRuleRow, ...]
    login: str
    known: bool
    generated_at: float


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """A stored mail that a rule would make something else of: verdicts before and after, or "informational"."""

    message_id: int
    received_at: float
    sender: str
    subject: str
    before: str
    after: str
    job_before: str
    job_after: str
