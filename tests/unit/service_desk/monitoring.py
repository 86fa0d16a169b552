"""What the poller writes, in short: an object turns bad or good, HARD."""

from dataclasses import replace

from db.queries import problems, states
from db.rows import StateRow
from db.session import Database
from tests.unit.service_desk.conftest import object_id

GOOD = ("OK", "UP")


def turn(database: Database, name: str, state: str, at: float, output: str = "", *, cause: str | None = None) -> int:
    """Let an object turn to a state; returns its id."""
    id_ = object_id(database, name)
    with database.write() as w:
        (old,) = (row for row in states.load(w) if row.object_id == id_)
        states.save(w, [_row(old, state, at, output)])
        if state in GOOD:
            problems.close(w, id_, at)
        else:
            problems.open_(w, id_, at, state, object_id(database, cause) if cause else None)
    return id_


def _row(old: StateRow, state: str, at: float, output: str) -> StateRow:
    return replace(
        old,
        state=state,
        state_type="HARD",
        attempt=1,
        hard_state=state,
        output=output or f"it is {state}",
        started_at=at,
        checked_at=at,
        changed_at=at,
        hard_changed_at=at,
    )
