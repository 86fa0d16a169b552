"""`bls call N`: everything about a call; `bls call VERB N …` does something to it."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands import call_edit, call_mail, call_moves, call_open, call_visits, call_work
from bls_tui.commands.call_common import DefaultGroup, seen
from bls_tui.commands.common import ascii_option, json_option, look, zone_of
from bls_tui.locale import _
from bls_tui.plain import call as plain
from bls_tui.plain import call_data
from bls_tui.plain.look import write, write_json


@click.group(
    cls=DefaultGroup,
    default="show",
    help=_("Show call N (26-001234, 1234 or BLS#26-001234), or do something to one."),
)
def call() -> None:
    """Show or act."""


@call.command(help=_("Show everything about call N."))
@click.argument("number", metavar="N")
@click.option("--all", "everything", is_flag=True, help=_("The whole history, however long."))
@ascii_option
@json_option
@click.pass_obj
def show(run: Invocation, *, number: str, everything: bool, ascii_only: bool, as_json: bool) -> None:
    """Print it."""
    view = seen(run, number)
    if as_json:
        write_json(call_data.of_call(view))
        return
    drawn = look(run.config, ascii_only)
    write(plain.text(view, drawn, zone_of(run.config), everything=everything), drawn)


for command in (
    call_open.new,
    call_moves.take,
    call_moves.assign,
    call_moves.suspend,
    call_moves.postpone,
    call_moves.resume,
    call_moves.handover,
    call_moves.close,
    call_moves.decline,
    call_moves.undo,
    call_edit.note,
    call_edit.reply,
    call_mail.mail,
    call_mail.forward,
    call_edit.received,
    call_edit.amend,
    call_edit.due,
    call_edit.judge,
    call_edit.consultancy,
    call_edit.refer,
    call_edit.link,
    call_edit.unlink,
    call_edit.explain,
    call_open.split,
    call_open.merge,
    call_work.time,
    call_work.stopwatch,
    call_visits.visit,
):
    call.add_command(command)
call.add_command(call_moves.assign, "reassign")
