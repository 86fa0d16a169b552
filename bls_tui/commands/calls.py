"""`bls calls`: the queue."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import ascii_option, json_option, look, viewer, zone_of
from bls_tui.commands.status import InvalidFilterError
from bls_tui.desk import call_filters
from bls_tui.locale import _
from bls_tui.plain import calls as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.desk import saved_views
from bls_tui.service.desk.call_closed import closed_view
from bls_tui.service.desk.call_views import queue_view
from bls_tui.service.desk.saved_views import Sort
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
@click.option("--view", "kept", metavar="NAME", help=_("A view that you keep; FILTER narrows it further."))
@click.option("--closed", type=click.IntRange(1, 10_000), metavar="N", help=_("The N calls closed last instead."))
@ascii_option
@json_option
@click.pass_obj
def calls(
    run: Invocation,
    /,
    *,
    terms: tuple[str, ...],
    kept: str | None,
    closed: int | None,
    ascii_only: bool,
    as_json: bool,
    **groups: bool,
) -> None:
    """Print the list."""
    if kept is not None:
        terms, groups = _kept(run, kept, terms, groups)
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


def _kept(
    run: Invocation, name: str, terms: tuple[str, ...], groups: dict[str, bool]
) -> tuple[tuple[str, ...], dict[str, bool]]:
    """Return the terms and groups of a view that is kept, narrowed by those of the command line."""
    view = saved_views.named(run.database, who(), name)
    waiting = saved_views.WAITING.get(view.sort)
    names = {"mine": Sort.MINE, "team": Sort.TEAM, "unassigned": Sort.UNASSIGNED, "by_due": Sort.DUE}
    chosen = {group: groups[group] or view.sort is names.get(group) for group in groups}
    return tuple(text for text in (view.filter, waiting, *terms) if text), chosen
