"""Runs through days and nights: late, missing, repeated, partial, skipped, held, doubled."""

from bls_tui.service.desk.desk_pass import DeskPass
from db.queries import runs
from tests.unit.service_desk.conftest import at, declare
from tests.unit.service_processes.conftest import ACCOUNTS, own_script


def test_a_night_that_goes_well(office):
    office.at("2026-03-02 22:40")
    mail = office.receive(own_script("nightly", "SUCCESS", bytes="5000000"))
    [run] = office.runs()
    assert (run.state, run.message_id, run.size_bytes, run.cause) == ("OK", mail.id, 5_000_000, "mail")
    assert mail.place == "run"
    assert mail.customer_key == "rossi"
    assert office.unclear() == []
    assert office.proposals() == []


def test_runs_are_made_two_days_ahead_and_one_more(office):
    assert [run.scheduled_at for run in office.ahead()] == [at(f"2026-03-0{day} 22:00") for day in (2, 3, 4)]
    office.beat()
    assert len(office.ahead()) == 3


def test_late_then_missing_then_the_mail_comes_after_all(office):
    office.at("2026-03-03 00:00")
    assert office.states() == ["LATE"]
    office.at("2026-03-03 02:00")
    assert office.states() == ["MISSING"]
    office.receive(own_script("nightly", "SUCCESS"), sent=at("2026-03-02 23:10"))
    assert office.states() == ["OK"]


def test_a_repeated_run_replaces_the_failure_and_both_stay(office):
    office.at("2026-03-02 22:40")
    office.receive(own_script("nightly", "FAILED"))
    assert office.states() == ["FAILED"]
    office.at("2026-03-02 23:20")
    office.receive(own_script("nightly", "SUCCESS"))
    [run] = office.runs()
    with office.database.read() as r:
        assert [row.mail.verdict for row in runs.mails(r, run.id)] == ["FAILED", "OK"]
    assert run.state == "OK"


def test_an_early_mail_counts(office):
    office.at("2026-03-02 21:00")
    office.receive(own_script("nightly", "SUCCESS"))
    assert office.states() == ["OK"]


def test_a_closed_day_is_skipped_and_counts_all_the_same(office):
    declare(office.database, [("calendar", "office", {"closed": {"2026-03-03": "inventory"}})])
    office.declare("nightly", calendar="office")
    office.beat()
    office.at("2026-03-04 12:00")
    assert office.states()[:2] == ["MISSING", "SKIPPED"]
    assert office.runs()[1].note == "inventory"
    office.receive(own_script("nightly", "FAILED"), sent=at("2026-03-03 22:30"))
    assert office.states()[1] == "FAILED"


def test_nothing_goes_missing_while_the_mailbox_cannot_be_read(office):
    office.at("2026-03-02 21:00")
    office.failing = True
    office.at("2026-03-04 12:00")
    assert office.states() == ["LATE", "LATE"]
    assert all(run.held for run in office.runs())
    office.failing = False
    office.receive(own_script("nightly", "SUCCESS"), sent=at("2026-03-02 22:30"), beat=False)
    office.beat()
    assert office.states() == ["OK", "MISSING"]


def test_a_week_without_the_program_is_made_up_for(office):
    office.at("2026-03-02 20:00")
    office.now = at("2026-03-09 12:00")
    office.desk = DeskPass(ACCOUNTS)
    office.desk(office.database, office.now)
    assert set(office.states()) == {"LATE"}
    office.receive(own_script("nightly", "SUCCESS"), sent=at("2026-03-05 23:00"), beat=False)
    office.beat()
    assert office.states() == ["MISSING", "MISSING", "MISSING", "OK", "MISSING"]
