"""What waits to be written: the newest state of each object, every event and act in order, every measured value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from db.rows import NewEvent, NewSample, StateRow
from db.session import Writer

Act = Callable[[Writer], object]
"""A write other than states, events and samples: a problem opened, a downtime begun ..."""

SAMPLES_AT_ONCE = 5000


@dataclass(slots=True)
class Batch:
    """Results on their way to the database."""

    states: dict[int, StateRow] = field(default_factory=dict)
    events: list[NewEvent] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    samples: list[NewSample] = field(default_factory=list)

    def __len__(self) -> int:
        """Count what waits."""
        return len(self.states) + len(self.events) + len(self.acts) + len(self.samples)

    def take(self) -> Batch:
        """Split off the next part to write: everything but at most `SAMPLES_AT_ONCE` of the values, oldest first."""
        part = Batch(self.states, self.events, self.acts, self.samples[:SAMPLES_AT_ONCE])
        self.states, self.events, self.acts = {}, [], []
        del self.samples[:SAMPLES_AT_ONCE]
        return part

    def halves(self) -> tuple[Batch, Batch] | None:
        """Split between objects, else between acts; None when there is nothing to split."""
        of_others = (item.object_id for items in (self.events, self.samples) for item in items)
        ids = list(dict.fromkeys([*self.states, *of_others]))
        if len(ids) > 1 or (ids and self.acts):
            first = set(ids[: (len(ids) + 1) // 2]) if not self.acts else set(ids)
            return self._only(first), self._without(first)
        if len(self.acts) > 1:
            middle = len(self.acts) // 2
            return Batch(acts=self.acts[:middle]), Batch(acts=self.acts[middle:])
        return None

    def _only(self, ids: set[int | None]) -> Batch:
        return Batch(
            {object_id: row for object_id, row in self.states.items() if object_id in ids},
            [event for event in self.events if event.object_id in ids],
            [],
            [sample for sample in self.samples if sample.object_id in ids],
        )

    def _without(self, ids: set[int | None]) -> Batch:
        return Batch(
            {object_id: row for object_id, row in self.states.items() if object_id not in ids},
            [event for event in self.events if event.object_id not in ids],
            self.acts,
            [sample for sample in self.samples if sample.object_id not in ids],
        )

    def shrink(self, most: int) -> int:
        """Give up the oldest values until at most `most` entries are left; return how many were given up.

        States and events are never given up: there is one state for each object, and events are what happened.
        """
        excess = min(max(len(self) - most, 0), len(self.samples))
        del self.samples[:excess]
        return excess
