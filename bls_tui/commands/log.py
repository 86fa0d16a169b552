"""`bls log [OBJECT]`: what happened."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.common import ascii_option, json_option, look, viewer, zone_of
from bls_tui.locale import _
from bls_tui.plain import events as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring.views import log_view, resolve
from checks import clock


@click.command(help=_("Print what happened last, to everything or to OBJECT."))
@click.argument("object_name", metavar=_("[OBJECT]"), required=False)
@click.option("-n", "count", type=click.IntRange(1, 10_000), default=40, show_default=True, help=_("How many events."))
@click.option("--before", "before_id", type=int, help=_("Only events before this number (before_id of --json)."))
@ascii_option
@json_option
@click.pass_obj
def log(
    run: Invocation, *, object_name: str | None, count: int, before_id: int | None, ascii_only: bool, as_json: bool
) -> None:
    """Print the log."""
    object_id = None if object_name is None else resolve(run.database, object_name)
    view = log_view(
        run.database, clock.now(), viewer(run.config), limit=count, before_id=before_id, object_id=object_id
    )
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, zone_of(run.config)), drawn)
