"""Proposals of a call: one for each cause, updated, held, withdrawn by themselves. Decisions only.

The key is customer, object, and the problem or the run. What was withdrawn comes back when the same run turns bad
again; what was dismissed comes back only when it has become worse than it was when somebody dismissed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from bls_tui.errors import RefusedError
from bls_tui.locale import N_, _


class TroubleKind(StrEnum):
    """What makes a proposal: a problem of a monitored object, or an expected run gone wrong."""

    PROBLEM = "problem"
    RUN = "run"


class ProposalState(StrEnum):
    """Where a proposal stands. ACCEPTED and LINKED have a call; the last three need nobody any more."""

    PENDING = "pending"
    HELD = "held"
    ACCEPTED = "accepted"
    LINKED = "linked"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"


class Hold(StrEnum):
    """Why a proposal is not shown yet."""

    DOWNTIME = "downtime"
    FLAPPING = "flapping"
    MAILBOX = "mailbox"


class Dismissal(StrEnum):
    """Why a proposal was dismissed."""

    MAINTENANCE = "maintenance"
    HUMAN_ACTION = "human_action"
    FALSE_ALARM = "false_alarm"
    OTHER = "other"


DISMISSALS: Mapping[Dismissal, str] = {
    Dismissal.MAINTENANCE: N_("maintenance"),
    Dismissal.HUMAN_ACTION: N_("human action"),
    Dismissal.FALSE_ALARM: N_("false alarm"),
    Dismissal.OTHER: N_("other reason"),
}
HOLDS: Mapping[Hold, str] = {
    Hold.DOWNTIME: N_("in downtime"),
    Hold.FLAPPING: N_("flapping"),
    Hold.MAILBOX: N_("mailbox not readable"),
}


@dataclass(frozen=True, slots=True)
class ProposalKey:
    """What makes two reports the same proposal. `trouble_id` is the id of the problem or of the run."""

    customer: str
    object_id: int
    kind: TroubleKind
    trouble_id: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What monitoring says of one cause now.

    `state` is the object's or run's state word, `severity` grows with how bad it is, `folded` counts what it explains;
    `over` is set once it recovered or the late mail came, `evidence` says how. `unreadable`: the mailbox that a run's
    mails come to cannot be read. `monitored`: a contract of the customer in force includes monitoring.
    """

    key: ProposalKey
    state: str
    severity: int
    since: float
    text: str
    folded: int = 0
    over: bool = False
    evidence: str = ""
    in_downtime: bool = False
    flapping: bool = False
    unreadable: bool = False
    monitored: bool = True

    @property
    def hold(self) -> Hold | None:
        """Why it would be held now."""
        if self.in_downtime:
            return Hold.DOWNTIME
        if self.unreadable:
            return Hold.MAILBOX
        return Hold.FLAPPING if self.flapping else None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A stored proposal. `call` is the number of its call; `recovered_at` when its recovery was written there."""

    key: ProposalKey
    state: ProposalState
    word: str
    severity: int
    text: str
    folded: int
    created_at: float
    updated_at: float
    hold: Hold | None = None
    call: str = ""
    recovered_at: float | None = None


@dataclass(frozen=True, slots=True)
class Keep:
    """Nothing changes."""


@dataclass(frozen=True, slots=True)
class Create:
    """A new row, shown, or held for a reason."""

    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Update:
    """The row as it is now. `before` is what it was, for compare-and-set."""

    before: Proposal
    proposal: Proposal


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Not needed any more, and why."""

    before: Proposal
    proposal: Proposal
    evidence: str


@dataclass(frozen=True, slots=True)
class WriteRecovery:
    """The recovery belongs into the call (an Observed event), once."""

    before: Proposal
    proposal: Proposal
    evidence: str


Decision = Keep | Create | Update | Withdraw | WriteRecovery

_KEEP = Keep()
_WAITING = (ProposalState.PENDING, ProposalState.HELD)


def decide(existing: Proposal | None, facts: Facts, now: float) -> Decision:
    """Decide what becomes of the proposal of one cause. Recording the decision and asking again gives Keep."""
    if facts.over:
        return _KEEP if existing is None else _over(existing, facts, now)
    if not facts.monitored:
        return _uncovered(existing, now)
    if existing is None:
        return Create(_made(facts, now, created_at=now))
    if existing.state in _WAITING:
        return _refresh(existing, facts, now)
    worse = existing.state is ProposalState.DISMISSED and facts.severity > existing.severity
    if worse or existing.state is ProposalState.WITHDRAWN:
        return Update(existing, _made(facts, now, created_at=existing.created_at))
    return _KEEP


def check_dismissal(proposal: Proposal, reason: Dismissal, text: str) -> None:
    """Refuse to dismiss what waits for nobody, or for a reason that is not told; raises RefusedError."""
    check_waiting(proposal)
    if reason is Dismissal.OTHER and not text.strip():
        raise RefusedError(_("Say which other reason it is."))


def check_waiting(proposal: Proposal) -> None:
    """Refuse to accept, link or dismiss a proposal that is decided already; raises RefusedError."""
    if proposal.state in _WAITING:
        return
    if proposal.call:
        raise RefusedError(_("The proposal belongs to call {number} already.").format(number=proposal.call))
    raise RefusedError(_("The proposal is no longer there to decide."))


def _over(existing: Proposal, facts: Facts, now: float) -> Decision:
    if existing.state in _WAITING:
        return Withdraw(
            existing, replace(existing, updated_at=now, state=ProposalState.WITHDRAWN, hold=None), facts.evidence
        )
    if existing.call and existing.recovered_at is None:
        return WriteRecovery(existing, replace(existing, updated_at=now, recovered_at=now), facts.evidence)
    return _KEEP


def _uncovered(existing: Proposal | None, now: float) -> Decision:
    if existing is None or existing.state not in _WAITING:
        return _KEEP
    gone = replace(existing, updated_at=now, state=ProposalState.WITHDRAWN, hold=None)
    return Withdraw(existing, gone, _("No contract of the customer includes monitoring."))


def _refresh(existing: Proposal, facts: Facts, now: float) -> Decision:
    fresh = _made(facts, now, created_at=existing.created_at)
    same = replace(fresh, updated_at=existing.updated_at) == existing
    return _KEEP if same else Update(existing, fresh)


def _made(facts: Facts, now: float, *, created_at: float) -> Proposal:
    return Proposal(
        key=facts.key,
        state=ProposalState.PENDING if facts.hold is None else ProposalState.HELD,
        word=facts.state,
        severity=facts.severity,
        text=facts.text,
        folded=facts.folded,
        created_at=created_at,
        updated_at=now,
        hold=facts.hold,
    )
