"""Reading single cells of the answers, wherever they were fetched: as a scalar, or with their column."""

from __future__ import annotations

import re

from checks.snmp.session import Answers
from checks.snmp.values import Oid, Value

_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")


def is_scalar(oid: Oid) -> bool:
    """True for an OID whose last arc is 0: the only instance of a scalar. No table has a column 0."""
    return oid[-1] == 0


def rows(known: Answers, oid: Oid) -> list[Oid]:
    """Return the indexes of a column's rows in the device's order; for a scalar the empty index if it is there."""
    if is_scalar(oid):
        return [()] if oid in known.scalars else []
    return list(known.column(oid))


def cell(known: Answers, oid: Oid, index: Oid) -> Value | None:
    """Return a scalar, or the cell of a column in a row; None when the device does not have it."""
    if is_scalar(oid):
        return known.scalars.get(oid)
    found = known.column(oid).get(index)
    return known.scalars.get((*oid, *index)) if found is None else found


def cell_text(known: Answers, oid: Oid, index: Oid) -> str:
    """Return a cell as text, "" when it is not there."""
    value = cell(known, oid, index)
    return "" if value is None else value.text.strip()


def cell_number(known: Answers, oid: Oid | None, index: Oid) -> float | None:
    """Return a cell as a number, None when it is not there. Of text, the number it begins with: "45 C", "12 %"."""
    value = None if oid is None else cell(known, oid, index)
    if value is None:
        return None
    if value.number is not None:
        return value.number
    found = _NUMBER.match(value.text.strip()) if isinstance(value.data, bytes) else None
    return float(found[0]) if found else None


def instance(oid: Oid, index: Oid) -> Oid:
    """Return the OID of a cell: a scalar itself, or the column with the index."""
    return oid if is_scalar(oid) else (*oid, *index)
