"""Open problems in memory: which objects are believed bad, and under which other problem each folds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from checks.engine.batch import Act
from checks.model import State
from db.queries import problems as queries
from db.rows import ProblemRow


@dataclass(frozen=True, slots=True)
class OpenProblem:
    """What the database was told of a problem; `cause` is the object under whose problem it folds."""

    state: State
    cause: int | None


class Problems:
    """Follows believed states and tells the database what opened, changed and closed."""

    def __init__(self, act: Callable[[Act], None], rows: Iterable[ProblemRow]) -> None:
        self._act = act
        rows = list(rows)
        objects = {row.id: row.object_id for row in rows}
        self._open = {
            row.object_id: OpenProblem(State(row.state), None if row.cause_id is None else objects.get(row.cause_id))
            for row in rows
        }

    def __contains__(self, object_id: int) -> bool:
        """Tell whether an object has an open problem."""
        return object_id in self._open

    def believe(self, object_id: int, state: State, cause: int | None, at: float) -> None:
        """Follow a believed state: a bad one opens or changes the problem, a good one closes it."""
        known = self._open.get(object_id)
        if not state.bad:
            if known is not None:
                del self._open[object_id]
                self._act(partial(queries.close, object_id=object_id, at=at))
            return
        cause = cause if cause in self._open else None
        wanted = OpenProblem(state, cause)
        if known is None:
            self._act(partial(queries.open_, object_id=object_id, at=at, state=state, cause_object_id=cause))
        elif known != wanted:
            self._act(partial(queries.update, object_id=object_id, state=state, cause_object_id=cause))
        self._open[object_id] = wanted

    def refold(self, cause_of: Callable[[int], int | None], object_ids: Iterable[int], at: float) -> None:
        """Look again under which problem each of these objects' problems folds."""
        for object_id in object_ids:
            known = self._open.get(object_id)
            if known is not None:
                self.believe(object_id, known.state, cause_of(object_id), at)

    def forget(self, object_id: int) -> None:
        """Drop an object that was removed from the inventory, which has closed its problem."""
        self._open.pop(object_id, None)
