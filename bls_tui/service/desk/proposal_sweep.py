"""Proposals follow the problems: made, updated, held, withdrawn with evidence; recoveries go into their calls.

May be done as often as one likes, by several processes: what is recorded already is decided to be kept as it is.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bls_tui.desk import proposals as rules
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.model import Link, LinkKind
from bls_tui.desk.people import Directory
from bls_tui.desk.proposals import (
    Create,
    Decision,
    Facts,
    Keep,
    ProposalKey,
    TroubleKind,
    Update,
    Withdraw,
    WriteRecovery,
)
from bls_tui.desk.roles import SYSTEM
from bls_tui.locale import _
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.calls_store import desk, load_id, record
from bls_tui.service.desk.proposal_rows import stored, to_store
from checks.model import SEVERITY, State
from db.queries import inventory, problems, proposals, states
from db.rows import ProblemRow, StatusRow
from db.rows_desk import ProposalRow
from db.session import Database, Reader, Writer


@dataclass(frozen=True, slots=True)
class Todo:
    """What is to be done about one cause: its proposal as stored (None: there is none yet) and the decision."""

    row: ProposalRow | None
    decision: Decision


def sweep(database: Database, now: float) -> int:
    """Bring the proposals up to date with the problems; return how many changed."""
    with database.read() as r:
        if not any(True for _todo in todos(r, now)):
            return 0
    with database.write() as w:
        found = list(todos(w, now))
        for todo in found:
            carry_out(w, todo, now)
    return len(found)


def todos(r: Reader, now: float) -> Iterator[Todo]:
    """Yield what has to change; nothing when everything is as it should be."""
    people = directories.directory(r)
    open_ = {problem.id: problem for problem in problems.open_problems(r)}
    roots = {id_: problem for id_, problem in open_.items() if problem.cause_id is None}
    known = {row.problem_id: row for row in proposals.latest(r, problem_ids=list(roots)) if row.problem_id in roots}
    rest = [row for row in (*proposals.open_ones(r), *proposals.unrecovered(r)) if row.problem_id not in roots]
    ids = {problem.object_id for problem in roots.values()} | {row.object_id for row in rest if row.object_id}
    status = {row.object_id: row for row in states.status(r, now, object_ids=ids)} if ids else {}
    folded = Counter(problem.cause_id for problem in open_.values())
    for id_, problem in roots.items():
        if (row := status.get(problem.object_id)) is not None:
            facts = _trouble(problem, row, folded[id_], monitored=monitored(people, row.customer_key, now))
            yield from decided(known.get(id_), facts, now)
    for proposal in rest:
        if proposal.problem_id is not None:
            yield from decided(proposal, _end(proposal, open_, status), now)


def decided(row: ProposalRow | None, facts: Facts | None, now: float) -> Iterator[Todo]:
    """Yield what the rules decide about the proposal of one cause, nothing where it stays as it is."""
    if facts is None:
        return
    decision = rules.decide(stored(row) if row else None, facts, now)
    if not isinstance(decision, Keep):
        yield Todo(row, decision)


def monitored(people: Directory, customer: str, now: float) -> bool:
    """Tell whether a contract of a customer in force includes monitoring."""
    zones = (contract.calendar.zone for contract in people.contracts.values() if contract.customer == customer)
    zone = next(zones, None)
    return zone is not None and people.monitored(customer, datetime.fromtimestamp(now, zone).date())


def _trouble(problem: ProblemRow, row: StatusRow, folded: int, *, monitored: bool) -> Facts:
    return Facts(
        key=ProposalKey(row.customer_key, row.object_id, TroubleKind.PROBLEM, problem.id),
        state=problem.state,
        severity=SEVERITY[State(problem.state)],
        since=problem.opened_at,
        text=row.output,
        folded=folded,
        in_downtime=row.in_downtime,
        flapping=row.flapping,
        monitored=monitored,
    )


def _end(proposal: ProposalRow, open_: Mapping[int, ProblemRow], status: Mapping[int, StatusRow]) -> Facts | None:
    """Return how the cause of a proposal ended; None where it goes on under another cause and a call has it."""
    problem = open_.get(proposal.problem_id or 0)
    if problem is not None and proposal.call_id is not None:
        return None
    row = status.get(proposal.object_id or 0)
    return Facts(
        key=stored(proposal).key,
        state=proposal.word,
        severity=proposal.severity,
        since=proposal.opened_at,
        text=proposal.text,
        over=True,
        evidence=_evidence(problem, row),
    )


def _evidence(problem: ProblemRow | None, row: StatusRow | None) -> str:
    if row is None:
        return _("It is not watched any more.")
    if problem is not None:
        return _("{object} is bad because of something else.").format(object=row.full_name)
    return evidence(row)


def evidence(row: StatusRow) -> str:
    """Return what an object says of itself now, as evidence of its recovery or its failure."""
    return f"{row.full_name} {row.state}: {row.output}"


def carry_out(w: Writer, todo: Todo, now: float) -> None:
    """Record a decision about a proposal; a recovery goes into its call. Raises Conflict."""
    match todo:
        case Todo(row=None, decision=Create(proposal=made)) | Todo(decision=Update(proposal=made)):
            _write(w, todo.row, made, now)
        case Todo(row=ProposalRow(id=proposal_id), decision=Withdraw(evidence=why)):
            proposals.withdraw(w, proposal_id, now, why)
        case Todo(row=ProposalRow(id=proposal_id, call_id=int(call_id), object_id=object_id, run_id=run_id)):
            proposals.recover(w, proposal_id, now, _why(todo.decision))
            link = Link(LinkKind.OBJECT, str(object_id)) if run_id is None else Link(LinkKind.RUN, str(run_id))
            observed = ev.Observed(link, good=True, text=_why(todo.decision))
            record(desk(w, SYSTEM.login, now), w, load_id(w, call_id), [observed])


def _why(decision: Decision) -> str:
    return decision.evidence if isinstance(decision, Withdraw | WriteRecovery) else ""


def _write(w: Writer, row: ProposalRow | None, made: rules.Proposal, now: float) -> None:
    """Update a proposal that waits; one that was decided keeps its decision, and the cause gets a further one."""
    if row is not None and row.decided_at is None:
        proposals.update(w, row.id, to_store(made, row.customer_id), now)
        return
    customer_id = row.customer_id if row else inventory.customer_id(w, made.key.customer)
    if customer_id is not None:
        proposals.open_(w, to_store(made, customer_id), now)
