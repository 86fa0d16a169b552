"""Creates the SQLAlchemy engine of a database address, with what SQLite and PostgreSQL each need to be safe."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from db import files
from db.errors import DatabaseUrlInvalid
from db.values import dumps

BUSY_SECONDS = 5

# Execution option of a connection: what its transactions are for. SQLite must know before they begin.
MODE = "bls_mode"
READ, WRITE, MIGRATE = "read", "write", "migrate"

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = NORMAL",  # with WAL: a power cut may lose the last commits, never the database
    "foreign_keys = ON",
    "cache_size = -16000",  # KiB for each connection; more, or mmap_size, was measured and gains nothing
    "temp_store = MEMORY",
)
# Compiling a query (jit) takes longer than any of ours runs.
_POSTGRESQL_OPTIONS = (
    "-c statement_timeout=60s -c lock_timeout=5s -c idle_in_transaction_session_timeout=120s -c jit=off"
)


def parse_url(text: str) -> URL:
    """Return the address of a database, with `~` expanded for SQLite and the driver filled in.

    Raises:
        DatabaseUrlInvalid: it is not `sqlite:///PATH` or `postgresql://…`.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUrlInvalid(
            "The database address is not an address; write sqlite:///PATH or postgresql://USER@HOST/NAME."
        ) from error
    if url.get_backend_name() == "sqlite":
        return _sqlite_url(url)
    if url.get_backend_name() == "postgresql":
        return _postgresql_url(url)
    raise DatabaseUrlInvalid(
        f"The database address begins with {url.drivername}://; only sqlite:/// and postgresql:// are supported."
    )


def _sqlite_url(url: URL) -> URL:
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise DatabaseUrlInvalid("The database address must name a file: sqlite:///PATH (four slashes for /absolute).")
    return url.set(drivername="sqlite+pysqlite", database=str(Path(url.database).expanduser()))


def _postgresql_url(url: URL) -> URL:
    if not url.database:
        raise DatabaseUrlInvalid("The database address must name the database: postgresql://USER@HOST/NAME.")
    if "password" in url.query:  # it would be shown wherever the address is
        raise DatabaseUrlInvalid("The database address must have its password before the @: USER:PASSWORD@HOST.")
    return url.set(drivername="postgresql+psycopg")


def create(url: URL) -> Engine:
    """Return a lazily connecting engine for an address made by `parse_url`."""
    return _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url)


def _sqlite(url: URL) -> Engine:
    path = Path(str(url.database))
    files.refuse_network(path)
    engine = create_engine(
        url,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
        pool_size=5,
        max_overflow=20,
        json_serializer=dumps,
    )

    @event.listens_for(engine, "do_connect")
    def prepare_file(*_arguments: Any) -> None:
        files.create_private(path)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours, below: the driver's comes too late and is never IMMEDIATE
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get(MODE, READ)
        if mode == MIGRATE:  # copying a table would trip over the keys that point to it
            connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN" if mode == READ else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    defaults = {
        "application_name": "bls",
        "connect_timeout": 5,
        "keepalives_idle": 30,
        "tcp_user_timeout": 10_000,  # milliseconds
        "options": _POSTGRESQL_OPTIONS,
    }
    arguments = {key: value for key, value in defaults.items() if key not in url.query}
    return create_engine(
        url, connect_args=arguments, pool_pre_ping=True, pool_size=5, max_overflow=20, json_serializer=dumps
    )
