"""How long the database takes with years of calls in it: the queue, one action, a search, the lists, on SQLite."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from statistics import median

from db import schema
from db.queries import call_lists, calls, search
from db.rows_desk import NewCallEvent, NewText
from db.session import Database, Reader
from tests.scale.calls import DAY, fill

NOW = 1_790_000_000.0
RUNS = 15
FIRST = 1
SEARCHES = (
    "backup",
    "stampante contabilità",
    "fornitore codice errore",
    "se",
    "perche riavviato",
    "cliente inesistente",
)


def run(history: int = 50_000, live: int = 500) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as name:
        database = Database(f"sqlite:///{name}/bls.db")
        schema.ensure(database)
        _print(f"fill: {history + live:,} calls", _timed(lambda: fill(database, NOW, history=history, live=live)), None)
        _measure(database)
        database.close()


def _measure(database: Database) -> None:
    with database.read() as r:
        rows = calls.queue(r)
    customer = rows[0].call.customer_id
    _print(f"queue of {len(rows)}", _reading(database, calls.queue), 0.060)
    _print("append, project and index one action", median(_timed(lambda: _act(database)) for _ in range(RUNS)), 0.010)
    for words in SEARCHES:
        _print(f"search {words!r}", _reading(database, lambda r, words=words: search.words(r, words)), 0.060)
    _print("what is due", _reading(database, lambda r: calls.due(r, NOW)), 0.060)
    _print("load of everybody", _reading(database, lambda r: call_lists.load(r, customer, NOW - 90 * DAY)), 0.060)
    _print(
        "a month of a customer",
        _reading(database, lambda r: call_lists.of_month(r, customer, NOW - 60 * DAY, NOW - 30 * DAY)), 0.060,
    )  # fmt: skip
    _print("one call with its events", _reading(database, lambda r: (calls.get(r, 1), calls.events(r, 1))), 0.010)


def _act(database: Database) -> None:
    """Note something on the first call, as the service does."""
    with database.write() as w:
        row = calls.get(w, FIRST)
        if row is None:
            raise LookupError(FIRST)
        calls.events(w, FIRST)
        note = NewCallEvent(NOW, "rossi", "note", {"text": "riavviato il server"})
        version = calls.append(w, FIRST, row.call.version, [note])
        calls.project(w, FIRST, replace(row.call, version=version), calls.parts(w, FIRST))
        search.put(w, FIRST, [NewText("note", str(version), "riavviato il server")])


def _reading(database: Database, query: Callable[[Reader], object]) -> float:
    def read() -> None:
        with database.read() as r:
            query(r)

    return median(_timed(read) for _ in range(RUNS))


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _print(what: str, seconds: float, budget: float | None) -> None:
    ratio = f"{seconds / budget:.2f} of the budget of {budget * 1000:.0f} ms" if budget else "no budget"
    print(f"  {what:<44} {seconds * 1000:9.1f} ms  {ratio}")
