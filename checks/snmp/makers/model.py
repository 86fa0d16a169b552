"""What is known of a maker's devices: which tables hold what. The data are the TOML files beside this module."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from checks.model import State
from checks.snmp.makers.naming import Name
from checks.snmp.values import Oid


class Section(StrEnum):
    """What an entry is about; also the name of its tables in a data file."""

    CPU = "cpu"
    MEMORY = "memory"
    STORAGE = "storage"
    SENSOR = "sensor"
    RAID = "raid"
    UPS = "ups"


@dataclass(frozen=True, slots=True)
class Condition:
    """Rows count only where a cell holds one of these numbers or texts, or a number above `above`, or none of `other`.

    A cell that the device leaves out holds none of anything.
    """

    oid: Oid
    values: frozenset[str] = frozenset()
    above: float | None = None
    other: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Entry:
    """One table column or scalar of one MIB, and how its rows are called.

    An OID whose last arc is 0 is a scalar, any other a column: no table has a column 0 (RFC 2578 section 7.10).
    `objects` narrows the entry to devices whose sysObjectID begins so; empty for all the maker's. `rows` are the only
    indexes that count, empty for all.
    """

    section: Section
    mib: str
    name: Name
    objects: tuple[Oid, ...] = ()
    only: tuple[Condition, ...] = ()
    rows: frozenset[Oid] = frozenset()

    @property
    def key(self) -> Oid:
        """The OID whose rows are the rows of this entry."""
        raise NotImplementedError

    @property
    def companions(self) -> tuple[Oid, ...]:
        """What else of the same row is read, names aside."""
        return self.condition

    @property
    def condition(self) -> tuple[Oid, ...]:
        """The cells that decide whether a row counts."""
        return tuple(condition.oid for condition in self.only)


@dataclass(frozen=True, slots=True)
class LoadEntry(Entry):
    """Percent busy = value x scale, or 100 less that where the table tells idle time.

    `pattern` finds the number in a text, as its first group.
    `each` says that the rows are separate machines (line cards, members of a stack), judged one by one, not averaged.
    """

    value: Oid = ()
    scale: float = 1.0
    idle: bool = False
    each: bool = False
    pattern: re.Pattern[str] | None = None

    @property
    def key(self) -> Oid:
        """The load."""
        return self.value


@dataclass(frozen=True, slots=True)
class SizeEntry(Entry):
    """A size and how much of it is used: two of total, used, free and percent, or percent alone.

    `unit` is bytes, `unit_oid` a column with bytes per unit in its place. `pools` says that the rows are parts of one
    memory, of which the first is judged. `fallback` entries count where nothing before them in the file told a size.
    `kind` is a MemoryClass or a StorageKind.
    """

    total: Oid | None = None
    used: Oid | None = None
    free: Oid | None = None
    percent: Oid | None = None
    percent_scale: float = 1.0
    unit: float = 1.0
    unit_oid: Oid | None = None
    kind: str = ""
    pools: bool = False
    fallback: bool = False

    @property
    def key(self) -> Oid:
        """What is in use, in the first of the ways the device tells it."""
        key = self.used or self.free or self.percent
        assert key is not None  # noqa: S101 -- the parser refuses an entry without
        return key

    @property
    def companions(self) -> tuple[Oid, ...]:
        """The other columns of the sizes."""
        others = (self.total, self.used, self.free, self.percent, self.unit_oid)
        return (*(oid for oid in others if oid and oid != self.key), *self.condition)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a state of the device's own means: a verdict, None for a part that is not there, and its word."""

    state: State | None
    word: str


@dataclass(frozen=True, slots=True)
class Limits:
    """Columns or scalars with the device's own thresholds, in the unit of the value."""

    low_crit: Oid | None = None
    low_warn: Oid | None = None
    high_warn: Oid | None = None
    high_crit: Oid | None = None

    @property
    def oids(self) -> tuple[Oid, ...]:
        """Those that are given."""
        return tuple(filter(None, (self.low_crit, self.low_warn, self.high_warn, self.high_crit)))


@dataclass(frozen=True, slots=True)
class Kinds:
    """What a row measures, by a column: number or text to kind and scale. A row of no known kind is passed over."""

    oid: Oid
    kinds: Mapping[str, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class ReadingEntry(Entry):
    """One measured number or state.

    Value = number x scale + offset; `si` and `precision` are columns as in ENTITY-SENSOR-MIB that scale it further;
    `factor` a column that multiplies it, or divides where it is negative: 10, -10; 0 is 1.
    `role` is what a UPS figure is, or which part of a storage system a state belongs to. `skip` are numbers that mean
    "no reading". `states` makes it a state; a number not in there is unknown.
    """

    value: Oid = ()
    kind: str = ""
    kinds: Kinds | None = None
    scale: float = 1.0
    offset: float = 0.0
    si: Oid | None = None
    precision: Oid | None = None
    factor: Oid | None = None
    states: Mapping[str, Meaning] = field(default_factory=dict)
    limits: Limits = Limits()
    skip: frozenset[float] = frozenset()
    role: str = ""

    @property
    def possible_kinds(self) -> frozenset[str]:
        """The kinds of reading its rows can be."""
        mapped = self.kinds.kinds.values() if self.kinds else ()
        return frozenset(kind for kind, _ in mapped) or frozenset((self.kind,))

    @property
    def key(self) -> Oid:
        """The value."""
        return self.value

    @property
    def companions(self) -> tuple[Oid, ...]:
        """Kind, scale, precision and thresholds."""
        kinds = self.kinds.oid if self.kinds else None
        return (
            *(oid for oid in (kinds, self.si, self.precision, self.factor) if oid),
            *self.limits.oids,
            *self.condition,
        )


@dataclass(frozen=True, slots=True)
class Header:
    """What one data file is about; `key` is its name.

    `objects` are the sysObjectID prefixes of its devices; `detect` are scalars that only its devices have, asked where
    the sysObjectID names only the agent's software. A file with `everywhere` is about a standard, not a maker.
    `sections` are those it has entries for.
    """

    key: str
    name: str
    notes: str
    objects: tuple[Oid, ...]
    detect: tuple[Oid, ...]
    everywhere: bool
    sections: frozenset[Section]


@dataclass(frozen=True, slots=True)
class Maker:
    """One data file.

    `instead` names the sections whose standard tables are wrong or useless on these devices, `beside` those whose
    standard tables do not tell everything.
    """

    header: Header
    instead: frozenset[Section]
    beside: frozenset[Section]
    entries: tuple[Entry, ...]

    def section(self, section: Section, identity: Oid) -> tuple[Entry, ...]:
        """The entries of a section that fit a device with this sysObjectID."""
        return tuple(
            entry
            for entry in self.entries
            if entry.section is section
            and (not entry.objects or any(identity[: len(prefix)] == prefix for prefix in entry.objects))
        )
