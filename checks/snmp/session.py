"""One SNMP conversation with one device on behalf of all its SNMP checks.

Probes say what they need (`Needs`), the conversation fetches it in as few requests as it can, never two at once to one
device, and hands back what the device said (`Answers`). A device that misbehaves ends the conversation with a problem
in words and whatever it did say; nothing here raises for what a device does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from checks.model import Target
from checks.snmp.values import Oid, Value


@dataclass(frozen=True, slots=True)
class Needs:
    """What one probe still wants to know: scalar instances (with their .0) and table columns (without index)."""

    scalars: frozenset[Oid] = frozenset()
    columns: frozenset[Oid] = frozenset()

    def __bool__(self) -> bool:
        """True while something is needed."""
        return bool(self.scalars or self.columns)

    def __or__(self, other: Needs) -> Needs:
        """Everything either one needs."""
        return Needs(self.scalars | other.scalars, self.columns | other.columns)

    def __sub__(self, other: Needs) -> Needs:
        """What is in this one and not in the other."""
        return Needs(self.scalars - other.scalars, self.columns - other.columns)


@dataclass(frozen=True, slots=True)
class SnmpProblem:
    """Why a conversation did not get everything, as one sentence.

    `silent` is true when the device never answered at all (also: wrong community, which an agent answers with silence).
    """

    text: str
    silent: bool = False


@dataclass(slots=True)
class Answers:
    """What a device said.

    `scalars` and `columns` hold only values the device has: no entry means no such object, or not asked yet (see
    `asked`). `columns` maps column to index to value, in the order of the walk. `partial` names the columns whose walk
    was cut short; `problem` says why anything is missing.
    """

    scalars: dict[Oid, Value] = field(default_factory=dict)
    columns: dict[Oid, dict[Oid, Value]] = field(default_factory=dict)
    asked: Needs = field(default_factory=Needs)
    partial: set[Oid] = field(default_factory=set)
    problem: SnmpProblem | None = None
    elapsed_ms: float = 0.0

    @property
    def complete(self) -> bool:
        """True when everything asked was answered to the end."""
        return self.problem is None and not self.partial

    def column(self, oid: Oid) -> Mapping[Oid, Value]:
        """The rows of a column, empty when the device has none."""
        return self.columns.get(oid, {})


class NeedsProbe(Protocol):
    """The part of an SNMP probe that a conversation uses."""

    def needs(self, options: Any, known: Answers) -> Needs:
        """What the probe wants, given what is known; empty when it has enough."""


async def converse(target: Target, probes: Sequence[tuple[NeedsProbe, Any]], deadline: float) -> Answers:
    """Hold one conversation that answers what all the probes need, in at most `deadline` seconds."""
    raise NotImplementedError
