"""Time slots of summaries: 5 minutes and an hour, aligned to the epoch."""

from typing import Any

from sqlalchemy import ColumnElement, Double, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

FIVE_MINUTES = 300
HOUR = 3600


def slot_start(at: float, width: int) -> float:
    """Return the beginning of the slot of `width` seconds that `at` is in."""
    return at // width * width


class SlotStart(GenericFunction[float]):
    """The same in SQL."""

    type = Double()
    inherit_cache = True

    def __init__(self, at: ColumnElement[float], width: int) -> None:
        # The width is part of the text: PostgreSQL takes two parameters for two different things in GROUP BY.
        super().__init__(at, literal_column(str(width)))


@compiles(SlotStart)
def _floor(element: SlotStart, compiler: SQLCompiler, **options: Any) -> str:
    at, width = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(floor({at} / {width}) * {width})"


@compiles(SlotStart, "sqlite")
def _cut(element: SlotStart, compiler: SQLCompiler, **options: Any) -> str:
    # floor() is not in every build of SQLite; after 1970 cutting off the fraction is the same.
    at, width = (compiler.process(clause, **options) for clause in element.clauses)
    return f"(CAST({at} AS INTEGER) / {width} * {width})"


class PartNumber(GenericFunction[float]):
    """In which of the equal parts of `width` seconds from `start` an instant is, 0 the first; in SQL."""

    type = Double()
    inherit_cache = True

    def __init__(self, at: ColumnElement[float], start: float, width: float) -> None:
        super().__init__(at, literal(start, Double()), literal(width, Double()))


@compiles(PartNumber)
def _part(element: PartNumber, compiler: SQLCompiler, **options: Any) -> str:
    at, start, width = (compiler.process(clause, **options) for clause in element.clauses)
    return f"floor(({at} - {start}) / {width})"


@compiles(PartNumber, "sqlite")
def _part_cut(element: PartNumber, compiler: SQLCompiler, **options: Any) -> str:
    at, start, width = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(({at} - {start}) / {width} AS INTEGER)"
