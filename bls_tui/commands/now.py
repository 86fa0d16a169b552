"""`bls now`: what is broken at this moment, in at most twelve lines."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import ascii_option, json_option, look, viewer
from bls_tui.locale import _
from bls_tui.plain import now as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring.views import desk_view, now_view
from bls_tui.service.processes.standing import standing
from checks import clock


@click.command(help=_("Print what is broken, whose it is, since when, and who has it."))
@click.option("--all", "everything", is_flag=True, help=_("List every problem, however many."))
@ascii_option
@json_option
@click.pass_obj
def now(run: Invocation, everything: bool, ascii_only: bool, as_json: bool) -> None:
    """Print the problems."""
    view = now_view(run.database, clock.now(), viewer(run.config))
    desk = desk_view(run.database, who(), view.generated_at)
    runs = standing(run.database, view.generated_at)
    if as_json:
        write_json(plain.data(view, desk, runs))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, desk, runs, everything=everything), drawn)
