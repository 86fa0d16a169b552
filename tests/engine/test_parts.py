"""The parts of the engine one by one: phases, histogram, systemd, recurring downtimes, halving, notes of commits."""

import socket
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import clock
from checks.engine import Role
from checks.engine.batch import Batch
from checks.engine.calendar import Calendar
from checks.engine.exchange import Errand, Tenure, exchange
from checks.engine.health import Counters, Histogram
from checks.engine.passive import outcome_of
from checks.engine.records import row_of
from checks.engine.schedule import Phased, next_due, phase
from checks.engine.watchdog import Watchdog
from checks.model import Kind, Policy, State, StateType, Track
from checks.rules import state as machine
from checks.rules.periods import TimePeriod
from checks.rules.state import Circumstances, Observation, advance
from db.queries import history, inventory, lease, metrics, operations, states
from db.rows import DocumentRow, NewEvent, NewSample
from tests.engine.conftest import eventually
from tests.support.inventory import put

NOW = 1_800_000_000.0


def test_phases_are_stable_and_spread_evenly():
    assert phase("host0001", 300) == pytest.approx(187.3)
    tenths = [0] * 10
    for number in range(1600):
        tenths[int(phase(f"host{number:04d}", 300) // 30)] += 1
    assert min(tenths) > 120
    assert max(tenths) < 200


@given(
    st.floats(0, 2e9), st.integers(1, 300), st.text(min_size=1, max_size=20), st.integers(0, 50)
)  # a pause of some intervals
def test_the_next_run_is_in_phase_and_after_now_however_long_the_pause(after, interval, name, pause):
    offset = phase(name, interval)
    due = next_due(after, interval, offset)
    assert after < due <= after + interval + 1e-6
    assert abs((due - offset) / interval - round((due - offset) / interval)) < 1e-4
    trigger = Phased(interval, offset)
    now = datetime.fromtimestamp(due + pause * interval, UTC)
    following = trigger.get_next_fire_time(datetime.fromtimestamp(due, UTC), now)
    assert following > now


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=200), st.sampled_from([50, 95, 99]))
def test_a_percentile_is_at_most_ten_percent_above_the_truth(values, percent):
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    rank = max(-(-len(values) * percent // 100), 1)
    truth = sorted(values)[rank - 1]
    assert truth * 0.999 <= max(histogram.percentile(percent), truth * 0.999)
    assert histogram.percentile(percent) <= max(truth * 1.11, 0.1) + 1e-9


def test_the_rate_is_that_of_the_last_minute():
    counters = Counters(started_at=0.0)
    counters.results = 100
    assert counters.rate(100.0) == 1.0
    counters.results = 700
    assert counters.rate(160.0) == 10.0
    counters.results = 1300
    assert counters.rate(220.0) == 10.0


def test_systemd_is_told(tmp_path):
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(path)
        watchdog = Watchdog({"NOTIFY_SOCKET": path, "WATCHDOG_USEC": "30000000"})
        watchdog.ready()
        watchdog.status("all\nwell")
        watchdog.ping()
        watchdog.stopping()
        assert [manager.recv(100) for _ in range(4)] == [b"READY=1", b"STATUS=all well", b"WATCHDOG=1", b"STOPPING=1"]
    assert watchdog.interval == 15.0
    Watchdog({"NOTIFY_SOCKET": path}).ready()  # the manager is gone: nothing happens
    assert Watchdog({}).interval is None


def test_plugin_output_handed_in_is_understood():
    outcome = outcome_of("WARNING", "DISK low|used=80%;70;90\nmore\nlines|'free space'=3GB")
    assert (outcome.state, outcome.output, outcome.details) == (State.WARNING, "DISK low", "more\nlines")
    assert [(metric.name, metric.value) for metric in outcome.metrics] == [("used", 80.0), ("free space", 3.0)]


@given(
    st.booleans(),
    st.floats(0, 100),
    st.sampled_from([Circumstances(), Circumstances(in_downtime=True), Circumstances(acknowledged="sticky")]),
)
def test_the_short_way_of_the_state_machine_is_the_long_one(host, later, around):
    good, kind = (State.UP, Kind.HOST) if host else (State.OK, Kind.SERVICE)
    track = Track(good, StateType.HARD, 1, good, NOW - 60, NOW - 59, NOW - 600, NOW - 600, NOW - 59)
    observation = Observation(good, NOW + later, NOW + later + 1)
    short = advance(track, observation, Policy(kind), around)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(machine, "_nothing_new", lambda *_: False)
        assert advance(track, observation, Policy(kind), around) == short


def errand(batch: Batch, epoch: int, *, doubtful: bool = False) -> Errand:
    return Errand(batch, Tenure("test", epoch), 0, clock.now(), None, doubtful)


def batch_of(database, object_id: int) -> Batch:
    with database.read() as r:
        row = next(row for row in states.load(r) if row.object_id == object_id)
    row = replace(row, state="UP", hard_state="UP", checked_at=NOW)
    event = NewEvent(NOW, "STATE", object_id, "PENDING", "UP", "HARD", 1)
    return Batch({object_id: row}, [event], [], [NewSample(object_id, "rta", NOW, 1.0)])


def test_a_batch_whose_commit_is_in_doubt_is_written_once(database):
    object_id = put(database, "gw")["gw"]
    with database.write() as w:
        epoch = lease.acquire(w, "test", clock.now(), 20.0)
    batch = batch_of(database, object_id)
    exchange(database, errand(batch, epoch))
    exchange(database, errand(batch, epoch, doubtful=True))
    with database.read() as r:
        assert len([event for event in history.of_object(r, object_id) if event.kind == "STATE"]) == 1


def test_a_batch_in_doubt_that_was_not_committed_is_written(database):
    object_id = put(database, "gw")["gw"]
    with database.write() as w:
        epoch = lease.acquire(w, "test", clock.now(), 20.0)
    exchange(database, errand(batch_of(database, object_id), epoch, doubtful=True))
    with database.read() as r:
        assert len(history.of_object(r, object_id)) == 1
        assert len(metrics.of_object(r, object_id)) == 1


def test_halving_loses_nothing_and_ends():
    batch = Batch(
        {number: f"row {number}" for number in range(5)},
        [NewEvent(NOW, "STATE", number) for number in range(5)],
        ["act 1", "act 2"],
        [NewSample(number, "x", NOW, 1.0) for number in range(7)],
    )
    pieces, waiting = [], [batch]
    while waiting:
        halves = waiting[0].halves()
        if halves is None:
            pieces.append(waiting.pop(0))
        else:
            waiting[:1] = [half for half in halves if len(half)]
    assert sum(map(len, pieces)) == len(batch)
    assert all(len(piece.states) <= 1 and len(piece.acts) <= 1 for piece in pieces)


def test_one_result_that_cannot_be_written_does_not_hold_up_the_others(fleet, poll, world, monkeypatch):
    fleet.put("gw", "gw/bad", "gw/good", max_attempts=1)

    def odd_while_it_warns(object_id, track, outcome, *rest):
        row = row_of(object_id, track, outcome, *rest)
        return replace(row, state_type="ODD") if outcome.state is State.WARNING else row

    monkeypatch.setattr("checks.engine.judge.row_of", odd_while_it_warns)
    world.states["gw/bad"] = State.WARNING
    poller = poll(fleet.database)
    eventually(fleet.is_now("gw/good", State.OK))
    eventually(lambda: poller.status.health and poller.status.health.refused)
    assert fleet.state("gw/bad").state == "PENDING"
    monkeypatch.setattr("checks.engine.judge.row_of", row_of)
    eventually(fleet.is_now("gw/bad", State.WARNING))


def test_a_recurring_downtime_appears_ahead_starts_and_is_withdrawn_with_its_rule(fleet, poll, world):
    local = datetime.now(UTC)
    document = {
        "zone": "UTC",
        "days": [f"{local:%Y-%m-%d}"],
        "start": f"{local:%H:%M}",
        "duration": "1h",
        "hosts": ["gw"],
        "services": [],
        "customers": [],
        "comment": "patches",
    }
    tomorrow = {**document, "days": ["monday - sunday"], "start": f"{(local.hour + 2) % 24:02d}:00"}
    fleet.put("gw", "gw/http")
    with fleet.database.write() as w:
        inventory.put_documents(w, [DocumentRow("downtime", "now", "f", 1, document)])
        inventory.put_documents(w, [DocumentRow("downtime", "daily", "f", 1, tomorrow)])
    poller = poll(fleet.database)
    eventually(lambda: poller.status.role is Role.POLLING)

    def downtimes(rule: str):
        with fleet.database.read() as r:
            return [row for row in operations.downtimes_of(r, fleet.ids["gw"], 50) if row.rule == rule]

    eventually(lambda: [row for row in downtimes("now") if row.started_at])
    assert len(eventually(lambda: downtimes("daily"))) == 2
    assert downtimes("now")[0].comment == "patches"
    with fleet.database.write() as w:
        inventory.delete_documents(w, [("downtime", "daily")])
    eventually(lambda: all(row.cancelled_by == "inventory" for row in downtimes("daily")))
    assert not downtimes("now")[0].ended_at


def test_the_calendar_says_when_a_check_is_due_again_after_a_closed_period():
    office = TimePeriod.parse("Europe/Rome", {"monday - friday": "08:00-18:00"})
    calendar = Calendar({"office": office})
    noon = datetime(2026, 11, 25, 11, 0, tzinfo=UTC).timestamp()
    evening = datetime(2026, 11, 25, 17, 0, tzinfo=UTC).timestamp()
    morning = datetime(2026, 11, 26, 7, 0, tzinfo=UTC).timestamp()
    assert [calendar.holds("office", at) for at in (noon, evening, noon, morning)] == [True, False, True, True]
    assert calendar.next_due("office", noon, 300, 10.0) == noon + 10
    assert calendar.next_due("office", evening - 100, 300, 10.0) == morning + 10
    assert calendar.next_due(None, evening, 300, 10.0) == evening + 10
    assert calendar.holds("gone", evening)
