"""Turns what a database driver raises into one of db.errors, with a sentence that says what to do."""

from sqlalchemy.exc import DataError, IntegrityError, ProgrammingError, SQLAlchemyError, StatementError

from db.errors import DatabaseError, DatabaseRefused, DatabaseUnavailable, SchemaMissing


def explained(error: SQLAlchemyError, address: str) -> DatabaseError:
    """Return the named error for what a driver raised; `address` has its password masked."""
    text = str(getattr(error, "orig", None) or error)
    if "no such table" in text or ("relation" in text and "does not exist" in text):
        return SchemaMissing(f"The database {address} is not set up yet; run `bls db upgrade`.")
    if isinstance(error, IntegrityError | DataError | ProgrammingError) or type(error) is StatementError:
        return DatabaseRefused(f"The database {address} does not take this change: {text.strip()}.")
    return DatabaseUnavailable(f"The database {address} does not answer: {text.strip()}.")
