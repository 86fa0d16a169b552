"""What a call is at one moment: the projection that `fold` makes of its events. Instants are epoch seconds (UTC)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.calls.wakes import WakeUp


class CallState(StrEnum):
    """Where a call stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class Level(StrEnum):
    """Help desk works by phone or remotely; tele-assistance is for complex matters and may lead on site."""

    HELP_DESK = "help_desk"
    TELE_ASSISTANCE = "tele_assistance"


class Priority(StrEnum):
    """How much it matters, least first."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class Origin(StrEnum):
    """How a call came in."""

    PORTAL = "portal"
    MAIL = "mail"
    PHONE = "phone"
    MONITORING = "monitoring"
    TECHNICIAN = "technician"


class Outcome(StrEnum):
    """How a call ended. MERGED is set by merging alone."""

    SOLVED = "solved"
    WORKAROUND = "workaround"
    NO_FAULT = "no_fault"
    SUPPLIER = "supplier"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"


class WorkKind(StrEnum):
    """Where time was worked; travel is kept apart from work."""

    REMOTE = "remote"
    ON_SITE = "on_site"
    TRAVEL = "travel"


class LinkKind(StrEnum):
    """What a call can be tied to."""

    OBJECT = "object"
    PROBLEM = "problem"
    RUN = "run"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Link:
    """A tie to something: `target` is its id (objects, problems, runs) or the number of a call."""

    kind: LinkKind
    target: str


@dataclass(frozen=True, slots=True)
class ClosingProposal:
    """Somebody or something thinks the call can be closed, and why."""

    at: float
    evidence: str


@dataclass(frozen=True, slots=True)
class Suspension:
    """A call at rest: since when, what wakes it, and what was done while it waited.

    Signals up to `heard_until` are settled: they came before, or somebody decided to wait on in spite of them.
    `reminded` counts the reminders sent, `reminded_at` is the last. `alerted` is set once the owner was told that
    the wake-up is overdue.
    """

    since: float
    wake: WakeUp
    heard_until: float
    note: str = ""
    reminded: int = 0
    reminded_at: float | None = None
    alerted: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Whose a call is and how far: the part of it that a move changes, and that undoing a move restores.

    `tried` are those it was assigned to in turn and who have not taken it. `taken_at` is the first time anybody took
    it, `replied_at` the first public reply: either ends SLA1.
    """

    state: CallState
    since: float
    owner: str = ""
    tried: tuple[str, ...] = ()
    taken_at: float | None = None
    suspension: Suspension | None = None


@dataclass(frozen=True, slots=True)
class Undoable:
    """The last move, if it can be taken back: its number, who made it when, and what stood before."""

    number: int
    at: float
    author: str
    before: Standing


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of the contract's lead whether a call is worked outside hours."""

    at: float
    author: str
    blocking: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Closing:
    """How, when and by whom a call was closed."""

    at: float
    author: str
    outcome: Outcome
    solution: str
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Span:
    """From one instant to a later one."""

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Visit:
    """An on-site intervention: one span for each day. `sequence` grows with every change (RFC 5545 §3.8.7.4)."""

    key: int
    days: tuple[Span, ...]
    technicians: tuple[str, ...]
    place: str
    note: str = ""
    sequence: int = 0
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class TimeRow:
    """Time worked. `key` is the number of the event that recorded it; `included`: the contract covers it."""

    key: int
    technician: str
    start: float
    end: float
    kind: WorkKind
    included: bool
    note: str = ""

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Stopwatch:
    """A clock that a technician left running on a call."""

    technician: str
    start: float


@dataclass(frozen=True, slots=True)
class Details:
    """What a person may correct about a call at any time before it is closed. Keys are those of the inventory."""

    subject: str
    customer: str
    contract: str
    typology: str
    level: Level = Level.HELP_DESK
    priority: Priority = Priority.NORMAL
    site: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call as its events left it. `version` counts them: whoever saves says which version was seen."""

    number: str
    version: int
    opened_at: float
    opened_by: str
    origin: Origin
    details: Details
    standing: Standing
    text: str = ""
    undoable: Undoable | None = None
    replied_at: float | None = None
    verdict: Verdict | None = None
    agreed_due: float | None = None
    proposal: ClosingProposal | None = None
    closing: Closing | None = None
    refers_to: tuple[str, ...] = ()
    split_from: str = ""
    absorbed: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    consultancy: bool = False
    visits: tuple[Visit, ...] = ()
    rows: tuple[TimeRow, ...] = ()
    watches: tuple[Stopwatch, ...] = ()
    explained: tuple[str, ...] = ()
    touched_at: float = 0.0

    @property
    def state(self) -> CallState:
        """Where the call stands."""
        return self.standing.state

    @property
    def owner(self) -> str:
        """Login of whoever has it, "" for nobody."""
        return self.standing.owner

    @property
    def blocking(self) -> bool:
        """Whether the last verdict says that it is worked around the clock."""
        return self.verdict is not None and self.verdict.blocking
