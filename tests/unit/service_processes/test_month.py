"""A simulated month of several jobs, with everything that happens to mails, and mails in any order at all."""

import random
from dataclasses import dataclass

import pytest

from bls_tui.service.desk.desk_pass import DeskPass
from db.queries import proposals, runs
from tests.unit.service_desk.conftest import at, declare
from tests.unit.service_processes.conftest import ACCOUNTS, HOUR, Office, own_script

JOBS = ("nightly", "sql", "files")
KINDS = ("good", "good", "good", "fails", "retried", "late", "missing", "partial", "twice", "outage")


@dataclass
class Night:
    """What becomes of one run: when its mails come (seconds after its start) and what they say."""

    kind: str
    mails: tuple[tuple[float, str], ...]
    state: str


NIGHTS = {
    "good": Night("good", ((0.5 * HOUR, "SUCCESS"),), "OK"),
    "fails": Night("fails", ((0.5 * HOUR, "FAILED"),), "FAILED"),
    "retried": Night("retried", ((0.5 * HOUR, "FAILED"), (1.5 * HOUR, "SUCCESS")), "OK"),
    "late": Night("late", ((6 * HOUR, "SUCCESS"),), "OK"),
    "missing": Night("missing", (), "MISSING"),
    "partial": Night("partial", ((0.7 * HOUR, "PARTIAL"),), "PARTIAL"),
    "twice": Night("twice", ((0.5 * HOUR, "SUCCESS"), (0.6 * HOUR, "SUCCESS")), "OK"),
    "outage": Night("outage", ((0.5 * HOUR, "SUCCESS"),), "OK"),
}


@pytest.mark.parametrize("seed", [1])
def test_a_month(company, seed):
    chosen = random.Random(seed)  # noqa: S311 - a test must be repeatable
    office = Office(company, at("2026-03-09 12:00"))
    declare(office.database, [("calendar", "office", {"closed": {"2026-03-19": "San Giuseppe"}})])
    for job in JOBS:
        office.declare(job, job=job, name=job, at="22:00", calendar="office", objects=[])
    office.beat()
    expected: dict[str, list[str]] = {job: [] for job in JOBS}
    for day in [f"2026-03-{number:02}" for number in range(9, 32)]:
        nights = {job: NIGHTS[chosen.choice(KINDS)] for job in JOBS}
        for job, night in nights.items():
            skipped = day == "2026-03-19" and not night.mails
            expected[job].append("SKIPPED" if skipped else night.state)
        _pass(office, at(f"{day} 22:00"), nights, outage=chosen.random() < 0.1)
    assert {job: office.states(job) for job in JOBS} == expected
    assert office.unclear() == []
    with office.database.read() as r:
        waiting = [run.job for run in runs.by_ids(r, [row.run_id for row in proposals.open_ones(r)]).values()]
    assert sorted(waiting) == sorted(job for job in JOBS if expected[job][-1] in ("FAILED", "MISSING", "PARTIAL"))


def _pass(office, start, nights, *, outage):
    """Let a night pass. In an outage all mails come in at its end."""
    mails = sorted((start + after, job, said) for job, night in nights.items() for after, said in night.mails)
    office.failing = outage
    if outage:
        _wait(office, start + 8 * HOUR)
        for when, job, said in mails:
            office.receive(own_script(job, said), sent=when, beat=False)
        office.failing = False
    else:
        for when, job, said in mails:
            _wait(office, when)
            office.receive(own_script(job, said))
    _wait(office, start + 13 * HOUR)


def _wait(office, until):
    while office.now < until:
        office.now = min(office.now + 2 * HOUR, until)
        office.beat()


@pytest.mark.parametrize("seed", range(2))
def test_mails_in_any_order_leave_the_same_runs(company, seed):
    office = Office(company, at("2026-03-09 12:00"))
    office.declare("nightly")
    office.beat()
    nights = [at(f"2026-03-{day:02d} 22:00") for day in (9, 10, 11, 12, 13)]
    mails = [(nights[0] + HOUR, "SUCCESS"), (nights[1] + HOUR, "FAILED"), (nights[1] + 2 * HOUR, "SUCCESS")]
    mails += [(nights[2] + HOUR, "SUCCESS"), (nights[2] + 2 * HOUR, "FAILED"), (nights[4] + HOUR, "PARTIAL")]
    office.now = at("2026-03-14 12:00")
    office.beat()
    random.Random(seed).shuffle(mails)  # noqa: S311 - a test must be repeatable
    for sent, said in mails:
        office.receive(own_script("nightly", said), sent=sent)
    assert office.states() == ["OK", "OK", "FAILED", "MISSING", "PARTIAL"]
    with office.database.read() as r:
        waiting = proposals.open_ones(r)
    assert len(waiting) == 1
    assert waiting[0].folded == 2


def test_a_second_poller_finds_nothing_left_to_do(office):
    office.at("2026-03-03 12:00")
    with office.database.read() as r:
        before = [run.seq for run in runs.of_job(r, "nightly", 0.0, 1e12)], [p.seq for p in proposals.open_ones(r)]
    DeskPass(ACCOUNTS)(office.database, office.now)
    with office.database.read() as r:
        after = [run.seq for run in runs.of_job(r, "nightly", 0.0, 1e12)], [p.seq for p in proposals.open_ones(r)]
    assert before == after
