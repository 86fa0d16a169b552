"""What the screen of processes is given."""

from bls_tui.service.desk.proposals import accept_proposal
from bls_tui.service.processes import standing, views
from checks.rules.expected.states import RunState
from db.queries import feed
from tests.unit.service_desk.conftest import at
from tests.unit.service_processes.conftest import ACCOUNTS, DAY, own_script


def seen(office, login="anna"):
    return views.processes_view(office.database, login, office.now, accounts=ACCOUNTS)


def test_late_ones_come_first_then_the_worst_then_the_longest_without_a_copy(office):
    office.declare("early", job="early", name="Early", at="20:00")
    office.declare("fine", job="fine", name="Fine", at="20:00")
    office.beat()
    office.at("2026-03-02 20:30")
    office.receive(own_script("fine", "SUCCESS"))
    office.receive(own_script("early", "FAILED"))
    office.at("2026-03-03 00:30")
    view = seen(office)
    assert [(row.key, row.state) for row in view.rows] == [
        ("nightly", RunState.LATE), ("early", RunState.FAILED), ("fine", RunState.OK),
    ]  # fmt: skip
    assert [row.key for row in view.late] == ["nightly"]
    assert [row.key for row in views.selected(view, "rossi fail")] == ["early"]
    assert view.known
    assert not seen(office, "mallory").known


def test_a_row_says_when_it_went_well_last_and_is_due_next(office):
    office.at("2026-03-02 22:40")
    office.receive(own_script("nightly", "SUCCESS", bytes="4000"))
    office.at("2026-03-06 12:00")
    [row] = seen(office).rows
    assert [mark.state for mark in row.summary.marks] == ["OK", "MISSING", "MISSING", "MISSING"]
    assert 3 < row.summary.good_days < 4
    assert row.summary.due_at == at("2026-03-06 23:00")
    assert row.summary.size.latest == 4000
    assert row.customer == "Rossi SpA"
    assert row.proposal is not None
    accept_proposal(office.database, row.proposal, "anna", office.now)
    [row] = seen(office).rows
    assert (row.proposal, row.call) == (None, "26-000001")


def test_mailboxes_say_how_far_they_are_read_and_what_is_held(office):
    office.at("2026-03-02 21:00")
    office.failing = True
    office.at("2026-03-03 12:00")
    [box] = seen(office).mailboxes
    assert (box.account, box.jobs, box.held, box.readable, box.error) == ("backup", 1, 1, False, "connection refused")
    [row] = seen(office).rows
    assert row.held
    [box_run] = standing.standing(office.database, office.now).mailboxes
    assert box_run.job == "mailbox:backup"


def test_one_job_with_its_runs_newest_first(office):
    office.at("2026-03-02 22:40")
    mail = office.receive(own_script("nightly", "FAILED"))
    office.at("2026-03-04 12:00")
    view = views.process_view(office.database, "nightly", "anna", office.now)
    assert [run.state for run in view.runs] == ["MISSING", "FAILED"]
    [told] = view.runs[1].mails
    assert (told.message_id, told.verdict, told.decided, told.bound_by) == (mail.id, "FAILED", True, "date")
    assert [run.scheduled_at for run in view.coming][:2] == [at("2026-03-04 22:00"), at("2026-03-05 22:00")]
    assert (view.schedule, view.policy) == ("mon-fri 22:00", "first")
    one = views.run_view(office.database, view.runs[1].row.id, "anna", office.now)
    assert one.mails == view.runs[1].mails
    assert views.run_view(office.database, 99999, "anna", office.now) is None


def test_unclear_mails_name_candidates(office):
    office.receive(own_script("nightli", "SUCCESS"))
    [mail] = views.unclear_view(office.database, "anna", office.now).mails
    assert (mail.account, mail.candidates) == ("backup", ("nightly",))
    assert seen(office).unclear == 1


def test_documents_that_change_make_runs_anew(office):
    before = [run.scheduled_at for run in office.ahead()]
    office.declare("nightly", at="mon-fri 23:00")
    office.beat()
    assert [run.scheduled_at - 3600 for run in office.ahead()] == before
    with office.database.write() as w:
        feed.mark_inventory(w)
    ids = [run.id for run in office.ahead()]
    office.beat()
    assert [run.id for run in office.ahead()] == ids
    office.now += DAY / 2
    office.beat()
    assert len(office.ahead()) >= 3
