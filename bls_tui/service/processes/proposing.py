"""Proposals follow the runs: one for each job in trouble, updated, held, withdrawn with evidence once it goes well.

While a call about the same failures is open, further ones are written into it instead of being proposed.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Payload
from bls_tui.desk.calls.model import Link, LinkKind, Origin, Priority
from bls_tui.desk.people import Directory
from bls_tui.desk.processes import Process, Processes
from bls_tui.desk.proposals import Facts, ProposalKey, TroubleKind
from bls_tui.desk.roles import SYSTEM
from bls_tui.locale import _
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_store import desk, load_id, record
from bls_tui.service.desk.proposal_rows import stored
from bls_tui.service.desk.proposal_sweep import Todo, carry_out, decided, monitored
from bls_tui.service.processes import directory
from bls_tui.service.processes.standing import PREFIX
from bls_tui.service.processes.words import run_line
from checks.model import SEVERITY, State
from checks.rules.expected.policy import Policy, proposes
from checks.rules.expected.states import OPEN, RunState
from db.errors import Conflict
from db.queries import calls, feed, inventory, proposals, runs
from db.rows_desk import ProposalRow
from db.rows_runs import RunRow
from db.session import Database, Reader, Writer

DAY = 86400.0
AT_ONCE = 20
"""Jobs whose proposals are changed in one transaction."""
KNOWN_FOR = 400 * DAY
"""How old the last run of a job may be that is looked at when this program begins, or the world changed."""
HISTORY = 40
"""Runs of a job that are looked at: more than a policy may ask for."""
_NEUTRAL = OPEN | {RunState.SKIPPED, RunState.UNKNOWN}
_WORST = SEVERITY[State.CRITICAL]
_SEVERITIES = {RunState.PARTIAL: SEVERITY[State.WARNING], RunState.FAILED: _WORST, RunState.MISSING: _WORST}


@dataclass(frozen=True, slots=True)
class Again:
    """A further run that went wrong, to be written into the call there is about the job."""

    call_id: int
    run: RunRow
    text: str


@dataclass(frozen=True, slots=True)
class _World:
    """What every job is looked at with."""

    r: Reader
    known: Processes
    people: Directory
    unreadable: frozenset[str]
    customers: Mapping[int, str]
    now: float


@dataclass(frozen=True, slots=True)
class _Job:
    """One job: its process, whether it is still expected, its runs that ended, those bad since it last went well."""

    process: Process | None
    watched: bool
    ended: tuple[RunRow, ...]
    bad: tuple[RunRow, ...]
    proposes: bool

    @property
    def last(self) -> RunRow | None:
        """The run that ended last."""
        return self.ended[-1] if self.ended else None


class Proposer:
    """Brings the proposals up to date with the runs that changed since it last did."""

    def __init__(self) -> None:
        self._seen: int | None = None
        self._context: object = None

    def __call__(self, database: Database, now: float) -> int:
        """Return how many jobs had proposals or calls to change. Raises DatabaseError, DirectoryError."""
        with database.read() as r:
            head, world = feed.head(r), _world(r, now)
            context = (feed.inventory_head(r), world.unreadable, int(now // DAY))
            jobs = self._concerned(world, everything=context != self._context)
            due = [job for job in jobs if any(True for _todo in _todos(world, job))]
        settled = [_settle(database, due[start : start + AT_ONCE], now) for start in range(0, len(due), AT_ONCE)]
        if all(settled):
            self._seen, self._context = head, context
        return len(due)

    def _concerned(self, world: _World, *, everything: bool) -> list[str]:
        if self._seen is None or everything:
            bad = {run.job for run in runs.standing(world.r, world.now - KNOWN_FOR) if run.state != RunState.LATE}
            return sorted(bad | proposals.jobs_concerned(world.r))
        changed = runs.changed_since(world.r, self._seen)
        return sorted({run.job for run in changed if run.state not in (RunState.EXPECTED, RunState.LATE)})


def _settle(database: Database, jobs: Iterable[str], now: float) -> bool:
    """Do what is to be done about some jobs; tell whether it was, and nobody decided something at the same moment."""
    try:
        with database.write() as w:
            world = _world(w, now)
            for job in jobs:
                for todo in list(_todos(world, job)):
                    _carry_out(w, todo, now)
    except Conflict:
        return False
    return True


def _carry_out(w: Writer, todo: Todo | Again, now: float) -> None:
    if isinstance(todo, Todo):
        carry_out(w, todo, now)
        return
    link = Link(LinkKind.RUN, str(todo.run.id))
    said: list[Payload] = [ev.Linked(link), ev.Observed(link, good=False, text=todo.text)]
    record(desk(w, SYSTEM.login, now), w, load_id(w, todo.call_id), said)


def _world(r: Reader, now: float) -> _World:
    known = directory.processes(r, now)
    boxes = {PREFIX + one.mailbox for one in known.by_key.values()}
    outages = frozenset(run.job.removeprefix(PREFIX) for run in runs.in_state(r, boxes, RunState.FAILED))
    customers = {row.id: row.key for row in inventory.customers(r)}
    return _World(r, known, directories.directory(r), outages, customers, now)


def _todos(world: _World, key: str) -> Iterator[Todo | Again]:
    """Yield what has to change about one job; nothing when everything is as it should be."""
    job = _job(world, key)
    rows = proposals.of_job(world.r, key)
    waiting = [row for row in rows if row.decided_at is None]
    if not job.proposes:
        unheard = [row for row in rows if row.call_id is not None and row.recovered_at is None and not job.bad]
        for row in (*waiting, *unheard):
            yield from decided(row, _over(row, job), world.now)
    elif (call_id := _open_call(world.r, rows, job)) is not None:
        yield from (Again(call_id, run, run_line(job.process, run)) for run in _unsaid(world.r, call_id, rows, job))
    else:
        yield from _proposed(world, job, rows, waiting)


def _job(world: _World, key: str) -> _Job:
    one = world.known.by_key.get(key)
    policy = one.policy if one else Policy()
    told = runs.history(world.r, key, HISTORY)
    ended = tuple(run for run in told if RunState(run.state) not in _NEUTRAL)
    bad = tuple(takewhile(lambda run: policy.bad(RunState(run.state)), reversed(ended)))[::-1]
    watched = one is not None or (key.startswith(PREFIX) and _in_use(world.known, key.removeprefix(PREFIX)))
    grounds = proposes([RunState(run.state) for run in ended], policy) if watched else None
    return _Job(one, watched, ended, bad if watched else (), grounds is not None)


def _in_use(known: Processes, account: str) -> bool:
    return any(True for _one in known.of_mailbox(account))


def _open_call(r: Reader, rows: Sequence[ProposalRow], job: _Job) -> int | None:
    """Return the open call that a proposal about the same failures has, None where there is none."""
    bad = {run.id for run in job.bad}
    for row in reversed(rows):
        if row.call_id is not None and row.run_id in bad:
            call = calls.get(r, row.call_id)
            if call is not None and call.call.closed_at is None:
                return row.call_id
    return None


def _unsaid(r: Reader, call_id: int, rows: Sequence[ProposalRow], job: _Job) -> list[RunRow]:
    """Return the runs that went wrong after the call was there and are not tied to it."""
    since = next(row.decided_at or 0.0 for row in rows if row.call_id == call_id)
    tied = {link.target for link in load_id(r, call_id).call.links if link.kind is LinkKind.RUN}
    return [run for run in job.bad if str(run.id) not in tied and (run.decided_at or 0.0) > since]


def _proposed(world: _World, job: _Job, rows: Sequence[ProposalRow], waiting: Sequence[ProposalRow]) -> Iterator[Todo]:
    """Yield what becomes of the one proposal of a job in trouble; its cause is the run it was first made for."""
    bad = {run.id: run for run in job.bad}
    lead = next((row for row in waiting if row.run_id in bad), None)
    for row in waiting:
        if row is not lead:
            yield from decided(row, _over(row, job), world.now)
    cause = bad[lead.run_id] if lead is not None and lead.run_id is not None else job.bad[-1]
    existing = lead or next((row for row in reversed(rows) if row.run_id == cause.id), None)
    yield from decided(existing, _trouble(world, job, cause, existing), world.now)


def _trouble(world: _World, job: _Job, cause: RunRow, existing: ProposalRow | None) -> Facts:
    latest, one = job.bad[-1], job.process
    customer = world.customers.get(cause.customer_id, "")
    return Facts(
        key=stored(existing).key
        if existing
        else ProposalKey(customer, _object(world.r, one), TroubleKind.RUN, cause.id),
        state=latest.state,
        severity=_SEVERITIES[RunState(latest.state)],
        since=cause.scheduled_at,
        text=run_line(one, latest),
        folded=len(job.bad) - 1,
        unreadable=one is not None and one.mailbox in world.unreadable,
        monitored=one is None or monitored(world.people, customer, world.now),
    )


def _over(row: ProposalRow, job: _Job) -> Facts:
    """Return how the trouble of a proposal ended: the job went well since, or nobody expects it any more."""
    return Facts(
        key=stored(row).key,
        state=row.word,
        severity=row.severity,
        since=row.opened_at,
        text=row.text,
        over=True,
        evidence=run_line(job.process, job.last) if job.watched and job.last else _("It is not expected any more."),
    )


def _object(r: Reader, one: Process | None) -> int:
    """Return the id of the first object of a process that is watched, 0 for none."""
    return next(iter(object_ids(r, one)), 0)


def object_ids(r: Reader, one: Process | None) -> list[int]:
    """Return the ids of the objects of a process, those that are not watched left out."""
    found = ((name, inventory.find(r, name)) for name in (one.objects if one else ()))
    return [id_ for name, rows in found for id_, full_name in rows if full_name == name]


def call_of_run(r: Reader, row: ProposalRow, now: float) -> NewCall:
    """Return the call that the proposal of a run would open: about the run and the objects of its process."""
    run = runs.get(r, row.run_id or 0)
    one = directory.processes(r, now).by_key.get(run.job) if run else None
    links = [Link(LinkKind.OBJECT, str(id_)) for id_ in object_ids(r, one)]
    return NewCall(
        customer=row.customer_key,
        subject=f"{one.name}: {row.word}" if one else row.text,
        text=row.text,
        origin=Origin.MONITORING,
        priority=Priority.HIGH if row.severity >= _WORST else Priority.NORMAL,
        links=(*links, Link(LinkKind.RUN, str(row.run_id))),
    )
