"""Acknowledgements and downtimes in force, and what has to be written when they begin and end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import inf
from typing import Literal

from checks.engine.batch import Act
from checks.rules import downtimes as rules
from checks.rules.acknowledgement import Acknowledgement, in_force
from db.errors import Conflict
from db.queries import operations
from db.rows import AcknowledgementRow, DowntimeRow
from db.session import Writer

EXPIRED = "expired"


class Acknowledgements:
    """The acknowledgements that are not cleared, by object."""

    def __init__(self, act: Callable[[Act], None]) -> None:
        self._act = act
        self._rows: dict[int, AcknowledgementRow] = {}
        self._cleared: set[int] = set()

    def replace(self, rows: Iterable[AcknowledgementRow]) -> None:
        """Take over what the database says, which may not know yet what was cleared here."""
        rows = list(rows)
        self._cleared &= {row.id for row in rows}
        self._rows = {row.object_id: row for row in rows if row.id not in self._cleared}

    def kind(self, object_id: int, at: float) -> Literal["normal", "sticky"] | None:
        """Return the kind of acknowledgement in force."""
        row = self._rows.get(object_id)
        return None if row is None else in_force(Acknowledgement(row.sticky, row.expires_at), at)

    def clear(self, object_id: int, at: float, by: str) -> None:
        """End an acknowledgement."""
        row = self._rows.pop(object_id, None)
        if row is not None:
            self._cleared.add(row.id)
            self._act(partial(operations.clear_acknowledgement, object_id=object_id, at=at, by=by))

    def expire(self, at: float) -> None:
        """Clear those past their time."""
        for row in [row for row in self._rows.values() if row.expires_at is not None and row.expires_at <= at]:
            self.clear(row.object_id, at, EXPIRED)


class Downtimes:
    """The downtimes that have not ended. `services_of` lists the services of a host."""

    def __init__(self, act: Callable[[Act], None], services_of: Callable[[int], Collection[int]]) -> None:
        self._act = act
        self._services_of = services_of
        self._rows: dict[int, DowntimeRow] = {}
        self._covered: dict[int, list[int]] = {}
        self._next_change = inf
        self._flexible: dict[int, list[int]] = {}
        self._ended: set[int] = set()

    def replace(self, rows: Iterable[DowntimeRow], at: float) -> None:
        """Take over what the database says, which may not know yet what began and ended here."""
        rows = list(rows)
        known = self._rows
        self._ended &= {row.id for row in rows}
        self._rows = {row.id: _begun(row, known.get(row.id)) for row in rows if row.id not in self._ended}
        self._next_change = -inf
        self.tick(at)

    def to_come(self) -> list[DowntimeRow]:
        """Return those that have not begun."""
        return [row for row in self._rows.values() if row.started_at is None]

    def cancel(self, row: DowntimeRow, at: float, by: str) -> None:
        """Cancel one that is no longer wanted."""
        del self._rows[row.id]
        self._ended.add(row.id)
        act = partial(operations.cancel_downtime, downtime_id=row.id, at=at, by=by)
        self._act(partial(_unless_changed, act))
        self._index(at)

    def covers(self, object_id: int) -> bool:
        """Tell whether an object is in downtime, its own or its host's."""
        return object_id in self._covered

    def tick(self, at: float) -> None:
        """Start and end what is due."""
        if at < self._next_change:
            return
        for row in list(self._rows.values()):
            downtime = _rule(row)
            if rules.is_over(downtime, at):
                self._end(row, downtime.over_at)
            elif rules.starts(downtime, at, problem=False):
                self._start(row, at)
        self._index(at)

    def problem(self, object_id: int, at: float) -> None:
        """Start the flexible downtimes that wait for a problem of this object."""
        if object_id not in self._flexible:
            return
        for downtime_id in self._flexible[object_id]:
            row = self._rows[downtime_id]
            if rules.waits_for_problem(_rule(row), at):
                self._start(row, at)
        self._index(at)

    def _start(self, row: DowntimeRow, at: float) -> None:
        self._rows[row.id] = replace(row, started_at=at)
        self._act(partial(_unless_changed, partial(operations.start_downtime, downtime_id=row.id, at=at)))

    def _end(self, row: DowntimeRow, at: float) -> None:
        del self._rows[row.id]
        self._ended.add(row.id)
        self._act(partial(_unless_changed, partial(operations.end_downtime, downtime_id=row.id, at=at)))

    def _index(self, at: float) -> None:
        self._covered = {}
        self._flexible = {}
        self._next_change = inf
        for row in self._rows.values():
            downtime = _rule(row)
            if rules.in_effect(downtime, at):
                for object_id in self._objects(row):
                    self._covered.setdefault(object_id, []).append(row.id)
            elif downtime.flexible and downtime.started_at is None:
                self._flexible.setdefault(row.object_id, []).append(row.id)
            self._next_change = min([self._next_change, *_changes(downtime, at)])

    def _objects(self, row: DowntimeRow) -> Iterator[int]:
        yield row.object_id
        if row.with_services:
            yield from self._services_of(row.object_id)


def _rule(row: DowntimeRow) -> rules.Downtime:
    return rules.Downtime(row.starts_at, row.ends_at, row.duration, row.started_at, row.ended_at)


def _changes(downtime: rules.Downtime, at: float) -> Iterator[float]:
    yield from (instant for instant in (downtime.starts_at, downtime.over_at) if instant > at)


def _begun(row: DowntimeRow, known: DowntimeRow | None) -> DowntimeRow:
    return replace(row, started_at=known.started_at) if row.started_at is None and known is not None else row


def _unless_changed(act: Act, w: Writer) -> None:
    """Write, unless somebody cancelled the downtime meanwhile: then theirs is what happened."""
    with suppress(Conflict):
        act(w)
