"""What to ask of a device for some entries: first the values, then what belongs to the rows that are there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from checks.snmp.cells import cell_number, cell_text, is_scalar, rows
from checks.snmp.makers.model import Condition, Entry
from checks.snmp.session import Answers, Needs
from checks.snmp.values import Oid, is_valid_oid

MOST_LOOKUPS = 512
"""Cells of other tables asked for names; the rows after that are called by their index."""


def needs_of(entries: Iterable[Entry], known: Answers) -> Needs:
    """Return what these entries still need, companions only of entries that have rows."""
    needs = Needs()
    for entry in entries:
        needs |= _asked((entry.key,))
        found = rows(known, entry.key)
        if found:
            needs |= _asked((*entry.companions, *entry.name.columns))
            lookups = (oid for oid in entry.name.lookups(known, iter(found[:MOST_LOOKUPS])) if is_valid_oid(oid))
            needs |= Needs(frozenset(lookups))
    return needs


def _asked(oids: Iterable[Oid]) -> Needs:
    scalars: set[Oid] = set()
    columns: set[Oid] = set()
    for oid in oids:
        (scalars if is_scalar(oid) else columns).add(oid)
    return Needs(frozenset(scalars), frozenset(columns))


def chosen_rows(entry: Entry, known: Answers) -> Iterator[Oid]:
    """Yield the indexes of the rows that count."""
    for index in rows(known, entry.key):
        if entry.rows and index not in entry.rows:
            continue
        if all(_holds(condition, known, index) for condition in entry.only):
            yield index


def _holds(condition: Condition, known: Answers, index: Oid) -> bool:
    if condition.above is not None:
        number = cell_number(known, condition.oid, index)
        return number is not None and number > condition.above
    text = cell_text(known, condition.oid, index)
    return text not in condition.other if condition.other else text in condition.values


def columns_of(entries: Iterable[Entry]) -> frozenset[Oid]:
    """Return the key columns of some entries: what must be complete for a verdict."""
    return frozenset(entry.key for entry in entries if not is_scalar(entry.key))
