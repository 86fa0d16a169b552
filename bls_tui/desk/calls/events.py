"""The events of a call: what is stored, append-only. Each says what was done; author and time stand around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import Details, Level, Link, Origin, Outcome, Priority
from bls_tui.desk.calls.wakes import WakeUp
from bls_tui.desk.calls.work_events import (
    TimeCorrected,
    TimeDropped,
    TimeLogged,
    VisitCancelled,
    VisitChanged,
    VisitPlanned,
    WatchStarted,
    WatchStopped,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody a call could have been assigned to: the score, or why not (codes of `assignment.Obstacle`)."""

    login: str
    score: float
    obstacles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """The first event of every call. `refers_to` is a closed call; `split_from` the call it was taken out of."""

    act: ClassVar[Act] = Act.OPEN
    origin: Origin
    details: Details
    text: str = ""
    links: tuple[Link, ...] = ()
    refers_to: str = ""
    split_from: str = ""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Signalled to a technician; `candidates` is how an automatic choice came about, empty when a person chose."""

    act: ClassVar[Act] = Act.ASSIGN
    to: str
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """Taken in charge by its author."""

    act: ClassVar[Act] = Act.TAKE


@dataclass(frozen=True, slots=True)
class Suspended:
    """Put to rest until `wake`."""

    act: ClassVar[Act] = Act.SUSPEND
    wake: WakeUp
    note: str = ""


@dataclass(frozen=True, slots=True)
class Resumed:
    """Back in progress; `cause` is "" when a person resumed it, else one of `wakeups.Cause`."""

    act: ClassVar[Act] = Act.RESUME
    cause: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Reassigned:
    """Given to somebody else, who has to take it again."""

    act: ClassVar[Act] = Act.REASSIGN
    to: str
    candidates: tuple[Candidate, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Given to a colleague by whoever works on it, with what the colleague needs to know."""

    act: ClassVar[Act] = Act.HAND_OVER
    to: str
    note: str


@dataclass(frozen=True, slots=True)
class Closed:
    """Ended, with an outcome and the solution."""

    act: ClassVar[Act] = Act.CLOSE
    outcome: Outcome
    solution: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Ended because another call is about the same."""

    act: ClassVar[Act] = Act.MERGE
    into: str


@dataclass(frozen=True, slots=True)
class Undone:
    """The move with this event number is taken back: for the state and the clocks it never happened."""

    act: ClassVar[Act] = Act.UNDO
    number: int


@dataclass(frozen=True, slots=True)
class Postponed:
    """A suspension waits on, with a new wake-up of the same reason."""

    act: ClassVar[Act] = Act.POSTPONE
    wake: WakeUp
    note: str = ""


@dataclass(frozen=True, slots=True)
class Amended:
    """Details corrected; None leaves one as it is."""

    act: ClassVar[Act] = Act.AMEND
    subject: str | None = None
    customer: str | None = None
    contract: str | None = None
    typology: str | None = None
    level: Level | None = None
    priority: Priority | None = None
    site: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class DueAgreed:
    """A date agreed with the customer takes the place of SLA2's; None goes back to the contract's."""

    act: ClassVar[Act] = Act.AGREE_DUE
    reason: str
    due: float | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """The contract's lead judged whether the call is blocking."""

    act: ClassVar[Act] = Act.JUDGE
    blocking: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Replied:
    """A public message of a technician. `message` is its id in the mail thread, "" when told by phone."""

    act: ClassVar[Act] = Act.REPLY
    text: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """An internal note; it never leaves."""

    act: ClassVar[Act] = Act.NOTE
    text: str


@dataclass(frozen=True, slots=True)
class Received:
    """Something came in from `sender`. `automatic`: an auto-reply, bounce or receipt, which wakes nobody."""

    act: ClassVar[Act] = Act.RECEIVE
    sender: str
    text: str = ""
    message: str = ""
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Reminded:
    """The customer was reminded; `count` reminders are behind us now."""

    act: ClassVar[Act] = Act.REMIND
    count: int


@dataclass(frozen=True, slots=True)
class Alerted:
    """Somebody was told that this call waits for them."""

    act: ClassVar[Act] = Act.ALERT
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class ClosingProposed:
    """The call looks finished, for this reason."""

    act: ClassVar[Act] = Act.PROPOSE_CLOSING
    evidence: str


@dataclass(frozen=True, slots=True)
class ClosingDeclined:
    """It is not finished, for this reason."""

    act: ClassVar[Act] = Act.DECLINE_CLOSING
    reason: str


@dataclass(frozen=True, slots=True)
class Referred:
    """This call takes up a closed one."""

    act: ClassVar[Act] = Act.REFER
    to: str


@dataclass(frozen=True, slots=True)
class Linked:
    """Tied to an object, problem, run or call."""

    act: ClassVar[Act] = Act.LINK
    link: Link


@dataclass(frozen=True, slots=True)
class Unlinked:
    """A tie undone."""

    act: ClassVar[Act] = Act.UNLINK
    link: Link


@dataclass(frozen=True, slots=True)
class Split:
    """Part of this call became another one."""

    act: ClassVar[Act] = Act.SPLIT
    into: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Absorbed:
    """Another call was merged into this one."""

    act: ClassVar[Act] = Act.ABSORB
    source: str


@dataclass(frozen=True, slots=True)
class BecameConsultancy:
    """The call asks for configuration or improvement: it is a consultancy from here on."""

    act: ClassVar[Act] = Act.CONSULT
    reason: str


@dataclass(frozen=True, slots=True)
class Observed:
    """What monitoring saw of a linked object or run: the recovery, above all."""

    act: ClassVar[Act] = Act.OBSERVE
    link: Link
    good: bool
    text: str


@dataclass(frozen=True, slots=True)
class Explained:
    """Why an object is still bad though its call is closed."""

    act: ClassVar[Act] = Act.EXPLAIN
    target: str
    reason: str


Payload = (
    Opened
    | Assigned
    | Taken
    | Suspended
    | Resumed
    | Reassigned
    | HandedOver
    | Closed
    | Merged
    | Undone
    | Postponed
    | Amended
    | DueAgreed
    | Judged
    | Replied
    | Noted
    | Received
    | Reminded
    | Alerted
    | ClosingProposed
    | ClosingDeclined
    | Referred
    | Linked
    | Unlinked
    | Split
    | Absorbed
    | BecameConsultancy
    | VisitPlanned
    | VisitChanged
    | VisitCancelled
    | TimeLogged
    | TimeCorrected
    | TimeDropped
    | WatchStarted
    | WatchStopped
    | Observed
    | Explained
)


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a call's history: when (epoch seconds), by which login, what. Its number is its place, from 1."""

    at: float
    author: str
    what: Payload

    @property
    def act(self) -> Act:
        """What was done."""
        return self.what.act
