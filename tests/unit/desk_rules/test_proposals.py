"""One proposal for each cause: made, updated, held, withdrawn, and where calls and monitoring disagree."""

from dataclasses import replace

import pytest

from bls_tui.desk.agreement import Linked, closable, objects_of, still_bad
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import Link, LinkKind, Outcome
from bls_tui.desk.noise import Noise, Past, noise
from bls_tui.desk.proposals import (
    Create,
    Dismissal,
    Facts,
    Hold,
    Keep,
    ProposalKey,
    ProposalState,
    TroubleKind,
    Update,
    Withdraw,
    WriteRecovery,
    check_dismissal,
    check_waiting,
    decide,
)
from bls_tui.errors import RefusedError
from tests.support.desk import story

FACTS = Facts(ProposalKey("acme", 3, TroubleKind.PROBLEM, 11), "CRITICAL", 6, 90.0, "no answer")
OVER = replace(FACTS, over=True, evidence="OK since 10:02")
PENDING = decide(None, FACTS, 100.0).proposal
WARNED = decide(None, replace(FACTS, state="WARNING", severity=4), 100.0).proposal


def dismissed(proposal):
    return replace(proposal, state=ProposalState.DISMISSED)


def accepted(proposal=PENDING):
    return replace(proposal, state=ProposalState.ACCEPTED, call="26-000001")


def test_a_new_cause_makes_one_and_the_same_again_changes_nothing():
    assert (PENDING.state, PENDING.created_at) == (ProposalState.PENDING, 100.0)
    assert decide(PENDING, FACTS, 200.0) == Keep()


def test_it_follows_its_cause():
    decision = decide(PENDING, replace(FACTS, folded=12), 200.0)
    assert isinstance(decision, Update)
    assert (decision.proposal.folded, decision.proposal.created_at, decision.proposal.updated_at) == (12, 100.0, 200.0)


def test_only_for_customers_with_monitoring():
    uncovered = replace(FACTS, monitored=False)
    assert decide(None, uncovered, 100.0) == Keep()
    assert isinstance(decide(PENDING, uncovered, 100.0), Withdraw)
    assert decide(accepted(), uncovered, 100.0) == Keep()


@pytest.mark.parametrize(("fact", "hold"), [("in_downtime", Hold.DOWNTIME), ("flapping", Hold.FLAPPING)])
def test_downtime_and_flapping_hold_it_and_let_it_go(fact, hold):
    quiet = replace(FACTS, **{fact: True})
    made = decide(None, quiet, 100.0)
    assert isinstance(made, Create)
    assert (made.proposal.state, made.proposal.hold) == (ProposalState.HELD, hold)
    assert decide(made.proposal, quiet, 150.0) == Keep()
    assert decide(made.proposal, FACTS, 200.0).proposal.state is ProposalState.PENDING
    assert decide(PENDING, quiet, 200.0).proposal.state is ProposalState.HELD
    assert isinstance(decide(made.proposal, OVER, 200.0), Withdraw)


def test_recovery_withdraws_with_the_evidence():
    decision = decide(PENDING, OVER, 200.0)
    assert isinstance(decision, Withdraw)
    assert (decision.evidence, decision.proposal.state) == ("OK since 10:02", ProposalState.WITHDRAWN)
    assert decide(decision.proposal, OVER, 300.0) == Keep()
    assert decide(None, OVER, 300.0) == Keep()


def test_a_run_that_turns_bad_again_comes_back_under_its_key():
    gone = decide(PENDING, OVER, 200.0).proposal
    back = decide(gone, FACTS, 300.0)
    assert isinstance(back, Update)
    assert (back.proposal.state, back.proposal.key) == (ProposalState.PENDING, PENDING.key)


def test_after_acceptance_the_recovery_is_written_into_the_call_once():
    decision = decide(accepted(), OVER, 200.0)
    assert isinstance(decision, WriteRecovery)
    assert decide(decision.proposal, OVER, 300.0) == Keep()
    assert decide(accepted(), replace(FACTS, severity=7), 300.0) == Keep()


def test_dismissed_stays_dismissed_unless_it_gets_worse():
    assert decide(dismissed(WARNED), replace(FACTS, state="WARNING", severity=4, folded=3), 200.0) == Keep()
    assert decide(dismissed(WARNED), FACTS, 200.0).proposal.state is ProposalState.PENDING
    assert decide(dismissed(PENDING), OVER, 200.0) == Keep()


def test_only_what_waits_can_be_decided_and_other_reasons_are_told():
    check_waiting(PENDING)
    check_dismissal(PENDING, Dismissal.MAINTENANCE, "")
    with pytest.raises(RefusedError, match="other"):
        check_dismissal(PENDING, Dismissal.OTHER, " ")
    with pytest.raises(RefusedError, match="26-000001"):
        check_waiting(accepted())
    with pytest.raises(RefusedError, match="no longer"):
        check_dismissal(dismissed(PENDING), Dismissal.OTHER, "x")


def test_the_noisiest_checks_come_first():
    past = [
        *[Past("a/disk", Dismissal.FALSE_ALARM)] * 2,
        Past("a/disk"),
        *[Past("b/ping", Dismissal.MAINTENANCE), Past("b/ping", Dismissal.FALSE_ALARM)],
        Past("c/http"),
    ]
    rows = noise(past)
    assert rows == [
        Noise("b/ping", 2, {Dismissal.MAINTENANCE: 1, Dismissal.FALSE_ALARM: 1}),
        Noise("a/disk", 3, {Dismissal.FALSE_ALARM: 2}),
    ]
    assert (rows[0].dismissed, rows[0].share) == (2, 1.0)


TIED = (
    ev.Linked(Link(LinkKind.OBJECT, "3")),
    ev.Linked(Link(LinkKind.CALL, "9")),
    ev.Linked(Link(LinkKind.OBJECT, "4")),
)


def test_an_open_call_whose_objects_are_all_good_can_be_closed():
    call = fold("1", story(*TIED))
    assert objects_of(call) == ("3", "4")
    assert closable([Linked(call, {"3": True, "4": True})]) == ["1"]
    assert closable([Linked(call, {"3": True, "4": False}), Linked(call, {})]) == []


def test_a_closed_call_with_a_bad_object_is_shown_until_somebody_says_why():
    closed = (*TIED, ev.Taken(), ev.Closed(Outcome.WORKAROUND, "Disk ordered."))
    states = {"3": False, "4": True}
    assert still_bad([Linked(fold("1", story(*closed)), states)]) == [("1", "3")]
    assert still_bad([Linked(fold("1", story(*closed, ev.Explained("3", "disk comes on Friday"))), states)]) == []
    assert closable([Linked(fold("1", story(*closed)), {"3": True})]) == []
