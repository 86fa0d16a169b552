"""`bls calls`: the queue."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import ascii_option, json_option, look, viewer, zone_of
from bls_tui.commands.status import InvalidFilterError
from bls_tui.desk import call_filters
from bls_tui.locale import _
from bls_tui.plain import calls as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.desk.call_closed import closed_view
from bls_tui.service.desk.call_views import queue_view
from checks import clock


@click.command(
    help=_(
        "Print the calls that are not closed: overdue wake-ups first, then what is due first. FILTER terms must all "
        "hold: cust:acme st:susp wait:supplier sla:breached due:<2h mail. Keys: num cust site contact typ owner subj "
        "(contain a text), st, wait, prio, level, from, sla, is, age, due."
    )
)
@click.argument("terms", nargs=-1, metavar=_("[FILTER]..."))
@click.option("--mine", is_flag=True, help=_("Only mine."))
@click.option("--team", is_flag=True, help=_("Only those that somebody else has."))
@click.option("--unassigned", is_flag=True, help=_("Only those that nobody has."))
@click.option("--suspended", is_flag=True, help=_("Only those at rest."))
@click.option("--due", "by_due", is_flag=True, help=_("What is due first at the top, overdue wake-ups or not."))
@click.option("--closed", type=click.IntRange(1, 10_000), metavar="N", help=_("The N calls closed last instead."))
@ascii_option
@json_option
@click.pass_obj
def calls(
    run: Invocation,
    /,
    *,
    terms: tuple[str, ...],
    closed: int | None,
    ascii_only: bool,
    as_json: bool,
    **groups: bool,
) -> None:
    """Print the list."""
    try:
        wanted = plain.Wanted(call_filters.parse(" ".join(terms)), closed=closed is not None, **groups)
    except call_filters.FilterError as error:
        raise InvalidFilterError(str(error)) from error
    now = clock.now()
    if closed is None:
        view = queue_view(run.database, who(), now, viewer(run.config))
    else:
        view = closed_view(run.database, who(), now, closed, viewer(run.config))
    if as_json:
        write_json(plain.data(view, wanted))
        return
    drawn = look(run.config, ascii_only)
    write(plain.text(view, wanted, drawn, zone_of(run.config)), drawn)
