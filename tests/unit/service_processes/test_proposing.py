"""Runs that go wrong propose calls: one for each job, updated, held, withdrawn, written into the call after that."""

from bls_tui.desk.calls.model import CallState, LinkKind, Outcome
from bls_tui.desk.proposals import Dismissal
from bls_tui.service.desk import call_verbs, calls
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.desk.desk_pass import DeskPass
from bls_tui.service.desk.proposals import accept_proposal, dismiss_proposal, prefilled
from bls_tui.service.processes.mailbox_state import Account
from db.queries import inventory, proposals, runs
from tests.unit.service_desk.conftest import at, object_id
from tests.unit.service_desk.monitoring import turn
from tests.unit.service_processes.conftest import own_script


def fail(office, when="2026-03-02 22:40"):
    office.at(when)
    office.receive(own_script("nightly", "FAILED"))
    [row] = office.proposals()
    return row


def everything(office):
    with office.database.read() as r:
        return proposals.latest(r, run_ids=[run.id for run in runs.of_job(r, "nightly", 0.0, 1e12)])


def history(office, number):
    return [item.body or item.text for item in call_view(office.database, number, "anna", office.now).timeline]


def test_a_failure_is_proposed_with_its_words(office):
    row = fail(office)
    assert (row.word, row.customer_key, row.full_name, row.state) == ("FAILED", "rossi", "srv-rossi", "pending")
    assert row.text.startswith("Nightly of srv, run of 2026-03-02 22:00: FAILED - ")


def test_a_missing_run_is_proposed_and_withdrawn_by_the_late_mail(office):
    office.at("2026-03-03 02:00")
    [row] = office.proposals()
    assert row.word == "MISSING"
    office.receive(own_script("nightly", "SUCCESS"), sent=at("2026-03-02 23:10"))
    assert office.proposals() == []
    [done] = everything(office)
    assert done.state == "withdrawn"
    assert "OK" in done.evidence


def test_further_failures_update_the_one_proposal_and_a_good_run_takes_it_back(office):
    first = fail(office)
    office.at("2026-03-04 12:00")
    [row] = office.proposals()
    assert (row.id, row.folded, row.word) == (first.id, 1, "MISSING")
    assert "2026-03-03" in row.text
    office.at("2026-03-04 22:30")
    office.receive(own_script("nightly", "SUCCESS"))
    assert office.proposals() == []


def test_nothing_is_proposed_again_when_nothing_changed(office):
    first = fail(office)
    office.beat()
    office.beat()
    [row] = office.proposals()
    assert (row.seq, row.updated_at) == (first.seq, first.updated_at)


def test_partial_is_a_failure_or_a_warning(office):
    office.declare("nightly", partial="warning")
    office.declare("weekly", job="weekly", name="Weekly")
    office.at("2026-03-02 22:30")
    for job in ("nightly", "weekly"):
        office.receive(own_script(job, "PARTIAL"))
        assert office.states(job) == ["PARTIAL"]
    [row] = office.proposals()
    assert row.text.startswith("Weekly, run of")


def test_the_policy_of_the_job_decides(office):
    office.declare("nightly", propose="second")
    office.at("2026-03-03 12:00")
    assert office.states() == ["MISSING"]
    assert office.proposals() == []
    office.at("2026-03-04 12:00")
    [row] = office.proposals()
    assert row.folded == 1
    office.receive(own_script("nightly", "SUCCESS"), sent=at("2026-03-02 22:30"))
    assert office.proposals() == []


def test_only_contracts_with_monitoring_propose(office):
    office.declare("nightly", customer="bianchi", sender="@bianchi.example")
    office.at("2026-03-03 12:00")
    assert office.states() == ["MISSING"]
    assert office.proposals() == []


def test_accepting_opens_a_call_about_the_run_and_its_objects(office):
    row = fail(office)
    new = prefilled(office.database, row.id, office.now)
    assert (new.subject, new.customer) == ("Nightly of srv: FAILED", "rossi")
    assert {link.kind for link in new.links} == {LinkKind.OBJECT, LinkKind.RUN}
    done = accept_proposal(office.database, row.id, "anna", office.now)
    assert {link.target for link in done.call.links} == {str(row.run_id), str(object_id(office.database, "srv-rossi"))}


def test_after_acceptance_failures_and_the_recovery_go_into_the_call(office):
    turn(office.database, "srv-rossi", "UP", office.now)
    row = fail(office)
    call = accept_proposal(office.database, row.id, "anna", office.now).call
    office.at("2026-03-04 12:00")
    assert office.proposals() == []
    assert any("MISSING" in text for text in history(office, call.number))
    assert call_view(office.database, call.number, "anna", office.now).call.proposal is None
    office.at("2026-03-04 22:30")
    office.receive(own_script("nightly", "SUCCESS"))
    assert any("run of 2026-03-04 22:00: OK" in text for text in history(office, call.number))
    office.beat()
    after = call_view(office.database, call.number, "anna", office.now).call
    assert after.state is CallState.IN_PROGRESS
    assert after.proposal is not None
    before = len(history(office, call.number))
    office.beat()
    assert len(history(office, call.number)) == before


def test_what_was_dismissed_is_proposed_again_only_for_the_next_failure(office):
    row = fail(office)
    dismiss_proposal(office.database, row.id, Dismissal.MAINTENANCE, "anna", office.now)
    office.beat()
    assert office.proposals() == []
    office.at("2026-03-04 12:00")
    [again] = office.proposals()
    assert again.run_id != row.run_id


def test_a_closed_call_does_not_keep_the_next_failure_from_being_proposed(office):
    call = accept_proposal(office.database, fail(office).id, "anna", office.now).call
    calls.act(office.database, call.number, call_verbs.close(Outcome.SOLVED, "fatto"), "anna", office.now)
    office.beat()
    assert office.proposals() == []
    office.at("2026-03-04 12:00")
    assert len(office.proposals()) == 1


def test_one_proposal_about_the_mailbox_and_none_for_each_job(office):
    for number in range(5):
        office.declare(f"job{number}", job=f"job{number}")
    first = fail(office)
    office.failing = True
    office.at("2026-03-03 12:00")
    rows = office.proposals()
    assert {row.id for row in rows if row.hold == "mailbox"} == {first.id}
    [box] = [row for row in rows if row.hold is None]
    assert (box.customer_key, box.word) == ("rossi", "FAILED")
    assert "connection refused" in box.text
    assert {state for number in range(5) for state in office.states(f"job{number}")} == {"LATE"}
    office.failing = False
    office.at("2026-03-03 13:00")
    rows = office.proposals()
    assert box.id not in {row.id for row in rows}
    assert [row.hold for row in rows] == [None] * 6
    assert office.states("mailbox:backup") == ["OK"]
    office.failing = True
    office.at("2026-03-03 18:00")
    assert office.states("mailbox:backup") == ["OK", "FAILED"]


def test_the_mailbox_may_be_somebody_elses(office):
    office.desk = DeskPass({"backup": Account(("INBOX",), "bianchi")})
    office.failing = True
    office.at("2026-03-02 14:00")
    [row] = office.proposals()
    assert row.customer_key == "bianchi"


def test_a_mailbox_that_is_never_read_is_told_of_after_half_an_hour(office):
    office.desk = DeskPass({"backup": Account(("INBOX", "Other"))})
    office.at("2026-03-03 03:00")
    assert office.states() == ["LATE"]
    [row] = office.proposals()
    assert "mailbox backup" in row.text
    office.desk = DeskPass({"backup": Account(("INBOX", "Other"))})
    office.at("2026-03-03 03:10", step=60)
    assert [one.id for one in office.proposals()] == [row.id]


def test_a_process_that_is_removed_proposes_nothing_more(office):
    fail(office)
    with office.database.write() as w:
        inventory.delete_documents(w, [("process", "nightly")])
    office.mark()
    office.beat()
    assert office.proposals() == []
    assert office.ahead() == []
