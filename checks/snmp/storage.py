"""The storages of a device: hrStorageTable (RFC 2790), and UCD dskTable where an agent has only that.

hrStorageTable mixes disks with memory, and agents put pseudo file systems among the fixed disks. Each row gets a kind
from its type, its description and, where known, its file system.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from checks.snmp import mib
from checks.snmp.makers.figures import Size
from checks.snmp.session import Answers
from checks.snmp.values import Oid, Value

KIB = 1024
_WRAP = 1 << 32


class StorageKind(StrEnum):
    """What a storage is. Only FIXED is a disk that can fill up with data to be missed."""

    FIXED = "fixed"
    REMOVABLE = "removable"
    NETWORK = "network"
    FLASH = "flash"
    CD = "cd"
    READ_ONLY = "read-only"
    RAM_DISK = "ram-disk"
    PSEUDO = "pseudo"
    OTHER = "other"
    RAM = "ram"
    VIRTUAL = "virtual"
    CACHE = "cache"

    @property
    def is_memory(self) -> bool:
        """True for rows that describe memory, not a place for files."""
        return self in {StorageKind.RAM, StorageKind.VIRTUAL, StorageKind.CACHE}


@dataclass(frozen=True, slots=True)
class Storage:
    """One row: sizes in bytes; `used` is None when the agent does not tell."""

    index: int
    descr: str
    kind: StorageKind
    total: int
    used: int | None

    @property
    def percent(self) -> float:
        """Percent used; 0 for a storage without size."""
        return 100.0 * (self.used or 0) / self.total if self.total > 0 else 0.0


_STORAGE_KINDS = {
    1: StorageKind.OTHER,
    2: StorageKind.RAM,
    3: StorageKind.VIRTUAL,
    4: StorageKind.FIXED,
    5: StorageKind.REMOVABLE,
    6: StorageKind.REMOVABLE,
    7: StorageKind.CD,
    8: StorageKind.RAM_DISK,
    9: StorageKind.FLASH,
    10: StorageKind.NETWORK,
}
"""hrStorageTypes by their last arc (RFC 2790, HOST-RESOURCES-TYPES)."""

_FS_KINDS = {
    1: StorageKind.OTHER,
    2: StorageKind.OTHER,
    8: StorageKind.RAM_DISK,
    12: StorageKind.CD,
    13: StorageKind.CD,
    14: StorageKind.NETWORK,
    15: StorageKind.NETWORK,
    16: StorageKind.NETWORK,
    17: StorageKind.NETWORK,
    18: StorageKind.NETWORK,
    19: StorageKind.NETWORK,
}
"""hrFSTypes that are not local disks, by their last arc. FreeBSD's bsnmpd puts them into hrStorageType too."""

_READ_ONLY = 2
_MEMORY_WORDS = re.compile(r"memory|buffers|cached?\b|swap", re.IGNORECASE)
_MOUNTED = re.compile(r"mounted on:?\s*(?P<path>\S.*)|^(?P<first>/[^,]*), type: ", re.IGNORECASE)
_PSEUDO_PATH = re.compile(
    r"""^/(?: dev(?:/(?:shm|pts|fd|mqueue|hugepages|char|null)\b.*)?
            | (?:proc|sys|rom|run|var/run|var/lock|snap|var/lib/snapd/snap)(?:/.*)? )$""",
    re.VERBOSE,
)
_PSEUDO_FILE_SYSTEM = re.compile(
    r"\b(?:tmpfs|devtmpfs|devfs|procfs|linprocfs|linsysfs|sysfs|fdescfs|cgroup2?|squashfs|ramfs|autofs)\b",
    re.IGNORECASE,
)
_CD_PATH = re.compile(r"/(?:cd-?rom|dvd|iso)\d*(?:/|$)|\.iso$", re.IGNORECASE)
_CD_FILE_SYSTEM = re.compile(r"\b(?:iso9660|cd9660|udf)\b", re.IGNORECASE)
_BSD_MEMORY_DISK = re.compile(r"(?:^|dev: )/dev/md\d", re.IGNORECASE)


def read_storages(known: Answers) -> list[Storage]:
    """Return the rows of hrStorageTable that have a description, units and a size, zero sizes included."""
    storages = []
    for index, descr in known.column(mib.HR_STORAGE_DESCR).items():
        size, used, units = (
            _number(known.column(column).get(index))
            for column in (mib.HR_STORAGE_SIZE, mib.HR_STORAGE_USED, mib.HR_STORAGE_ALLOCATION_UNITS)
        )
        if size is None or units is None or (size == -1 and used == -1):
            continue  # -1 of both is an agent's way to say unknown, for instance for an automounter's directory
        kind = _kind(known.column(mib.HR_STORAGE_TYPE).get(index), descr.text)
        total = _unsigned(size) * units
        storages.append(Storage(index[-1], descr.text, kind, total, None if used is None else _unsigned(used) * units))
    return storages


def of_size(size: Size) -> Storage:
    """Turn a size from a maker's table into a storage."""
    kind = StorageKind(size.kind or StorageKind.FIXED)
    return Storage(size.index[-1] if size.index else 0, size.descr, kind, size.total, size.used)


def refine(storages: list[Storage], known: Answers) -> list[Storage]:
    """Use hrFSTable, where it was fetched, to find the read-only, CD and network volumes among the fixed disks."""
    kinds = {}
    for index, storage_index in known.column(mib.HR_FS_STORAGE_INDEX).items():
        kind = _fs_kind(known.column(mib.HR_FS_TYPE).get(index), known.column(mib.HR_FS_ACCESS).get(index))
        if kind is not None and storage_index.integer:
            kinds[storage_index.integer] = kind
    return [
        replace(storage, kind=kinds[storage.index])
        if storage.kind is StorageKind.FIXED and storage.index in kinds
        else storage
        for storage in storages
    ]


def read_dsk_table(known: Answers) -> list[Storage]:
    """Return the rows of UCD dskTable. Used is total less available, so the reserve of root counts as used."""
    storages = []
    for index in known.column(mib.DSK_TOTAL) or known.column(mib.DSK_TOTAL_LOW):
        total = _dsk_size(known, index, mib.DSK_TOTAL, mib.DSK_TOTAL_LOW, mib.DSK_TOTAL_HIGH)
        free = _dsk_size(known, index, mib.DSK_AVAIL, mib.DSK_AVAIL_LOW, mib.DSK_AVAIL_HIGH)
        if total is None or free is None:
            continue
        path, device = (known.column(column).get(index) for column in (mib.DSK_PATH, mib.DSK_DEVICE))
        name = (path.text if path else "") or (device.text if device else "") or f"disk {index[-1]}"
        kind = _kind_at(StorageKind.FIXED, name, device.text if device else "")
        storages.append(Storage(index[-1], name, kind, total, total - free))
    return storages


def _dsk_size(known: Answers, index: Oid, whole: Oid, low: Oid, high: Oid) -> int | None:
    """Return bytes from the 64-bit halves where the agent has them: dskTotal stops at 2 TiB."""
    low_half, high_half = _number(known.column(low).get(index)), _number(known.column(high).get(index))
    if low_half is not None and high_half is not None:
        return ((high_half << 32) + _unsigned(low_half)) * KIB
    size = _number(known.column(whole).get(index))
    return None if size is None else _unsigned(size) * KIB


def _number(value: Value | None) -> int | None:
    return None if value is None or value.number is None else int(value.number)


def _unsigned(number: int) -> int:
    """Undo the overflow of an Integer32 that should hold more than 2^31 - 1."""
    return number + _WRAP if number < 0 else number


def _kind(hr_type: Value | None, descr: str) -> StorageKind:
    oid = hr_type.data if hr_type and isinstance(hr_type.data, tuple) else ()
    if oid[:-1] == mib.HR_FS_TYPES:
        return _kind_of_files(_FS_KINDS.get(oid[-1], StorageKind.FIXED), descr)
    kind = _STORAGE_KINDS.get(oid[-1], StorageKind.OTHER) if oid[:-1] == mib.HR_STORAGE_TYPES else StorageKind.OTHER
    if kind in {StorageKind.RAM, StorageKind.VIRTUAL}:
        return _kind_of_files(StorageKind.RAM_DISK, descr) if _holds_files(descr) else kind
    if kind is StorageKind.OTHER and _MEMORY_WORDS.search(descr) and not _holds_files(descr):
        return StorageKind.CACHE
    return _kind_of_files(kind, descr)


def _holds_files(descr: str) -> bool:
    """Tell mounted file systems in RAM from RAM. A swap device (/dev/hd6 on AIX) is memory."""
    return bool(_MOUNTED.search(descr)) or (descr.startswith("/") and not descr.startswith("/dev/"))


def _kind_of_files(kind: StorageKind, descr: str) -> StorageKind:
    """Look closer at a storage with files. Junos and bsnmpd name the device too: what is no device is no disk."""
    mounted = _MOUNTED.search(descr)
    if mounted is None:
        return _kind_at(kind, descr, "")
    if "/dev/" not in descr and mounted["path"]:
        return StorageKind.PSEUDO
    if _BSD_MEMORY_DISK.search(descr):
        return StorageKind.RAM_DISK
    return _kind_at(kind, (mounted["path"] or mounted["first"]).strip(), descr)


def _kind_at(kind: StorageKind, path: str, device: str) -> StorageKind:
    if _PSEUDO_PATH.match(path) or _PSEUDO_FILE_SYSTEM.search(device or path):
        return StorageKind.PSEUDO
    return StorageKind.CD if _CD_PATH.search(path) or _CD_FILE_SYSTEM.search(device) else kind


def _fs_kind(fs_type: Value | None, access: Value | None) -> StorageKind | None:
    oid = fs_type.data if fs_type and isinstance(fs_type.data, tuple) else ()
    kind = _FS_KINDS.get(oid[-1]) if oid[:-1] == mib.HR_FS_TYPES else None
    if kind is not None and kind is not StorageKind.OTHER:
        return kind
    return StorageKind.READ_ONLY if access and access.integer == _READ_ONLY else None
