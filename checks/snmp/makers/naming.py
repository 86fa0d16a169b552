"""How a row of a table is called: a text with cells of the row in braces.

`{.1.2}` is the cell of that column in the row; `{.1.2 via .1.3}` the cell whose index the row's `.1.3` gives;
`{.1.2 first 2}` and `{.1.2 last 1}` the cell whose index is that part of the row's; `{index}` the index itself, `{0}`
one arc of it, `{text}` the index as text; `{entity}` and `{if}` the entPhysicalName (else entPhysicalDescr) and the
ifName of the row's first arc.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from checks.snmp import mib
from checks.snmp.cells import cell, cell_text
from checks.snmp.session import Answers
from checks.snmp.values import Oid, decode_text, format_oid

_BRACES = re.compile(r"\{([^{}]*)\}")
_OCTET = 256


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a name: literal text, or where to find it."""

    text: str = ""
    column: Oid = ()
    via: Oid = ()
    first: int | None = None
    last: int | None = None
    arc: int | None = None
    whole: bool = False
    as_text: bool = False
    otherwise: Oid = ()

    def target(self, known: Answers, index: Oid) -> Oid | None:
        """Return the OID of the cell this piece shows for a row; None if it shows none."""
        if not self.column:
            return None
        if self.column[-1] == 0:
            return self.column
        if self.via:
            pointer = cell(known, self.via, index)
            return (*self.column, pointer.integer) if pointer and pointer.integer and pointer.integer > 0 else None
        if self.first is not None:
            return (*self.column, *index[: self.first])
        if self.last is not None:
            return (*self.column, *index[-self.last :])
        return (*self.column, *index)

    def show(self, known: Answers, index: Oid) -> str:
        """Return the piece for a row."""
        if self.whole:
            return format_oid(index)
        if self.as_text:
            return _index_text(index)
        if self.arc is not None:
            return str(index[self.arc]) if -len(index) <= self.arc < len(index) else ""
        target = self.target(known, index)
        if target is None:
            return self.text
        row = target[len(self.column) :]
        return cell_text(known, self.column, row) or (cell_text(known, self.otherwise, row) if self.otherwise else "")


@dataclass(frozen=True, slots=True)
class Name:
    """A name in pieces."""

    parts: tuple[Part, ...]

    @property
    def columns(self) -> tuple[Oid, ...]:
        """Columns read at the row's own index, and pointers to other rows."""
        own = tuple(part.column for part in self.parts if part.column and not _elsewhere(part))
        return own + tuple(part.via for part in self.parts if part.via)

    def lookups(self, known: Answers, indexes: Iterator[Oid]) -> Iterator[Oid]:
        """Yield single cells of other tables that the names of these rows need."""
        elsewhere = [part for part in self.parts if part.column and _elsewhere(part)]
        if not elsewhere:
            return
        for index in indexes:
            for part in elsewhere:
                target = part.target(known, index)
                if target is None:
                    continue
                yield target
                if part.otherwise and target in known.asked.scalars and target not in known.scalars:
                    yield (*part.otherwise, *target[len(part.column) :])

    def show(self, known: Answers, index: Oid) -> str:
        """Return the name of a row on one line, "" when nothing in it is known."""
        return " ".join("".join(part.show(known, index) for part in self.parts).split())


def _index_text(index: Oid) -> str:
    """Read a string index; one of variable length is preceded by its length (RFC 2578 section 7.7)."""
    arcs = index[1:] if index and index[0] == len(index) - 1 else index
    return decode_text(bytes(arc for arc in arcs if arc < _OCTET))


def _elsewhere(part: Part) -> bool:
    return bool(part.via) or part.first is not None or part.last is not None


class NameTextError(ValueError):
    """A name that cannot be read."""


def parse_name(text: str, oid: Callable[[str], Oid]) -> Name:
    """Read a name; `oid` turns the text of an OID into one. Raises NameTextError for braces it does not know."""
    parts = []
    at = 0
    for found in _BRACES.finditer(text):
        parts.append(Part(text=text[at : found.start()]))
        parts.append(_part(found[1], oid))
        at = found.end()
    parts.append(Part(text=text[at:]))
    return Name(tuple(part for part in parts if part != Part()))


def _part(inner: str, oid: Callable[[str], Oid]) -> Part:
    words = inner.split()
    if inner in _FIXED:
        return _FIXED[inner]
    if re.fullmatch(r"-?\d+", inner):
        return Part(arc=int(inner))
    match words:
        case [column]:
            return Part(column=oid(column))
        case [column, "via", pointer]:
            return Part(column=oid(column), via=oid(pointer))
        case [column, "first", count]:
            return Part(column=oid(column), first=int(count))
        case [column, "last", count]:
            return Part(column=oid(column), last=int(count))
    raise NameTextError(f"{{{inner}}} is no piece of a name")


_FIXED = {
    "index": Part(whole=True),
    "text": Part(as_text=True),
    "entity": Part(column=mib.ENT_PHYSICAL_NAME, first=1, otherwise=mib.ENT_PHYSICAL_DESCR),
    "if": Part(column=mib.IF_NAME, first=1),
}
