"""Recurring downtimes: occurrences are written as downtimes ahead of time, so that people see and can cancel them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from checks.engine.batch import Act
from checks.engine.fleet import Maintenance
from checks.engine.silences import Downtimes
from db.queries import operations

AHEAD = 48 * 3600.0
"""Seconds ahead for which occurrences are written."""

AUTHOR = "inventory"

_Occurrence = tuple[str, int, float]


class Occurrences:
    """Writes occurrences that come within reach, and cancels those that the inventory no longer declares."""

    def __init__(self, act: Callable[[Act], None], downtimes: Downtimes) -> None:
        self._act = act
        self._downtimes = downtimes
        self._written: set[_Occurrence] = set()

    def plan(self, rules: Iterable[Maintenance], at: float) -> bool:
        """Write what is new; tell whether there was anything."""
        wanted: set[_Occurrence] = set()
        for rule in rules:
            for starts_at, ends_at in rule.recurrence.occurrences(at, at + AHEAD):
                for object_id in rule.object_ids:
                    wanted.add((rule.key, object_id, starts_at))
                    if (rule.key, object_id, starts_at) not in self._written:
                        self._write(rule, object_id, starts_at, ends_at, at)
        fresh = bool(wanted - self._written)
        self._cancel_undeclared(wanted, at)
        self._written = wanted
        return fresh

    def _write(self, rule: Maintenance, object_id: int, starts_at: float, ends_at: float, at: float) -> None:
        self._act(
            partial(
                operations.add_downtime,
                object_id=object_id,
                with_services=True,
                kind="fixed",
                starts_at=starts_at,
                ends_at=ends_at,
                author=AUTHOR,
                comment=rule.comment or rule.key,
                created_at=at,
                rule=rule.key,
            )
        )

    def _cancel_undeclared(self, wanted: set[_Occurrence], at: float) -> None:
        for row in self._downtimes.to_come():
            if row.rule is not None and (row.rule, row.object_id, row.starts_at) not in wanted:
                self._downtimes.cancel(row, at, AUTHOR)
