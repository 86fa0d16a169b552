"""Checks that what is stored for speed says the same as the history it was made of."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from db.session import Reader
from db.tables.history import events
from db.tables.inventory import objects
from db.tables.states import object_states, problems

_GOOD = ("OK", "UP", "PENDING")


def disagreements(r: Reader) -> list[str]:
    """Return a sentence for each object whose state or problem is not what its last event says."""
    return [*_states(r), *_problems(r)]


def _states(r: Reader) -> Iterator[str]:
    last = select(func.max(events.c.id)).where(events.c.kind == "STATE").group_by(events.c.object_id)
    statement = (
        select(
            objects.c.full_name, events.c.state, events.c.state_type, events.c.attempt,
            object_states.c.state, object_states.c.state_type, object_states.c.attempt,
        )
        .join(objects, objects.c.id == events.c.object_id)
        .outerjoin(object_states, object_states.c.object_id == events.c.object_id)
        .where(events.c.id.in_(last))
        .order_by(objects.c.full_name)
    )  # fmt: skip
    for name, *both in r.connection.execute(statement):
        said, stored = both[:3], both[3:]
        if any(old is not None and old != new for old, new in zip(said, stored, strict=True)):
            yield f"{name}: the last event says {_state(said)}, the stored state is {_state(stored)}."


def _state(parts: list[Any]) -> str:
    state, state_type, attempt = parts
    if state is None:
        return "missing"
    return " ".join(str(part) for part in (state, state_type, f"attempt {attempt}" if attempt else None) if part)


def _problems(r: Reader) -> Iterator[str]:
    """A problem is open exactly while the believed state is bad and the object is looked after."""
    statement = (
        select(objects.c.full_name, object_states.c.hard_state, objects.c.removed_at, problems.c.state)
        .join(object_states, object_states.c.object_id == objects.c.id)
        .outerjoin(problems, (problems.c.object_id == objects.c.id) & problems.c.closed_at.is_(None))
        .order_by(objects.c.full_name)
    )
    for name, hard_state, removed_at, problem in r.connection.execute(statement):
        bad = hard_state not in _GOOD and removed_at is None
        if bad and problem is None:
            yield f"{name} is {hard_state} and has no open problem."
        elif not bad and problem is not None:
            yield f"{name} {'is removed' if removed_at else f'is {hard_state}'} and has an open problem ({problem})."
        elif bad and problem != hard_state:
            yield f"{name} is {hard_state} and its open problem says {problem}."
