"""Turns what a database driver raises into one of db.errors, with a sentence that says what to do.

The address in the sentences has its password masked, and no driver repeats one.
"""

import sqlite3
from typing import Any

from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from db.errors import DatabaseError, DatabaseRefused, DatabaseUnavailable, SchemaMissing

_NOT_SET_UP = "The database {address} is not set up yet; run `bls db upgrade`."
_REFUSED = "The database {address} does not take this change: {text}."
_LOCKED = (
    "The database {address} is locked by another program; close what holds it (a shell on the file, a backup,"
    " a stuck bls) and it goes on by itself."
)
_FULL = "The disk of the database {address} is full; free some space and it goes on by itself."

# https://www.sqlite.org/rescode.html, the primary codes
_SQLITE = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_READONLY: (
        "The database {address} cannot be written; give this user write permission on the file and its folder."
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "The database {address} cannot be opened; check that the folder exists and that this user may write in it."
    ),
    sqlite3.SQLITE_PERM: "The database {address} cannot be opened: this user has no permission on the file.",
    sqlite3.SQLITE_IOERR: "The disk of the database {address} reports an error ({text}); check the disk.",
    sqlite3.SQLITE_CORRUPT: "The database {address} is damaged ({text}); go back to a backup.",
    sqlite3.SQLITE_NOTADB: "The file {address} is not a database; check the address, or go back to a backup.",
}

# https://www.postgresql.org/docs/current/errcodes-appendix.html: whole codes first, then their classes
_STOPPED = "The PostgreSQL server of {address} is stopping or starting; it goes on by itself once the server is back."
_POSTGRESQL = {
    "57P01": _STOPPED,
    "57P02": _STOPPED,
    "57P03": _STOPPED,
    "57014": "The database {address} took too long to answer; look for what keeps the server busy.",
    "55P03": _LOCKED,
    "40001": _LOCKED,
    "40P01": _LOCKED,
    "53100": _FULL,
    "53300": "The PostgreSQL server of {address} has too many connections; raise max_connections or close some.",
    "25006": "The database {address} is read-only; connect to the primary server.",
    "42501": "The user of {address} lacks a permission ({text}); make it the owner of the database.",
    "28P01": "The PostgreSQL server refuses the password of {address}; correct the address in bls.toml.",
    "3D000": "There is no such database: {address}; create it with createdb.",
    "08": "The connection to {address} was lost; it goes on by itself once the server answers again.",
    "28": "The PostgreSQL server refuses the user of {address} ({text}); check the user and pg_hba.conf.",
    "53": "The PostgreSQL server of {address} is short of resources ({text}).",
    "58": "The PostgreSQL server of {address} has trouble with its disk ({text}).",
    "XX": "The PostgreSQL server of {address} reports an internal error ({text}); look at its log.",
}

# What libpq says where there is no code: it never got as far as talking to the server, or was cut off.
_CONNECTING = {
    "connection refused": "Nothing answers at {address}; start the PostgreSQL server, or correct the address.",
    "no such file": "Nothing answers at {address}; start the PostgreSQL server, or correct the address.",
    "resolve": "The host name of {address} is not known; correct the address, or check DNS.",
    "password authentication": _POSTGRESQL["28P01"],
    "no password supplied": "The PostgreSQL server wants a password for {address}; add it to the address in bls.toml.",
    "pg_hba": _POSTGRESQL["28"],
    "the database system is": _STOPPED,
    'role "': _POSTGRESQL["28"],
    'database "': _POSTGRESQL["3D000"],
    "timeout": "The PostgreSQL server of {address} does not answer in time; check the network and the server.",
    "too many clients": _POSTGRESQL["53300"],
}


def explained(error: SQLAlchemyError, address: str) -> DatabaseError:
    """Return the named error for what a driver raised.

    DatabaseUnavailable is what passes: the same change can succeed later. DatabaseRefused is a change the database will
    never take.
    """
    if isinstance(error, PoolTimeout):
        return DatabaseUnavailable(f"Every connection to {address} is in use; the database answers too slowly.")
    cause = error.orig if isinstance(error, DBAPIError) else None
    if isinstance(cause, sqlite3.Error):
        return explained_sqlite(cause, address)
    if hasattr(cause, "sqlstate"):  # psycopg.Error, not imported where SQLite is used
        return _postgresql(cause, address)
    return DatabaseRefused(_REFUSED.format(address=address, text=error))


def explained_sqlite(error: sqlite3.Error, address: str) -> DatabaseError:
    """Return the named error for what the sqlite3 module raised about a file."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    text = str(error)
    if "no such table" in text:
        return SchemaMissing(_NOT_SET_UP.format(address=address))
    if sentence := _SQLITE.get(code):
        return DatabaseUnavailable(sentence.format(address=address, text=text))
    return DatabaseRefused(_REFUSED.format(address=address, text=text))


def _postgresql(error: Any, address: str) -> DatabaseError:
    code, text = error.sqlstate, (error.diag.message_primary or str(error)).strip()
    if code is None:
        return DatabaseUnavailable(_connecting(text).format(address=address, text=text))
    if code == "42P01":
        return SchemaMissing(_NOT_SET_UP.format(address=address))
    if sentence := _POSTGRESQL.get(code) or _POSTGRESQL.get(code[:2]):
        return DatabaseUnavailable(sentence.format(address=address, text=text))
    return DatabaseRefused(_REFUSED.format(address=address, text=text))


def _connecting(text: str) -> str:
    lowered = text.lower()
    return next((sentence for words, sentence in _CONNECTING.items() if words in lowered), _POSTGRESQL["08"])
