"""What can go wrong with the database, as named errors whose message is a sentence saying what to do."""

# ruff: noqa: N818 - the names say what happened, as LookupError's children do


class DatabaseError(Exception):
    """Base of every error of this package; the message is meant for people."""


class DatabaseUrlInvalid(DatabaseError):
    """The database address cannot be used as it is written."""


class DatabaseUnavailable(DatabaseError):
    """The database cannot answer now: server gone, file locked, disk full, no permission, I/O error."""


class DatabaseRefused(DatabaseError):
    """The database is there and does not take this change: a value or a row it cannot hold. Trying again is no use."""


class DatabaseTooNew(DatabaseError):
    """A newer version of BLS has upgraded the database; this version must not touch it."""


class DatabaseTooOld(DatabaseError):
    """The database was made by an older version and has to be upgraded first."""


class SchemaMissing(DatabaseError):
    """The database holds no BLS tables yet."""


class LeaseLost(DatabaseError):
    """Another process polls now; whoever gets this must stop writing results."""


class Conflict(DatabaseError):
    """The row is no longer (or not yet) what the change supposed: somebody else was faster, or it does not exist."""


class BackupFailed(DatabaseError):
    """No backup was made."""
