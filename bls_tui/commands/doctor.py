"""`bls doctor`: one line for each thing bls depends on, with what to do about it; exit code 1 where something fails."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from bls_tui.bootstrap import Invocation, inventory_sources, who
from bls_tui.locale import _

if TYPE_CHECKING:
    from bls_tui.config import Config
    from bls_tui.service.setup.findings import Finding


@click.command(
    short_help=_("Check everything bls needs; say what to do."),
    help=_("Check configuration, inventory, database, permissions, clock and terminal, one line each with what to do."),
)
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_obj
def doctor(invocation: Invocation, *, as_json: bool) -> int:
    """Look at everything; return 1 where something fails."""
    from bls_tui.service.setup.findings import Level

    findings = list(_examine(invocation))
    if as_json:
        click.echo(json.dumps({"findings": [asdict(finding) for finding in findings]}))
    else:
        click.echo("\n".join(map(_line, findings)))
    return int(any(finding.level is Level.FAIL for finding in findings))


def _examine(invocation: Invocation) -> Iterator[Finding]:
    from bls_tui.config import ConfigError
    from bls_tui.service.setup import doctor as examine
    from bls_tui.service.setup.findings import fail

    try:
        config = invocation.config
        yield from examine.examine_config(config)
        yield from _examine_data(config)
        yield from _examine_mailboxes(config)
        yield from _examine_discoveries(config)
    except ConfigError as error:
        yield from (fail(_("configuration"), str(mistake)) for mistake in error.mistakes)
    yield from examine.examine_icmp()
    yield from examine.examine_clock()
    yield from examine.examine_terminal(os.environ)


def _examine_data(config: Config) -> Iterator[Finding]:
    """Database and inventory. The database is opened as it is: a doctor changes nothing."""
    from bls_tui.errors import BlsError
    from bls_tui.service.setup import doctor as examine
    from bls_tui.service.setup.findings import fail
    from db.errors import DatabaseError
    from db.session import Database

    try:
        database = Database(config.database_url)
        yield from examine.examine_database(config, database)
        mailboxes = {name: mailbox.role for name, mailbox in config.mailbox.items()}
        yield from examine.examine_inventory(inventory_sources(config), database, who(), mailboxes)
    except DatabaseError as error:
        yield fail(_("database"), str(error))
    except BlsError as error:
        yield from (fail(_("configuration"), line) for line in str(error).splitlines())


def _examine_discoveries(config: Config) -> Iterator[Finding]:
    if config.discovery:
        from bls_tui.places import data_directory
        from bls_tui.service.setup.discovery import Store
        from bls_tui.service.setup.doctor_discovery import examine_discoveries

        yield from examine_discoveries(config.discovery, Store(data_directory() / "discovery"))


def _examine_mailboxes(config: Config) -> Iterator[Finding]:
    if config.mailbox:
        from bls_tui.service.mail.accounts import examine_mailboxes

        yield from examine_mailboxes(config.mailbox, config.directory)


def _line(finding: Finding) -> str:
    from bls_tui.desk.text import line

    advice = f"  — {finding.advice}" if finding.advice else ""
    return line(f"{finding.level.value:<4}  {finding.subject}: {finding.found}{advice}")
