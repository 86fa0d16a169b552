"""Every volume of a device that is a disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import Field

from checks.model import Outcome, State
from checks.probes.base import Context
from checks.probes.snmp_answers import incomplete, selected, unanswered
from checks.probes.volumes import VolumeOptions, VolumeVerdict, volume_item
from checks.rules.storage_levels import judge
from checks.snmp import makers, mib
from checks.snmp.makers.fetch import needs_of
from checks.snmp.makers.figures import read_sizes
from checks.snmp.makers.model import Section
from checks.snmp.session import Answers, Needs
from checks.snmp.storage import Storage, StorageKind, of_size, read_dsk_table, read_storages, refine


class StorageOptions(VolumeOptions):
    """Which volumes, and when they are too full."""

    kinds: frozenset[StorageKind] = Field(
        default=frozenset((StorageKind.FIXED,)),
        description=f"kinds of volume to judge; with an include, all that match. Of: {', '.join(StorageKind)}",
    )
    all: bool = Field(default=False, description="list the memory rows of the storage table among the items too")

    def chooses(self, storage: Storage) -> bool:
        """Tell whether this volume counts for the verdict."""
        if storage.total <= 0 or storage.used is None:
            return False
        kind_counts = self.include is not None or storage.kind in self.kinds
        return kind_counts and selected((storage.descr,), self.include, self.exclude)


class SnmpStorage:
    """Judges the disks by percent, free bytes and time until full; lists every volume."""

    options = StorageOptions

    def needs(self, options: StorageOptions, known: Answers) -> Needs:
        """Ask for the storage table; then for what the maker's tables, dskTable or the file system table add."""
        if not known.asked.columns >= mib.HR_STORAGE_COLUMNS:
            return Needs(columns=mib.HR_STORAGE_COLUMNS)
        volumes = _volumes(read_storages(known))
        needs = makers.IDENTITY
        if _asks_maker(known, volumes):
            needs |= makers.detection(known, Section.STORAGE) | needs_of(makers.entries(known, Section.STORAGE), known)
        if not volumes:
            return needs | Needs(columns=mib.DSK_COLUMNS)
        if any(_alarming(storage, options) for storage in volumes):
            return needs | Needs(columns=mib.HR_FS_COLUMNS)
        return needs

    def read(self, options: StorageOptions, known: Answers, context: Context) -> Outcome:
        """Judge each chosen volume; the worst decides."""
        storages = refine(read_storages(known), known)
        standard = _volumes(storages)
        own = _own_volumes(known, standard)
        volumes = [*standard, *own] or read_dsk_table(known)
        if not (volumes or storages):
            return unanswered(known, "the device has no storage table")
        counting = own if own and makers.instead(known, Section.STORAGE) else volumes
        verdict = VolumeVerdict(options, context)
        for storage in _told_apart(storage for storage in counting if options.chooses(storage)):
            verdict.add(storage)
        columns = mib.HR_STORAGE_COLUMNS if storages else mib.DSK_COLUMNS
        memory = [storage for storage in storages if storage.kind.is_memory] if options.all else []
        nothing = f"no disk among {len(storages or volumes)} storages"
        return verdict.outcome(incomplete(known, columns), tuple(map(volume_item, [*memory, *volumes])), nothing)


def _asks_maker(known: Answers, volumes: list[Storage]) -> bool:
    return not volumes or makers.instead(known, Section.STORAGE) or makers.beside(known, Section.STORAGE)


def _own_volumes(known: Answers, standard: list[Storage]) -> list[Storage]:
    """Return the volumes of the maker's tables, where they are asked for."""
    if not _asks_maker(known, standard):
        return []
    return [of_size(size) for size in read_sizes(makers.entries(known, Section.STORAGE), known)]


def _volumes(storages: Iterable[Storage]) -> list[Storage]:
    return [storage for storage in storages if not storage.kind.is_memory]


def _alarming(storage: Storage, options: StorageOptions) -> bool:
    if not options.chooses(storage):
        return False
    state, _ = judge(storage.total, storage.used or 0, options.levels, None)
    return state is not State.OK


def _told_apart(storages: Iterable[Storage]) -> Iterator[Storage]:
    """Give another name to a second volume of the same description, unless it is the same volume mounted twice."""
    totals: dict[str, int] = {}
    for storage in storages:
        if totals.setdefault(storage.descr, storage.total) == storage.total:
            yield storage
        else:
            yield replace(storage, descr=f"{storage.descr} ({storage.index})")
