"""Why the order of a live list stands still while somebody moves in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bls_tui.locale import _
from bls_tui.ui.render.cells import Entry

HOLD_SECONDS = 10.0


class OrderHold:
    """Holds the order of a list for ten seconds after each move of the cursor."""

    def __init__(self) -> None:
        self._until = 0.0

    def touch(self, now: float) -> None:
        """The cursor moved."""
        self._until = now + HOLD_SECONDS

    def release(self) -> None:
        """Let the order follow again."""
        self._until = 0.0

    def holds(self, now: float) -> bool:
        """Tell whether the order stands still at `now`."""
        return now < self._until


@dataclass(frozen=True, slots=True)
class Waiting:
    """What the list would do if its order were not held."""

    new: int = 0
    gone: int = 0
    moved: bool = False

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.moved)

    def words(self, key: str) -> str:
        """Return what waits and the key that lets it in, such as `3 new: R`."""
        parts = []
        if self.new:
            parts.append(_("{count} new").format(count=self.new))
        if self.gone:
            parts.append(_("{count} gone").format(count=self.gone))
        return (", ".join(parts) or _("order changed")) + f": {key}"


def held(shown: Sequence[Entry], wanted: Sequence[Entry]) -> tuple[list[Entry], Waiting]:
    """Return the entries in the order shown, as high as they are wanted now, and what waits."""
    by_key = {entry.key: entry for entry in wanted}
    here = {entry.key for entry in shown}
    kept = [by_key.get(entry.key, entry) for entry in shown]
    stays = [entry.key for entry in shown if entry.key in by_key]
    comes = [entry.key for entry in wanted if entry.key in here]
    new = sum(entry.selectable and entry.key not in here for entry in wanted)
    gone = sum(entry.selectable and entry.key not in by_key for entry in shown)
    return kept, Waiting(new, gone, stays != comes)
