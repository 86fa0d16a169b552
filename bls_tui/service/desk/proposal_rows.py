"""Proposals between the database, the rules and the screens. Pure."""

from bls_tui.desk.proposals import Hold, Proposal, ProposalKey, ProposalState, TroubleKind
from bls_tui.service.desk.call_views_data import ProposalRow as Shown
from db.rows_desk import NewProposal, ProposalRow


def stored(row: ProposalRow) -> Proposal:
    """Return a stored proposal as the rules know it."""
    kind = TroubleKind.PROBLEM if row.problem_id is not None else TroubleKind.RUN
    trouble = row.problem_id if row.problem_id is not None else row.run_id
    return Proposal(
        key=ProposalKey(row.customer_key, row.object_id or 0, kind, trouble or 0),
        state=ProposalState(row.state),
        word=row.word,
        severity=row.severity,
        text=row.text,
        folded=row.folded,
        created_at=row.opened_at,
        updated_at=row.updated_at,
        hold=Hold(row.hold) if row.hold else None,
        call=row.call_number,
        recovered_at=row.recovered_at,
    )


def to_store(proposal: Proposal, customer_id: int) -> NewProposal:
    """Return what is to be stored of a proposal that waits."""
    key = proposal.key
    of_problem = key.kind is TroubleKind.PROBLEM
    return NewProposal(
        customer_id=customer_id,
        object_id=key.object_id or None,
        word=proposal.word,
        severity=proposal.severity,
        text=proposal.text,
        problem_id=key.trouble_id if of_problem else None,
        run_id=None if of_problem else key.trouble_id,
        folded=proposal.folded,
        hold=proposal.hold.value if proposal.hold else None,
    )


def shown(row: ProposalRow) -> Shown:
    """Return a proposal for the screens."""
    return Shown(
        proposal_id=row.id,
        state=ProposalState(row.state),
        customer_key=row.customer_key,
        customer=row.customer,
        object_id=row.object_id,
        full_name=row.full_name,
        word=row.word,
        severity=row.severity,
        text=row.text,
        folded=row.folded,
        opened_at=row.opened_at,
        updated_at=row.updated_at,
        hold=Hold(row.hold) if row.hold else None,
        call=row.call_number,
    )
