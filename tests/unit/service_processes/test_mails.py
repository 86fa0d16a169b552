"""Mails with several jobs or machines, of nobody, of nothing, twice; and what technicians decide about them."""

import pytest

from bls_tui.desk.calls.permits import NotAllowedError
from bls_tui.errors import RefusedError
from bls_tui.service.monitoring.undo import undo
from bls_tui.service.processes import acts, taught
from bls_tui.service.processes.taught import BadTaughtRuleError, Lesson
from checks.rules.expected.states import RunState
from db.errors import Conflict
from db.queries import messages, process_mails, runs
from tests.unit.service_desk.conftest import at
from tests.unit.service_processes.conftest import own_script, plain_mail

VZDUMP = """Details
=======
VMID    Name     Status    Time      Size        Filename
100     web01    ok        3m 10s    10.5 GiB    /backup/vzdump-qemu-100.vma.zst
101     db01     err       0s        0 B         null

Total running time: 3m 10s
"""


def odd(subject="Zyx report", text="Zyx says blorp for tonight"):
    return plain_mail(subject, text)


def read(office, message):
    with office.database.read() as r:
        return process_mails.get(r, message.id).read


def test_machines_of_one_mail_are_told_apart(office):
    for name in ("web01", "db01"):
        office.declare(name, job="", host=f"* {name}", sender="root@pve.rossi.example")
    office.at("2026-03-02 22:20")
    office.beat()
    subject = "vzdump backup status (pve.rossi.example): backup failed"
    mail = office.receive(plain_mail(subject, VZDUMP, "root@pve.rossi.example"))
    assert office.states("web01") == ["OK"]
    assert office.states("db01") == ["FAILED"]
    assert set(read(office, mail).jobs) == {"web01", "db01"}
    assert office.unclear() == []


def test_a_failure_of_a_machine_nobody_declared_is_not_overlooked(office):
    office.declare("web01", job="", host="* web01", sender="root@pve.rossi.example")
    office.at("2026-03-02 22:20")
    subject = "vzdump backup status (pve.rossi.example): backup failed"
    mail = office.receive(plain_mail(subject, VZDUMP, "root@pve.rossi.example"))
    assert office.states("web01") == ["OK"]
    assert read(office, mail).state == "unrecognised"


def test_the_same_mail_twice_is_one(office):
    office.at("2026-03-02 22:20")
    mail = own_script("nightly", "FAILED")
    first = office.receive(mail)
    again = office.take(mail.as_bytes())
    assert again.id == first.id
    [run] = office.runs()
    with office.database.read() as r:
        assert len(runs.mails(r, run.id)) == 1


def test_a_job_nobody_declared_goes_to_a_technician(office):
    office.at("2026-03-02 22:20")
    mail = office.receive(own_script("other", "FAILED"))
    assert mail.place == "triage"
    assert [row.read.state for row in office.unclear()] == ["unrecognised"]
    assert office.states() == []


def test_a_process_declared_afterwards_gets_its_mails(office):
    office.at("2026-03-02 22:20")
    mail = office.receive(own_script("other", "FAILED"))
    office.now += 60
    office.declare("other", job="other", at="23:30")
    office.beat()
    assert office.states("other") == ["FAILED"]
    assert read(office, mail).state == "bound"
    assert office.unclear() == []


def test_what_nobody_understands_is_unknown_and_never_ok(office):
    office.declare("nightly", job="", subject="zyx")
    office.at("2026-03-02 22:20")
    mail = office.receive(odd())
    assert office.states() == ["UNKNOWN"]
    assert read(office, mail).state == "unknown"
    assert office.proposals() == []


def test_a_mail_older_than_every_run_is_unbound(office):
    mail = office.receive(own_script("nightly", "SUCCESS"), sent=at("2026-02-27 23:00"))
    assert read(office, mail).state == "unbound"


def test_daylight_saving_moves_no_mail_to_another_night(office):
    office.declare("nightly", at="02:30")
    office.at("2026-03-28 12:00", step=12 * 3600)
    office.at("2026-03-29 03:40")
    office.receive(own_script("nightly", "SUCCESS"))
    office.at("2026-03-30 02:40")
    office.receive(own_script("nightly", "FAILED"))
    assert office.states()[-2:] == ["OK", "FAILED"]
    assert [run.scheduled_at for run in office.runs()[-2:]] == [at("2026-03-29 03:30"), at("2026-03-30 02:30")]


def test_a_verdict_by_hand_holds_against_mails_until_it_is_taken_back(office):
    office.at("2026-03-02 22:40")
    office.receive(own_script("nightly", "FAILED"))
    [run] = office.runs()
    done = acts.verdict(office.database, run.id, RunState.OK, "anna", office.now, reason="restored by hand")
    assert (done.run.state, done.run.decided_by, done.run.note) == ("OK", "anna", "restored by hand")
    office.receive(own_script("nightly", "FAILED", again="1"))
    assert office.states() == ["OK"]
    undo(office.database, done.undo, "anna", office.now + 5)
    assert office.states() == ["FAILED"]
    with pytest.raises(Conflict):
        undo(office.database, done.undo, "anna", office.now + 6)


def test_a_verdict_needs_a_reason_and_a_known_person(office):
    office.at("2026-03-03 12:00")
    [run] = office.runs()
    with pytest.raises(acts.BadVerdictError):
        acts.verdict(office.database, run.id, RunState.OK, "anna", office.now, reason=" ")
    with pytest.raises(acts.BadVerdictError):
        acts.verdict(office.database, run.id, RunState.LATE, "anna", office.now, reason="x")
    with pytest.raises(NotAllowedError):
        acts.verdict(office.database, run.id, RunState.OK, "mallory", office.now, reason="x")
    assert office.states() == ["MISSING"]


def test_a_verdict_settles_the_mails_nobody_understood(office):
    office.declare("nightly", job="", subject="zyx")
    office.at("2026-03-02 22:20")
    office.receive(odd())
    acts.verdict(office.database, office.runs()[0].id, RunState.OK, "anna", office.now, reason="looked at it")
    assert office.unclear() == []


def test_a_mail_is_bound_by_hand_and_put_back(office):
    office.at("2026-03-02 22:20")
    mail = office.receive(own_script("other", "SUCCESS"))
    done = acts.bind(office.database, mail.id, "nightly", "anna", office.now)
    assert office.states() == ["OK"]
    assert office.unclear() == []
    with office.database.read() as r:
        assert runs.mails(r, done.run.id)[0].mail.bound_by == "hand"
        assert messages.get(r, mail.id).place == "run"
    undo(office.database, done.undo, "anna", office.now + 5)
    assert office.states() == []
    assert [row.read.state for row in office.unclear()] == ["unrecognised"]


def test_a_mail_is_bound_to_a_run_by_its_number(office):
    office.at("2026-03-03 12:00")
    [run] = office.runs()
    mail = office.receive(own_script("other", "SUCCESS"))
    acts.bind(office.database, mail.id, str(run.id), "anna", office.now)
    assert office.states() == ["OK"]


def test_a_mail_older_than_the_job_cannot_be_bound_to_it(office):
    mail = office.receive(own_script("other", "SUCCESS"), sent=at("2026-02-27 23:00"))
    with pytest.raises(RefusedError):
        acts.bind(office.database, mail.id, "nightly", "anna", office.now)


def test_a_mail_is_put_away(office):
    mail = office.receive(own_script("other", "SUCCESS"))
    done = acts.ignore(office.database, mail.id, "anna", office.now)
    assert office.unclear() == []
    undo(office.database, done.undo, "anna", office.now)
    assert len(office.unclear()) == 1


def test_a_rule_taught_from_a_mail_reads_stored_ones_anew(office):
    office.declare("nightly", job="", subject="zyx")
    office.at("2026-03-02 22:20")
    mail = office.receive(odd())
    office.receive(odd("Zyx report", "Zyx says wobble"))
    lesson = Lesson("OK", words="says blorp", sender="script@rossi.example", from_message=mail.id)
    [change] = taught.preview(office.database, lesson)
    assert (change.message_id, change.before, change.after) == (mail.id, "UNKNOWN", "OK")
    done = taught.save(office.database, lesson, "anna", office.now)
    assert done.read_anew == 1
    assert office.states() == ["OK"]
    assert read(office, mail).rule == f"taught/{done.rule_id}"
    assert taught.preview(office.database, lesson) == ()
    undo(office.database, done.undo, "anna", office.now + 5)
    assert office.states() == ["UNKNOWN"]
    assert taught.rules(office.database) == []


def test_a_rule_is_removed_and_its_mails_are_read_anew(office):
    office.declare("nightly", job="", subject="zyx")
    office.at("2026-03-02 22:20")
    mail = office.receive(odd())
    done = taught.save(office.database, Lesson("FAILED", words="blorp", from_message=mail.id), "anna", office.now)
    assert office.states() == ["FAILED"]
    assert taught.remove(office.database, done.rule_id, "bruno", office.now) == 1
    assert office.states() == ["UNKNOWN"]


def test_a_rule_may_say_that_mails_are_no_result(office):
    office.declare("nightly", job="", subject="zyx")
    office.at("2026-03-02 22:20")
    mail = office.receive(odd())
    taught.save(office.database, Lesson("informational", words="blorp", from_message=mail.id), "anna", office.now)
    assert office.unclear() == []
    assert office.states() == []
    assert read(office, mail).informational


@pytest.mark.parametrize(
    "lesson",
    [Lesson("OK"), Lesson("UNKNOWN", words="x"), Lesson("great", words="x")],
    ids=["no words", "unknown", "no class"],
)
def test_rules_that_cannot_be(office, lesson):
    with pytest.raises(BadTaughtRuleError):
        taught.save(office.database, lesson, "anna", office.now)


def test_a_rule_has_to_decide_the_mail_it_is_made_from(office):
    mail = office.receive(odd())
    with pytest.raises(BadTaughtRuleError):
        taught.preview(office.database, Lesson("OK", words="not there", from_message=mail.id))
    failed = office.receive(own_script("nightly", "FAILED"))
    with pytest.raises(BadTaughtRuleError):
        taught.save(office.database, Lesson("OK", words="nightly", from_message=failed.id), "anna", office.now)
    with pytest.raises(NotAllowedError):
        taught.save(office.database, Lesson("OK", words="blorp", from_message=mail.id), "mallory", office.now)
