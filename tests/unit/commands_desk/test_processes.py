"""`bls processes`, `bls process`, and what `bls now` and `bls call suspend` say of expected runs."""

import pytest

from db.queries import feed
from tests.unit.service_desk.conftest import at, declare
from tests.unit.service_processes.conftest import NIGHTLY, Office, own_script, plain_mail


@pytest.fixture
def office(desk):
    """The desk of `desk`, with a poller that knows one job since noon."""
    declare(desk.database, [("process", "nightly", NIGHTLY)])
    with desk.database.write() as w:
        feed.mark_inventory(w)
    made = Office(desk.database, at("2026-03-02 12:00"))
    made.beat()
    return made


def until(desk, office, text):
    office.at(text)
    desk.now = office.now


def test_nothing_expected(desk):
    assert "No process is expected" in desk.text("processes")
    assert desk.data("processes")["processes"] == []
    assert desk.text("process", "mails") == "Every mail was understood and belongs to a process.\n"
    assert desk.text("process", "rules") == "No rule was taught.\n"


def test_the_list_has_the_late_one_on_top(desk, office):
    office.declare("weekly", job="weekly", name="Weekly", at="sun 03:00")
    office.beat()
    until(desk, office, "2026-03-03 00:30")
    out = desk.text("processes")
    assert out.splitlines()[-3].startswith("L LATE")
    assert out.splitlines()[-1] == "2 processes: 1 LATE, 1 EXPECTED"
    assert "Weekly" in desk.text("processes", "weekly")
    assert desk.text("processes", "nothing such").endswith("No process matches.\n")
    told = desk.data("processes", "late")["processes"]
    assert [(row["process"], row["state"], row["late"]) for row in told] == [("nightly", "LATE", True)]


def test_now_counts_what_is_late_and_what_went_wrong(desk, office):
    until(desk, office, "2026-03-03 00:30")
    assert "Processes: 1 LATE (bls processes)" in desk.text("now")
    until(desk, office, "2026-03-03 12:00")
    assert "Processes: 1 MISSING (bls processes)" in desk.text("now")
    told = desk.data("now")["runs"]
    assert [(row["process"], row["state"]) for row in told["bad"]] == [("nightly", "MISSING")]
    assert told["late"] == []


def test_one_process_with_its_runs_and_mails(desk, office):
    until(desk, office, "2026-03-02 22:40")
    office.receive(own_script("nightly", "FAILED", bytes="5000000"))
    until(desk, office, "2026-03-02 23:10")
    office.receive(own_script("nightly", "SUCCESS", bytes="6000000"))
    out = desk.text("process", "nightly")
    assert "OK  Nightly of srv  (Rossi SpA)" in out
    assert "[BACKUP][job=nightly][status=SUCCESS]" in out
    told = desk.data("process", "show", "nightly")
    [run] = told["runs"]
    assert [(mail["verdict"], mail["decided"]) for mail in run["mails"]] == [("FAILED", False), ("OK", True)]
    assert run["size_bytes"] == 6_000_000
    assert len(told["coming"]) == 3
    assert "no process" in desk.refused("process", "nonsense")


def test_a_verdict_by_hand(desk, office):
    until(desk, office, "2026-03-03 12:00")
    assert "MISSING" in desk.text("process", "nightly")
    out = desk.text("process", "verdict", "nightly", "ok", "-m", "looked at the store")
    assert out.endswith("OK (anna: looked at the store)\n")
    assert "looked at the store" in desk.text("process", "nightly")
    run = desk.data("process", "nightly")["run"]
    assert (run["decided_by"], run["cause"]) == ("anna", "manual")
    assert "MISSING" in desk.text("process", "unverdict", str(run["id"]))
    desk.user = "mallory"
    assert "may only look" in desk.refused("process", "verdict", "nightly", "OK", "-m", "x")


def test_mails_that_need_a_technician(desk, office):
    until(desk, office, "2026-03-02 22:40")
    mail = office.receive(own_script("other", "SUCCESS"))
    other = office.receive(plain_mail("Zyx", "blorp"))
    out = desk.text("process", "mails")
    assert "no process of the inventory" in out
    assert "2 mails need a technician" in desk.text("processes")
    assert [one["message"] for one in desk.data("process", "mails")["mails"]] == [other.id, mail.id]
    assert desk.text("process", "bind", str(mail.id), "nightly").endswith("OK\n")
    assert "put away" in desk.text("process", "ignore", str(other.id))
    assert desk.data("process", "mails")["mails"] == []


def test_teaching_a_rule(desk, office):
    office.declare("nightly", job="", subject="zyx")
    until(desk, office, "2026-03-02 22:40")
    mail = office.receive(plain_mail("Zyx report", "Zyx says blorp"))
    teach = ("process", "teach", str(mail.id), "--words", "says blorp", "--verdict", "ok")
    assert "1 stored mail would change:" in desk.text(*teach, "--dry-run")
    assert desk.data("process", "rules")["rules"] == []
    assert "1 stored mails were read anew" in desk.text(*teach)
    assert office.states() == ["OK"]
    [rule] = desk.data("process", "rules")["rules"]
    assert (rule["words"], rule["verdict"], rule["by"]) == ("says blorp", "OK", "anna")
    desk.text("process", "rules", "--remove", str(rule["id"]))
    assert office.states() == ["UNKNOWN"]
    assert "Pick the words" in desk.refused("process", "teach", str(mail.id), "--verdict", "OK")


def test_a_call_waits_for_the_next_run_of_a_process(desk, office):
    desk.now = office.now
    number = desk.opened()
    desk.text("call", "take", number)
    desk.text("call", "suspend", number, "--run", "nightly")
    until(desk, office, "2026-03-02 22:40")
    office.receive(own_script("nightly", "SUCCESS"))
    assert "run of 2026-03-02 22:00: OK" in desk.text("call", number)
    assert "no process" in desk.refused("call", "suspend", number, "--run", "nonsense")
