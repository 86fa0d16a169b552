"""The two ways into the database: `read()`, a consistent snapshot, and `write()`, one numbered change."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, update
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
    def display_url(self) -> str:
        """The address with its password masked."""
        return self._url.render_as_string(hide_password=True)

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
        with self._explained(), self._connect(write=False) as connection:
            yield Reader(connection, self._metric_ids)

    @contextmanager
    def write(self) -> Iterator[Writer]:
        """Open a change: it takes the next number of the feed, is committed at the end, rolled back on an exception.

        Taking the number locks the feed row, so writers go one after the other and numbers are committed in order.

        Raises:
            DatabaseError: what the database did not do, as a sentence.
        """
        with self._explained(), self._connect(write=True) as connection:
            seq = connection.execute(_NEXT_NUMBER).scalar_one_or_none()
            if seq is None:
                raise SchemaMissing("The database is not set up yet; run `bls db upgrade`.")
            writer = Writer(connection, self._metric_ids, seq)
            yield writer
            connection.commit()
            self._metric_ids.update(writer.new_metric_ids)

    def close(self) -> None:
        """Close every idle connection; a later use opens new ones."""
        with self._creating:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    @contextmanager
    def _connect(self, *, write: bool) -> Iterator[Connection]:
        options = {engines.WRITE: write}
        if self._url.get_backend_name() == "postgresql" and not write:
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
            raise explained(error, self.display_url) from error
