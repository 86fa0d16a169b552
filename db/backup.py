"""A consistent copy of the live database."""

import os
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL

from db.errors import BackupFailed
from db.failures import explained_sqlite
from db.session import Database


def backup(database: Database, target: Path) -> int:
    """Copy an SQLite database into a new file while it is in use; return the size of the copy in bytes.

    The copy is one moment of the database (https://www.sqlite.org/backup.html) and private to its user. It gets its
    name only when it is complete.

    Raises:
        BackupFailed: the database is PostgreSQL (the sentence has the command to use instead), the file exists, or it
            cannot be written.
        DatabaseError: the database cannot be read.
    """
    if not database.sqlite:
        raise BackupFailed(f"PostgreSQL makes its own backups; run: {dump_command(database, target)}")
    if target.exists():
        raise BackupFailed(f"The file {target} exists already and is not overwritten.")
    unfinished = target.with_name(f"{target.name}.unfinished")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_TRUNC | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        _copy(database, unfinished)
        unfinished.rename(target)
    except OSError as error:
        raise BackupFailed(f"The backup {target} cannot be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(database: Database, target: Path) -> None:
    with database.read() as r, closing(sqlite3.connect(target)) as copy:
        try:
            r.connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
        except sqlite3.Error as error:
            raise BackupFailed(str(explained_sqlite(error, str(target)))) from error


def dump_command(database: Database, target: Path) -> str:
    """Return the pg_dump command that backs a PostgreSQL database up; it has no password, pg_dump asks for it."""
    url = database.public_url
    bare = URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return shlex.join(["pg_dump", "--format=custom", f"--file={target}", bare.render_as_string()])
