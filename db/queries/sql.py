"""What the queries share: upserts on both databases, and executing one statement for many rows fast."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from sqlalchemy import Dialect, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.base import Executable
from sqlalchemy.sql.compiler import SQLCompiler

from db.session import Writer

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

T = TypeVar("T")
Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"
CHUNK = 500  # values in one IN (...): far below the 32,766 variables SQLite takes


def insert(w: Writer, table: Table) -> Insert:
    """Return an INSERT of the database in use: both know ON CONFLICT, and SQLAlchemy has one class for each."""
    return insert_for(w.connection.dialect, table)


def insert_for(dialect: Dialect, table: Table) -> Insert:
    """Return an INSERT of a database."""
    if dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - 25 ms that SQLite's users need not wait

    return postgresql.insert(table)


def upsert_for(dialect: Dialect, table: Table, key: Sequence[str], columns: Sequence[str]) -> Insert:
    """Return an INSERT of `columns` that changes the row where one with the same `key` exists."""
    statement = insert_for(dialect, table)
    changed = {name: statement.excluded[name] for name in columns if name not in key}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changed)


def execute_many(w: Writer, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute `statement` once for each of `rows`; none is fine."""
    if rows:
        w.connection.execute(statement, rows)


class Bulk:
    """A statement for the poller's thousands of rows: compiled once for each database, its values not looked at again.

    SQLAlchemy takes several times as long to prepare the values of a row as the database takes to store it. Values must
    therefore be what the driver takes: JSON as text (`db.values.dumps`), text `storable`.
    """

    def __init__(self, names: Sequence[str], build: Callable[[Dialect], ClauseElement]) -> None:
        """Prepare what `build` returns for a dialect; `names` are its parameters in the order they appear in it."""
        self._names = list(names)
        self._build = build
        self._texts: dict[str, str] = {}

    def execute(self, w: Writer, rows: Sequence[tuple[Any, ...]]) -> None:
        """Execute the statement once for each of `rows`, tuples in the order of the names; none is fine."""
        if rows:
            dialect = w.connection.dialect
            text = self._texts.get(dialect.name) or self._compile(dialect)
            w.connection.exec_driver_sql(text, list(rows))

    def _compile(self, dialect: Dialect) -> str:
        style = "format" if dialect.name == "postgresql" else "qmark"
        positional = type(dialect)(paramstyle=style)  # type: ignore[call-arg]
        compiled = self._build(dialect).compile(dialect=positional, column_keys=self._names)
        if not isinstance(compiled, SQLCompiler) or list(compiled.positiontup or ()) != self._names:
            message = f"parameters out of order: {self._names} in {compiled}"
            raise TypeError(message)
        self._texts[dialect.name] = str(compiled)
        return str(compiled)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Split `items` into lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
