"""Answers of a device written by hand, for the probes that read them."""

from checks.probes import load, parse_options
from checks.probes.base import Context
from checks.snmp import mib
from checks.snmp.session import Answers, Needs, SnmpProblem
from checks.snmp.values import COUNTER32, INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, TIME_TICKS, Value

NOW = 1_700_000_000.0
TYPES = {
    name: (*mib.HR_STORAGE_TYPES, arc)
    for arc, name in enumerate(
        ("other", "ram", "virtual", "fixed", "removable", "floppy", "cd", "ramdisk", "flash", "network"), start=1
    )
}


def value(data):
    if isinstance(data, Value):
        return data
    if isinstance(data, str):
        return Value(OCTET_STRING, data.encode())
    if isinstance(data, bytes):
        return Value(OCTET_STRING, data)
    return Value(OBJECT_IDENTIFIER if isinstance(data, tuple) else INTEGER, data)


def ticks(seconds):
    return Value(TIME_TICKS, round(seconds * 100))


def counter(number):
    return Value(COUNTER32, number)


def answers(scalars=(), columns=(), *, partial=(), problem=""):
    """Make answers: scalars as {oid: data}, columns as {oid: {index: data}} with index an int."""
    known = Answers(heard=True, partial=set(partial), problem=SnmpProblem(problem) if problem else None)
    known.scalars = {oid: value(data) for oid, data in dict(scalars).items()}
    known.columns = {
        oid: {(index,): value(data) for index, data in rows.items() if data is not None}
        for oid, rows in dict(columns).items()
    }
    known.asked = Needs(frozenset(known.scalars), frozenset(known.columns))
    return known


def storages(*rows, **more):
    """Make the answers of an hrStorageTable from rows (type name or OID, description, units, size, used)."""
    columns = {
        mib.HR_STORAGE_TYPE: {},
        mib.HR_STORAGE_DESCR: {},
        mib.HR_STORAGE_ALLOCATION_UNITS: {},
        mib.HR_STORAGE_SIZE: {},
        mib.HR_STORAGE_USED: {},
    }
    for index, (kind, *cells) in enumerate(rows, start=1):
        for column, data in zip(columns, (TYPES.get(kind, kind), *cells), strict=True):
            columns[column][index] = data
    extra = more.pop("columns", {})
    return answers(columns={**columns, **extra}, **more)


def read(kind, known, *, memory=None, now=NOW, **options):
    return load(kind).read(parse_options(kind, options), known, Context(now=now, memory=memory))


def needs(kind, known, **options):
    return load(kind).needs(parse_options(kind, options), known)
