"""Summaries and retention of measured numbers."""

import shutil
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from db.queries import metrics, retention
from db.rows import NewSample, SummaryRow
from db.session import Database
from db.tables.metrics import samples, samples_1h, samples_5m
from tests.support import inventory

BASE = 1_790_000_000 // 3600 * 3600.0
Points = Mapping[float, float]


def record(database: Database, object_id: int, points: Points, name: str = "rta") -> None:
    with database.write() as w:
        metrics.record(w, [NewSample(object_id, name, at, value) for at, value in points.items()])


def roll_up(database: Database, until: float) -> None:
    for _ in range(1000):
        with database.write() as w:
            if not metrics.roll_up(w, until):
                return
    pytest.fail("roll_up never ends")


def prune(database: Database, raw: float, five_minutes: float = 0.0, hours: float = 0.0) -> None:
    for _ in range(1000):
        with database.write() as w:
            if not metrics.prune(w, raw, five_minutes, hours):
                return
    pytest.fail("prune never ends")


def stored(database: Database, table) -> dict[tuple[int, float], tuple[float, ...]]:
    with database.read() as r:
        return {(row[0], row[1]): tuple(row[2:]) for row in r.connection.execute(select(table))}


def summaries(points: Iterable[tuple[int, float, float]], width: int) -> dict[tuple[int, float], tuple[float, ...]]:
    """Compute directly what the tables of summaries must hold."""
    slots: dict[tuple[int, float], list[float]] = defaultdict(list)
    for metric_id, at, value in points:
        slots[metric_id, at // width * width].append(value)
    return {
        key: (min(values), pytest.approx(sum(values) / len(values)), max(values), len(values))
        for key, values in slots.items()
    }


def metric_id(database: Database, object_id: int, name: str = "rta") -> int:
    with database.read() as r:
        return next(row.id for row in metrics.of_object(r, object_id) if row.name == name)


def series(database: Database, start: float, end: float, max_points: int | None = None) -> list[SummaryRow]:
    with database.read() as r:
        return metrics.series(r, 1, start, end, max_points)


@pytest.fixture
def host(database: Database) -> int:
    return inventory.put(database, "web01")["web01"]


def test_a_slot_is_summarised_once_it_is_over(database: Database, host: int) -> None:
    record(database, host, {BASE + 10: 1.0, BASE + 70: 3.0, BASE + 299: 5.0, BASE + 300: 7.0})
    roll_up(database, BASE + 299)
    assert stored(database, samples_5m) == {}
    roll_up(database, BASE + 300)
    assert stored(database, samples_5m) == {(1, BASE): (1.0, 3.0, 5.0, 3)}
    roll_up(database, BASE + 3599)
    assert stored(database, samples_1h) == {}
    roll_up(database, BASE + 3600)
    assert stored(database, samples_1h) == {(1, BASE): (1.0, 4.0, 7.0, 4)}


def test_a_sample_that_comes_late_is_summarised_too(database: Database, host: int) -> None:
    record(database, host, {BASE + 10: 1.0, BASE + 4000: 9.0})
    roll_up(database, BASE + 7200)
    record(database, host, {BASE + 20: 3.0, BASE + 900: 4.0})
    roll_up(database, BASE + 7200)
    assert stored(database, samples_5m)[1, BASE] == (1.0, 2.0, 3.0, 2)
    assert stored(database, samples_1h)[1, BASE] == (1.0, pytest.approx(8 / 3), 4.0, 3)


def test_nothing_is_deleted_before_it_is_summarised(database: Database, host: int) -> None:
    record(database, host, {BASE + 10: 1.0, BASE + 4000: 9.0})
    prune(database, BASE + 90_000, BASE + 90_000, BASE + 90_000)
    assert len(stored(database, samples)) == 2
    roll_up(database, BASE + 3600)
    prune(database, BASE + 90_000, BASE + 90_000, 0)
    assert stored(database, samples).keys() == {(1, BASE + 4000)}
    assert stored(database, samples_5m) == {}
    assert stored(database, samples_1h).keys() == {(1, BASE)}


def test_a_late_sample_keeps_the_others_of_its_slot(database: Database, host: int) -> None:
    record(database, host, {BASE + 10: 1.0, BASE + 8000: 9.0})
    roll_up(database, BASE + 7200)
    record(database, host, {BASE + 20: 3.0})
    prune(database, BASE + 7200)
    roll_up(database, BASE + 7200)
    assert stored(database, samples_5m)[1, BASE] == (1.0, 2.0, 3.0, 2)


def test_a_sample_older_than_what_is_kept_is_not_stored(database: Database, host: int) -> None:
    record(database, host, {BASE + 10: 1.0, BASE + 8000: 9.0})
    roll_up(database, BASE + 7200)
    prune(database, BASE + 7200)
    record(database, host, {BASE + 20: 3.0})
    roll_up(database, BASE + 7200)
    assert stored(database, samples_5m)[1, BASE] == (1.0, 1.0, 1.0, 1)
    assert stored(database, samples).keys() == {(1, BASE + 8000)}


def test_a_month_without_samples_is_skipped(database: Database, host: int) -> None:
    month = 30 * 86_400
    record(database, host, {BASE + 10: 1.0})
    roll_up(database, BASE + 1200)
    record(database, host, {BASE + 1500: 2.0, BASE + month: 3.0})
    calls = 0
    while True:
        with database.write() as w:
            if not metrics.roll_up(w, BASE + month + 3600):
                break
        calls += 1
    assert calls < 8
    assert stored(database, samples_1h).keys() == {(1, BASE), (1, BASE + month)}


def test_a_chart_uses_the_finest_there_is(database: Database, host: int) -> None:
    record(database, host, {BASE + step * 60: float(step) for step in range(240)})
    roll_up(database, BASE + 4 * 3600)
    prune(database, BASE + 3 * 3600, BASE + 2 * 3600)
    points = series(database, BASE, BASE + 4 * 3600)
    assert [point.at - BASE for point in points[:2]] == [0, 3600]
    assert [point.at - BASE for point in points[2:14]] == [7200 + 300 * step for step in range(12)]
    assert [point.at - BASE for point in points[14:]] == [10_800 + 60 * step for step in range(60)]
    assert sum(point.count for point in points) == 240
    assert points[0] == SummaryRow(BASE, 0.0, 29.5, 59.0, 60)
    assert points[-1] == SummaryRow(BASE + 239 * 60, 239.0, 239.0, 239.0, 1)


def test_a_chart_without_room_gets_coarser_points(database: Database, host: int) -> None:
    record(database, host, {BASE + step * 60: float(step) for step in range(240)})
    roll_up(database, BASE + 3.5 * 3600)
    for room in (1, 2, 4, 7, 30, 100):
        points = series(database, BASE, BASE + 4 * 3600, room)
        assert len(points) <= room
        assert sum(point.count for point in points) == 240
        assert min(point.low for point in points) == 0.0
        assert max(point.high for point in points) == 239.0
        assert sum(point.mean * point.count for point in points) == pytest.approx(sum(range(240)))
        assert [point.at for point in points] == sorted({point.at for point in points})


def test_a_chart_of_nothing_is_empty(database: Database, host: int) -> None:
    assert series(database, BASE, BASE + 60, 10) == []


TIMES = st.builds(
    lambda hours, seconds: BASE + hours * 3600 + seconds,
    st.sampled_from([0, 0, 0, 1, 1, 2, 3, 50, 51, 200]),
    st.integers(0, 359).map(lambda tens: tens * 10.0),
)
VALUES = st.floats(-1e6, 1e6, allow_nan=False)
STEPS = st.one_of(
    st.tuples(st.just("record"), st.lists(st.tuples(st.integers(1, 3), TIMES, VALUES), min_size=1, max_size=6)),
    st.tuples(st.just("roll up a piece"), TIMES),
    st.tuples(st.just("roll up"), TIMES),
    st.tuples(st.just("prune a piece"), TIMES),
    st.tuples(st.just("start again"), st.none()),
)


@pytest.fixture(scope="session")
def three_metrics(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("metrics") / "bls.db"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    host = inventory.put(database, "web01")["web01"]
    with database.write() as w:
        metrics.record(w, [NewSample(host, f"metric{number}", 1.0, float("nan")) for number in (1, 2, 3)])
    database.close()
    return path


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, max_size=14))
def test_summaries_equal_what_the_samples_say(
    three_metrics: Path, monkeypatch: pytest.MonkeyPatch, steps: list[tuple[str, object]]
) -> None:
    monkeypatch.setattr(retention, "METRICS_AT_ONCE", 1)
    monkeypatch.setattr(retention, "METRICS_PER_CALL", 1)
    with TemporaryDirectory() as folder:
        shutil.copy(three_metrics, f"{folder}/bls.db")
        database = Database(f"sqlite:///{folder}/bls.db")
        taken = _carry_out(database, steps)
        roll_up(database, BASE + 202 * 3600)
        prune(database, 0.0)  # ends what was begun
        with database.read() as r:
            kept = retention.load(r)
        database_says = [stored(database, table) for table in (samples, samples_5m, samples_1h)]
        database.close()
    assert database_says[0] == {key: (value,) for key, value in taken.items() if key[1] >= kept.raw_kept_from}
    everything = [(metric, at, value) for (metric, at), value in taken.items()]
    for found, width, kept_from in (
        (database_says[1], 300, kept.five_minute_kept_from),
        (database_says[2], 3600, kept.hourly_kept_from),
    ):
        expected = summaries(everything, width)
        assert found == {key: row for key, row in expected.items() if key[1] >= kept_from}


def _carry_out(database: Database, steps: list[tuple[str, object]]) -> dict[tuple[int, float], float]:
    """Do the steps; return the samples that were not too old when they came."""
    taken: dict[tuple[int, float], float] = {}
    for verb, what in steps:
        with database.write() as w:
            if verb == "record":
                metrics.record(w, [NewSample(1, f"metric{number}", at, value) for number, at, value in what])
                oldest = retention.load(w).raw_kept_from
                taken.update({(number, at): value for number, at, value in what if at >= oldest})
            elif verb.startswith("roll up"):
                metrics.roll_up(w, what)
            elif verb == "prune a piece":
                metrics.prune(w, what, what - 7200, what - 14_400)
        if verb == "roll up":
            roll_up(database, what)
        if verb == "start again":
            database.close()
    return taken
