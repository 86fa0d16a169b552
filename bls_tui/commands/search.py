"""`bls search WORDS`: the calls in whose texts the words are."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.common import ascii_option, json_option, look, zone_of
from bls_tui.locale import _
from bls_tui.plain import search as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.desk.desk_lists import FOUND_AT_MOST, search_view
from checks import clock


@click.command(help=_("Search calls, notes, messages and solutions for WORDS; all of them must be there."))
@click.argument("words", nargs=-1, required=True, metavar=_("WORDS..."))
@click.option("-n", "count", type=click.IntRange(1, 1000), default=FOUND_AT_MOST, show_default=True, help=_("At most."))
@ascii_option
@json_option
@click.pass_obj
def search(run: Invocation, words: tuple[str, ...], count: int, ascii_only: bool, as_json: bool) -> None:
    """Print what is found."""
    view = search_view(run.database, " ".join(words), count)
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, zone_of(run.config), clock.now()), drawn)
