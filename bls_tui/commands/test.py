"""`bls test OBJECT`: have it checked now."""

import time

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import ascii_option, json_option, look, viewer
from bls_tui.locale import _
from bls_tui.plain import data as json_of
from bls_tui.plain.look import write, write_json
from bls_tui.plain.now import one_line
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.views import ObjectView, fresh_result, object_view, resolve
from bls_tui.service.monitoring.views_why import stale_poller
from checks import clock

PAUSE = 0.2


@click.command(help=_("Ask the poller to check OBJECT now, and with --wait print the result."))
@click.argument("object_name", metavar=_("OBJECT"))
@click.option(
    "--wait",
    "seconds",
    type=click.FloatRange(0, 600),
    default=0,
    help=_("Wait up to this many seconds for the result and print it; exit code 1 when none comes."),
)
@ascii_option
@json_option
@click.pass_context
def test(ctx: click.Context, *, object_name: str, seconds: float, ascii_only: bool, as_json: bool) -> None:
    """Ask, and wait if told to."""
    run: Invocation = ctx.obj
    asked_at = clock.now()
    object_id = resolve(run.database, object_name)
    operations.check_now(run.database, [object_id], who(), asked_at)
    arrived = seconds > 0 and _arrived(run, object_id, asked_at, seconds)
    view = object_view(run.database, clock.now(), object_id, viewer(run.config))
    if as_json:
        write_json(_data(view, asked_at, arrived=arrived))
    else:
        drawn = look(run.config, ascii_only)
        write(_lines(view, drawn.width, waited=seconds > 0, arrived=arrived), drawn)
    if seconds > 0 and not arrived:
        ctx.exit(1)


def _arrived(run: Invocation, object_id: int, asked_at: float, seconds: float) -> bool:
    give_up = clock.monotonic() + seconds
    while clock.monotonic() < give_up:
        if fresh_result(run.database, object_id, asked_at):
            return True
        time.sleep(PAUSE)
    return False


def _lines(view: ObjectView, width: int, *, waited: bool, arrived: bool) -> list[str]:
    if arrived:
        return [one_line(view.row, width)]
    lines = [_("No result has come yet.") if waited else _("Asked for a check of {object}.")]
    if view.poller.stale:
        lines.append(stale_poller(view.poller.holder, view.poller.heartbeat_age))
    return [text.format(object=view.row.full_name) for text in lines]


def _data(view: ObjectView, asked_at: float, *, arrived: bool) -> dict[str, object]:
    return {
        **json_of.instant("asked", asked_at),
        "arrived": arrived,
        "object": json_of.of_object(view.row, view.generated_at),
        "poller": json_of.of_poller(view.poller),
    }
