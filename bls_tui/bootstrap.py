"""The one page of wiring: configuration, log, database, inventory, and then a front end or the poller."""

from __future__ import annotations

import getpass
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.session import Database

    from bls_tui.config import Config


def who() -> str:
    """Return the operating-system user's login, the author of whatever is done from this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


@dataclass
class Invocation:
    """One run of `bls`: the options before the subcommand, and what is made of them when first needed."""

    config_path: Path | None = None

    @cached_property
    def config(self) -> Config:
        """The configuration. Raises ConfigError."""
        from bls_tui import config  # noqa: PLC0415 - pydantic is not needed to print help

        return config.load(self.config_path)

    @cached_property
    def database(self) -> Database:
        """The database of the configuration, created or upgraded. Raises DatabaseError."""
        return open_database(self.config)


def open_database(config: Config) -> Database:
    """Open the configured database, creating or upgrading it. Raises DatabaseError."""
    from db.session import Database  # noqa: PLC0415

    from db import schema  # noqa: PLC0415 - sqlalchemy is not needed to print help

    database = Database(config.database_url)
    schema.ensure(database)
    return database
