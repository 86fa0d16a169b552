"""`bls call time` and `bls call stopwatch`: what was worked on a call."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.call_common import (
    ChoiceError,
    Command,
    DefaultGroup,
    MomentError,
    act,
    message_option,
    moment,
    on_a_call,
    seen,
)
from bls_tui.commands.common import zone_of
from bls_tui.desk import spans
from bls_tui.desk.calls.model import TimeRow, WorkKind
from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.locale import _
from bls_tui.service.desk import call_work as verbs
from checks import clock

KINDS = [kind.value for kind in WorkKind]
_CLOCK = re.compile(r"\d{1,2}:\d{2}")


@click.group(
    cls=DefaultGroup,
    default="add",
    help=_("Record time worked: bls call time N --for 1h30m; or correct or drop a row."),
)
def time() -> None:
    """Add, correct or drop."""


@click.group(help=_("Measure time worked: start on call N, stop makes a row of it."))
def stopwatch() -> None:
    """Start or stop."""


def _when_options(command: Command) -> Command:
    """Add from when to when; `Worked` reads them."""
    options = (
        click.option("--for", "span", metavar="SPAN", help=_("How long: 30m, 1h30m.")),
        click.option("--from", "start", metavar="TIME", help=_("From when: 14:30 or 2026-11-22 14:30.")),
        click.option("--to", "end", metavar="TIME", help=_("Until when; now where left out.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _kind_options(command: Command) -> Command:
    """Add where it was worked and whether the contract covers it."""
    command = click.option(
        "--included/--extra", default=None, help=_("Inside the contract or not; as the contract says where left out.")
    )(command)
    return click.option("--kind", type=click.Choice(KINDS), help=_("Where; remote where left out."))(command)


@dataclass(frozen=True, slots=True)
class Worked:
    """The options that say from when to when, as typed."""

    span: str | None
    start: str | None
    end: str | None

    def interval(self, zone: tzinfo, now: float) -> tuple[float, float]:
        """Return start and end. Raises ChoiceError, MomentError."""
        if (self.span is None) == (self.start is None):
            raise ChoiceError(_("Say how long: either --for SPAN or --from TIME."))
        end = now if self.end is None else past(self.end, zone, now)
        return (past(self.start, zone, now) if self.start is not None else end - _span(self.span or "")), end


def past(text: str, zone: tzinfo, now: float) -> float:
    """Read a time that has been: HH:MM is its last occurrence. Raises MomentError."""
    if not _CLOCK.fullmatch(text.strip()):
        return moment(text, zone, now)
    today = datetime.fromtimestamp(now, zone).date()
    at = moment(f"{today} {text.strip()}", zone, now)
    return at if at <= now else moment(f"{today - timedelta(days=1)} {text.strip()}", zone, now)


def _span(text: str) -> float:
    try:
        return spans.parse_span(text)
    except spans.SpanError as error:
        raise MomentError(str(error)) from error


@time.command(help=_("Record time worked on call N."))
@on_a_call
@_when_options
@_kind_options
@click.option("--technician", default="", metavar="LOGIN", help=_("Who worked; you where left out."))
@message_option(_("What was done."), required=False)
@click.pass_obj
def add(
    run: Invocation,
    *,
    number: str,
    span: str | None,
    start: str | None,
    end: str | None,
    kind: str | None,
    included: bool | None,
    technician: str,
    message: str,
    expect: int | None,
    as_json: bool,
) -> None:
    """Record it."""
    since, until = Worked(span, start, end).interval(zone_of(run.config), clock.now())
    verb = verbs.log_time(
        since, until, WorkKind(kind or WorkKind.REMOTE), technician=technician, included=included, note=message
    )
    act(run, number, verb, expect=expect, as_json=as_json)


@time.command(help=_("Correct row ROW (its number in `bls call N`) of the time worked on call N."))
@on_a_call
@click.argument("row", type=int)
@_when_options
@_kind_options
@message_option(_("What was done."), required=False)
@click.pass_obj
def correct(
    run: Invocation,
    *,
    number: str,
    row: int,
    span: str | None,
    start: str | None,
    end: str | None,
    kind: str | None,
    included: bool | None,
    message: str,
    expect: int | None,
    as_json: bool,
) -> None:
    """Correct it."""
    old = _row(run, number, row)
    since, until = old.start, old.end
    if span or start or end:
        since, until = Worked(span, start, end).interval(zone_of(run.config), clock.now())
    verb = verbs.correct_time(
        row,
        since,
        until,
        WorkKind(kind or old.kind),
        included=old.included if included is None else included,
        note=message or old.note,
    )
    act(run, number, verb, expect=expect, as_json=as_json)


def _row(run: Invocation, number: str, key: int) -> TimeRow:
    view = seen(run, number)
    for row in view.time:
        if row.key == key:
            return row
    raise IncompleteError(_("Call {number} has no such row of time.").format(number=view.row.number))


@time.command(help=_("Drop row ROW of the time worked on call N."))
@on_a_call
@click.argument("row", type=int)
@message_option(_("Why."))
@click.pass_obj
def drop(run: Invocation, *, number: str, row: int, message: str, expect: int | None, as_json: bool) -> None:
    """Drop it."""
    act(run, number, verbs.drop_time(row, message), expect=expect, as_json=as_json)


@stopwatch.command("start", help=_("Start your stopwatch on call N."))
@on_a_call
@click.pass_obj
def start_(run: Invocation, number: str, expect: int | None, as_json: bool) -> None:
    """Start it."""
    act(run, number, verbs.start_watch(), expect=expect, as_json=as_json)


@stopwatch.command("stop", help=_("Stop your stopwatch on call N; it becomes a row of time."))
@on_a_call
@_kind_options
@message_option(_("What was done."), required=False)
@click.pass_obj
def stop_(
    run: Invocation,
    *,
    number: str,
    kind: str | None,
    included: bool | None,
    message: str,
    expect: int | None,
    as_json: bool,
) -> None:
    """Stop it."""
    verb = verbs.stop_watch(WorkKind(kind or WorkKind.REMOTE), included=included, note=message)
    act(run, number, verb, expect=expect, as_json=as_json)
