"""A fake fleet in a real database, and pollers over it that end with the test."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from checks import probes
from checks.engine import Poller, Settings, schedule
from checks.model import State
from db import schema
from db.queries import history, inventory, problems, states
from db.rows import EventRow, ProblemRow, StateRow
from db.session import Database
from tests.engine import fakes
from tests.support.inventory import declared

PATIENCE = 40.0


def eventually(condition: Callable[[], Any], what: str = "the condition", patience: float = PATIENCE) -> Any:
    """Wait until `condition` gives something true and return it."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.02)
    return pytest.fail(f"{what} did not come true within {patience:g} s")


@dataclass
class Fleet:
    """A database with objects whose probe is the fake one, and short cuts to what is in it."""

    database: Database
    ids: dict[str, int] = field(default_factory=dict)

    def put(self, *full_names: str, **fields: Any) -> None:
        """Declare objects: hosts and "host/service"; checked every second, believed at the third attempt."""
        usual = {"probe": "fake", "interval": 1, "retry_interval": 1, "address": "127.0.0.1"}
        with self.database.write() as w:
            customer = inventory.upsert_customers(w, [{"key": "acme", "name": "Acme", "notes": ""}])["acme"]
            rows = [declared(name, customer, **{**usual, "options": {"key": name}, **fields}) for name in full_names]
            self.ids |= inventory.upsert_objects(w, rows)

    def parents(self, host: str, *parents: str) -> None:
        with self.database.write() as w:
            inventory.set_parents(w, {self.ids[host]: [self.ids[parent] for parent in parents]})

    def state(self, full_name: str) -> StateRow:
        with self.database.read() as r:
            return next(row for row in states.load(r) if row.object_id == self.ids[full_name])

    def is_now(self, full_name: str, state: State, state_type: str = "HARD") -> Callable[[], bool]:
        return lambda: (row := self.state(full_name)).state == state and row.state_type == state_type

    def open_problems(self) -> dict[str, ProblemRow]:
        names = {object_id: name for name, object_id in self.ids.items()}
        with self.database.read() as r:
            return {names[row.object_id]: row for row in problems.open_problems(r)}

    def events(self, full_name: str) -> list[EventRow]:
        """The history of an object, oldest first."""
        with self.database.read() as r:
            return history.of_object(r, self.ids[full_name])[::-1]


SETTINGS = Settings(
    holder="test pid 1",
    flush_interval=0.1,
    lease_interval=0.5,
    lease_stale=2.0,
    first_check_spacing=0.0,
    recovery_spread=1.0,
    deadline=3.0,
)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[fakes.World]:
    """The world of the fake probe, empty."""
    monkeypatch.setitem(probes.PROBES, "fake", "tests.engine.fakes:Fake")  # type: ignore[arg-type]
    monkeypatch.setattr(fakes, "WORLD", fakes.World())
    probes.load.cache_clear()
    yield fakes.WORLD
    probes.load.cache_clear()


@pytest.fixture(autouse=True)
def _no_regular_run_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the phase of long intervals half an interval away, so that "interval=300" means: not during this test."""
    begun = time.time()

    def phase(name: str, interval: int) -> float:
        return schedule.phase(name, interval) if interval < 60 else (begun + interval / 2) % interval

    for module in ("patrol", "station"):
        monkeypatch.setattr(f"checks.engine.{module}.phase", phase)


@pytest.fixture
def fleet(world: fakes.World, sqlite_database: Database) -> Fleet:
    """An empty fleet in SQLite."""
    return Fleet(sqlite_database)


@pytest.fixture
def poll() -> Iterator[Callable[..., Poller]]:
    """Starts pollers in threads, with other settings where wanted.

    In the end all are stopped, and what they wrote must agree with the history they wrote.
    """
    pollers: list[Poller] = []
    databases: list[Database] = []

    def start(database: Database, settings: Settings = SETTINGS) -> Poller:
        poller = Poller(database, settings)
        poller.start()
        pollers.append(poller)
        databases.append(database)
        return poller

    yield start
    for poller in pollers:
        assert poller.stop(5.0), "the poller did not end"
    for database in databases:
        assert schema.verify(database) == []
