"""`bls import`: other systems' configurations as files of our inventory. Nothing is applied."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bls_tui.bootstrap import Invocation
from bls_tui.errors import RefusedError
from bls_tui.locale import _

if TYPE_CHECKING:
    from bls_tui.inventory.importing.convert import Converted
    from bls_tui.inventory.importing.foreign import Configuration


@click.group(
    "import",
    short_help=_("Take over hosts from other systems."),
    help=_(
        "Write what another system monitors as TOML of the inventory, with a report of what became what. "
        "Nothing is applied: read the file, then `bls inventory apply` it."
    ),
)
def import_() -> None:
    """Group the subcommands."""


_path = click.argument("path", type=click.Path(path_type=Path), metavar="PATH")
_out = click.option(
    "-o", "--output", type=click.Path(path_type=Path), help=_("File to write; standard output when left out.")
)
_customer = click.option("--customer", default="imported", show_default=True, help=_("Key of the hosts' customer."))
_zone = click.option("--zone", default="", help=_("Time zone of time periods; that of bls.toml when left out."))
_json = click.option("--json", "as_json", is_flag=True, help=_("Print the report as one JSON object."))


@import_.command(help=_("Nagios Core: its main file, an object file, or a folder of them."))
@_path
@_out
@_customer
@_zone
@_json
@click.pass_obj
def nagios(invocation: Invocation, path: Path, output: Path | None, customer: str, zone: str, *, as_json: bool) -> None:
    """Read, convert, write."""
    from bls_tui.inventory.importing import nagios as reader

    _finish(invocation, reader.load(path), _("Imported from {path}").format(path=path), output, customer, zone, as_json)


@import_.command(
    help=_("Icinga 2: its folder, a file of it, or the list of objects it compiled (`icinga2 object list`).")
)
@_path
@_out
@_customer
@_zone
@_json
@click.pass_obj
def icinga2(
    invocation: Invocation, path: Path, output: Path | None, customer: str, zone: str, *, as_json: bool
) -> None:
    """Read, convert, write."""
    from bls_tui.inventory.importing.icinga import reading

    _finish(
        invocation, reading.load(path), _("Imported from {path}").format(path=path), output, customer, zone, as_json
    )


@import_.command(
    "csv", help=_("A list of hosts with headings: name, address, customer, site, template, parents, snmp, notes.")
)
@_path
@_out
@_customer
@_json
def csv_(path: Path, output: Path | None, customer: str, *, as_json: bool) -> None:
    """Read, write."""
    from bls_tui.inventory.importing import host_list

    _tell(host_list.load(path, customer), _("Imported from {path}").format(path=path), output, as_json)


def _finish(  # noqa: PLR0917 - the options of every subcommand
    invocation: Invocation,
    found: Configuration,
    title: str,
    output: Path | None,
    customer: str,
    zone: str,
    as_json: bool,
) -> None:
    """Convert what was read, write the inventory, and report."""
    from bls_tui.inventory.importing.convert import convert

    made = convert(found, customer, zone or invocation.config.ui.timezone or "Europe/Rome")
    _tell(made, title, output, as_json)


def _tell(made: Converted, title: str, output: Path | None, as_json: bool) -> None:
    """Write the inventory, and report on standard error (with --json on standard output)."""
    from bls_tui.desk.text import safe
    from bls_tui.inventory.importing import report

    text = report.toml(made, safe(title))
    if output is not None:
        _write(output, text)
    elif not as_json:
        click.echo(safe_lines(text), nl=False)
    if as_json:
        click.echo(json.dumps(report.data(made)))
        return
    for line in report.lines(made):
        click.echo(safe(line), err=True)


def safe_lines(text: str) -> str:
    """Make each line fit for a terminal."""
    from bls_tui.desk.text import safe

    return "".join(f"{safe(line)}\n" for line in text.splitlines())


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise RefusedError(_("{path} exists already and is not overwritten").format(path=path)) from None
    except OSError as error:
        reason = error.strerror or error
        raise RefusedError(_("{path} cannot be written: {reason}").format(path=path, reason=reason)) from error
