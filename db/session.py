"""The two ways into the database: `read()`, a consistent snapshot, and `write()`, one numbered change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Connection, Engine, update
from sqlalchemy.exc import SQLAlchemyError

from db import engine as engines
from db.errors import SchemaMissing
from db.failures import explained
from db.tables.feed import feed

_NEXT_NUMBER = update(feed).where(feed.c.id == 1).values(head=feed.c.head + 1).returning(feed.c.head)

MetricIds = dict[tuple[int, str], int]


@dataclass(frozen=True, slots=True)
class Reader:
    """A transaction that reads. `metric_ids` are the ids of metrics known to be committed."""

    connection: Connection
    metric_ids: MetricIds


@dataclass(frozen=True, slots=True)
class Writer(Reader):
    """A transaction that writes. `seq` is its number in the change feed; `new_metric_ids` become known at commit."""

    seq: int
    new_metric_ids: MetricIds = field(default_factory=dict)


class Database:
    """One database, opened at first use; safe to use from several threads at once."""

    def __init__(self, url: str) -> None:
        """Prepare access to `url`.

        Raises:
            DatabaseUrlInvalid: `url` cannot be used as it is written.
        """
        self._url = engines.parse_url(url)
        self._engine: Engine | None = None
        self._creating = threading.Lock()
        self._metric_ids: MetricIds = {}

    @property
    def url(self) -> str:
        """The address with its password: to connect with, never to show."""
        return self._url.render_as_string(hide_password=False)

    @property
    def public_url(self) -> URL:
        """The address in parts, as people write it: without the name of the driver."""
        return self._url.set(drivername=self._url.get_backend_name())

    @property
    def display_url(self) -> str:
        """The address with its password masked."""
        return self.public_url.render_as_string(hide_password=True)

    @property
    def name(self) -> str:
        """What to call it in a sentence: the file of SQLite, the address of PostgreSQL (password masked)."""
        return str(self._url.database) if self.sqlite else self.display_url

    @property
    def sqlite(self) -> bool:
        """True for SQLite, False for PostgreSQL."""
        return self._url.get_backend_name() == "sqlite"

    @property
    def engine(self) -> Engine:
        """The SQLAlchemy engine, for migrations and backup."""
        with self._creating:
            if self._engine is None:
                self._engine = engines.create(self._url)
            return self._engine

    @contextmanager
    def read(self) -> Iterator[Reader]:
        """Open a snapshot: everything read inside belongs to one moment.

        Raises:
            DatabaseError: what the database did not do, as a sentence.
        """
        with self._explained(), self._connect(engines.READ) as connection:
            yield Reader(connection, self._metric_ids)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Open a change: it takes the next number of the feed, is committed at the end, rolled back on an exception.

        Taking the number locks the feed row, so writers go one after the other and numbers are committed in order.

        Raises:
            DatabaseError: what the database did not do, as a sentence.
        """
        with self._explained(), self._connect(engines.WRITE) as connection:
            seq = connection.execute(_NEXT_NUMBER).scalar_one_or_none()
            if seq is None:
                raise SchemaMissing("The database is not set up yet; run `bls db upgrade`.")
            writer = Writer(connection, self._metric_ids, seq)
            yield writer
            connection.commit()
            self._metric_ids.update(writer.new_metric_ids)

    def upgrade(self) -> None:
        """Create the schema, or upgrade it to the newest version; needed once per version, see `schema.ensure`.

        Raises:
            DatabaseError: what the database did not do, as a sentence; it is then as it was before.
        """
        from db.migrations import runner  # noqa: PLC0415 - alembic takes 0.1 s to import and is rarely needed

        with self._explained():
            runner.upgrade(self.engine)

    def close(self) -> None:
        """Close every idle connection; a later use opens new ones."""
        with self._creating:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def _connect(self, mode: str) -> Iterator[Connection]:
        options: dict[str, Any] = {engines.MODE: mode}
        if mode == engines.READ and not self.sqlite:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect() as connection:
            connection.execution_options(**options)
            with connection.begin():
                yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise explained(error, self.name) from error
