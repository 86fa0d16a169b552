"""`bls call visit`: on-site interventions, several days each, with their iCalendar files."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.call_common import Command, DefaultGroup, MomentError, act, message_option, on_a_call
from bls_tui.commands.common import zone_of
from bls_tui.desk.calls.model import Span
from bls_tui.desk.spans import SpanError
from bls_tui.desk.visit_days import parse_day
from bls_tui.locale import _
from bls_tui.service.desk import call_work as verbs
from bls_tui.service.desk.calls_store import number_of
from checks import clock


@click.group(
    cls=DefaultGroup,
    default="plan",
    help=_('Interventions: bls call visit N --day "2026-11-24 09:00-13:00" --technician LOGIN --place WHERE.'),
)
def visit() -> None:
    """Plan, change, cancel, export."""


def _options(command: Command) -> Command:
    """Add days, technicians and place."""
    options = (
        click.option(
            "--day",
            "days",
            multiple=True,
            required=True,
            metavar="SPAN",
            help=_("A day from-to, as 2026-11-24 09:00-13:00; may be repeated."),
        ),
        click.option(
            "--technician",
            "technicians",
            multiple=True,
            required=True,
            metavar="LOGIN",
            help=_("Who goes; repeatable."),
        ),
        click.option("--place", required=True, help=_("Where.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _days(run: Invocation, days: tuple[str, ...]) -> list[Span]:
    try:
        return [parse_day(text, zone_of(run.config), clock.now()) for text in days]
    except SpanError as error:
        raise MomentError(str(error)) from error


@visit.command(help=_("Plan an intervention for call N."))
@on_a_call
@_options
@message_option(_("What will be done."), required=False)
@click.pass_obj
def plan(
    run: Invocation,
    *,
    number: str,
    days: tuple[str, ...],
    technicians: tuple[str, ...],
    place: str,
    message: str,
    expect: int | None,
    as_json: bool,
) -> None:
    """Plan it."""
    verb = verbs.plan_visit(_days(run, days), technicians, place, message)
    act(run, number, verb, expect=expect, as_json=as_json)


@visit.command(help=_("Change intervention VISIT (its number in `bls call N`) of call N."))
@on_a_call
@click.argument("key", metavar="VISIT", type=int)
@_options
@message_option(_("What will be done."), required=False)
@click.pass_obj
def change(
    run: Invocation,
    *,
    number: str,
    key: int,
    days: tuple[str, ...],
    technicians: tuple[str, ...],
    place: str,
    message: str,
    expect: int | None,
    as_json: bool,
) -> None:
    """Change it."""
    verb = verbs.change_visit(key, _days(run, days), technicians, place, message)
    act(run, number, verb, expect=expect, as_json=as_json)


@visit.command(help=_("Call off intervention VISIT of call N."))
@on_a_call
@click.argument("key", metavar="VISIT", type=int)
@message_option(_("Why."))
@click.pass_obj
def cancel(run: Invocation, *, number: str, key: int, message: str, expect: int | None, as_json: bool) -> None:
    """Cancel it."""
    act(run, number, verbs.cancel_visit(key, message), expect=expect, as_json=as_json)


@visit.command(help=_("Print intervention VISIT of call N as an iCalendar file, with all its days."))
@click.argument("number", metavar="N")
@click.argument("key", metavar="VISIT", type=int)
@click.pass_obj
def ics(run: Invocation, number: str, key: int) -> None:
    """Export it."""
    now = clock.now()
    text = verbs.ics_text(run.database, number_of(number, now), key, now)
    click.echo(text.encode(), nl=False)
