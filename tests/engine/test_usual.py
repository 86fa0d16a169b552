"""What is usual is learnt from summaries, and warns only where it was asked to."""

from datetime import UTC

import pytest
from sqlalchemy import insert, update

from checks.engine.learning import Learning, learn_some
from checks.engine.usual import Usual, load, warned
from checks.model import Metric, Outcome, State
from checks.rules.baseline import Band, hour_of_week, neighbours
from db.queries import baselines, metrics
from db.rows import NewSample
from db.session import Database
from db.tables.metrics import roll_up, samples_5m
from tests.support.inventory import put

HOUR, WEEK = 3600.0, 7 * 86_400.0
NOW = 1_790_000_000 // 3600 * 3600 + 1800.0


@pytest.fixture
def measured(database: Database) -> Database:
    """Three hours of each of the last four weeks, around the present one, summarised; 10 to 30 percent is usual."""
    host = put(database, "web01")["web01"]
    with database.write() as w:
        metrics.record(w, [NewSample(host, name, NOW, 20.0, "%", min=0.0, max=100.0) for name in ("cpu", "new")])
        rows = []
        for week in range(1, 5):
            for slot in range(36):
                at = NOW - 1800 - week * WEEK - HOUR + slot * 300
                rows.append({"metric_id": 1, "at": at, "low": 10, "mean": 10 + slot % 20, "high": 30, "count": 5})
        w.connection.execute(insert(samples_5m), rows)
        w.connection.execute(update(roll_up).values(done_until=NOW - 1800))
    return database


def learn_all(database: Database) -> int:
    rounds = 0
    while learn_some(database, UTC, NOW):
        rounds += 1
        assert rounds < 2000
    return rounds


def test_every_summarised_hour_is_learnt_once(measured: Database) -> None:
    learn_all(measured)
    hours = neighbours(hour_of_week(NOW, UTC))
    with measured.read() as r:
        found = baselines.cells(r, hours, [1, 2])
        place = baselines.learnt(r)
    assert {cell.weeks for cell in found[1].values()} == {4}
    assert set(found) == {1}
    assert place is not None
    assert place[0] * HOUR == NOW - 1800
    assert learn_all(measured) == 0


def test_the_chore_rests_once_everything_is_learnt(measured: Database) -> None:
    chore = Learning(UTC)
    for _ in range(2000):
        chore(measured, NOW)
    with measured.read() as r:
        assert baselines.learnt(r) is not None
    assert learn_all(measured) == 0


def test_nothing_is_learnt_of_nothing(database: Database) -> None:
    assert not learn_some(database, UTC, NOW)


def test_a_part_is_learnt_at_a_time(measured: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.engine.learning.AT_ONCE", 1)
    places = []
    for _ in range(2):
        assert learn_some(measured, UTC, NOW)
        with measured.read() as r:
            places.append(baselines.learnt(r))
    first = int((NOW - 1800 - 4 * WEEK - HOUR) // HOUR)
    assert places == [(first, 1), (first + 1, 1)]


def test_a_service_that_asks_is_warned_of_what_is_unusual(measured: Database) -> None:
    learn_all(measured)
    usual = Usual()
    usual.bands = load(measured, [1], NOW, UTC)

    assert set(usual.bands[1]) == {"cpu"}
    fine, strange = (Outcome(State.OK, "cpu", (Metric("cpu", value, "%", min=0, max=100),)) for value in (25.0, 99.0))
    assert usual.judged(1, fine) is fine
    assert usual.judged(2, strange) is strange
    told = usual.judged(1, strange)
    assert told.state is State.WARNING
    assert told.output.startswith("cpu 99% is unusual: 0 to ")


def test_a_worse_state_is_left_as_it_is() -> None:
    outcome = Outcome(State.CRITICAL, "cpu", (Metric("cpu", 99.0),))
    assert warned(outcome, {"cpu": Band(0, 10, 3)}) is outcome
