"""To whom a new call is signalled: filters, then a score, then the longest idle. The same facts give the same choice.

Score = 2 x competence - load + 0.5 x familiarity. Competence is 0 to 5 as the lead declared it; load is the weight of
the open calls (see `load`); familiarity is the number of the customer's calls closed in 90 days, at most 4.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.calendar import Calendar
from bls_tui.desk.calls.events import Candidate
from bls_tui.desk.calls.model import Call, CallState, Level, Priority
from bls_tui.desk.duty import Duty
from bls_tui.locale import N_, _

COMPETENCE_WEIGHT = 2.0
FAMILIARITY_WEIGHT = 0.5
FAMILIARITY_CAP = 4
FAMILIARITY_DAYS = 90
LOAD_CAP = 8.0
"""Load from which nobody is given more, unless declared otherwise."""
PATIENCE = 0.25
"""Share of SLA1 that somebody has to take an assigned call before the next is asked."""
PATIENCE_WITHOUT_SLA = 3600.0
"""Seconds of working time somebody has where the contract promises nothing."""
MAX_HOPS = 2
"""How many further candidates are asked before the coordinator."""

_STATE_LOAD: Mapping[CallState, float] = {
    CallState.ASSIGNED: 1.0,
    CallState.IN_PROGRESS: 1.0,
    CallState.SUSPENDED: 0.2,
}
_PRIORITY_LOAD: Mapping[Priority, float] = {
    Priority.LOW: 0.5,
    Priority.NORMAL: 1.0,
    Priority.HIGH: 1.5,
    Priority.URGENT: 2.0,
}


class Obstacle(StrEnum):
    """Why somebody is not eligible."""

    NOT_COMPETENT = "not_competent"
    WRONG_LEVEL = "wrong_level"
    ABSENT = "absent"
    OFF_DUTY = "off_duty"
    FULL = "full"
    ASKED_ALREADY = "asked_already"


OBSTACLES: Mapping[Obstacle, str] = {
    Obstacle.NOT_COMPETENT: N_("not competent in this typology"),
    Obstacle.WRONG_LEVEL: N_("does not work on this level"),
    Obstacle.ABSENT: N_("absent"),
    Obstacle.OFF_DUTY: N_("not on duty"),
    Obstacle.FULL: N_("has enough calls already"),
    Obstacle.ASKED_ALREADY: N_("was asked and did not take it"),
}


@dataclass(frozen=True, slots=True)
class Technician:
    """Somebody calls can be given to. `competences` are 0 to 5 by typology; `cap` is the load that is enough."""

    login: str
    name: str
    competences: Mapping[str, int]
    levels: frozenset[Level]
    duty: Duty
    cap: float = LOAD_CAP


@dataclass(frozen=True, slots=True)
class Workload:
    """What a technician has to do, as counted from the calls: see `load`; None: never had a call assigned."""

    load: float = 0.0
    closed_for_customer: int = 0
    last_assigned_at: float | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What has to be assigned at `now`; `opens_at` is when work on it begins: now, or the next opening.

    `minimum` is the competence the typology asks for; `tried` are those who have not taken it.
    """

    typology: str
    level: Level
    now: float
    opens_at: float
    minimum: int = 1
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is to have the call, "" for the coordinator, and how everybody fared: eligible ones first, best first."""

    login: str
    candidates: tuple[Candidate, ...]

    @property
    def to_coordinator(self) -> bool:
        """Whether nobody is eligible."""
        return not self.login


class Step(StrEnum):
    """What becomes of a call that nobody has taken: leave it, ask the next candidate, or the coordinator's."""

    WAIT = "wait"
    NEXT = "next"
    COORDINATOR = "coordinator"


@dataclass(frozen=True, slots=True)
class Escalation:
    """The step, those asked in vain (`Request.tried` of the next choice), and until when to wait (None: for good)."""

    step: Step
    tried: tuple[str, ...] = ()
    until: float | None = None


IDLE = Workload()


def choose(request: Request, technicians: Iterable[Technician], workloads: Mapping[str, Workload]) -> Choice:
    """Choose among technicians; those without an entry in `workloads` have nothing to do."""
    ranked = []
    for technician in technicians:
        work = workloads.get(technician.login, IDLE)
        obstacles = tuple(_obstacles(request, technician, work))
        candidate = Candidate(technician.login, round(score(request, technician, work), 3), obstacles)
        idle_since = float("-inf") if work.last_assigned_at is None else work.last_assigned_at
        ranked.append((bool(obstacles), -candidate.score, idle_since, candidate.login, candidate))
    ranked.sort(key=lambda entry: entry[:4])
    candidates = tuple(entry[-1] for entry in ranked)
    chosen = candidates[0].login if candidates and not candidates[0].obstacles else ""
    return Choice(chosen, candidates)


def score(request: Request, technician: Technician, work: Workload) -> float:
    """Return how well somebody suits: see the formula at the top."""
    competence = technician.competences.get(request.typology, 0)
    familiarity = min(work.closed_for_customer, FAMILIARITY_CAP)
    return COMPETENCE_WEIGHT * competence - work.load + FAMILIARITY_WEIGHT * familiarity


def load(calls: Iterable[tuple[CallState, Priority]]) -> float:
    """Return the weight of somebody's calls: in progress and assigned 1, suspended 0.2, times 0.5 to 2 by priority."""
    return sum(_STATE_LOAD.get(state, 0.0) * _PRIORITY_LOAD[priority] for state, priority in calls)


def patience_ends(assigned_at: float, take_limit: float | None, calendar: Calendar) -> float:
    """Return until when somebody may leave an assigned call untaken: a quarter of SLA1 in working time."""
    return calendar.add(assigned_at, PATIENCE_WITHOUT_SLA if take_limit is None else take_limit * PATIENCE)


def escalate(
    call: Call, now: float, take_limit: float | None, calendar: Calendar, coordinators: Collection[str]
) -> Escalation:
    """Decide what becomes of a call that was assigned and not taken. Raises CalendarError."""
    standing = call.standing
    if standing.state is not CallState.ASSIGNED or standing.owner in coordinators:
        return Escalation(Step.WAIT)
    until = patience_ends(standing.since, take_limit, calendar)
    if now < until:
        return Escalation(Step.WAIT, standing.tried, until)
    tried = (*standing.tried, standing.owner)
    return Escalation(Step.NEXT if len(tried) <= MAX_HOPS else Step.COORDINATOR, tried)


def obstacle_words(obstacles: Iterable[str]) -> str:
    """Return why somebody was not eligible, as words in a row."""
    return ", ".join(_(OBSTACLES[Obstacle(code)]) for code in obstacles)


def _obstacles(request: Request, technician: Technician, work: Workload) -> Iterable[Obstacle]:
    if technician.competences.get(request.typology, 0) < request.minimum:
        yield Obstacle.NOT_COMPETENT
    if request.level not in technician.levels:
        yield Obstacle.WRONG_LEVEL
    if technician.duty.absence(request.opens_at) is not None:
        yield Obstacle.ABSENT
    if not (technician.duty.on_duty(request.now) or technician.duty.on_duty(request.opens_at)):
        yield Obstacle.OFF_DUTY
    if work.load >= technician.cap:
        yield Obstacle.FULL
    if technician.login in request.tried:
        yield Obstacle.ASKED_ALREADY
