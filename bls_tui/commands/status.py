"""`bls status`: every host and service, or those a filter chooses."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.common import ascii_option, json_option, look, viewer
from bls_tui.desk import filters
from bls_tui.desk.sorting import SORT_KEYS
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.plain import status as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring.views import status_view
from checks import clock


class InvalidFilterError(RefusedError):
    """The filter cannot be read; the message says where and what is known."""


@click.command(
    help=_(
        "Print hosts and services. FILTER terms must all hold: cust:acme st:crit !is:acked age:>1h disk. "
        "Keys: cust site host svc probe (contain a text), st (ok bad crit warn unkn down up unre pend stale), "
        "is (acked downtime flapping soft stale problem), age (>1h, <10m)."
    )
)
@click.argument("words", nargs=-1, metavar=_("[FILTER]..."))
@click.option("--sort", "order", type=click.Choice(list(SORT_KEYS)), help=_("The order of the rows."))
@click.option("--group", "grouped", is_flag=True, help=_("Group by customer."))
@click.option("--problems/--all", default=False, help=_("Only objects with an open problem, or all."))
@ascii_option
@json_option
@click.pass_obj
def status(
    run: Invocation,
    *,
    words: tuple[str, ...],
    order: str | None,
    grouped: bool,
    problems: bool,
    ascii_only: bool,
    as_json: bool,
) -> None:
    """Print the list."""
    try:
        chosen = filters.parse(" ".join([*words, "is:problem"] if problems else words))
    except filters.FilterError as error:
        raise InvalidFilterError(str(error)) from error
    wanted = plain.Wanted(chosen, order, grouped)
    view = status_view(run.database, clock.now(), viewer(run.config))
    if as_json:
        write_json(plain.data(view, wanted))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, wanted, drawn), drawn)
