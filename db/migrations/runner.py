"""Runs the migrations: in one transaction, under a lock, so that two programs starting at once do not collide."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, text

from db.engine import MIGRATE, MODE

HERE = Path(__file__).parent
_LOCK = 0x424C53  # "BLS": the advisory lock of PostgreSQL that upgrades take


def config(connection: Connection) -> Config:
    """Return alembic's configuration for one connection; there is no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(HERE).replace("%", "%%"))
    settings.attributes["connection"] = connection
    return settings


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Create or upgrade the schema; nothing happens where another program has just done it."""
    with _locked(engine) as connection:
        command.upgrade(config(connection), revision)


@contextmanager
def _locked(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.detach()  # its settings are for this one job; it is closed, not given back
        connection.execution_options(**{MODE: MIGRATE})
        with connection.begin():
            if connection.dialect.name == "postgresql":
                for statement in ("SET LOCAL statement_timeout = 0", "SET LOCAL lock_timeout = 0"):
                    connection.execute(text(statement))
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
