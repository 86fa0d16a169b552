"""Proposals of calls in the database: one for each cause, decided once, counted when dismissed."""

from collections.abc import Callable

import pytest

from bls_tui.desk import proposals as rules
from db.errors import Conflict, DatabaseRefused
from db.queries import proposals
from db.rows_desk import NewProposal
from db.session import Database, Writer
from db.tables import proposals as tables
from tests.support.calls import AT
from tests.support.troubles import Desk


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as w:
        return Desk(w)


def test_the_words_of_the_constraints_are_those_of_the_desk() -> None:
    assert tuple(rules.ProposalState) == tables.STATES
    assert tuple(rules.Hold) == tables.HOLDS
    assert tuple(rules.Dismissal) == tables.DISMISSALS


def test_a_proposal_comes_back_as_it_was_stored(database: Database, desk: Desk) -> None:
    with database.write() as w:
        made = proposals.open_(w, desk.new(text="web01\0 è DOWN", folded=4), AT)
    with database.read() as r:
        (row,) = proposals.open_ones(r)
        assert (row.id, row.customer_key, row.full_name, row.state, row.text) == (
            made, "acme", "web01", "pending", "web01 è DOWN",
        )  # fmt: skip
        assert (row.opened_at, row.decided_at, row.call_id, row.call_number, row.folded) == (AT, None, None, "", 4)
        assert proposals.get(r, made) == row
        assert proposals.get(r, 99) is None


def test_one_proposal_waits_for_each_cause(database: Database, desk: Desk) -> None:
    with database.write() as w:
        first = proposals.open_(w, desk.new(), AT)
        proposals.open_(w, desk.new("nas01"), AT)
        with pytest.raises(Conflict, match="web01 is DOWN waits for a decision already"):
            proposals.open_(w, desk.new(), AT + 1)
        proposals.dismiss(w, first, AT + 2, "mr", "maintenance", "")
        second = proposals.open_(w, desk.new(severity=4), AT + 3)
    with database.read() as r:
        assert {row.full_name: row.id for row in proposals.latest(r, desk.problems.values())}["web01"] == second
        assert [row.state for row in proposals.of_object(r, desk.objects["web01"], 9)] == ["dismissed", "pending"]
        assert proposals.latest(r) == []


def test_expected_runs_make_proposals_too(database: Database, desk: Desk) -> None:
    with database.write() as w:
        run = NewProposal(desk.customer_id, None, "MISSING", 3, "backup of nas01 is MISSING", run_id=7)
        made = proposals.open_(w, run, AT)
        with pytest.raises(Conflict):
            proposals.open_(w, run, AT)
    with database.read() as r:
        (row,) = proposals.latest(r, run_ids=[7, 8])
        assert (row.id, row.object_id, row.full_name, row.run_id) == (made, None, "", 7)


def test_it_is_held_and_shown_again(database: Database, desk: Desk) -> None:
    with database.write() as w:
        made = proposals.open_(w, desk.new(hold="downtime"), AT)
        seq = w.seq
    with database.write() as w:
        proposals.update(w, made, desk.new(severity=4, word="CRITICAL"), AT + 5)
    with database.read() as r:
        (row,) = proposals.open_ones(r, since=seq)
        assert (row.state, row.hold, row.severity, row.word, row.updated_at) == ("pending", None, 4, "CRITICAL", AT + 5)


DECISIONS: dict[str, Callable[[Writer, int, int], None]] = {
    "withdrawn": lambda w, made, _call: proposals.withdraw(w, made, AT + 9, "web01 is UP"),
    "accepted": lambda w, made, call_id: proposals.accept(w, made, AT + 9, "mr", call_id),
    "linked": lambda w, made, call_id: proposals.link(w, made, AT + 9, "mr", call_id),
    "dismissed": lambda w, made, _call: proposals.dismiss(w, made, AT + 9, "mr", "other", "prova"),
}


@pytest.mark.parametrize("state", DECISIONS)
def test_it_is_decided_once(database: Database, desk: Desk, state: str) -> None:
    with database.write() as w:
        made = proposals.open_(w, desk.new(hold="flapping"), AT)
        DECISIONS[state](w, made, desk.call_id)
        seq = w.seq
        for again in DECISIONS.values():
            with pytest.raises(Conflict, match=f"proposal of web01 was {state}"):
                again(w, made, desk.call_id)
        with pytest.raises(Conflict):
            proposals.update(w, made, desk.new(), AT)
    with database.read() as r:
        assert proposals.open_ones(r) == []
        (row,) = proposals.open_ones(r, since=seq - 1)
        assert (row.state, row.hold, row.decided_at) == (state, None, AT + 9)
        assert row.decided_by == ("" if state == "withdrawn" else "mr")
        with_call = state in ("accepted", "linked")
        assert (row.call_number == "26-000001") == with_call
        assert [one.id for one in proposals.of_call(r, desk.call_id)] == ([made] if with_call else [])


def test_who_was_faster_is_named(database: Database, desk: Desk) -> None:
    with database.write() as w:
        made = proposals.open_(w, desk.new(), AT)
        proposals.accept(w, made, AT, "mr", desk.call_id)
        with pytest.raises(Conflict, match=r"was accepted by mr in the meantime \(call 26-000001\)"):
            proposals.dismiss(w, made, AT, "kb", "false_alarm", "")
        with pytest.raises(Conflict, match="no proposal with the id 99"):
            proposals.withdraw(w, 99, AT, "")


def test_the_recovery_is_written_once(database: Database, desk: Desk) -> None:
    with database.write() as w:
        made = proposals.open_(w, desk.new(), AT)
        with pytest.raises(Conflict):
            proposals.recover(w, made, AT, "UP")
        proposals.accept(w, made, AT, "mr", desk.call_id)
        assert [row.id for row in proposals.unrecovered(w)] == [made]
        proposals.recover(w, made, AT + 50, "web01 is UP")
        with pytest.raises(Conflict):
            proposals.recover(w, made, AT + 60, "web01 is UP")
    with database.read() as r:
        assert proposals.unrecovered(r) == []
        row = proposals.get(r, made)
        assert row is not None
        assert (row.recovered_at, row.evidence, row.state) == (AT + 50, "web01 is UP", "accepted")


def test_unknown_reasons_are_refused(database: Database, desk: Desk) -> None:
    with database.write() as w:
        made = proposals.open_(w, desk.new(), AT)
    with pytest.raises(DatabaseRefused), database.write() as w:
        proposals.dismiss(w, made, AT, "mr", "mood", "")


def test_noise_counts_what_became_of_them(database: Database, desk: Desk) -> None:
    with database.write() as w:
        for at, reason in ((AT - 99, "other"), (AT, "maintenance"), (AT, "false_alarm"), (AT, "false_alarm")):
            proposals.dismiss(w, proposals.open_(w, desk.new("nas01"), at), at, "mr", reason, "")
        proposals.withdraw(w, proposals.open_(w, desk.new(), AT), AT, "UP")
        proposals.accept(w, proposals.open_(w, desk.new(), AT), AT, "mr", desk.call_id)
        proposals.open_(w, desk.new(), AT)
    with database.read() as r:
        nas, web = proposals.noise(r, AT)
        assert (nas.full_name, nas.proposed, nas.dismissed) == ("nas01", 3, {"maintenance": 1, "false_alarm": 2})
        assert (web.full_name, web.proposed, web.accepted, web.withdrawn, web.dismissed) == ("web01", 3, 1, 1, {})
        assert proposals.noise(r, AT + 1) == []
