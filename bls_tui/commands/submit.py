"""`bls submit OBJECT STATE [OUTPUT]`: hand in a result found elsewhere, as a Nagios plugin would print it."""

import sys

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.views import resolve
from checks import clock


@click.command(
    help=_(
        "Hand in a result for OBJECT found elsewhere. STATE is 0 to 3 or OK WARNING CRITICAL UNKNOWN (hosts: UP DOWN). "
        "OUTPUT is what a plugin prints, performance data after a bar included; from standard input when absent or -."
    )
)
@click.argument("object_name", metavar=_("OBJECT"))
@click.argument("state", metavar=_("STATE"))
@click.argument("output", metavar=_("[OUTPUT]"), required=False)
@click.pass_obj
def submit(run: Invocation, object_name: str, state: str, output: str | None) -> None:
    """Hand it in."""
    given = sys.stdin.read(operations.LONGEST_OUTPUT) if output in (None, "-") else output
    object_id = resolve(run.database, object_name)
    done = operations.submit(run.database, object_id, state, (given or "").rstrip("\n"), author=who(), now=clock.now())
    click.echo(_("Handed in: {object} {state}.").format(object=line(done.full_name), state=done.state))
