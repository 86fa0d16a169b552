"""`bls discover`: look at a network and propose an inventory of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bls_tui.bootstrap import Invocation
from bls_tui.errors import RefusedError
from bls_tui.locale import _, ngettext

if TYPE_CHECKING:
    from bls_tui.inventory.discovery.compare import Change
    from bls_tui.inventory.discovery.run import Run
    from bls_tui.service.setup.discovery import Discovered, Request, Store

EVERY = 0.5
"""Seconds between two lines of progress on a terminal; elsewhere ten times that."""


@click.command(
    short_help=_("Find what is in a network; propose an inventory."),
    help=_(
        "Look at networks (192.0.2.0/24, one address, FIRST-LAST): who answers a ping, which TCP ports are open, what "
        "devices tell over SNMP. The inventory proposed goes to standard output or a file, with a reason for each "
        "choice; nothing is applied. Interrupted, the same command goes on where it was. Run again, it tells what is "
        "new, gone or changed."
    ),
)
@click.argument("cidrs", nargs=-1, metavar="CIDR…")
@click.option("--exclude", multiple=True, metavar="CIDR", help=_("Leave these in peace."))
@click.option(
    "--rate", type=click.FloatRange(0.1, 1000), default=10.0, show_default=True, help=_("Addresses a second.")
)
@click.option("--snmp", multiple=True, metavar="NAME", help=_("SNMP credentials of the inventory, tried in order."))
@click.option("--community", multiple=True, help=_("SNMP 2c community to try after those."))
@click.option("--snmp-port", type=click.IntRange(1, 65535), default=161, help=_("UDP port for --community."))
@click.option("--ports", default="", metavar="LIST", help=_("TCP ports to try instead of the usual ones: 22,80,443."))
@click.option("--no-ping", is_flag=True, help=_("Look at addresses that do not answer a ping as well."))
@click.option("--dns", is_flag=True, help=_("Ask the system's resolver for names, not only the hosts file."))
@click.option("--customer", default="discovered", show_default=True, help=_("Customer of the hosts proposed."))
@click.option("--name", default="", help=_("Name under which it is kept; from the networks when left out."))
@click.option("--fresh", is_flag=True, help=_("Begin anew instead of going on where it was interrupted."))
@click.option(
    "--show", "shown", default="", metavar="NAME", help=_("Show the last proposal of that name; look at nothing.")
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help=_("File to write; standard output when left out.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print the changes and counts as one JSON object."))
@click.pass_obj
def discover(
    invocation: Invocation,
    *,
    cidrs: tuple[str, ...],
    exclude: tuple[str, ...],
    rate: float,
    snmp: tuple[str, ...],
    community: tuple[str, ...],
    snmp_port: int,
    ports: str,
    no_ping: bool,
    dns: bool,
    customer: str,
    name: str,
    fresh: bool,
    shown: str,
    output: Path | None,
    as_json: bool,
) -> None:
    """Look, and print what was found."""
    from bls_tui.service.setup import discovery

    store = _store()
    if shown:
        _show(store, shown)
        return
    if not cidrs:
        raise RefusedError(_("name at least one network, such as 192.0.2.0/24, or --show NAME"))
    if output is not None and output.exists():
        raise RefusedError(_("{path} exists already and is not overwritten").format(path=output))
    request = _request(invocation, cidrs, snmp, community, snmp_port, ports, name or discovery.name_of(cidrs))
    request = replace(
        request,
        excluded=exclude,
        customer=customer,
        fresh=fresh,
        settings=replace(request.settings, rate=rate, ping=not no_ping, dns=dns),
    )
    _finish(_looked(invocation, request, store), request.name, output, as_json=as_json)


def _store() -> Store:
    from bls_tui.places import data_directory
    from bls_tui.service.setup.discovery import Store

    return Store(data_directory() / "discovery")


def _request(  # noqa: PLR0917 - what the options say
    invocation: Invocation,
    cidrs: tuple[str, ...],
    snmp: Sequence[str],
    community: Sequence[str],
    port: int,
    ports: str,
    name: str,
) -> Request:
    from bls_tui.inventory.this_machine import read_facts
    from bls_tui.service.setup.discovery import Request, inventory_credentials
    from checks.discovery.presence import hosts_file
    from checks.discovery.scan import PORTS, Settings
    from checks.model import Secret, SnmpCredentials

    credentials = inventory_credentials(invocation.database, snmp) if snmp else {}
    tables: dict[str, dict[str, object]] = {}
    for number, text in enumerate(community, start=1):
        key = f"discovered-{number}"
        credentials[key] = SnmpCredentials(community=Secret(text), port=port)
        tables[key] = {"version": "2c", "community": text} | ({"port": port} if port != 161 else {})  # noqa: PLR2004
    if not credentials:
        click.echo(_("No SNMP credentials given (--snmp NAME, --community): only pings and TCP ports."), err=True)
    settings = Settings(credentials, _ports(ports) or PORTS, names=hosts_file())
    gateway = read_facts().gateway
    return Request(name, cidrs, settings=settings, credentials=tables, gateways=(gateway,) if gateway else ())


def _ports(text: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in text.replace(" ", "").split(",") if part)
    except ValueError:
        found = (-1,)
    if not all(0 < port < 65536 for port in found):  # noqa: PLR2004 - TCP
        raise RefusedError(_("{text} are no TCP ports such as 22,80,443").format(text=text))
    return found


def _looked(invocation: Invocation, request: Request, store: Store) -> Discovered:
    from bls_tui.service.setup import discovery
    from checks import clock

    run, addresses = discovery.begun(request, store, clock.now())
    if run.done:
        message = _("Going on where it was interrupted: {done} of {all} addresses are done (--fresh begins anew).")
        click.echo(message.format(done=len(run.done), all=len(addresses)), err=True)
    try:
        return discovery.discover(request, store, invocation.database, _progress())
    except KeyboardInterrupt:
        click.echo("\n" + _("Interrupted; what was found is kept, and the same command goes on from there."), err=True)
        raise


def _progress() -> Callable[[Run, int], None]:
    """Return what tells how far a discovery is, now and then, on standard error."""
    from checks import clock

    terminal = sys.stderr.isatty()
    told_at = clock.monotonic()

    def tell(run: Run, count: int) -> None:
        nonlocal told_at
        last = len(run.done) == count
        if clock.monotonic() - told_at < (EVERY if terminal else EVERY * 10) and not last:
            return
        told_at = clock.monotonic()
        text = _("{done} of {all} addresses, {found} answered").format(
            done=len(run.done), all=count, found=len(run.machines)
        )
        click.echo(f"\r{text}" if terminal else text, err=True, nl=last or not terminal)

    return tell


def _finish(found: Discovered, name: str, output: Path | None, *, as_json: bool) -> None:
    from bls_tui.desk.text import safe

    if output is not None:
        try:
            output.write_text(found.proposal, encoding="utf-8")
        except OSError as error:
            raise RefusedError(
                _("{path} cannot be written: {reason}").format(path=output, reason=error.strerror)
            ) from error
    if as_json:
        changes = [{"kind": one.kind.value, "address": one.address, "name": one.name, "detail": one.detail}
                   for one in found.changes or ()]  # fmt: skip
        click.echo(json.dumps({"name": name, "machines": len(found.run.machines), "looked_at": len(found.run.done),
                               "first": found.changes is None, "changes": changes}))  # fmt: skip
    elif output is None:
        click.echo("".join(f"{safe(line)}\n" for line in found.proposal.splitlines()), nl=False)
    _tell_changes(found.changes)


def _tell_changes(changes: Sequence[Change] | None) -> None:
    from bls_tui.desk.text import safe
    from bls_tui.inventory.discovery.propose import change_line

    if changes is None:
        return
    counted = ngettext("{count} change since the last time", "{count} changes since the last time", len(changes))
    click.echo(counted.format(count=len(changes)), err=True)
    for change in changes:
        click.echo(safe(change_line(change)), err=True)


def _show(store: Store, name: str) -> None:
    from bls_tui.desk.text import safe
    from bls_tui.service.setup.discovery import changes_of

    text = store.proposal(name)
    click.echo("".join(f"{safe(line)}\n" for line in text.splitlines()), nl=False)
    _tell_changes(changes_of(store, name))
