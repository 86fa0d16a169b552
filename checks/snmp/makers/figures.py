"""Loads, sizes and readings of a device from the entries of its makers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.model import State
from checks.snmp.cells import cell, cell_number, cell_text, instance
from checks.snmp.makers.fetch import chosen_rows
from checks.snmp.makers.model import Entry, LoadEntry, Meaning, ReadingEntry, SizeEntry
from checks.snmp.session import Answers
from checks.snmp.values import Oid

_WRAP = 1 << 32
_SI_UNITS = 9  # EntitySensorDataScale: units(9); each step is a factor of 1000 (RFC 3433)
_SI_STEPS = range(1, 18)
_FINEST = 9  # EntitySensorPrecision is -8..9


@dataclass(frozen=True, slots=True)
class Load:
    """How busy one processor is, in percent; `each` if it is judged by itself."""

    descr: str
    percent: float
    each: bool


@dataclass(frozen=True, slots=True)
class Size:
    """A size in bytes; `percent_only` says that the device tells no sizes: total is 100 then."""

    descr: str
    index: Oid
    total: int
    used: int
    kind: str
    pools: bool
    percent_only: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """One measured value or state.

    `state` is the device's own verdict: of a state, or of a value against the device's thresholds; None where it
    gives none, and of a part that is not there (`absent`). `word` is the state in the maker's words.
    """

    descr: str
    kind: str
    value: float
    oid: Oid
    state: State | None
    word: str
    role: str
    low_crit: float | None = None
    low_warn: float | None = None
    high_warn: float | None = None
    high_crit: float | None = None
    absent: bool = False


def read_loads(entries: Iterable[Entry], known: Answers) -> list[Load]:
    """Return the loads of the first entry that has any: later ones are older or coarser ways to tell the same."""
    for entry in entries:
        if isinstance(entry, LoadEntry) and (loads := list(_loads(entry, known))):
            return loads
    return []


def _loads(entry: LoadEntry, known: Answers) -> Iterator[Load]:
    for index in chosen_rows(entry, known):
        number = _found(entry.pattern, cell_text(known, entry.value, index)) if entry.pattern else None
        number = number if entry.pattern else cell_number(known, entry.value, index)
        if number is None or number < 0:
            continue
        percent = number * entry.scale
        yield Load(_descr(entry, known, index), 100.0 - percent if entry.idle else percent, entry.each)


def _found(pattern: re.Pattern[str], text: str) -> float | None:
    """Return the number that the pattern finds in a text."""
    match = pattern.search(text)
    try:
        return float(match[1]) if match else None
    except ValueError:
        return None


def read_sizes(entries: Iterable[Entry], known: Answers) -> list[Size]:
    """Return the sizes of all entries; a name that an earlier entry told is not told again."""
    sizes: list[Size] = []
    told: set[str] = set()
    for entry in entries:
        if not isinstance(entry, SizeEntry) or (entry.fallback and sizes):
            continue
        found = [size for index in chosen_rows(entry, known) if (size := _size(entry, known, index))]
        sizes += [size for size in found if size.descr not in told]
        told.update(size.descr for size in found)
    return sizes


def _size(entry: SizeEntry, known: Answers, index: Oid) -> Size | None:
    unit = entry.unit
    if entry.unit_oid:
        unit = cell_number(known, entry.unit_oid, index) or 0
    total, used, free = (_bytes(known, oid, index, unit) for oid in (entry.total, entry.used, entry.free))
    percent = cell_number(known, entry.percent, index)
    percent = None if percent is None else percent * entry.percent_scale
    descr = _descr(entry, known, index)
    if total is None and used is not None and free is not None:
        total = used + free
    if total is None:
        if percent is None or not 0 <= percent <= 100:  # noqa: PLR2004
            return None
        return Size(descr, index, 100, round(percent), entry.kind, entry.pools, percent_only=True)
    if used is None:
        used = total - free if free is not None else None if percent is None else int(total * percent / 100)
    if total <= 0 or used is None:
        return None
    return Size(descr, index, total, max(used, 0), entry.kind, entry.pools)


def _bytes(known: Answers, oid: Oid | None, index: Oid, unit: float) -> int | None:
    number = cell_number(known, oid, index)
    if number is None:
        return None
    return int((number + _WRAP if number < 0 else number) * unit)


def read_readings(entries: Iterable[Entry], known: Answers) -> list[Reading]:
    """Return every reading, each OID once."""
    readings: dict[tuple[Oid, str], Reading] = {}
    for entry in entries:
        if isinstance(entry, ReadingEntry):
            for index in chosen_rows(entry, known):
                reading = _reading(entry, known, index)
                if reading is not None:
                    readings.setdefault((reading.oid, reading.kind), reading)
    return list(readings.values())


def _reading(entry: ReadingEntry, known: Answers, index: Oid) -> Reading | None:
    kind, scale = _kind(entry, known, index)
    if not kind:
        return None
    oid, descr = instance(entry.value, index), _descr(entry, known, index)
    if entry.states:
        return _state(entry, known, index, oid, descr)
    number = cell_number(known, entry.value, index)
    if number is None or number in entry.skip:
        return None
    factor = scale * _exponent(entry, known, index) * _own_factor(entry, known, index)
    value = number * factor + entry.offset

    def limit(limit_oid: Oid | None) -> float | None:
        threshold = cell_number(known, limit_oid, index)
        return None if threshold is None else threshold * factor + entry.offset

    return Reading(
        descr,
        kind,
        value,
        oid,
        None,
        "",
        entry.role,
        low_crit=limit(entry.limits.low_crit),
        low_warn=limit(entry.limits.low_warn),
        high_warn=limit(entry.limits.high_warn),
        high_crit=limit(entry.limits.high_crit),
    )


def _state(entry: ReadingEntry, known: Answers, index: Oid, oid: Oid, descr: str) -> Reading | None:
    value = cell(known, entry.value, index)
    if value is None:
        return None
    text = value.text.strip()
    meaning = entry.states.get(text) or entry.states.get("other") or Meaning(State.UNKNOWN, text)
    number = value.number
    return Reading(
        descr,
        entry.kind,
        0.0 if number is None else number,
        oid,
        meaning.state,
        meaning.word,
        entry.role,
        absent=meaning.state is None,
    )


def _kind(entry: ReadingEntry, known: Answers, index: Oid) -> tuple[str, float]:
    if entry.kinds is None:
        return entry.kind, entry.scale
    value = cell(known, entry.kinds.oid, index)
    kind, scale = entry.kinds.kinds.get(value.text.strip() if value else "", ("", 1.0))
    return kind, scale * entry.scale


def _exponent(entry: ReadingEntry, known: Answers, index: Oid) -> float:
    """Return the factor of EntitySensorDataScale and EntitySensorPrecision, 1 where a device sends nonsense."""
    exponent = 0
    if entry.si is not None:
        step = cell_number(known, entry.si, index)
        exponent += 3 * (int(step) - _SI_UNITS) if step is not None and step in _SI_STEPS else 0
    if entry.precision is not None:
        digits = cell_number(known, entry.precision, index)
        exponent -= int(digits) if digits is not None and -_FINEST < digits <= _FINEST else 0
    return float(f"1e{exponent}")


def _own_factor(entry: ReadingEntry, known: Answers, index: Oid) -> float:
    factor = cell_number(known, entry.factor, index)
    if not factor:
        return 1.0
    return factor if factor > 0 else -1.0 / factor


def _descr(entry: Entry, known: Answers, index: Oid) -> str:
    return entry.name.show(known, index) or f"{entry.section} {'.'.join(map(str, index))}".strip()
