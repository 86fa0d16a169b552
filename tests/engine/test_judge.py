"""The judge: results in, what is to be written out. Time is whatever the test says."""

from dataclasses import dataclass, field

import pytest

from checks.engine.fleet import Device, Fleet, Misdeclared, Planned
from checks.engine.judge import Judge, Result
from checks.model import Check, FlapPolicy, Kind, Outcome, Policy, State, Target
from db.rows import AcknowledgementRow, DowntimeRow, NewEvent

NOW = 1_800_000_000.0
IDS = {"gw": 1, "gw/http": 2, "web": 3, "web/http": 4}
PARENTS = {3: (1,)}


def plan(name: str, max_attempts: int) -> Planned:
    host, _, service = name.partition("/")
    kind = Kind.SERVICE if service else Kind.HOST
    policy = Policy(kind, max_attempts=max_attempts, flap=FlapPolicy(enabled=True))
    check = Check(IDS[name], IDS[host], name, service, "fake", {}, policy)
    return Planned(check, Misdeclared(""), None, snmp=False)


def fleet(max_attempts: int) -> Fleet:
    devices = {}
    for host in ("gw", "web"):
        services = (plan(f"{host}/http", max_attempts),)
        host_id = IDS[host]
        devices[host_id] = Device(
            host_id, host, Target(""), plan(host, max_attempts), services, PARENTS.get(host_id, ())
        )
    return Fleet(1, devices)


@dataclass
class Bench:
    """A judge and what it has said since it was last asked."""

    judge: Judge
    now: float = NOW
    acts: list[str] = field(default_factory=list)

    def feed(self, name: str, *states: State) -> None:
        for state in states:
            self.now += 60
            planned = self.judge.fleet.planned[IDS[name]]
            self.judge.result(Result(planned, Outcome(state, f"{name} {state}"), self.now - 1), self.now)

    def said(self) -> list[NewEvent]:
        batch = self.judge.take()
        self.acts += [describe(act) for act in batch.acts]
        return batch.events

    def told(self, *rows: AcknowledgementRow | DowntimeRow) -> None:
        acks = [row for row in rows if isinstance(row, AcknowledgementRow)]
        downs = [row for row in rows if isinstance(row, DowntimeRow)]
        self.judge.told(acks, downs, self.now)


def describe(act) -> str:
    """Name an act and what it is about: "open_ 2 under 1", "start_downtime 7"."""
    while act.func.__name__ == "_unless_changed":
        act = act.args[0]
    words = act.keywords
    cause = words.get("cause_object_id")
    return f"{act.func.__name__} {words.get('object_id') or words['downtime_id']}" + (
        f" under {cause}" if cause else ""
    )


@pytest.fixture
def bench() -> Bench:
    made = Bench(Judge(fleet(max_attempts=1), [], []))
    for name in IDS:
        made.feed(name, State.OK)
    made.said()
    return made


def ack(object_id: int, *, sticky: bool = False, expires_at: float | None = None) -> AcknowledgementRow:
    return AcknowledgementRow(100 + object_id, object_id, "ada", "on it", sticky, NOW, expires_at, None, None)


def downtime(object_id: int, starts: float, ends: float, duration: float | None = None) -> DowntimeRow:
    kind = "fixed" if duration is None else "flexible"
    return DowntimeRow(
        7, object_id, True, kind, NOW + starts, NOW + ends, duration, "ada", "", NOW, None, None, None, None
    )


def test_a_hard_problem_is_opened_changed_and_closed(bench):
    bench.feed("gw/http", State.WARNING, State.CRITICAL, State.OK)
    assert [(event.state, event.notify) for event in bench.said()] == [
        ("WARNING", "PROBLEM"),
        ("CRITICAL", "PROBLEM"),
        ("OK", "RECOVERY"),
    ]
    assert bench.acts == ["open_ 2", "update 2", "close 2"]


def test_the_same_result_again_is_no_event_but_a_state(bench):
    bench.feed("gw/http", State.OK)
    batch = bench.judge.take()
    assert not batch.events
    assert not batch.acts
    assert batch.states[2].checked_at == bench.now


def test_a_service_problem_folds_under_its_host_when_that_turns_out_dead(bench):
    bench.feed("web/http", State.CRITICAL)
    bench.feed("web", State.CRITICAL)
    bench.said()
    assert bench.acts == ["open_ 4", "open_ 3", "update 4 under 3"]
    bench.feed("web", State.OK)
    bench.said()
    assert bench.acts[3:] == ["close 3", "update 4"]


def test_everything_behind_a_dead_parent_folds_under_it(bench):
    bench.feed("gw", State.CRITICAL)
    bench.feed("web", State.CRITICAL)
    bench.feed("web/http", State.CRITICAL)
    events = bench.said()
    assert bench.acts == ["open_ 1", "open_ 3 under 1", "open_ 4 under 1"]
    assert [(event.state, event.notify, event.cause) for event in events[1:]] == [
        ("UNREACHABLE", None, "parents not up"),
        ("CRITICAL", None, "host not up"),
    ]


def test_a_normal_acknowledgement_ends_with_the_state_and_a_sticky_one_with_recovery(bench):
    bench.feed("gw/http", State.WARNING)
    bench.told(ack(2))
    bench.feed("gw/http", State.CRITICAL)
    bench.told(ack(4, sticky=True))
    bench.feed("web/http", State.WARNING, State.CRITICAL, State.OK)
    bench.said()
    assert [act for act in bench.acts if "clear" in act] == ["clear_acknowledgement 2", "clear_acknowledgement 4"]


def test_an_acknowledgement_expires(bench):
    bench.feed("gw/http", State.CRITICAL)
    bench.told(ack(2, expires_at=bench.now + 100))
    bench.judge.tick(bench.now + 99)
    bench.said()
    assert "clear_acknowledgement 2" not in bench.acts
    bench.judge.tick(bench.now + 101)
    bench.said()
    assert bench.acts.count("clear_acknowledgement 2") == 1


def test_a_cleared_acknowledgement_does_not_come_back_from_a_database_that_does_not_know_yet(bench):
    bench.feed("gw/http", State.WARNING)
    row = ack(2)
    bench.told(row)
    bench.feed("gw/http", State.OK)
    bench.told(row)
    bench.feed("gw/http", State.CRITICAL)
    assert bench.said()[-1].notify == "PROBLEM"


def test_a_fixed_downtime_starts_and_ends_on_time_and_silences(bench):
    begins = bench.now - NOW + 100
    bench.told(downtime(1, begins, begins + 1000))
    bench.judge.tick(NOW + begins - 1)
    bench.said()
    assert bench.acts == []
    bench.now = NOW + begins
    bench.judge.tick(bench.now)
    bench.feed("gw/http", State.CRITICAL)
    events = bench.said()
    assert bench.acts == ["start_downtime 7", "open_ 2"]
    assert [event.notify for event in events] == [None]
    bench.now = NOW + begins + 1000
    bench.judge.tick(bench.now)
    bench.said()
    assert bench.acts[2:] == ["end_downtime 7"]


def test_after_a_downtime_a_fresh_result_speaks_only_if_the_state_differs(bench):
    begins = bench.now - NOW
    bench.told(downtime(2, begins, begins + 300))
    bench.feed("gw/http", State.CRITICAL)
    bench.now += 300
    bench.judge.tick(bench.now)
    assert [event.notify for event in bench.said()] == [None]
    bench.feed("gw/http", State.CRITICAL)
    assert [(event.notify, event.cause) for event in bench.said()] == [("PROBLEM", "suppression ended")]


def test_after_a_downtime_that_changed_nothing_nothing_is_said(bench):
    begins = bench.now - NOW
    bench.told(downtime(2, begins, begins + 300))
    bench.feed("gw/http", State.CRITICAL, State.OK)
    bench.now += 300
    bench.judge.tick(bench.now)
    bench.said()
    bench.feed("gw/http", State.OK)
    assert bench.said() == []


def test_a_flexible_downtime_waits_for_the_first_problem(bench):
    begins = bench.now - NOW
    bench.told(downtime(2, begins, begins + 1000, duration=600))
    bench.judge.tick(bench.now + 10)
    bench.said()
    assert bench.acts == []
    bench.feed("gw/http", State.CRITICAL)
    events = bench.said()
    assert bench.acts == ["start_downtime 7", "open_ 2"]
    assert events[0].notify is None
    bench.judge.tick(bench.now + 601)
    bench.said()
    assert bench.acts[2:] == ["end_downtime 7"]


def test_flapping_is_an_event_with_its_end(bench):
    bench.feed("gw/http", *(State.CRITICAL, State.OK) * 6)
    bench.feed("gw/http", *(State.OK,) * 20)
    kinds = [event.kind for event in bench.said() if event.kind.startswith("FLAPPING")]
    assert kinds == ["FLAPPING_START", "FLAPPING_END"]


def test_a_late_result_changes_nothing(bench):
    bench.feed("gw/http", State.OK)
    bench.said()
    old = Result(bench.judge.fleet.planned[2], Outcome(State.CRITICAL, "late"), bench.now - 3600)
    assert bench.judge.result(old, bench.now + 1).dropped
    assert not len(bench.judge.take())


def test_a_result_of_a_removed_object_is_dropped(bench):
    planned = bench.judge.fleet.planned[4]
    smaller = Fleet(2, {1: bench.judge.fleet.devices[1]})
    bench.judge.adopt(smaller)
    assert bench.judge.result(Result(planned, Outcome(State.OK, ""), bench.now), bench.now).dropped
    assert not len(bench.judge.take())


def test_a_new_object_starts_pending_and_the_others_keep_their_track(bench):
    bench.feed("gw/http", State.CRITICAL)
    bench.judge.adopt(fleet(max_attempts=3))
    assert bench.judge.track(2).state is State.CRITICAL
    bench.feed("gw/http", State.OK)
    assert [event.notify for event in bench.said()] == ["PROBLEM", "RECOVERY"]


def test_what_a_probe_remembers_survives_results_without_memory(bench):
    planned = bench.judge.fleet.planned[2]
    bench.judge.result(Result(planned, Outcome(State.OK, "", memory={"n": 1}), bench.now), bench.now)
    bench.feed("gw/http", State.UNKNOWN)
    assert bench.judge.take().states[2].memory == {"n": 1}
