"""The memory of a device: the memory rows of hrStorageTable, else the UCD-SNMP-MIB memory group.

"Used" of the physical memory leaves out buffers and cached memory where the agent tells both: they are given back on
demand. Buffers, cached and shared memory are shown as shares of the physical memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from checks.snmp import mib
from checks.snmp.makers.figures import Size
from checks.snmp.session import Answers
from checks.snmp.storage import KIB, Storage, StorageKind, read_storages
from checks.snmp.values import Oid


class MemoryClass(StrEnum):
    """What a memory figure is about."""

    PHYSICAL = "physical"
    VIRTUAL = "virtual"
    SWAP = "swap"
    BUFFERS = "buffers"
    CACHED = "cached"
    SHARED = "shared"
    AVAILABLE = "available"


@dataclass(frozen=True, slots=True)
class Memory:
    """One memory figure in bytes.

    `excluded` is what was left out of `used`: buffers and cached memory. `separate` says that this is a memory of its
    own, for instance of a line card; `percent_only` that the device tells no bytes: total is 100 then.
    """

    descr: str
    kind: MemoryClass
    total: int
    used: int
    excluded: int = 0
    separate: bool = False
    percent_only: bool = False

    @property
    def percent(self) -> float:
        """Percent used."""
        return 100.0 * self.used / self.total


_CLASSES = (
    ("buffer", MemoryClass.BUFFERS),
    ("cache", MemoryClass.CACHED),
    ("shared", MemoryClass.SHARED),
    ("available", MemoryClass.AVAILABLE),
    ("swap", MemoryClass.SWAP),
)
_PARTS = frozenset((MemoryClass.BUFFERS, MemoryClass.CACHED, MemoryClass.SHARED, MemoryClass.AVAILABLE))
_ALLOCATOR_ROW = re.compile(r"^(?:UMA|MALLOC): ")  # bsnmpd lists every kernel allocation zone as a storage
_BSNMPD_METRIC = "memory metrics"  # bsnmpd's size of this row is the active part, not the memory of the machine


def read_memory(known: Answers) -> list[Memory]:
    """Return the memory figures of a device, physical memory first within the agent's order."""
    figures = list(_from_storages(known)) or list(_from_ucd(known))
    return [_without_cache(figure, figures) for figure in figures]


def of_size(size: Size) -> Memory:
    """Turn a size from a maker's table into a memory figure."""
    kind = MemoryClass(size.kind or MemoryClass.PHYSICAL)
    return Memory(size.descr, kind, size.total, size.used, separate=not size.pools, percent_only=size.percent_only)


def has_memory_rows(known: Answers) -> bool:
    """Tell whether hrStorageTable answers the question, so that the UCD group need not be asked."""
    return next(_from_storages(known), None) is not None


def physical(figures: list[Memory]) -> Memory | None:
    """Return the figure of the machine's physical memory."""
    candidates = [figure for figure in figures if figure.kind is MemoryClass.PHYSICAL]
    named = (figure for figure in candidates if "physical" in figure.descr.lower())
    return next(named, max(candidates, key=_weight, default=None))


def _weight(figure: Memory) -> float:
    """Order candidates: the fullest of separate memories, else the first."""
    if figure.separate:
        return figure.percent
    return 0.0


def _from_storages(known: Answers) -> Iterator[Memory]:
    rows = [row for row in read_storages(known) if row.kind.is_memory and not _ALLOCATOR_ROW.match(row.descr)]
    machine = _machine_size(known, rows)
    for row in rows:
        if row.used is None:
            continue
        kind = _class(row)
        part = kind in _PARTS or _BSNMPD_METRIC in row.descr.lower()
        total = machine if part and machine and row.total else row.total
        if total > 0:
            yield Memory(row.descr, kind, total, row.used)


def _machine_size(known: Answers, rows: list[Storage]) -> int:
    size = known.scalars.get(mib.HR_MEMORY_SIZE)
    if size and size.integer and size.integer > 0:
        return size.integer * KIB
    return next((row.total for row in rows if row.kind is StorageKind.RAM), 0)


def _class(row: Storage) -> MemoryClass:
    words = row.descr.lower()
    found = next((kind for word, kind in _CLASSES if word in words), None)
    if row.kind is StorageKind.RAM:
        return MemoryClass.PHYSICAL if found is not MemoryClass.SHARED else MemoryClass.SHARED
    if row.kind is StorageKind.VIRTUAL:
        swap = found is MemoryClass.SWAP or row.descr.startswith("/dev/")
        return MemoryClass.SWAP if swap else MemoryClass.VIRTUAL
    return found or MemoryClass.SHARED


def _from_ucd(known: Answers) -> Iterator[Memory]:
    total, free = _kib(known, mib.MEM_TOTAL_REAL), _kib(known, mib.MEM_AVAIL_REAL)
    if total:
        if free is not None:
            yield Memory("Physical memory", MemoryClass.PHYSICAL, total, total - free)
        for descr, kind, oid in (
            ("Memory buffers", MemoryClass.BUFFERS, mib.MEM_BUFFER),
            ("Cached memory", MemoryClass.CACHED, mib.MEM_CACHED),
            ("Shared memory", MemoryClass.SHARED, mib.MEM_SHARED),
        ):
            if (used := _kib(known, oid)) is not None:
                yield Memory(descr, kind, total, used)
        if (available := _kib(known, mib.MEM_SYS_AVAIL)) is not None:
            yield Memory("Available memory", MemoryClass.AVAILABLE, total, total - available)
    swap, swap_free = _kib(known, mib.MEM_TOTAL_SWAP), _kib(known, mib.MEM_AVAIL_SWAP)
    if swap and swap_free is not None:
        yield Memory("Swap space", MemoryClass.SWAP, swap, swap - swap_free)


def _kib(known: Answers, oid: Oid) -> int | None:
    value = known.scalars.get(oid)
    if value is None or value.number is None:
        return None
    number = int(value.number)
    return (number + (1 << 32) if number < 0 else number) * KIB


def _without_cache(figure: Memory, figures: list[Memory]) -> Memory:
    """Take buffers and cached memory out of the used physical memory.

    Only where the agent tells both and has a single figure of physical memory: then it counts as Linux does. Elsewhere
    (FreeBSD, AIX, appliances) it is not known whether "used" holds them.
    """
    if figure.kind is not MemoryClass.PHYSICAL or sum(other.kind is figure.kind for other in figures) > 1:
        return figure
    parts = {part.kind: part.used for part in figures if part.kind in {MemoryClass.BUFFERS, MemoryClass.CACHED}}
    excluded = sum(parts.values())
    if len(parts) < 2 or excluded > figure.used:  # noqa: PLR2004 -- both of them
        return figure
    return replace(figure, used=figure.used - excluded, excluded=excluded)
