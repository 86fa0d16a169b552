"""What the screens of the desk and their plain twins show, as data. Times are epoch seconds (UTC), durations seconds.

Texts that people or machines wrote are foreign and raw; whoever draws them passes them through `desk.text.safe`.
"""

from dataclasses import dataclass

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.events import Candidate
from bls_tui.desk.calls.model import Call, CallState, Level, Origin, Priority, Stopwatch, TimeRow, Visit
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Clock
from bls_tui.desk.clock_why import Interval
from bls_tui.desk.contract import Balance, Contract
from bls_tui.desk.people import Contact
from bls_tui.desk.proposals import Hold, ProposalState
from bls_tui.service.monitoring.views_data import PollerView


@dataclass(frozen=True, slots=True)
class ClockCell:
    """A clock for a list. `text` is "1: 00:18!", `word` what it does: runs, out of hours, suspended, met, late.

    `clock` is the whole reading, without its intervals; sort by `clock.due`.
    """

    text: str
    word: str
    clock: Clock


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who looks at a call now; `name` is what to call the login."""

    who: str
    name: str
    since: float


@dataclass(frozen=True, slots=True)
class QueueRow:
    """A call in the queue. `owner` is a login ("" nobody), `owner_name`, `customer` and `typology` are names.

    While suspended: `reason`, `wake_at` (its date) and `waits_for`; `overdue_since` once the wake-up is overdue.
    `closing` is the evidence of a proposal to close, "" without one. `unpaid`: no contract covers calls of its level.
    """

    call_id: int
    number: str
    version: int
    subject: str
    customer_key: str
    customer: str
    site: str
    contact: str
    typology: str
    level: Level
    priority: Priority
    origin: Origin
    state: CallState
    since: float
    owner: str
    owner_name: str
    opened_at: float
    touched_at: float
    sla1: ClockCell
    sla2: ClockCell
    reason: Reason | None
    wake_at: float | None
    waits_for: str
    overdue_since: float | None
    closing: str
    blocking: bool
    consultancy: bool
    unpaid: bool
    present: tuple[Present, ...]
    seq: int

    @property
    def due(self) -> float | None:
        """When the next promise runs out: SLA1 until it has stopped, then SLA2; None where neither is known."""
        dues = (cell.clock.due for cell in (self.sla1, self.sla2) if cell.clock.stopped_at is None)
        return min((due for due in dues if due is not None), default=None)


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal of a call. `word` is the state of the object or run, `folded` counts the problems it explains.

    `hold` is set while it is held; `call` is the number of its call once it has one.
    """

    proposal_id: int
    state: ProposalState
    customer_key: str
    customer: str
    object_id: int | None
    full_name: str
    word: str
    severity: int
    text: str
    folded: int
    opened_at: float
    updated_at: float
    hold: Hold | None
    call: str


@dataclass(frozen=True, slots=True)
class StillBad:
    """A closed call whose object is bad, until somebody says why."""

    number: str
    subject: str
    customer: str
    owner: str
    closed_at: float
    object_id: int
    full_name: str
    word: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """Every call that is not closed: overdue wake-ups first, then by what is due first.

    `login` is who looks, `known` whether the inventory knows it (else it may look and not touch).
    """

    login: str
    known: bool
    rows: tuple[QueueRow, ...]
    proposals: tuple[ProposalRow, ...]
    still_bad: tuple[StillBad, ...]
    poller: PollerView
    head: int
    generated_at: float

    @property
    def mine(self) -> tuple[QueueRow, ...]:
        """Those of whoever looks."""
        return tuple(row for row in self.rows if row.owner == self.login)

    @property
    def team(self) -> tuple[QueueRow, ...]:
        """Those that somebody else has."""
        return tuple(row for row in self.rows if row.owner not in ("", self.login))

    @property
    def unassigned(self) -> tuple[QueueRow, ...]:
        """Those that nobody has."""
        return tuple(row for row in self.rows if not row.owner)

    @property
    def overdue(self) -> tuple[QueueRow, ...]:
        """Those whose wake-up should have come."""
        return tuple(row for row in self.rows if row.overdue_since is not None)

    @property
    def closable(self) -> tuple[QueueRow, ...]:
        """Those that look finished."""
        return tuple(row for row in self.rows if row.closing)

    def suspended(self, reason: Reason | None = None) -> tuple[QueueRow, ...]:
        """Return those at rest, for one reason or for any, by when they wake."""
        found = [row for row in self.rows if row.reason is not None and reason in (None, row.reason)]
        return tuple(sorted(found, key=lambda row: (row.wake_at is None, row.wake_at or 0.0)))


@dataclass(frozen=True, slots=True)
class TimelineItem:
    """One line of a call's history. `act` is None for what happened to a linked object.

    `number` is the event's (None for an object's), `text` says what was done, `body` is what was written.
    """

    at: float
    author: str
    author_name: str
    act: Act | None
    number: int | None
    text: str
    body: str = ""
    object_id: int | None = None
    state: str = ""
    undone: bool = False


@dataclass(frozen=True, slots=True)
class ClockView:
    """A clock with every interval of its life, counted or not."""

    cell: ClockCell
    clock: Clock
    intervals: tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class ContractCard:
    """The contract of a call at the moment of deciding. `contract.key` is "" where the customer has none.

    `includes` are words. `covered`: calls of this level are included.
    """

    contract: Contract
    includes: str
    covered: bool
    lead_name: str
    balance: Balance


@dataclass(frozen=True, slots=True)
class LinkedObject:
    """A monitored object a call is tied to, as it is now. `good` is None where it is not watched any more."""

    object_id: int
    full_name: str
    state: str
    good: bool | None
    problem_since: float | None


@dataclass(frozen=True, slots=True)
class LinkedCall:
    """Another call this one has to do with."""

    number: str
    relation: str
    subject: str
    state: CallState


@dataclass(frozen=True, slots=True)
class CallView:
    """Everything about one call. `moves` and `acts` are what this viewer may do to it now (moves change its state).

    `may_undo` is the number of the last move while this viewer can still take it back. `candidates` explains the last
    automatic assignment.
    """

    call_id: int
    call: Call
    row: QueueRow
    customer: str
    site: str
    contact: Contact | None
    typology: str
    owner_name: str
    clocks: tuple[ClockView, ClockView]
    contract: ContractCard
    timeline: tuple[TimelineItem, ...]
    objects: tuple[LinkedObject, ...]
    calls: tuple[LinkedCall, ...]
    time: tuple[TimeRow, ...]
    watches: tuple[Stopwatch, ...]
    visits: tuple[Visit, ...]
    candidates: tuple[Candidate, ...]
    present: tuple[Present, ...]
    moves: tuple[Act, ...]
    acts: tuple[Act, ...]
    may_undo: int | None
    login: str
    known: bool
    poller: PollerView
    generated_at: float


@dataclass(frozen=True, slots=True)
class ProposalsView:
    """The proposals nobody has decided yet: those to decide, worst first, and those held for now."""

    pending: tuple[ProposalRow, ...]
    held: tuple[ProposalRow, ...]
    poller: PollerView
    generated_at: float


@dataclass(frozen=True, slots=True)
class Found:
    """A call that search found. `excerpt` is the text around the words, `kind` which text of the call it is."""

    number: str
    subject: str
    customer: str
    state: CallState
    opened_at: float
    kind: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """What a search found, best first."""

    words: str
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Alert:
    """Somebody is told that a call waits for them. `event` is the number of the event in the call that says so."""

    at: float
    number: str
    subject: str
    customer: str
    text: str
    event: int
