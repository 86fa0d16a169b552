"""`bls ack OBJECT -m …`: say that somebody has a problem, or that nobody has it any more."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import zone_of
from bls_tui.desk import spans
from bls_tui.desk.text import line
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.views import resolve
from checks import clock


class AskedTwiceError(RefusedError):
    """Options that exclude each other were given together."""


@click.command(help=_("Acknowledge the problems of OBJECTs: say that somebody has them, and what is being done."))
@click.argument("object_names", metavar=_("OBJECT..."), nargs=-1, required=True)
@click.option("-m", "--message", "comment", default="", help=_("What is being done. Required, except with --remove."))
@click.option("--sticky", is_flag=True, help=_("Stays until it recovers, also when the state changes meanwhile."))
@click.option("--for", "span", metavar=_("SPAN"), help=_("Expires after 30m, 2h, 3d ..."))
@click.option("--until", "moment", metavar=_("TIME"), help=_("Expires at 14:30 or 2026-11-22 14:30."))
@click.option("--remove", is_flag=True, help=_("Take the acknowledgement back."))
@click.pass_obj
def ack(
    run: Invocation,
    *,
    object_names: tuple[str, ...],
    comment: str,
    sticky: bool,
    span: str | None,
    moment: str | None,
    remove: bool,
) -> None:
    """Acknowledge, or take it back."""
    now = clock.now()
    ids = [resolve(run.database, name) for name in object_names]
    if remove:
        done = operations.unacknowledge(run.database, ids, who(), now)
    else:
        expires_at = _expiry(run, span, moment, now)
        done = operations.acknowledge(run.database, ids, who(), comment, now, sticky=sticky, expires_at=expires_at)
    click.echo(_("Done: {what}.").format(what=line(done.what)))


def _expiry(run: Invocation, span: str | None, moment: str | None, now: float) -> float | None:
    if span and moment:
        raise AskedTwiceError(_("Give --for or --until, not both."))
    try:
        if span:
            return now + spans.parse_span(span)
        return spans.parse_moment(moment, zone_of(run.config), now) if moment else None
    except spans.SpanError as error:
        raise operations.InvalidTimesError(str(error)) from error
