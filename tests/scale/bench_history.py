"""How long charts, the outlook and learning take with a year of values in the database, on SQLite and PostgreSQL.

A year of all 11,600 services (hourly for a year, every 5 minutes for 90 days, raw for 14) is more than a thousand
million rows: some services stand for all. Every table is clustered by metric and time, so a chart reads one stretch of
it, however many other metrics there are; the tree above grows by a level for a hundredfold.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from statistics import median

from sqlalchemy import func, insert, select, text, update

from bls_tui.desk.chart import Background, Course, Frame, charts
from bls_tui.desk.plot import Window
from bls_tui.service.monitoring.charts import RANGES, ChartView, chart_view
from bls_tui.service.monitoring.outlook import outlook_view
from checks.engine import learning
from db import schema
from db.queries import baselines
from db.session import Database
from db.tables.inventory import objects
from db.tables.metrics import metrics, roll_up, samples, samples_1h, samples_5m
from tests.support import postgres
from tests.support.inventory import put

NOW = 1_790_000_000.0 // 3600 * 3600
DAY, HOUR = 86_400, 3600
ALL = 11_600
BUDGET = 0.300
OPENED = 15
LEVELS = ((samples, 300, 14), (samples_5m, 300, 90), (samples_1h, HOUR, 365))
_COURSE = "(40 + {m} % 7 + 0.0000009 * ({t} - {start}) * ({m} % 3) + 8 * (({t} / 3600) % 24) / 24.0)"


def run(services: int = 200) -> None:
    """Fill and measure both databases, and print."""
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as folder:
        _measured("sqlite", f"sqlite:///{folder}/bls.db", services, lambda: Path(folder, "bls.db").stat().st_size)
    with _server() as server:
        if server is None:
            print("  PostgreSQL is not installed")
            return
        name = server.fresh_database()
        _measured("postgresql", server.url(name), services, None)


@contextmanager
def _server() -> Iterator[postgres.Server | None]:
    try:
        server = postgres.Server.create()
    except FileNotFoundError:
        yield None
        return
    try:
        yield server
    finally:
        server.remove()


def _measured(kind: str, url: str, services: int, size: Callable[[], int] | None) -> None:
    database = Database(url)
    schema.ensure(database)
    began = time.monotonic()
    ids = fill(database, services)
    took = time.monotonic() - began
    with database.read() as r:
        rows = sum(r.connection.execute(select(func.count()).select_from(table)).scalar_one() for table, *_ in LEVELS)
        if size is None:
            size = lambda: r.connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one()  # noqa: E731
        held = size()
    whole = held * ALL / services / 1e9
    print(
        f"  {kind}: {rows:,} rows of {services} services in {took:.0f} s, {held / 1e9:.2f} GB; {ALL:,}: {whole:.0f} GB"
    )
    _charts(database, ids)
    _rest(database, services)
    database.close()


def fill(database: Database, services: int) -> list[int]:
    """Store a year of one metric of each of so many services; return the services' ids."""
    names = [name for number in range(services) for name in (f"h{number:05}", f"h{number:05}/disk")]
    ids = [
        object_id
        for name, object_id in put(database, *sorted(names, key=lambda one: "/" in one)).items()
        if "/" in name
    ]
    with database.write() as w:
        w.connection.execute(update(objects).where(objects.c.id.in_(ids)).values(probe="snmp-storage"))
        latest = [
            {"object_id": one, "name": "D: used", "unit": "B", "value": 70.0, "at": NOW - 60, "min": 0.0, "max": 100.0}
            for one in ids
        ]
        w.connection.execute(insert(metrics), latest)
        kept = {"raw_kept_from": NOW - 14 * DAY, "five_minute_kept_from": NOW - 90 * DAY}
        w.connection.execute(update(roll_up).values(done_until=NOW, target_until=NOW, **kept))
    for table, width, days in LEVELS:
        with database.write() as w:
            if not database.sqlite:  # millions of rows whose metric is known to exist
                w.connection.execute(text("SET LOCAL session_replication_role = replica"))
                w.connection.execute(text("SET LOCAL statement_timeout = 0"))
            w.connection.execute(
                text(_fill(table.name, database.sqlite)), {"start": NOW - days * DAY, "end": NOW, "width": width}
            )
    if not database.sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    return ids


def _fill(table: str, sqlite: bool) -> str:
    value = _COURSE.format(m="m.id", t="CAST(t.at AS BIGINT)", start=int(NOW - 365 * DAY))
    columns = "metric_id, at, value" if table == "samples" else "metric_id, at, low, mean, high, count"
    values = value if table == "samples" else f"{value} - 2, {value}, {value} + 3, 12"
    times = (
        "WITH RECURSIVE t(at) AS (SELECT :start UNION ALL SELECT at + :width FROM t WHERE at + :width < :end)"
        if sqlite
        else "WITH t AS (SELECT generate_series(CAST(:start AS BIGINT), CAST(:end AS BIGINT) - 1, :width) AS at)"
    )
    return f"INSERT INTO {table} ({columns}) {times} SELECT m.id, t.at, {values} FROM metrics m, t ORDER BY m.id, t.at"  # noqa: S608


def _charts(database: Database, ids: list[int]) -> None:
    for name, seconds in RANGES.items():
        opened = [_opening(database, one, seconds) for one in ids[:: max(1, len(ids) // OPENED)]]
        _print(f"a chart of a {name}, median of {len(opened)}", median(opened), BUDGET)
        _print("  the slowest of them", max(opened), BUDGET)
    view = chart_view(database, NOW, ids[0], (), (NOW - RANGES["year"], NOW))
    _print("drawing it", median(_timed(lambda: _draw(view)) for _ in range(OPENED)), 0.030)


def _opening(database: Database, object_id: int, seconds: float) -> float:
    return _timed(lambda: _draw(chart_view(database, NOW, object_id, (), (NOW - seconds, NOW))))


def _draw(view: ChartView) -> None:
    courses = [Course(one.metric.name, one.metric.unit, one.points) for one in view.courses]
    if not charts(courses, Background(view.states), Frame(Window(view.start, view.end), 118, 36, UTC)):
        raise LookupError(view.full_name)


def _rest(database: Database, services: int) -> None:
    _print(f"the outlook of {services} volumes", _timed(lambda: outlook_view(database, NOW, UTC)), None)
    with database.write() as w:
        baselines.set_learnt(w, (int(NOW // HOUR) - 8, 0))
    cpu, began, hours = time.process_time(), time.monotonic(), 8
    while learning.learn_some(database, UTC, NOW):
        pass
    took, used = (time.monotonic() - began) / hours / services, (time.process_time() - cpu) / hours / services
    told = f"{took * 1e6:.0f} µs, {used * 1e6:.0f} µs CPU of ours; {used / 12 * 1e6:.1f} µs CPU a result"
    print(f"  learning an hour of a metric: {told}")


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _print(what: str, seconds: float, budget: float | None) -> None:
    ratio = f"{seconds / budget:.2f} of the budget of {budget * 1000:.0f} ms" if budget else "no budget"
    print(f"  {what:<44} {seconds * 1000:9.1f} ms  {ratio}")
