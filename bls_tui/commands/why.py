"""`bls why OBJECT`: the reasons behind a state, in words. `bls why call N`: what the clocks of a call counted."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import ascii_option, json_option, look, viewer, zone_of
from bls_tui.locale import _
from bls_tui.plain import why as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring.views import resolve
from bls_tui.service.monitoring.views_why import why_view
from checks import clock

CALL = "call"
"""The word before the number of a call; an object of that name is asked for alone."""


@click.command(
    help=_(
        "Explain the state of OBJECT, a host or host/service (any unique part of the name will do): since when, why, "
        "who has it, what keeps it from being told, and what happened last. "
        "With `call N`: what both clocks of call N counted of every stretch of its life, and why."
    )
)
@click.argument("object_name", metavar=_("OBJECT"))
@click.argument("number", metavar=_("[N]"), required=False)
@ascii_option
@json_option
@click.pass_context
def why(ctx: click.Context, object_name: str, number: str | None, ascii_only: bool, as_json: bool) -> None:
    """Print the explanation."""
    run: Invocation = ctx.obj
    if number is not None:
        if object_name != CALL:
            raise click.UsageError(_("Name one object, or write: bls why call N."), ctx)
        why_call(run, number, ascii_only=ascii_only, as_json=as_json)
        return
    zone = zone_of(run.config)
    view = why_view(run.database, clock.now(), resolve(run.database, object_name), zone, viewer(run.config))
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, zone), drawn)


def why_call(run: Invocation, number: str, *, ascii_only: bool, as_json: bool) -> None:
    """Print every interval of both clocks of a call. Raises UnknownCallError."""
    from bls_tui.plain import call_why
    from bls_tui.service.desk.call_views import call_view

    view = call_view(run.database, number, who(), clock.now(), viewer(run.config))
    if as_json:
        write_json(call_why.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(call_why.text(view, drawn, zone_of(run.config)), drawn)
