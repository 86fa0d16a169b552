"""What prevention reads and keeps: baselines, the days of the outlook, and what charts show beside values."""

import pytest
from sqlalchemy import insert

from db.queries import baselines, history, metrics, operations, outlook, timelines
from db.rows import NewEvent, NewSample
from db.rows_metrics import BaselineRow, StretchRow
from db.session import Database
from db.tables.metrics import samples_1h, samples_5m
from tests.support.inventory import put

HOUR = 3600.0
BASE = 1_790_000_000 // 86_400 * 86_400.0


@pytest.fixture
def hosts(database: Database) -> dict[str, int]:
    ids = put(database, "web01", "web02")
    with database.write() as w:
        metrics.record(w, [NewSample(one, "cpu", BASE, 10.0 * one, "%", max=100.0) for one in ids.values()])
    return ids


def summarise(database: Database, table, points) -> None:
    rows = [
        {"metric_id": metric, "at": at, "low": value - 1, "mean": value, "high": value + 1, "count": 1}
        for metric, at, value in points
    ]
    with database.write() as w:
        w.connection.execute(insert(table), rows)


def test_cells_are_stored_once_and_found_by_metric_and_hour(database: Database, hosts) -> None:
    with database.write() as w:
        baselines.put(
            w, [BaselineRow(1, 5, 1.0, 2.0, 3), BaselineRow(1, 6, 1.5, 2.0, 3), BaselineRow(2, 5, 9.0, 1.0, 1)]
        )
        baselines.put(w, [BaselineRow(1, 5, 4.0, 2.5, 4)])
    with database.read() as r:
        found = baselines.cells(r, (4, 5), [1, 2])
    assert found == {1: {5: BaselineRow(1, 5, 4.0, 2.5, 4)}, 2: {5: BaselineRow(2, 5, 9.0, 1.0, 1)}}


def test_learning_goes_through_the_metrics_of_an_hour(database: Database, hosts) -> None:
    summarise(database, samples_5m, [(1, BASE + 300, 3.0), (1, BASE + 600, 5.0), (2, BASE + HOUR, 7.0)])
    hour = int(BASE // HOUR)
    with database.read() as r:
        assert baselines.learnt(r) is None
        assert baselines.first_hour(r, 0.0) == hour
        assert baselines.first_hour(r, BASE + HOUR) == hour + 1
        assert baselines.hour_of(r, hour, 0, 1) == {1: [3.0, 5.0]}
        assert baselines.hour_of(r, hour, 1, 1) == {2: []}
        assert baselines.hour_of(r, hour, 2, 1) == {}
    with database.write() as w:
        baselines.set_learnt(w, (hour, 1))
    with database.read() as r:
        assert baselines.learnt(r) == (hour, 1)


def test_suspects_are_far_from_the_mean_of_the_hour(database: Database, hosts) -> None:
    with database.write() as w:
        baselines.put(w, [BaselineRow(1, 5, 10.0, 1.0, 3), BaselineRow(2, 5, 10.0, 1.0, 3)])
    with database.read() as r:
        assert [(row.full_name, row.metric.value) for row in baselines.suspects(r, 5, 3, 0.0)] == [("web02", 20.0)]
        assert baselines.suspects(r, 5, 4, 0.0) == []
        assert baselines.suspects(r, 5, 3, BASE + 1) == []
        assert baselines.newest(r, 2, 3) == [20.0]


def test_days_hours_and_single_hours_of_the_outlook(database: Database, hosts) -> None:
    summarise(database, samples_1h, [(1, BASE + hour * HOUR, float(hour)) for hour in range(48)])
    with database.read() as r:
        assert outlook.daily(r, [1, 2], BASE, BASE + 172_800) == {
            1: [(BASE, -1.0, 11.5, 24.0), (BASE + 86_400, 23.0, 35.5, 48.0)]
        }
        assert outlook.hourly(r, 1, BASE, BASE + 2 * HOUR) == [(BASE, -1.0, 0.0, 1.0), (BASE + HOUR, 0.0, 1.0, 2.0)]
        assert outlook.means_at(r, [1, 2], [BASE, BASE + HOUR]) == {1: {BASE: 0.0, BASE + HOUR: 1.0}}
        assert outlook.highest(r, [1, 2], BASE + 86_400) == {1: 47.0}
        assert [row.full_name for row in outlook.of_probes(r, ["icmp"], 0.0)] == ["web01", "web02"]
        assert outlook.of_probes(r, ["tls"], 0.0) == []


def test_states_of_a_stretch_of_time(database: Database, hosts) -> None:
    web = hosts["web01"]
    steps = [(100.0, "OK", 1), (200.0, "CRITICAL", 1), (260.0, "CRITICAL", 2), (300.0, "OK", 1)]
    with database.write() as w:
        history.append(w, [NewEvent(at, "STATE", web, state=state, attempt=number) for at, state, number in steps])
        history.append(w, [NewEvent(250.0, "COMMENT", web)])
    with database.read() as r:
        assert timelines.states_between(r, web, 150.0, 400.0) == [
            StretchRow(150.0, 200.0, "OK"), StretchRow(200.0, 300.0, "CRITICAL"), StretchRow(300.0, None, "OK"),
        ]  # fmt: skip
        assert timelines.states_between(r, web, 210.0, 220.0) == [StretchRow(210.0, None, "CRITICAL")]
        assert timelines.states_between(r, web, 0.0, 50.0) == []


def test_downtimes_of_a_service_are_its_own_and_those_of_its_host(database: Database) -> None:
    ids = put(database, "web01", "web01/http")
    asked = {"kind": "fixed", "author": "mr", "comment": "", "created_at": 0.0}
    with database.write() as w:
        for name, all_of_it, start in (("web01", True, 100.0), ("web01", False, 200.0), ("web01/http", False, 300.0)):
            operations.add_downtime(
                w, object_id=ids[name], with_services=all_of_it, starts_at=start, ends_at=start + 50, **asked
            )
    with database.read() as r:
        assert timelines.downtimes_between(r, ids["web01/http"], 0.0, 400.0) == [(100.0, 150.0), (300.0, 350.0)]
        assert timelines.downtimes_between(r, ids["web01"], 0.0, 400.0) == [(100.0, 150.0), (200.0, 250.0)]
        assert timelines.downtimes_between(r, ids["web01"], 160.0, 190.0) == []
