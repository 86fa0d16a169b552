"""`bls why OBJECT`: the reasons behind a state, in words."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.common import ascii_option, json_option, look, viewer, zone_of
from bls_tui.locale import _
from bls_tui.plain import why as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.views import resolve
from bls_tui.service.views_why import why_view
from checks import clock


@click.command(
    help=_(
        "Explain the state of OBJECT, a host or host/service (any unique part of the name will do): since when, why, "
        "who has it, what keeps it from being told, and what happened last."
    )
)
@click.argument("object_name", metavar=_("OBJECT"))
@ascii_option
@json_option
@click.pass_obj
def why(run: Invocation, object_name: str, ascii_only: bool, as_json: bool) -> None:
    """Print the explanation."""
    zone = zone_of(run.config)
    view = why_view(run.database, clock.now(), resolve(run.database, object_name), zone, viewer(run.config))
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, zone), drawn)
