"""Expected runs in the database: made ahead, changed only as supposed, with all the mails that tell of them."""

import pytest

from checks.backups.model import INFORMATIONAL, Verdict
from checks.rules.expected.binding import Clue
from checks.rules.expected.states import GOOD, RunState
from db.errors import Conflict, DatabaseRefused
from db.queries import call_lists, calls, messages, process_mails, proposals, runs, taught_rules
from db.rows_desk import NewProposal
from db.rows_runs import NewProcessMail, NewRun, NewTaughtRule, RunChange, RunMail
from db.session import Database, Writer
from db.tables import runs as tables
from tests.support.calls import AT, SUSPENDED, call, customer, event
from tests.support.messages import message

DAY = 86_400.0
OK = RunChange(
    state="OK", next_at=None, decided_at=AT + 9, cause="mail", rule="veeam/subject", evidence="Success\0",
    started_at=AT, ended_at=AT + 8, size_bytes=9 * 2**40, duration_s=8.0,
)  # fmt: skip


@pytest.fixture
def customer_id(database: Database) -> int:
    with database.write() as w:
        return customer(w)


def new(customer_id: int, job: str = "nas01", day: int = 0, **changes: object) -> NewRun:
    at = AT + day * DAY
    times = {
        "scheduled_at": at, "opens_at": at - 60, "due_at": at + 60, "late_at": at + 120, "missing_at": at + 180,
        "next_at": at + 120,
    }  # fmt: skip
    return NewRun(job, customer_id, **(times | changes))


def made(database: Database, *rows: NewRun) -> list[int]:
    with database.write() as w:
        runs.create(w, rows)
        found = {(row.job, row.scheduled_at): row.id for row in runs.changed_since(w, 0)}
    return [found[row.job, row.scheduled_at] for row in rows]


def mail(w: Writer, identity: str = "a@x", **changes: object) -> int:
    return messages.add(w, message(identity, role="process", place="run", **changes), None)


def test_the_words_of_the_constraints_are_those_of_the_rules() -> None:
    assert tuple(RunState) == tables.RUN_STATES
    assert tuple(Verdict) == tables.VERDICTS
    assert INFORMATIONAL == tables.INFORMATIONAL
    assert set(runs.GOOD) == GOOD
    assert tuple(Clue) == tables.BOUND_BY


def test_runs_are_made_once(database: Database, customer_id: int) -> None:
    (first,) = made(database, new(customer_id))
    with database.write() as w:
        runs.decide(w, first, "EXPECTED", OK)
    made(database, new(customer_id, note="again"), new(customer_id, day=1))
    made(database)
    with database.read() as r:
        rows = runs.of_job(r, "nas01", AT, AT + 2 * DAY)
        assert [(row.state, row.note, row.scheduled_at) for row in rows] == [
            ("OK", "", AT), ("EXPECTED", "", AT + DAY),
        ]  # fmt: skip
        assert runs.of_job(r, "nas01", AT + 1, AT + DAY) == []
        assert runs.get(r, first) == rows[0]
        assert runs.get(r, 99) is None
        assert runs.by_ids(r, [first, 99]) == {first: rows[0]}


def test_a_run_is_decided_as_supposed(database: Database, customer_id: int) -> None:
    (run,) = made(database, new(customer_id))
    with database.write() as w:
        runs.decide(w, run, "EXPECTED", RunChange(state="LATE", next_at=AT + 180))
        by_mail = mail(w)
        with pytest.raises(Conflict, match=r"run of nas01 was changed in the meantime: it is LATE\."):
            runs.decide(w, run, "EXPECTED", OK)
        runs.decide(w, run, "LATE", RunChange(state="OK", next_at=None, decided_at=AT + 9, message_id=by_mail))
        by_hand = RunChange(state="SKIPPED", next_at=None, decided_at=AT + 99, decided_by="mr", note="trasloco")
        runs.decide(w, run, "OK", by_hand)
        with pytest.raises(Conflict, match=r"it is SKIPPED by mr\."):
            runs.decide(w, run, "OK", by_hand)
        with pytest.raises(Conflict, match="no run with the id 99"):
            runs.decide(w, 99, "OK", by_hand)
        row = runs.get(w, run)
        assert row is not None
        assert (row.state, row.note, row.message_id, row.seq) == ("SKIPPED", "trasloco", None, w.seq)


def test_what_a_mail_says_is_kept_with_the_run(database: Database, customer_id: int) -> None:
    (run,) = made(database, new(customer_id))
    with database.write() as w:
        runs.decide(w, run, "EXPECTED", OK)
        row = runs.get(w, run)
    assert row is not None
    assert (row.cause, row.rule, row.evidence) == ("mail", "veeam/subject", "Success")
    assert (row.started_at, row.ended_at, row.size_bytes, row.duration_s) == (AT, AT + 8, 9 * 2**40, 8.0)


@pytest.mark.parametrize(
    "change",
    [RunChange(state="OK", next_at=None), RunChange(state="LATE", next_at=None, decided_at=AT),
     RunChange(state="HELD", next_at=None, decided_at=AT)],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(database: Database, customer_id: int, change: RunChange) -> None:
    (run,) = made(database, new(customer_id))
    with pytest.raises(DatabaseRefused), database.write() as w:
        runs.decide(w, run, "EXPECTED", change)


def test_the_clock_asks_what_it_changes(database: Database, customer_id: int) -> None:
    late, later, _ = made(database, new(customer_id, "b"), new(customer_id, "a"), new(customer_id, day=1))
    with database.read() as r:
        assert runs.due(r, AT + 119) == []
        assert {row.id for row in runs.due(r, AT + 120)} == {late, later}
        assert runs.next_due(r) == AT + 120
        assert [row.job for row in runs.open_ones(r)] == ["a", "b", "nas01"]
    with database.write() as w:
        for run in (late, later):
            runs.decide(w, run, "EXPECTED", OK)
        assert runs.next_due(w) == AT + DAY + 120
        assert [row.job for row in runs.open_ones(w)] == ["nas01"]


def test_the_last_days_of_many_jobs_come_at_once(database: Database, customer_id: int) -> None:
    jobs = [f"job{number:04}" for number in range(1200)]
    made(database, *(new(customer_id, job, day) for job in jobs for day in range(3)))
    with database.read() as r:
        rows = runs.latest(r, jobs[1:], AT + DAY)
        assert [(row.job, row.scheduled_at) for row in rows] == [
            (job, AT + day * DAY) for job in jobs[1:] for day in (1, 2)
        ]
        assert runs.latest(r, [], AT) == []


def test_it_is_known_when_each_job_last_went_well(database: Database, customer_id: int) -> None:
    ids = made(database, *(new(customer_id, day=day) for day in range(4)), new(customer_id, "bad"))
    with database.write() as w:
        runs.decide(w, ids[0], "EXPECTED", OK)
        runs.decide(w, ids[1], "EXPECTED", RunChange(state="WARNING", next_at=None, decided_at=AT + DAY))
        for run in (ids[2], ids[4]):
            runs.decide(w, run, "EXPECTED", RunChange(state="FAILED", next_at=None, decided_at=AT + 2 * DAY))
        assert runs.last_good(w) == {"nas01": AT + DAY}
        assert runs.last_good(w, ["OK"]) == {"nas01": AT + 8}


def test_a_run_is_held_and_let_go(database: Database, customer_id: int) -> None:
    (run,) = made(database, new(customer_id))
    with database.write() as w:
        runs.hold(w, run, held=True)
        with pytest.raises(Conflict):
            runs.hold(w, run, held=True)
        assert [row.held for row in runs.open_ones(w)] == [True]
        runs.decide(w, run, "EXPECTED", OK)
        assert [row.held for row in runs.latest(w, ["nas01"], AT)] == [False]
        held = NewProposal(customer_id, None, "MISSING", 3, "nas01 is MISSING", run_id=run, hold="mailbox")
        proposals.open_(w, held, AT)
        assert [row.hold for row in proposals.open_ones(w)] == ["mailbox"]


def test_runs_that_nothing_is_known_of_make_room_for_another_schedule(database: Database, customer_id: int) -> None:
    skipped = {"state": "SKIPPED", "decided_at": AT, "next_at": None}
    rows = [new(customer_id, day=day) for day in range(6)] + [new(customer_id, day=6, **skipped), new(customer_id, "b")]
    ids = made(database, *rows)
    with database.write() as w:
        runs.bind(w, RunMail(ids[2], mail(w), "", "OK", "", "", "", AT, None, "date"))
        runs.decide(w, ids[3], "EXPECTED", OK)
        by_hand = RunChange(state="SKIPPED", next_at=None, decided_at=AT, decided_by="mr")
        runs.decide(w, ids[4], "EXPECTED", by_hand)
        proposals.open_(w, NewProposal(customer_id, None, "LATE", 1, "", run_id=ids[5]), AT)
        assert runs.remove_future(w, "nas01", AT) == 2
        left = runs.latest(w, ["nas01", "b"], 0.0)
    assert {row.id for row in left} == {*ids} - {ids[1], ids[6]}


def test_all_mails_of_a_run_stay(database: Database, customer_id: int) -> None:
    first, second = made(database, new(customer_id), new(customer_id, "nas02"))
    with database.write() as w:
        early, late = mail(w), mail(w, "b@x", received_at=AT + 60, subject="Backup ok")
        seq = w.seq
    with database.write() as w:
        failed = RunMail(
            first, early, "srv\0 1", "FAILED", "Veeam", "veeam/vm", "Error", AT, None, "received", final=False
        )
        runs.bind(w, failed)
        runs.bind(w, RunMail(first, late, "", "OK", "Veeam", "veeam/vm", "Success", AT + 5, AT + 5, "end"))
        runs.bind(w, RunMail(second, late, "", "UNKNOWN", "", "", "", AT + 5, None, "hand"))
        runs.bind(w, RunMail(second, late, "", "PARTIAL", "", "", "", AT + 5, None, "hand"))
        assert {row.id for row in runs.changed_since(w, seq)} == {first, second}
    with database.read() as r:
        one, two = runs.mails(r, first)
        assert (one.mail.item, one.mail.verdict, one.mail.final, one.job) == ("srv 1", "FAILED", False, "nas01")
        assert (two.subject, two.received_at, two.sender_address) == ("Backup ok", AT + 60, "anna@acme.example")
        assert [(row.job, row.mail.verdict) for row in runs.mails_of_message(r, late)] == [
            ("nas01", "OK"), ("nas02", "PARTIAL"),
        ]  # fmt: skip
        assert {run: len(rows) for run, rows in runs.mails_of_runs(r, [first, second, 99]).items()} == {
            first: 2, second: 1,
        }  # fmt: skip
        assert [row.id for row in messages.of_run(r, first)] == [early, late]
    with database.write() as w:
        runs.unbind(w, second, late)
        with pytest.raises(Conflict, match="not bound"):
            runs.unbind(w, second, late)
        assert runs.mails(w, second) == []


def test_mails_that_somebody_has_to_look_at(database: Database) -> None:
    with database.write() as w:
        states = {
            state: mail(w, f"{state}@x", received_at=AT + at) for at, state in enumerate(tables.PROCESS_MAIL_STATES)
        }
        for state, made in states.items():
            process_mails.put(w, NewProcessMail(made, "UNKNOWN", state))
        seq = w.seq
    with database.write() as w:
        bound = NewProcessMail(states["unbound"], "OK", "bound", "Veeam", "job\0", "srv1", "r", "m", jobs=("a", "b"))
        process_mails.put(w, bound)
    with database.read() as r:
        attention = process_mails.needing_attention(r)
        assert [row.read.state for row in attention] == ["unknown", "unrecognised"]
        assert [row.read.message_id for row in process_mails.recent(r, 2)] == [
            states["unbound"],
            states["informational"],
        ]
        (row,) = process_mails.changed_since(r, seq)
        assert (row.read.jobs, row.read.job, row.subject) == (("a", "b"), "job", "R: Backup fermo")
        assert process_mails.get(r, states["unbound"]) == row
        assert process_mails.get(r, 99) is None
        (text,) = process_mails.recent_with_text(r, 1)
        assert (text.row, text.sent_at, text.text) == (row, None, "È ripartito?\n> no")


def test_taught_rules_are_added_and_removed(database: Database) -> None:
    rule = NewTaughtRule("nas@acme.example", "", "copia\0 finita", INFORMATIONAL, "", "nas01", "mr", AT)
    with database.write() as w:
        first = taught_rules.add(w, rule)
        second = taught_rules.add(
            w, NewTaughtRule("b@x", "esito", "ok", "OK", "NAS", "", "kb", AT + 9, "nota", mail(w))
        )
        assert [row.id for row in taught_rules.in_force(w)] == [second, first]
        taught_rules.remove(w, first, "kb", AT + 10)
        with pytest.raises(Conflict):
            taught_rules.remove(w, first, "kb", AT + 10)
        assert [row.note for row in taught_rules.in_force(w)] == ["nota"]
        row = taught_rules.all_(w)[1]
        assert (row.words, row.removed_by, row.removed_at) == ("copia finita", "kb", AT + 10)
    with pytest.raises(DatabaseRefused), database.write() as w:
        taught_rules.add(w, NewTaughtRule("b@x", "", "ok", "GOOD", "", "", "kb", AT))


def test_calls_are_found_by_what_they_wait_for(database: Database, customer_id: int) -> None:
    waiting = {"waits_for": "Anna", "wait_reason": "customer", "awaited_ref": ""}
    with database.write() as w:
        other = customer(w, "beta")
        calls.create(w, call(customer_id, **SUSPENDED), [event()])
        calls.create(w, call(other, "26-000002", **(SUSPENDED | {"awaited_ref": "t-88"})), [event()])
        calls.create(w, call(customer_id, "26-000003", **(SUSPENDED | waiting)), [event()])
        calls.create(w, call(customer_id, "26-000004"), [event()])

    def found(reason: str, **wanted: object) -> list[str]:
        with database.read() as r:
            return [row.call.number for row in call_lists.suspended(r, reason, **wanted)]

    assert found("supplier") == ["26-000001", "26-000002"]
    assert found("supplier", waits_for="Rossi Telecom", ref="T-88") == ["26-000002"]
    assert found("supplier", waits_for="Verdi") == found("process") == []
    assert found("customer", customer_id=customer_id) == ["26-000003"]
    assert found("customer", customer_id=other) == []
