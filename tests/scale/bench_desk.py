"""The desk as people meet it, with years of calls: the queue, one action, the commands; and a long run at random."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median

from bls_tui.bootstrap import who
from bls_tui.desk.calls.model import CallState
from bls_tui.service.desk import call_verbs, call_views, calls
from bls_tui.service.desk.desk_lists import search_view
from bls_tui.service.desk.desk_pass import replay
from checks import clock
from db import schema
from db.queries import inventory
from db.rows import DocumentRow
from db.session import Database
from tests.scale.calls import TECHNICIANS, TYPOLOGIES, fill

BLS = Path(sys.executable).with_name("bls")
ROOT = Path(__file__).resolve().parents[2]
RANDOM_RUN = "tests/property/test_desk_run.py::test_projections_agree_with_the_events_after_a_random_run"
RUNS = 15
FIRST_FRAME = 1.5
NOW = 0.7
ACTION = 0.1
TAKEABLE = (CallState.OPEN, CallState.ASSIGNED)


def run(history: int = 50_000, live: int = 500, actions: int = 10_000) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="bls-bench-") as name:
        database = Database(f"sqlite:///{name}/bls.db")
        schema.ensure(database)
        fill(database, clock.now(), history=history, live=live)
        _declare(database)
        _print(f"replay the clocks of {live} calls", _timed(lambda: replay(database, clock.now())), None)
        _measure(database)
        _commands(Path(name), database)
        database.close()
    for backend in ("sqlite", "postgresql"):
        _at_random(backend, actions)


def _declare(database: Database) -> None:
    """Declare the people, typologies and contracts of the calls, and whoever runs this as one of the people."""
    able = {"competences": dict.fromkeys(TYPOLOGIES, 3), "cap": 1000}
    with database.write() as w:
        customers = [row.key for row in inventory.customers(w)]
        found = [("technician", login, able) for login in sorted({*TECHNICIANS, who()})]
        found += [("typology", key, {"name": key}) for key in TYPOLOGIES]
        found += [("customer", key, {"name": key.title()}) for key in customers]
        found += [
            ("contract", f"{key}-full", {"customer": key, "includes": ["help desk"], "sla1": "2h", "sla2": "16h"})
            for key in customers
        ]
        inventory.put_documents(w, [DocumentRow(kind, key, "bench.toml", 1, source) for kind, key, source in found])
        inventory.mark_inventory(w)


def _measure(database: Database) -> None:
    rows = call_views.queue_view(database, who(), clock.now()).rows
    queue = median(_timed(lambda: call_views.queue_view(database, who(), clock.now())) for _ in range(RUNS))
    _print(f"queue of {len(rows)} as the screens get it", queue, FIRST_FRAME)
    _print("one call with clocks and timeline", _seen(database, rows[0].number), FIRST_FRAME)
    numbers = [row.number for row in rows if row.state in TAKEABLE][:RUNS]
    _print("take a call", _done(database, call_verbs.take(), numbers), ACTION)
    _print("write a note", _done(database, call_verbs.note("riavviato il server"), numbers), ACTION)
    _print("assign by the rules", _done(database, call_verbs.assign(), numbers), ACTION)
    _print("search", median(_timed(lambda: search_view(database, "backup")) for _ in range(RUNS)), ACTION)


def _seen(database: Database, number: str) -> float:
    return median(_timed(lambda: call_views.call_view(database, number, who(), clock.now())) for _ in range(RUNS))


def _done(database: Database, verb: call_verbs.Verb, numbers: Sequence[str]) -> float:
    return median(_timed(partial(calls.act, database, one, verb, who(), clock.now())) for one in numbers)


def _commands(folder: Path, database: Database) -> None:
    config = folder / "bls.toml"
    config.write_text(f'[database]\nurl = "{database.url}"\n', encoding="utf-8")
    for budget, arguments in ((FIRST_FRAME, ("calls",)), (FIRST_FRAME, ("calls", "--json")), (NOW, ("now",))):
        command = [str(BLS), "--config", str(config), *arguments]
        taken = median(_timed(lambda command=command: _run(command)) for _ in range(5))
        _print(f"bls {' '.join(arguments)}", taken, budget)


def _run(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _at_random(backend: str, actions: int) -> None:
    """Do that many things at random, then compare everything stored with what the events say."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"{RANDOM_RUN}[{backend}-1]"]
    environment = os.environ | {"BLS_TEST_DESK_ACTIONS": str(actions)}
    started = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    said = (done.stdout.strip().splitlines() or [done.stderr.strip()])[-1]
    print(f"  {f'{actions:,} actions at random, {backend}':<44} {time.monotonic() - started:9.1f} s   {said}")


def _timed(work: Callable[[], object]) -> float:
    started = time.monotonic()
    work()
    return time.monotonic() - started


def _print(what: str, seconds: float, budget: float | None) -> None:
    ratio = f"{seconds / budget:.2f} of the budget of {budget * 1000:.0f} ms" if budget else "no budget"
    print(f"  {what:<44} {seconds * 1000:9.1f} ms  {ratio}", flush=True)
