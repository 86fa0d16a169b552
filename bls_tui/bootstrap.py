"""The one page of wiring: configuration, log, database, inventory, and then a front end or the poller.

Imports are inside the functions: `bls --help` needs none of them, and each front end only its own.
"""

from __future__ import annotations

import getpass
import os
import platform
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from bls_tui.errors import BlsError
from bls_tui.locale import _, use_language

if TYPE_CHECKING:
    from bls_tui.config import Config
    from bls_tui.inventory.sources import Source
    from checks.engine import Poller
    from checks.engine.chores import Chore
    from db.session import Database


def who() -> str:
    """Return the operating-system user's login, the author of whatever is done from this process."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def this_process() -> str:
    """Return how this process calls itself as the holder of the lease."""
    return f"{who()}@{platform.node()} pid {os.getpid()}"


@dataclass
class Invocation:
    """One run of `bls`: the options before the subcommand, and what is made of them when first needed."""

    config_path: Path | None = None

    @cached_property
    def config(self) -> Config:
        """The configuration; from here on bls speaks its language. Raises ConfigError."""
        from bls_tui import config

        loaded = config.load(self.config_path)
        use_language(loaded.ui.language)
        return loaded

    @cached_property
    def database(self) -> Database:
        """The database of the configuration, created or upgraded. Raises DatabaseError."""
        return open_database(self.config)


def open_database(config: Config) -> Database:
    """Open the configured database, creating or upgrading it. Raises DatabaseError."""
    from db import schema
    from db.session import Database

    database = Database(config.database_url)
    _make_room(config)
    schema.ensure(database)
    return database


def _make_room(config: Config) -> None:
    """Make the folder of the default database, for its owner only: it holds what customers' devices say."""
    from bls_tui.places import data_directory

    if not config.database.url:
        data_directory().mkdir(parents=True, exist_ok=True, mode=0o700)


def inventory_sources(config: Config) -> tuple[Source, ...]:
    """Return where the configured inventory is; writes the description of this machine the first time."""
    from bls_tui.inventory.first_run import ensure_this_machine
    from bls_tui.inventory.sources import sources
    from bls_tui.places import data_directory

    paths: list[str | Path] = list(config.inventory.paths)
    if config.inventory.this_machine:
        path = data_directory() / "inventory" / "this-machine.toml"
        try:
            ensure_this_machine(path, who())
        except OSError as error:
            raise BlsError(_("{path} cannot be written: {reason}").format(path=path, reason=error)) from error
        paths.append(path)
    return sources(paths, config.directory)


def refresh_inventory(config: Config, database: Database) -> str:
    """Apply what changed in the inventory files; return "", or why it was not applied while the old one stays in use.

    Raises:
        BlsError: it cannot be applied, and the database has no inventory to fall back on.
        DatabaseError: the database cannot be used.
    """
    from bls_tui.service.setup import inventory
    from checks import clock

    try:
        sources = inventory_sources(config)
        if sources:
            inventory.refresh(database, sources, who(), clock.now())
    except BlsError as error:
        if not inventory.hosts(database):
            raise
        return str(error)
    return ""


def build_poller(config: Config, database: Database) -> Poller:
    """Make the poller of this process, which also does the desk's own work; nothing runs before `start` or `run`."""
    from bls_tui.service.desk.desk_pass import DeskPass
    from bls_tui.service.processes.accounts import accounts
    from bls_tui.zones import zone
    from checks.engine import Poller, Retention, Settings
    from checks.engine.learning import Learning

    wall = zone(config.ui.timezone)
    kept = config.retention
    settings = Settings(
        holder=this_process(),
        concurrency=config.poller.concurrency,
        lease_stale=config.poller.stale_after,
        lease_interval=min(5.0, config.poller.stale_after / 4),
        retention=Retention(kept.raw_days, kept.five_minute_days, kept.hourly_days),
        zone=wall,
    )
    return Poller(
        database,
        settings,
        [DeskPass(accounts(config)), Learning(wall), *_mail_chores(config, database), *_discoveries(config)],
    )


def _discoveries(config: Config) -> list[Chore]:
    """Return what looks at networks at the times of bls.toml; nothing of it is loaded where none is named."""
    if not config.discovery:
        return []
    from bls_tui.places import data_directory
    from bls_tui.service.setup.discovery import Store
    from bls_tui.service.setup.discovery_jobs import DiscoveryJobs
    from bls_tui.zones import zone
    from checks import clock

    store = Store(data_directory() / "discovery")
    return [DiscoveryJobs(config.discovery, store, zone(config.ui.timezone), clock.now())]


def _mail_chores(config: Config, database: Database) -> list[Chore]:
    """Return what fetches and sends mail; nothing of it is loaded where there is neither mailbox nor way out."""
    if not config.mailbox and not config.smtp.host:
        return []
    from bls_tui.service.mail.wiring import incoming_chores, outgoing_chores
    from checks import clock

    holder = this_process()
    return [*incoming_chores(config, database, holder, clock.now), *outgoing_chores(config, holder, clock.now)]


def open_workbench(invocation: Invocation) -> None:
    """Open the screen, with a poller of its own behind it unless bls.toml says not to."""
    from bls_tui import logs

    config = invocation.config
    try:
        logs.to_file(config.log_path, config.log.level)
    except OSError as error:
        raise BlsError(
            _("the log {path} cannot be written: {error}").format(path=config.log_path, error=error)
        ) from error
    database = invocation.database
    if problem := refresh_inventory(config, database):
        _warn(problem)
    from bls_tui.service.mail.wiring import office
    from bls_tui.ui.app import run

    poller = build_poller(config, database) if config.poller.enabled else None
    run(config, database, poller, who(), office(config))


def _warn(problem: str) -> None:
    """Say before the screen opens, and in the log, that the inventory is the old one."""
    import structlog

    from bls_tui.desk.text import safe

    structlog.get_logger(__name__).error("inventory not applied", reason=problem)
    sys.stderr.write(safe(problem) + "\n" + _("The inventory stays as it was.") + "\n")
