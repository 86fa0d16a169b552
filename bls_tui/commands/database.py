"""`bls db`: what the database is, upgrading it, checking it, copying it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bls_tui.bootstrap import Invocation
from bls_tui.locale import _, ngettext

if TYPE_CHECKING:
    from db.session import Database


@click.group(
    "db",
    short_help=_("Look at, upgrade, check, copy the database."),
    help=_("The database: what it is, bringing it to this version, checking it, copying it."),
)
def database() -> None:
    """Group the subcommands."""


@database.command(help=_("Show where the database is, its schema, its size and who polls."))
@click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))
@click.pass_obj
def info(invocation: Invocation, *, as_json: bool) -> None:
    """Show the facts."""
    from bls_tui.desk.text import safe
    from bls_tui.service.setup.database import facts

    found = facts(_as_it_is(invocation))
    if as_json:
        click.echo(json.dumps(found))
        return
    labels = {
        "database": _("database"),
        "schema": _("schema"),
        "schema_needed": _("schema of this version"),
        "bytes": _("size in bytes"),
        "changes": _("changes written"),
        "hosts": _("hosts"),
        "services": _("services"),
        "poller": _("poller"),
    }
    width = max(map(len, labels.values()))
    for key, value in found.items():
        click.echo(f"{labels[key]:{width}}  {safe('-' if value in (None, '') else str(value))}")


@database.command(help=_("Create the tables, or bring them to what this version needs."))
@click.pass_obj
def upgrade(invocation: Invocation) -> None:
    """Upgrade."""
    from db import schema

    target = _as_it_is(invocation)
    before = schema.current(target)
    schema.ensure(target)
    if before == schema.head():
        click.echo(_("The database has schema {version} already.").format(version=before))
    elif before is None:
        click.echo(_("The database was set up with schema {version}.").format(version=schema.head()))
    else:
        click.echo(
            _("The database was brought from schema {before} to {after}.").format(before=before, after=schema.head())
        )


@database.command(help=_("Check that the file is sound and that current states agree with the history; 1 if not."))
@click.pass_context
def verify(ctx: click.Context) -> None:
    """Print each fault on a line."""
    from bls_tui.desk.text import safe
    from bls_tui.service.setup.database import faults

    found = faults(_as_it_is(ctx.obj))
    for fault in found:
        click.echo(safe(fault))
    if found:
        click.echo(ngettext("{count} fault.", "{count} faults.", len(found)).format(count=len(found)), err=True)
        ctx.exit(1)
    click.echo(_("The database is sound, and its states agree with the history."))


@database.command(
    help=_(
        "Read the clocks of all calls anew from their history, closed ones too, after contracts or calendars changed."
    )
)
@click.pass_obj
def replay(invocation: Invocation) -> None:
    """Make the projections anew."""
    from bls_tui.service.desk.desk_pass import replay as replayed
    from checks import clock

    changed = replayed(invocation.database, clock.now(), closed=True)
    click.echo(
        ngettext("{count} call came out different.", "{count} calls came out different.", changed).format(count=changed)
    )


@database.command(help=_("Copy the live SQLite database into FILE; nothing has to be stopped."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE")
@click.pass_obj
def backup(invocation: Invocation, file: Path) -> None:
    """Copy."""
    from db import schema
    from db.backup import backup as copy

    source = _as_it_is(invocation)
    schema.require(source)
    size = copy(source, file)
    click.echo(_("{size} bytes were copied to {file}.").format(size=size, file=file))


def _as_it_is(invocation: Invocation) -> Database:
    """Return the database without upgrading it first, as every other command would."""
    from db.session import Database

    return Database(invocation.config.database_url)
