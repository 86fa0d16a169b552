"""`bls outlook`: what will be full, expire, wear out or saturate soon, and what is unusual now."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.common import ascii_option, json_option, look, zone_of
from bls_tui.locale import _
from bls_tui.plain import outlook as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring.outlook import DAYS, outlook_view
from checks import clock


@click.command(
    help=_(
        "Tell what will be full, expire (certificates), wear out (batteries, supplies) or saturate (links, processors "
        "in office hours), soonest first, with its course of the last weeks and how sure that is; and what is unusual "
        "at this hour of the week."
    )
)
@click.option("--days", type=click.IntRange(1, 366), default=int(DAYS), help=_("How far to look ahead."))
@ascii_option
@json_option
@click.pass_obj
def outlook(run: Invocation, *, days: int, ascii_only: bool, as_json: bool) -> None:
    """Print the outlook."""
    view = outlook_view(run.database, clock.now(), zone_of(run.config), float(days))
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn), drawn)
