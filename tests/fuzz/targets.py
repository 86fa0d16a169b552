"""What can be fuzzed. A target is a module with `make(chance) -> bytes` and `check(case) -> Iterator[str]`.

It may say with `LIMIT` how many seconds of processor time each step has, where one is not enough.
"""

from __future__ import annotations

import importlib
import random
from collections.abc import Iterator
from typing import Protocol

TARGETS = {
    "mail": "tests.fuzz.mails",
    "snmp": "tests.fuzz.snmp",
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


def limit(name: str) -> float:
    """Return the seconds of processor time that each step of a case has."""
    return float(getattr(load(name), "LIMIT", 1.0))


def load(name: str) -> Target:
    """Return a target by name. Raises KeyError."""
    return importlib.import_module(TARGETS[name])  # type: ignore[return-value]
