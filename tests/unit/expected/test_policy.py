"""When runs that went wrong propose a call; what past runs suggest; what the screen shows of a job."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from checks.rules.expected import learned, policy
from checks.rules.expected.policy import Grounds, Policy, PolicyError, Why
from checks.rules.expected.states import RunState
from checks.rules.expected.strip import by_day, summarise

ROME = ZoneInfo("Europe/Rome")
HOUR = 3600.0
WORDS = {
    "o": RunState.OK,
    "w": RunState.WARNING,
    "p": RunState.PARTIAL,
    "f": RunState.FAILED,
    "m": RunState.MISSING,
    "s": RunState.SKIPPED,
    "u": RunState.UNKNOWN,
    "e": RunState.EXPECTED,
    "l": RunState.LATE,
}


def runs(letters: str) -> list[RunState]:
    return [WORDS[letter] for letter in letters]


@pytest.mark.parametrize(
    ("text", "history", "grounds"),
    [
        ("first", "", None),
        ("first", "ooo", None),
        ("first", "ooof", Grounds(Why.FIRST, RunState.FAILED, 1, 1)),
        ("first", "ooofe", Grounds(Why.FIRST, RunState.FAILED, 1, 1)),
        ("first", "oofo", None),
        ("first", "oom", Grounds(Why.FIRST, RunState.MISSING, 1, 1)),
        ("first", "oop", Grounds(Why.FIRST, RunState.PARTIAL, 1, 1)),
        ("first", "oow", None),
        ("first", "oou", None),
        ("second", "oof", None),
        ("second", "f", None),
        ("second", "off", Grounds(Why.IN_A_ROW, RunState.FAILED, 2, 2)),
        ("second", "ofsum", Grounds(Why.IN_A_ROW, RunState.MISSING, 2, 2)),
        ("second", "offo", None),
        ("2 of 5", "fooof", Grounds(Why.N_OF_M, RunState.FAILED, 2, 5)),
        ("2 of 5", "foooof", None),
        ("2 of 5", "fooofo", None),
        ("2 of 5", "ff", Grounds(Why.N_OF_M, RunState.FAILED, 2, 2)),
    ],
)
def test_when_a_call_is_proposed(text, history, grounds):
    assert policy.proposes(runs(history), policy.parse(text)) == grounds


def test_partial_may_count_as_a_warning():
    lenient = policy.parse("first", partial_fails=False)
    assert policy.proposes(runs("oop"), lenient) is None
    assert policy.recovered(runs("ofp"), lenient)
    assert policy.proposes(runs("oof"), lenient)


@pytest.mark.parametrize(
    ("history", "well"), [("", False), ("fo", True), ("of", False), ("fosue", True), ("fu", False)]
)
def test_a_run_that_went_well_takes_the_proposal_back(history, well):
    assert policy.recovered(runs(history), Policy()) is well


@pytest.mark.parametrize("text", ["", "never", "0 of 5", "6 of 5", "2 of 31", "2 from 5", "-1 of 2"])
def test_a_wrong_policy_says_what_is_allowed(text):
    with pytest.raises(PolicyError, match='such as "2 of 5"'):
        policy.parse(text)


def test_the_duration_suggested_is_what_nearly_all_runs_stay_within():
    minutes = [60.0 * one for one in range(1, 21)]
    assert learned.usual_duration(minutes) == 20 * 60
    assert learned.usual_duration([*minutes[:18], 71 * HOUR, 900 * HOUR]) == 71 * HOUR
    assert learned.usual_duration([1.0] * 5) == 300
    assert learned.usual_duration([60.0] * 4) is None


def test_a_trend_compares_the_latest_with_what_is_usual():
    assert learned.trend([None, None]) is None
    assert learned.trend([1, None, 2]) == learned.Trend(2)
    assert learned.trend([10, 10, 20, 30, 30, 5]) == learned.Trend(5, 20, 0.25)
    assert learned.trend([0, 0, 0, 0, 0, 5]) == learned.Trend(5, 0, None)


@dataclass(frozen=True)
class Run:
    scheduled_at: float
    state: str
    ended_at: float | None = None
    size_bytes: int | None = None
    duration_s: float | None = None

    @property
    def due_at(self) -> float:
        return self.scheduled_at + HOUR


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=ROME).timestamp()


NIGHTS = [
    Run(at("2026-05-31T22:00"), "FAILED"),
    Run(at("2026-06-01T22:00"), "OK", at("2026-06-02T01:00"), 100, 3 * HOUR),
    Run(at("2026-06-02T22:00"), "FAILED", at("2026-06-02T22:10")),
    Run(at("2026-06-03T22:00"), "LATE"),
    Run(at("2026-06-04T22:00"), "EXPECTED"),
]
NOW = at("2026-06-04T01:00")


def test_a_job_at_a_glance():
    seen = summarise(NIGHTS, NOW, ROME)
    assert [mark.state for mark in seen.marks] == ["FAILED", "OK", "FAILED", "LATE"]
    assert (seen.good_at, seen.good_days) == (at("2026-06-02T01:00"), 2.0)
    assert (seen.due_at, seen.latest, seen.late) == (at("2026-06-03T23:00"), "FAILED", True)
    assert (seen.size, seen.duration) == (learned.Trend(100), learned.Trend(3 * HOUR))


def test_a_job_that_never_went_well():
    seen = summarise(NIGHTS[:1], NOW, ROME)
    assert (seen.good_at, seen.good_days, seen.due_at) == (None, None, None)
    assert summarise(NIGHTS[:1], NOW, ROME, good_at=NOW - 86400).good_days == 1


def test_the_strip_ends_with_today_and_begins_30_days_before():
    nights = [Run(at(f"2026-05-{day:02}T22:00"), "OK") for day in range(1, 32)]
    marks = summarise(nights, at("2026-05-31T23:00"), ROME).marks
    assert (len(marks), marks[0].day.day, marks[-1].day.day) == (30, 2, 31)


def test_several_runs_of_a_day_show_the_worst():
    hourly = [Run(at(f"2026-06-03T{hour:02}:00"), "FAILED" if hour == 7 else "OK") for hour in range(24)]
    marks = summarise(hourly, NOW, ROME).marks
    assert by_day(marks, NOW, ROME, days=3) == (None, RunState.FAILED, None)
