"""The version of the schema in a database: asked for, upgraded, and its contents checked."""

from sqlalchemy import text

from db.errors import DatabaseTooNew, DatabaseTooOld, SchemaMissing
from db.projections import disagreements
from db.session import Database

# The newest migration. Written here so that an up-to-date database costs one SELECT and no alembic; a test pins it.
HEAD = "0004"


def head() -> str:
    """Return the schema version this program needs."""
    return HEAD


def current(database: Database) -> str | None:
    """Return the schema version of the database, None where it is not set up."""
    try:
        with database.read() as r:
            version: str | None = r.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
            return version
    except SchemaMissing:
        return None


def ensure(database: Database) -> None:
    """Create the schema, or upgrade it to the version this program needs.

    Raises:
        DatabaseTooNew: a newer version of BLS has upgraded it.
    """
    found = current(database)
    _refuse_newer(database, found)
    if found != HEAD:
        database.upgrade()


def require(database: Database) -> None:
    """Make sure that the schema is what this program needs, without touching it.

    Raises:
        SchemaMissing: there are no tables yet.
        DatabaseTooOld: it has to be upgraded first.
        DatabaseTooNew: a newer version of BLS has upgraded it.
    """
    found = current(database)
    if found is None:
        raise SchemaMissing(f"The database {database.name} is not set up yet; run `bls db upgrade`.")
    _refuse_newer(database, found)
    if found != HEAD:
        raise DatabaseTooOld(
            f"The database {database.name} has schema {found} and this version of BLS needs {HEAD};"
            " run `bls db upgrade`."
        )


def _refuse_newer(database: Database, found: str | None) -> None:
    if found is not None and found > HEAD:
        raise DatabaseTooNew(
            f"The database {database.name} has schema {found}, made by a newer version of BLS; this one knows"
            f" schemas up to {HEAD}. Update BLS on this machine, or go back to a backup made before the upgrade."
        )


def verify(database: Database) -> list[str]:
    """Return a sentence for each disagreement between the history and the projections made of it; none is right."""
    with database.read() as r:
        return disagreements(r)
