"""What can be fuzzed. A target is a module with `make(chance) -> bytes` and `check(case) -> Iterator[str]`."""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from typing import Protocol

TARGETS = {
    "mail": "tests.fuzz.mails",
}
"""Names on the command line and the modules they stand for, imported when asked for."""


class Target(Protocol):
    """Makes cases and tries them."""

    def make(self, chance: random.Random) -> bytes:
        """Return one case; the same one for the same `chance`."""
        ...

    def check(self, case: bytes) -> Iterator[str]:
        """Try a case step by step, yielding after each what it was. Raises whatever goes wrong."""
        ...


def load(name: str) -> Target:
    """Return a target by name. Raises KeyError."""
    return importlib.import_module(TARGETS[name])  # type: ignore[return-value]
