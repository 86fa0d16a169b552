"""Recording measured numbers: their latest values and raw samples."""

import pytest

from db.errors import DatabaseRefused
from db.queries import metrics
from db.rows import MetricRow, NewSample, SummaryRow
from db.session import Database
from tests.support.inventory import put

NOW = 1_790_000_000.0


@pytest.fixture
def host(database: Database) -> int:
    return put(database, "web01")["web01"]


def record(database: Database, *samples: NewSample) -> None:
    with database.write() as w:
        metrics.record(w, samples)


def latest(database: Database, host: int) -> list[MetricRow]:
    with database.read() as r:
        return metrics.of_object(r, host)


def values(database: Database, metric_id: int = 1) -> list[float]:
    with database.read() as r:
        return [point.mean for point in metrics.series(r, metric_id, NOW - 1000, NOW + 1000)]


def test_the_newest_sample_is_the_latest_value(database: Database, host: int) -> None:
    record(database, NewSample(host, "rta", NOW, 2.0, "ms", "10", "20", 0.0, None))
    record(database, NewSample(host, "rta", NOW - 60, 9.0, "s"))
    assert latest(database, host) == [MetricRow(1, host, "rta", "ms", 2.0, NOW, "10", "20", 0.0, None)]
    assert values(database) == [9.0, 2.0]


def test_a_sample_written_twice_counts_once(database: Database, host: int) -> None:
    record(database, NewSample(host, "rta", NOW, 1.0), NewSample(host, "rta", NOW, 2.0))
    record(database, NewSample(host, "rta", NOW, 3.0))
    assert values(database) == [3.0]


def test_what_is_no_number_is_no_sample(database: Database, host: int) -> None:
    record(database, *(NewSample(host, "rta", NOW, float(text)) for text in ("nan", "inf", "-inf")))
    assert latest(database, host)[0].value is None
    assert values(database) == []


def test_a_64_bit_counter_fits(database: Database, host: int) -> None:
    record(database, NewSample(host, "octets", NOW, 2**64 - 1))
    assert values(database) == [float(2**64 - 1)]


def test_a_name_that_cannot_be_stored_is_mended(database: Database, host: int) -> None:
    record(database, NewSample(host, "C:\0\\", NOW, 1.0, warn="1\0"), NewSample(host, "C:\\", NOW + 1, 2.0))
    assert [(row.name, row.value) for row in latest(database, host)] == [("C:\\", 2.0)]


def test_a_metric_created_in_a_write_that_failed_is_created_again(database: Database, host: int) -> None:
    sample = NewSample(host, "rta", NOW, 1.0)
    with pytest.raises(ZeroDivisionError):
        _record_and_fail(database, sample)
    other = Database(database.url)
    record(other, NewSample(host, "pl", NOW, 5.0))
    other.close()
    record(database, sample)
    assert {row.name: row.value for row in latest(database, host)} == {"pl": 5.0, "rta": 1.0}


def _record_and_fail(database: Database, sample: NewSample) -> None:
    with database.write() as w:
        metrics.record(w, [sample])
        _ = 1 / 0


def test_a_metric_created_by_another_program_is_found(database: Database, host: int) -> None:
    other = Database(database.url)
    record(other, NewSample(host, "rta", NOW, 1.0))
    record(database, NewSample(host, "rta", NOW + 60, 2.0))
    record(other, NewSample(host, "rta", NOW + 120, 3.0))
    other.close()
    assert len(latest(database, host)) == 1
    assert values(database) == [1.0, 2.0, 3.0]


def test_a_sample_of_an_unknown_object_is_refused_and_the_next_is_not(database: Database, host: int) -> None:
    with pytest.raises(DatabaseRefused):
        record(database, NewSample(4711, "rta", NOW, 1.0))
    record(database, NewSample(host, "rta", NOW, 1.0))
    with database.read() as r:
        assert metrics.series(r, latest(database, host)[0].id, NOW, NOW) == [SummaryRow(NOW, 1.0, 1.0, 1.0, 1)]
