"""The version of the schema in a database, and creating or upgrading it."""

from sqlalchemy import inspect, text

from db.session import Database
from db.tables import metadata

HEAD = "0001"


def head() -> str:
    """Return the schema version this program needs."""
    return HEAD


def current(database: Database) -> str | None:
    """Return the schema version of the database, None where it is not set up."""
    with database.read() as r:
        if not inspect(r.connection).has_table("alembic_version"):
            return None
        version: str | None = r.connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return version


def ensure(database: Database) -> None:
    """Create the schema, or upgrade it to the version this program needs."""
    if current(database) is None:
        with database.engine.begin() as connection:
            metadata.create_all(connection)
            connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
            connection.execute(text(f"INSERT INTO alembic_version VALUES ('{HEAD}')"))
            connection.execute(text("INSERT INTO feed (id, head, inventory) VALUES (1, 0, 0)"))
            connection.execute(
                text(
                    "INSERT INTO lease (id, epoch, holder, acquired_at, heartbeat_at, health)"
                    " VALUES (1, 0, '', 0, 0, '{}')"
                )
            )


def verify(database: Database) -> list[str]:
    """Return a sentence for each disagreement between the history and the projections made of it."""
    raise NotImplementedError
