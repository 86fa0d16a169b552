"""`bls downtime`: announce that trouble is expected, list what is announced, cancel it.

`bls downtime OBJECT --for 2h -m …` schedules; `bls downtime list` and `bls downtime cancel ID` are subcommands. An
object called like a subcommand is meant by `bls downtime add list …`.
"""

from datetime import tzinfo

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import ascii_option, json_option, look, zone_of
from bls_tui.desk import spans
from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.plain import downtimes as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.views import downtimes_view, resolve
from checks import clock


class _AddByDefault(click.Group):
    """A group whose first word, where it names no subcommand, is the first object of `add`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = ["add", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_AddByDefault,
    help=_("Announce that trouble is expected: bls downtime OBJECT... --for 2h -m WHY."),
)
def downtime() -> None:
    """Announce, list or cancel downtimes."""


@downtime.command(help=_("Schedule a downtime of OBJECTs; of a host with its services."))
@click.argument("object_names", metavar=_("OBJECT..."), nargs=-1, required=True)
@click.option("-m", "--message", "comment", required=True, help=_("Why."))
@click.option("--for", "span", metavar=_("SPAN"), help=_("How long: 30m, 2h, 3d ..."))
@click.option("--from", "start", metavar=_("TIME"), help=_("When it starts: 22:00, 2026-11-22 22:00, +2h. Else now."))
@click.option("--until", "end", metavar=_("TIME"), help=_("When it ends."))
@click.option(
    "--flexible",
    "duration",
    metavar=_("SPAN"),
    help=_("Lasts SPAN from the first problem between --from and --until."),
)
@click.option("--host-only", is_flag=True, help=_("Not the services of the host."))
@click.pass_obj
def add(
    run: Invocation,
    *,
    object_names: tuple[str, ...],
    comment: str,
    span: str | None,
    start: str | None,
    end: str | None,
    duration: str | None,
    host_only: bool,
) -> None:
    """Schedule one."""
    now = clock.now()
    window = _window(zone_of(run.config), now, start=start, end=end, span=span, duration=duration)
    ids = [resolve(run.database, name) for name in object_names]
    done = operations.schedule_downtime(
        run.database, ids, who(), comment, now, window=window, with_services=not host_only
    )
    zone = zone_of(run.config)
    click.echo(
        _("Done: {what}, {start} to {end}.").format(
            what=line(done.what),
            start=spans.moment(window.starts_at, zone, now),
            end=spans.moment(window.ends_at, zone, now),
        )
    )


def _window(
    zone: tzinfo, now: float, *, start: str | None, end: str | None, span: str | None, duration: str | None
) -> operations.Window:
    if bool(span) == bool(end):
        raise operations.InvalidTimesError(_("Say how long: either --for SPAN or --until TIME."))
    try:
        starts_at = spans.parse_moment(start, zone, now) if start else now
        ends_at = starts_at + spans.parse_span(span) if span else spans.parse_moment(end or "", zone, starts_at)
        return operations.Window(starts_at, ends_at, spans.parse_span(duration) if duration else None)
    except spans.SpanError as error:
        raise operations.InvalidTimesError(str(error)) from error


@downtime.command("list", help=_("List the downtimes in effect and to come."))
@ascii_option
@json_option
@click.pass_obj
def list_(run: Invocation, ascii_only: bool, as_json: bool) -> None:
    """Print them."""
    view = downtimes_view(run.database, clock.now())
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn, zone_of(run.config)), drawn)


@downtime.command(help=_("Cancel downtimes by the numbers that `bls downtime list` shows."))
@click.argument("ids", metavar=_("NUMBER..."), nargs=-1, required=True, type=int)
@click.pass_obj
def cancel(run: Invocation, ids: tuple[int, ...]) -> None:
    """Cancel them."""
    done = operations.cancel_downtime(run.database, ids, who(), clock.now())
    click.echo(_("Done: {what}.").format(what=line(done.what)))
