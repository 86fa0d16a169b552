"""The orders a list of objects can be shown in. Names sort as people read them: host2 before host10."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import groupby
from typing import TypeVar

from bls_tui.desk.row import Row
from checks.model import SEVERITY, State

RowT = TypeVar("RowT", bound=Row)
Key = Callable[[Row], tuple[object, ...]]

_DIGITS = re.compile(r"(\d+)")


@lru_cache(maxsize=32768)
def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return a sort key that ignores case and compares runs of digits as numbers."""
    parts = _DIGITS.split(text.casefold())
    return tuple((1, int(part), part) if part.isdecimal() else (0, 0, part) for part in parts if part)


def _name(row: Row) -> tuple[object, ...]:
    return (natural(row.host), row.kind != "host", natural(row.name))


def _newest_first(row: Row) -> float:
    return -(row.changed_at or 0.0)


SORT_KEYS: Mapping[str, Key] = {
    "severity": lambda row: (-SEVERITY[State(row.state)], _newest_first(row), *_name(row)),
    "age": lambda row: (_newest_first(row), *_name(row)),
    "customer": lambda row: (natural(row.customer), *_name(row)),
    "host": _name,
    "service": lambda row: (natural(row.name), *_name(row)),
}
"""Sort orders by name: worst first; latest change first; by customer, host or service name."""


def sort(rows: Iterable[RowT], by: str) -> list[RowT]:
    """Return the rows in the order named `by`, a key of SORT_KEYS."""
    return sorted(rows, key=SORT_KEYS[by])


def by_customer(rows: Iterable[RowT]) -> list[tuple[str, list[RowT]]]:
    """Return the rows grouped under their customer's name, customers in natural order, rows in the order they came."""
    ordered = sorted(rows, key=lambda row: natural(row.customer))
    return [(customer, list(group)) for customer, group in groupby(ordered, key=lambda row: row.customer)]
