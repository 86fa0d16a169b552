"""What the queries share: upserts on both databases, bulk execution, and text that both databases can hold."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite

from db.session import Writer

T = TypeVar("T")
CHUNK = 500  # values in one IN (...): far below the 32,766 variables SQLite takes


def insert(w: Writer, table: Table) -> sqlite.Insert | postgresql.Insert:
    """Return an INSERT of the database in use: both know ON CONFLICT, and SQLAlchemy has one class for each."""
    return postgresql.insert(table) if w.connection.dialect.name == "postgresql" else sqlite.insert(table)


def execute_many(w: Writer, statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Execute `statement` once for each of `rows`; none is fine."""
    if rows:
        w.connection.execute(statement, rows)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Split `items` into lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def storable(text: str) -> str:
    """Return `text` as both databases can hold it: without NUL, lone surrogates replaced by "?"."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else text.encode("utf-8", "replace").decode()
