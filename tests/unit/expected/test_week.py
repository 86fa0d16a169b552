"""A week of one job from its document to the proposal, by the rules in the order in which they are used."""

from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bls_tui.desk import people, processes
from checks.rules.expected.binding import bind, moment
from checks.rules.expected.clock import Mailbox
from checks.rules.expected.judging import Evidence, evidence_of, judge
from checks.rules.expected.policy import proposes, recovered
from checks.rules.expected.recognition import MailFacts, recognise
from checks.rules.expected.states import RunState
from checks.rules.expected.windows import PlannedRun

ROME = ZoneInfo("Europe/Rome")
NIGHTLY = {
    "customer": "acme", "mailbox": "backup", "job": "Nightly", "at": "mon-fri 22:00", "calendar": "default",
    "duration": "3h", "propose": "second",
}  # fmt: skip


def at(text: str) -> float:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ROME).timestamp()


@dataclass
class Ledger:
    """What the service keeps of one job."""

    process: processes.Process
    runs: list[PlannedRun]
    evidence: dict[float, list[Evidence]] = field(default_factory=dict)

    def receive(self, name: str, when: str, verdict: RunState, job: str = "Nightly") -> None:
        facts = MailFacts("backup", "veeam@acme.example", f"[{verdict}] {job}", job=job)
        [match] = recognise(facts, {"nightly": self.process.recognition}).matches
        told = moment(None, at(when), at(when))
        run = bind(told, self.runs)
        self.evidence.setdefault(run.scheduled_at, []).extend(evidence_of(name, told.at, verdict, [], match))

    def states(self, now: str, mailbox: Mailbox | None = None) -> list[RunState]:
        read = mailbox or Mailbox(passed_at=at(now))
        return [
            judge(run, self.evidence.get(run.scheduled_at, ()), at(now), read, skipped=bool(run.closed)).state
            for run in self.runs
            if run.opens_at <= at(now)
        ]


@pytest.fixture
def ledger():
    documents = [("customer", "acme", {}), ("process", "nightly", NIGHTLY)]
    found = processes.build(documents, people.build(documents), date(2026, 12, 1)).by_key["nightly"]
    return Ledger(found, found.ahead(at("12-04"), at("12-11")))


def test_a_week(ledger):
    # Friday's comes early, Monday's not at all, Tuesday is the Immacolata, Wednesday's fails and is retried.
    ledger.receive("fri", "12-04 21:50", RunState.OK)
    assert ledger.states("12-04 23:00") == ["OK"]
    assert ledger.states("12-08 01:59") == ["OK", "EXPECTED"]
    assert ledger.states("12-08 02:00") == ["OK", "LATE"]
    assert ledger.states("12-08 04:00") == ["OK", "MISSING"]
    assert proposes(ledger.states("12-08 04:00"), ledger.process.policy) is None
    ledger.receive("wed", "12-09 23:00", RunState.FAILED)
    week = ledger.states("12-09 23:30")
    assert week == ["OK", "MISSING", "SKIPPED", "FAILED"]
    assert proposes(week, ledger.process.policy)
    ledger.receive("wed, retried", "12-10 00:10", RunState.OK)
    week = ledger.states("12-10 00:30")
    assert week == ["OK", "MISSING", "SKIPPED", "OK"]
    assert recovered(week, ledger.process.policy)
    assert len(ledger.evidence[at("12-09 22:00")]) == 2


def test_a_mail_that_comes_days_late_turns_missing_into_what_it_says(ledger):
    assert ledger.states("12-05 04:00") == ["MISSING"]
    ledger.receive("fri", "12-06 12:00", RunState.WARNING)
    assert ledger.states("12-06 12:01") == ["WARNING"]


def test_nothing_goes_missing_while_the_mailbox_cannot_be_read(ledger):
    broken = Mailbox(passed_at=at("12-04 23:00"), failing_since=at("12-04 23:01"))
    assert ledger.states("12-07 15:00", broken) == ["LATE"]
    ledger.receive("fri", "12-05 00:30", RunState.OK)  # was there all the time
    assert ledger.states("12-07 15:00", broken) == ["OK"]
