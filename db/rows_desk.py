"""The frozen dataclasses of calls, proposals, presence and search. Times are epoch seconds (UTC).

Words such as states and levels are the values of the enumerations of bls_tui.desk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NewCallEvent:
    """An event about to be appended to a call; `kind` and `data` as its codec dumps them."""

    at: float
    author: str
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CallEventRow:
    """An event of a call as stored. `number` counts from 1 in each call."""

    call_id: int
    number: int
    at: float
    author: str
    kind: str
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ClockRow:
    """A clock of a call as it was at the row's `clocks_at`. Durations are seconds of counted time."""

    phase: str
    alarm: str
    spent: float
    unpaused: float
    limit: float | None
    warn_at: float | None
    due: float | None
    stopped_at: float | None
    agreed: bool


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What a call is tied to: `ref` is the id of an object, problem or run, or the number of a call."""

    kind: str
    ref: str


@dataclass(frozen=True, slots=True)
class CallTimeRow:
    """Time worked on a call. `key` is the number of the event that recorded it."""

    key: int
    technician: str
    started_at: float
    ended_at: float
    kind: str
    included: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class WatchRow:
    """A stopwatch running on a call."""

    technician: str
    started_at: float


@dataclass(frozen=True, slots=True)
class VisitRow:
    """An on-site intervention: a (start, end) for each day, never none."""

    key: int
    sequence: int
    days: tuple[tuple[float, float], ...]
    technicians: tuple[str, ...]
    place: str
    note: str
    cancelled: bool


@dataclass(frozen=True, slots=True)
class CallRow:
    """The projection of a call: what its `version` events say. Its lists are stored beside it, see `CallParts`.

    `site`, `contact`, `contract` and `typology` are keys of the inventory. `wait_reason`, `wake_at` (from when on the
    wake-up is overdue), `waits_for` (by name), `awaited` and `awaited_ref` (id of what is awaited of a process; of a
    supplier their ticket number) describe a suspension. `next_at` is the next instant at which anything stored here
    changes by itself.
    """

    number: str
    version: int
    customer_id: int
    site: str
    contact: str
    contract: str
    typology: str
    level: str
    priority: str
    origin: str
    subject: str
    opened_at: float
    opened_by: str
    state: str
    since: float
    owner: str
    assigned_at: float | None
    taken_at: float | None
    blocking: bool
    consultancy: bool
    wait_reason: str | None
    wake_at: float | None
    waits_for: str
    awaited: str | None
    awaited_ref: str
    closing_proposed_at: float | None
    closing_evidence: str
    closed_at: float | None
    closed_by: str
    outcome: str | None
    solution: str
    touched_at: float
    clocks_at: float
    sla1: ClockRow
    sla2: ClockRow
    next_at: float | None


@dataclass(frozen=True, slots=True)
class CallParts:
    """The lists that belong to the projection of a call."""

    links: tuple[LinkRow, ...] = ()
    time: tuple[CallTimeRow, ...] = ()
    watches: tuple[WatchRow, ...] = ()
    visits: tuple[VisitRow, ...] = ()


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One line of a list of calls: a call with the names of what it points to and its number in the change feed."""

    id: int
    call: CallRow
    customer_key: str
    customer: str
    site_name: str
    seq: int


@dataclass(frozen=True, slots=True)
class StoredCall:
    """All that is stored of a call, to compare the projection with what the events say."""

    id: int
    events: tuple[CallEventRow, ...]
    call: CallRow
    parts: CallParts


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """What somebody has on the desk: (state, priority) of each open call, and the past that assignment asks for.

    `last_assigned_at` is None for somebody who never was given a call.
    """

    owner: str
    open: tuple[tuple[str, str], ...] = ()
    closed_for_customer: int = 0
    last_assigned_at: float | None = None


@dataclass(frozen=True, slots=True)
class WorkedRow:
    """A row of time with the call it belongs to."""

    call_id: int
    number: str
    subject: str
    level: str
    time: CallTimeRow


@dataclass(frozen=True, slots=True)
class RunningRow:
    """A stopwatch left running, with the number of its call."""

    call_id: int
    number: str
    technician: str
    started_at: float


@dataclass(frozen=True, slots=True)
class AgendaRow:
    """A visit with the call it belongs to."""

    call_id: int
    number: str
    subject: str
    customer: str
    visit: VisitRow


@dataclass(frozen=True, slots=True)
class NewProposal:
    """What monitoring says of one cause: a problem or an expected run, never both."""

    customer_id: int
    object_id: int | None
    word: str
    severity: int
    text: str
    problem_id: int | None = None
    run_id: int | None = None
    folded: int = 0
    hold: str | None = None


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A proposal as stored, with the names of what it is about; undecided while `decided_at` is None."""

    id: int
    customer_id: int
    customer_key: str
    customer: str
    object_id: int | None
    full_name: str
    problem_id: int | None
    run_id: int | None
    state: str
    hold: str | None
    word: str
    severity: int
    text: str
    folded: int
    evidence: str
    opened_at: float
    updated_at: float
    decided_at: float | None
    decided_by: str
    reason: str | None
    note: str
    call_id: int | None
    call_number: str
    recovered_at: float | None
    seq: int


@dataclass(frozen=True, slots=True)
class NoiseRow:
    """What became of the proposals of one object: how many were made, accepted (or linked), withdrawn, dismissed."""

    object_id: int
    full_name: str
    customer: str
    proposed: int
    accepted: int
    withdrawn: int
    dismissed: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OutageRow:
    """A monitored object and one of its HARD problems; `opened_at` is None for an object that had none."""

    object_id: int
    full_name: str
    kind: str
    opened_at: float | None
    closed_at: float | None
    state: str | None


@dataclass(frozen=True, slots=True)
class ChangedCallRow:
    """That an event happened to a call: which, when, of what kind, and its number of the feed."""

    call_id: int
    number: int
    at: float
    kind: str
    seq: int


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """Somebody looks at a call, since when, and the last sign of life."""

    call_id: int
    who: str
    place: str
    since: float
    at: float


@dataclass(frozen=True, slots=True)
class SavedViewRow:
    """A filter and an order that somebody gave a name."""

    owner: str
    name: str
    filter: str
    sort: str


@dataclass(frozen=True, slots=True)
class NewText:
    """A text of a call to search: `kind` is call, note, message or solution, `ref` tells those of one kind apart."""

    kind: str
    ref: str
    body: str


@dataclass(frozen=True, slots=True)
class SnippetPart:
    """A piece of a found text; `matched` where it is a word that was looked for."""

    text: str
    matched: bool


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A text in which all the words were found, and the call it belongs to."""

    call_id: int
    number: str
    customer: str
    subject: str
    state: str
    opened_at: float
    kind: str
    ref: str
    snippet: tuple[SnippetPart, ...]
