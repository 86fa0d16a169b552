"""`bls inventory`: apply the files, see what applying would change, list what is declared, write it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bls_tui.bootstrap import Invocation, inventory_sources, who
from bls_tui.locale import _

if TYPE_CHECKING:
    from bls_tui.inventory.plan import Plan
    from bls_tui.inventory.sources import Source

SHOWN_OF_EACH = 40
"""Lines of each sort of change that `apply` prints; `diff` prints them all."""

_paths = click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]…")
_prune = click.option("--prune", is_flag=True, help=_("Also remove what files outside the paths declared earlier."))
_json = click.option("--json", "as_json", is_flag=True, help=_("Print one JSON object."))


@click.group(
    short_help=_("Apply, compare, list, export the fleet."),
    help=_("The description of the fleet: apply its files, show differences, list what is declared, write it back."),
)
def inventory() -> None:
    """Group the subcommands."""


@inventory.command(help=_("Make the database what the files say; without PATH, the paths of bls.toml."))
@_paths
@click.option("--dry-run", is_flag=True, help=_("Only show what would change."))
@click.option("--yes", is_flag=True, help=_("Also when more than half of all objects are removed by it."))
@_prune
@_json
@click.pass_obj
def apply(
    invocation: Invocation, paths: Sequence[Path], *, dry_run: bool, yes: bool, prune: bool, as_json: bool
) -> None:
    """Apply, or with --dry-run plan only."""
    from bls_tui.service.setup import inventory as service
    from checks import clock

    sources = _sources(invocation, paths)
    if dry_run:
        _show(service.plan(invocation.database, sources, prune=prune), applied=False, as_json=as_json, limit=None)
        return
    plan = service.apply(invocation.database, sources, who(), clock.now(), removal_confirmed=yes, prune=prune)
    _show(plan, applied=True, as_json=as_json, limit=SHOWN_OF_EACH)


@inventory.command(help=_("Show what applying would change, in full."))
@_paths
@_prune
@_json
@click.pass_obj
def diff(invocation: Invocation, paths: Sequence[Path], *, prune: bool, as_json: bool) -> None:
    """Plan and show."""
    from bls_tui.service.setup import inventory as service

    plan = service.plan(invocation.database, _sources(invocation, paths), prune=prune)
    _show(plan, applied=False, as_json=as_json, limit=None)


@inventory.command("list", help=_("List the hosts and the files that declare them."))
@_json
@click.pass_obj
def list_hosts(invocation: Invocation, *, as_json: bool) -> None:
    """List the hosts."""
    from dataclasses import asdict

    from bls_tui.plain.inventory import host_lines
    from bls_tui.service.setup import inventory as service

    hosts = service.hosts(invocation.database)
    if as_json:
        click.echo(json.dumps({"hosts": [asdict(host) for host in hosts]}))
    else:
        click.echo("\n".join(host_lines(hosts)))


@inventory.command(help=_("Write the inventory of the database as TOML files into DIR, or all of it to the screen."))
@click.argument("directory", required=False, metavar="[DIR]", type=click.Path(file_okay=False, path_type=Path))
@click.pass_obj
def export(invocation: Invocation, directory: Path | None) -> None:
    """Write files, or print them one after the other."""
    from bls_tui.desk.text import safe
    from bls_tui.inventory import export as files
    from bls_tui.service.setup import inventory as service

    texts = service.exported(invocation.database)
    if directory is None:
        click.echo("\n".join(f"# {safe(origin)}\n\n{safe(text)}" for origin, text in texts.items()))
    else:
        click.echo("\n".join(map(str, files.write(texts, directory))))


def _sources(invocation: Invocation, paths: Sequence[Path]) -> tuple[Source, ...]:
    """The paths of the command line, else those of bls.toml; none at all is an error, not an empty fleet."""
    from bls_tui.inventory.sources import sources

    if paths:
        return sources(paths, Path.cwd())
    configured = inventory_sources(invocation.config)
    if not configured:
        raise click.UsageError(_("bls.toml names no [inventory] paths: name files or folders here"))
    return configured


def _show(plan: Plan, *, applied: bool, as_json: bool, limit: int | None) -> None:
    from bls_tui.plain.inventory import plan_json, plan_lines

    if as_json:
        click.echo(json.dumps(plan_json(plan, applied=applied)))
    else:
        click.echo("\n".join(plan_lines(plan, limit)))
