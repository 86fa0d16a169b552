"""Objects inside one mail: the rows of its tables, each with a state of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checks.backups.catalogue import Product, Table
from checks.backups.model import Item, Verdict
from checks.backups.patterns import fold
from checks.backups.text import Prepared, cells

MOST_ITEMS = 2000
_LONGEST_NAME = 120


def items(product: Product, mail: Prepared) -> tuple[Item, ...]:
    """Return the objects that a product's tables list, each once, with its worst state."""
    found: dict[str, Item] = {}
    for table in product.tables:
        for item in _rows(table, mail):
            known = found.get(item.name)
            if known is None or severity(item.verdict) > severity(known.verdict):
                found[item.name] = item
            if len(found) >= MOST_ITEMS:
                return tuple(found.values())
    return tuple(found.values())


_ORDER = (Verdict.UNKNOWN, Verdict.OK, Verdict.WARNING, Verdict.PARTIAL, Verdict.FAILED)


def severity(verdict: Verdict | None) -> int:
    """Return how bad a verdict is: unknown first, then OK to FAILED."""
    return _ORDER.index(verdict) if verdict is not None else -1


def worst(verdicts: Iterable[Verdict | None]) -> Verdict | None:
    """Return the worst verdict, None when there is none."""
    return max((verdict for verdict in verdicts if verdict is not None), key=severity, default=None)


def whole(states: Sequence[Verdict]) -> Verdict | None:
    """Return what objects say together: some saved and some not is PARTIAL; None without objects that say something."""
    told = [state for state in states if state is not Verdict.UNKNOWN]
    if Verdict.FAILED in told and Verdict.OK in told:
        return Verdict.PARTIAL
    return worst(told)


def _rows(table: Table, mail: Prepared) -> Iterator[Item]:
    if table.pairs:
        yield from _pairs(table, mail)
        return
    inside = not table.header
    for raw, line in zip(mail.raw_lines, mail.lines, strict=True):
        if not line:
            continue
        if table.header and all(pattern.search(fold(line)) for pattern in table.header):
            inside = True
        elif inside and (item := _cells(table, raw) or _row(table, line)):
            yield item


def _pairs(table: Table, mail: Prepared) -> Iterator[Item]:
    names, states = (mail.fields.get(label, []) for label in table.pairs)
    if len(names) != len(states):
        return
    for name, text in zip(names, states, strict=True):
        state = _state(table, text)
        if state is not None:
            yield Item(name[:_LONGEST_NAME], state, f"{name} {text}"[:_LONGEST_NAME])


def _cells(table: Table, raw: str) -> Item | None:
    if table.row is not None:
        return None
    parts = cells(raw)
    for index in range(table.name_cells, len(parts)):
        state = _state(table, parts[index])
        if state is not None:
            name = " ".join(parts[: table.name_cells])
            return Item(name[:_LONGEST_NAME], state, f"{name} {parts[index]}"[:_LONGEST_NAME])
    return None


def _row(table: Table, line: str) -> Item | None:
    if table.row is None:
        return None
    match = table.row.search(fold(line))
    state = _state(table, match["status"]) if match else None
    if match is None or state is None:
        return None
    name = _original(line, match)
    return Item(name[:_LONGEST_NAME], state, line[match.start() : match.end()].strip()[:_LONGEST_NAME])


def _original(line: str, match: re.Match[str]) -> str:
    return line[match.start("name") : match.end("name")].strip().strip("\"'")


def _state(table: Table, text: str) -> Verdict | None:
    folded = fold(text).strip()
    return next((state for state, pattern in table.status if pattern.fullmatch(folded)), None)
