"""Proposals of calls: made and updated by the monitor, decided by people. Every change supposes the state it found.

A cause (a problem, or an expected run) has at most one proposal that waits for a decision. What is decided stays as it
was; should the cause need a call again, it gets a further proposal.
"""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy import update as sql_update

from db.errors import Conflict
from db.queries.sql import insert
from db.rows_desk import NewProposal, NoiseRow, ProposalRow
from db.session import Reader, Writer
from db.tables.calls import calls
from db.tables.inventory import customers, objects
from db.tables.proposals import DISMISSALS, proposals
from db.tables.runs import expected_runs
from db.values import storable

_C = proposals.c
_WAITING = _C.decided_at.is_(None)


def open_ones(r: Reader, since: int | None = None) -> list[ProposalRow]:
    """Return the proposals that wait for a decision (pending and held), oldest first.

    With `since`, those that changed after that number of the feed, decided ones too: those are to disappear.
    """
    return _rows(r, _rowset().where(_WAITING if since is None else _C.seq > since))


def get(r: Reader, proposal_id: int) -> ProposalRow | None:
    """Return one proposal, None where there is none of that id."""
    return next(iter(_rows(r, _rowset().where(_C.id == proposal_id))), None)


def latest(r: Reader, problem_ids: Collection[int] = (), run_ids: Collection[int] = ()) -> list[ProposalRow]:
    """Return the last proposal of each of these problems and runs, whatever became of it."""
    newest = (
        select(func.max(_C.id))
        .where(or_(_C.problem_id.in_(problem_ids), _C.run_id.in_(run_ids)))
        .group_by(_C.problem_id, _C.run_id)
    )
    return _rows(r, _rowset().where(_C.id.in_(newest)))


def of_job(r: Reader, job: str) -> list[ProposalRow]:
    """Return the last proposal of each run of a job that had one, whatever became of it."""
    its_runs = select(expected_runs.c.id).where(expected_runs.c.job == job)
    newest = select(func.max(_C.id)).where(_C.run_id.in_(its_runs)).group_by(_C.run_id)
    return _rows(r, _rowset().where(_C.id.in_(newest)))


def jobs_concerned(r: Reader) -> set[str]:
    """Return the jobs with a proposal that waits for a decision, or whose call was not yet told of a recovery."""
    told = and_(_C.call_id.is_not(None), _C.recovered_at.is_(None))
    tied = select(expected_runs.c.job).join(proposals, _C.run_id == expected_runs.c.id)
    return set(r.connection.execute(tied.where(or_(_WAITING, told))).scalars())


def unrecovered(r: Reader) -> list[ProposalRow]:
    """Return the proposals that have a call which was not yet told of a recovery."""
    return _rows(r, _rowset().where(_C.call_id.is_not(None), _C.recovered_at.is_(None)))


def of_call(r: Reader, call_id: int) -> list[ProposalRow]:
    """Return the proposals that a call was opened from or that were linked to it, oldest first."""
    return _rows(r, _rowset().where(_C.call_id == call_id))


def of_object(r: Reader, object_id: int, limit: int) -> list[ProposalRow]:
    """Return the last proposals of an object, oldest first."""
    newest = select(_C.id).where(_C.object_id == object_id).order_by(_C.opened_at.desc(), _C.id.desc()).limit(limit)
    return _rows(r, _rowset().where(_C.id.in_(newest)))


def _rowset() -> Select[Any]:
    p = _C
    return (
        select(
            p.id, p.customer_id, customers.c.key, customers.c.name, p.object_id, func.coalesce(objects.c.full_name, ""),
            p.problem_id, p.run_id, p.state, p.hold, p.word, p.severity, p.text, p.folded, p.evidence, p.opened_at,
            p.updated_at, p.decided_at, p.decided_by, p.reason, p.note, p.call_id, func.coalesce(calls.c.number, ""),
            p.recovered_at, p.seq,
        )
        .join(customers, customers.c.id == p.customer_id)
        .outerjoin(objects, objects.c.id == p.object_id)
        .outerjoin(calls, calls.c.id == p.call_id)
    )  # fmt: skip


def _rows(r: Reader, statement: Select[Any]) -> list[ProposalRow]:
    return [ProposalRow(*row) for row in r.connection.execute(statement.order_by(_C.opened_at, _C.id))]


def open_(w: Writer, new: NewProposal, at: float) -> int:
    """Store a proposal, pending or (with `hold`) held; return its id.

    Raises:
        Conflict: one of the same cause waits for a decision already.
    """
    row = {
        **_said(new), "customer_id": new.customer_id, "object_id": new.object_id, "problem_id": new.problem_id,
        "run_id": new.run_id, "evidence": "", "opened_at": at, "updated_at": at, "decided_by": "", "note": "",
        "seq": w.seq,
    }  # fmt: skip
    statement = insert(w, proposals).values(row).on_conflict_do_nothing().returning(_C.id)
    made: int | None = w.connection.execute(statement).scalar_one_or_none()
    if made is None:
        raise Conflict(f"A proposal of {new.text or new.word} waits for a decision already.")
    return made


def update(w: Writer, proposal_id: int, new: NewProposal, at: float) -> None:
    """Store what monitoring says now of a proposal that waits: state word, severity, text, and what holds it.

    Raises:
        Conflict: it is decided.
    """
    _change(w, proposal_id, {**_said(new), "updated_at": at})


def _said(new: NewProposal) -> dict[str, Any]:
    return {
        "state": "held" if new.hold else "pending",
        "hold": new.hold,
        "word": new.word,
        "severity": new.severity,
        "text": storable(new.text),
        "folded": new.folded,
    }


def withdraw(w: Writer, proposal_id: int, at: float, evidence: str) -> None:
    """Withdraw a proposal that waits, because of what `evidence` says. Raises Conflict where it is decided."""
    _decide(w, proposal_id, at, "", {"state": "withdrawn", "evidence": storable(evidence)})


def accept(w: Writer, proposal_id: int, at: float, by: str, call_id: int) -> None:
    """Say that a call was opened from a proposal. Raises Conflict where it is decided."""
    _decide(w, proposal_id, at, by, {"state": "accepted", "call_id": call_id})


def link(w: Writer, proposal_id: int, at: float, by: str, call_id: int) -> None:
    """Say that a proposal belongs to a call there was already. Raises Conflict where it is decided."""
    _decide(w, proposal_id, at, by, {"state": "linked", "call_id": call_id})


def dismiss(  # noqa: PLR0917 - the row
    w: Writer, proposal_id: int, at: float, by: str, reason: str, note: str
) -> None:
    """Say that a proposal needs no call, and why. Raises Conflict where it is decided."""
    _decide(w, proposal_id, at, by, {"state": "dismissed", "reason": reason, "note": storable(note)})


def recover(w: Writer, proposal_id: int, at: float, evidence: str) -> None:
    """Say that the recovery was written into the proposal's call.

    Raises:
        Conflict: it has no call, or was written already.
    """
    statement = sql_update(proposals).where(_C.id == proposal_id, _C.call_id.is_not(None), _C.recovered_at.is_(None))
    values = {"recovered_at": at, "updated_at": at, "evidence": storable(evidence), "seq": w.seq}
    if w.connection.execute(statement.values(values)).rowcount != 1:
        raise Conflict(f"The recovery of proposal {proposal_id} is in its call already, or it has none.")


def _decide(w: Writer, proposal_id: int, at: float, by: str, values: dict[str, Any]) -> None:
    _change(w, proposal_id, {"hold": None, "updated_at": at, "decided_at": at, "decided_by": by, **values})


def _change(w: Writer, proposal_id: int, values: dict[str, Any]) -> None:
    statement = sql_update(proposals).where(_C.id == proposal_id, _WAITING).values(**values, seq=w.seq)
    if w.connection.execute(statement).rowcount != 1:
        raise Conflict(_decided(w, proposal_id))


def _decided(w: Writer, proposal_id: int) -> str:
    row = get(w, proposal_id)
    if row is None:
        return f"There is no proposal with the id {proposal_id}."
    by = f" by {row.decided_by}" if row.decided_by else ""
    number = f" (call {row.call_number})" if row.call_number else ""
    return f"The proposal of {row.full_name or row.text} was {row.state}{by} in the meantime{number}."


def noise(r: Reader, since: float) -> list[NoiseRow]:
    """Count what became of the proposals opened at or after `since`, object by object; most dismissed first."""
    dismissed = [func.sum(_one(and_(_C.state == "dismissed", _C.reason == reason))) for reason in DISMISSALS]
    statement = (
        select(
            _C.object_id, objects.c.full_name, customers.c.name, func.count(),
            func.sum(_one(_C.state.in_(("accepted", "linked")))), func.sum(_one(_C.state == "withdrawn")), *dismissed,
        )
        .join(objects, objects.c.id == _C.object_id)
        .join(customers, customers.c.id == objects.c.customer_id)
        .where(_C.opened_at >= since)
        .group_by(_C.object_id, objects.c.full_name, customers.c.name)
    )  # fmt: skip
    found = [_noise_row(row) for row in r.connection.execute(statement)]
    return sorted(found, key=lambda row: (-sum(row.dismissed.values()), -row.proposed, row.full_name))


def _noise_row(row: Sequence[Any]) -> NoiseRow:
    counts = {reason: count for reason, count in zip(DISMISSALS, row[6:], strict=True) if count}
    object_id, full_name, customer, proposed, accepted, withdrawn = row[:6]
    return NoiseRow(object_id, full_name, customer, proposed, accepted, withdrawn, counts)


def _one(condition: Any) -> Any:
    return case((condition, 1), else_=0)
