"""The target `snmp`: two conversations with a broken device, read by every probe; a case is the seed of its words."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from functools import cache
from typing import Any

from tests.fuzz import snmp_answers
from tests.support.snmp_agent import Agent

LIMIT = snmp_answers.LONGEST
_recordings = cache(snmp_answers.recordings)


def make(chance: random.Random) -> bytes:
    """Return the seed of a device."""
    return str(chance.getrandbits(64)).encode()


def check(case: bytes) -> Iterator[str]:
    """Talk to the device. Raises where anything is wrong."""
    chance = random.Random(case)  # noqa: S311 - no secret
    recorded = _recordings()
    memories: dict[str, Any] = {}
    for _ in range(2):
        rows = chance.choice(recorded) if recorded and chance.random() < 0.5 else snmp_answers.invented(chance)
        device = snmp_answers.BrokenDevice(Agent(dict(rows)), chance, chance.choice((0.05, 0.2, 0.5)))
        snmp_answers.read(asyncio.run(snmp_answers.converse(device)), memories)
        yield "a conversation"
