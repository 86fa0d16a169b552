"""`schema.verify`: states and problems are what the history says."""

from dataclasses import replace

import pytest

from db import schema
from db.queries import history, inventory, problems, states
from db.rows import NewEvent, StateRow
from db.session import Database
from tests.support.inventory import put

NOW = 1_790_000_000.0


@pytest.fixture
def down(database: Database) -> StateRow:
    """A host that went DOWN as the poller writes it; returns its state."""
    host = put(database, "web01", "web02")["web01"]
    with database.write() as w:
        row = next(row for row in states.load(w) if row.object_id == host)
        row = replace(row, state="DOWN", hard_state="DOWN", attempt=1, output="no answer")
        states.save(w, [row])
        history.append(w, [NewEvent(NOW, "STATE", host, "UP", "DOWN", "HARD", 1), NewEvent(NOW, "COMMENT", host)])
        problems.open_(w, host, NOW, "DOWN", None)
    return row


def save(database: Database, row: StateRow) -> None:
    with database.write() as w:
        states.save(w, [row])


def test_what_the_poller_writes_agrees(database: Database, down: StateRow) -> None:
    assert schema.verify(database) == []


def test_a_state_that_is_not_in_the_history_is_told(database: Database, down: StateRow) -> None:
    save(database, replace(down, attempt=2, state_type="SOFT"))
    assert schema.verify(database) == [
        "web01: the last event says DOWN HARD attempt 1, the stored state is DOWN SOFT attempt 2."
    ]


def test_a_problem_left_open_or_missing_is_told(database: Database, down: StateRow) -> None:
    with database.write() as w:
        problems.close(w, down.object_id, NOW)
    assert schema.verify(database) == ["web01 is DOWN and has no open problem."]
    with database.write() as w:
        problems.open_(w, down.object_id, NOW, "UNREACHABLE", None)
    assert schema.verify(database) == ["web01 is DOWN and its open problem says UNREACHABLE."]
    save(database, replace(down, hard_state="UP"))
    assert schema.verify(database) == ["web01 is UP and has an open problem (UNREACHABLE)."]


def test_a_removed_object_has_no_problem(database: Database, down: StateRow) -> None:
    with database.write() as w:
        inventory.remove_objects(w, ["web01"], NOW)
    assert schema.verify(database) == []
