"""What the reports of the desk say, as data. Times are epoch seconds (UTC), durations seconds; texts are raw."""

from collections.abc import Mapping
from dataclasses import dataclass

from bls_tui.desk.calls.model import CallState, Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.proposals import Dismissal, ProposalState
from bls_tui.service.desk.call_views_data import ContractCard


@dataclass(frozen=True, slots=True)
class CheckNoise:
    """A check whose proposals were dismissed, and why how often."""

    check: str
    customer: str
    proposed: int
    dismissed: int
    reasons: Mapping[Dismissal, int]


@dataclass(frozen=True, slots=True)
class NoiseReport:
    """The checks that cry wolf, worst first, over the proposals made from `start` until `end`."""

    start: float
    end: float
    checks: tuple[CheckNoise, ...]


@dataclass(frozen=True, slots=True)
class SlaRow:
    """How one promise was kept on one call. `kept` is None where nothing was promised, or it is still running in time.

    `spent`, `limit` and `late` (0 when kept) are seconds of counted time. `reason` says in a sentence why it was
    breached, "" otherwise. `waited` are the seconds of counted time that suspensions took out, by reason.
    """

    sla: int
    kept: bool | None
    spent: float
    limit: float | None
    due: float | None
    stopped_at: float | None
    late: float
    waited: Mapping[Reason, float]
    reason: str


@dataclass(frozen=True, slots=True)
class ReportedCall:
    """A call in the report of a month."""

    number: str
    subject: str
    contract: str
    level: Level
    priority: Priority
    state: CallState
    opened_at: float
    closed_at: float | None
    owner: str
    outcome: str
    sla1: SlaRow
    sla2: SlaRow


@dataclass(frozen=True, slots=True)
class Hours:
    """Seconds worked in the month by kind (values of WorkKind), inside and outside the contracts."""

    inside: Mapping[str, float]
    outside: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Availability:
    """A monitored object over the month. `bad` are seconds of a HARD problem, `watched` those of the month so far.

    A host counts as bad while it has any problem, a service unless the problem was a mere WARNING.
    """

    full_name: str
    kind: str
    watched: float
    bad: float
    problems: int

    @property
    def share(self) -> float:
        """The part of the time it was available, 0 to 1."""
        return 1.0 - self.bad / self.watched if self.watched else 1.0


@dataclass(frozen=True, slots=True)
class SlaReport:
    """What was promised to a customer and kept in a month. `proposals` count what became of them, by state."""

    customer_key: str
    customer: str
    start: float
    end: float
    calls: tuple[ReportedCall, ...]
    opened: int
    closed: int
    hours: Hours
    cards: tuple[ContractCard, ...]
    availability: tuple[Availability, ...]
    proposals: Mapping[ProposalState, int]
    generated_at: float

    def counted(self, sla: int) -> tuple[int, int]:
        """Return how many calls kept, and how many broke, SLA1 or SLA2."""
        rows = [call.sla1 if sla == 1 else call.sla2 for call in self.calls]
        return sum(row.kept is True for row in rows), sum(row.kept is False for row in rows)
