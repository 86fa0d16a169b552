"""The subcommands of `bls call` that leave it where it is: notes, replies, ties, verdict, details, due date."""

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.call_common import ChoiceError, Command, act, message_option, moment, on_a_call
from bls_tui.commands.common import zone_of
from bls_tui.desk.calls.model import Level, Link, LinkKind, Priority
from bls_tui.locale import _
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk.calls_store import number_of
from bls_tui.service.monitoring.views import resolve
from checks import clock

LEVELS = [level.value for level in Level]
PRIORITIES = [priority.value for priority in Priority]


@click.command(help=_("Write an internal note on call N; it never leaves."))
@on_a_call
@message_option(_("The note."))
@click.pass_obj
def note(run: Invocation, *, number: str, message: str, expect: int | None, as_json: bool) -> None:
    """Note."""
    act(run, number, verbs.note(message), expect=expect, as_json=as_json)


@click.command(help=_("Record what the customer of call N was told by phone; the first reply stops SLA1."))
@on_a_call
@message_option(_("What was said."))
@click.pass_obj
def reply(run: Invocation, *, number: str, message: str, expect: int | None, as_json: bool) -> None:
    """Reply."""
    act(run, number, verbs.reply(message), expect=expect, as_json=as_json)


@click.command(help=_("Record what SENDER said by phone about call N; one suspended for the customer is resumed."))
@on_a_call
@click.argument("sender")
@message_option(_("What was said."))
@click.pass_obj
def received(run: Invocation, *, number: str, sender: str, message: str, expect: int | None, as_json: bool) -> None:
    """Receive."""
    act(run, number, verbs.receive(sender, message), expect=expect, as_json=as_json)


@click.command(help=_("Refer call N to the CLOSED one that it takes up."))
@on_a_call
@click.argument("closed")
@click.pass_obj
def refer(run: Invocation, *, number: str, closed: str, expect: int | None, as_json: bool) -> None:
    """Refer."""
    act(run, number, verbs.refer(number_of(closed, clock.now())), expect=expect, as_json=as_json)


def _tie_options(command: Command) -> Command:
    """Add what a call is tied to; `_tie` reads them."""
    options = (
        click.option("--object", "object_name", metavar="OBJECT", help=_("A host or service.")),
        click.option("--call", "other", metavar="N", help=_("Another call.")),
        click.option("--problem", type=int, metavar="ID", help=_("A problem.")),
        click.option("--run", "run_id", type=int, metavar="ID", help=_("An expected run.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


def _tie(run: Invocation, object_name: str | None, other: str | None, problem: int | None, run_id: int | None) -> Link:
    if sum(one is not None for one in (object_name, other, problem, run_id)) != 1:
        raise ChoiceError(_("Say what it is tied to: one of --object, --call, --problem, --run."))
    if object_name is not None:
        return Link(LinkKind.OBJECT, str(resolve(run.database, object_name)))
    if other is not None:
        return Link(LinkKind.CALL, number_of(other, clock.now()))
    return Link(LinkKind.PROBLEM, str(problem)) if problem is not None else Link(LinkKind.RUN, str(run_id))


@click.command(help=_("Tie call N to a host or service, a problem, a run, or another call."))
@on_a_call
@_tie_options
@click.pass_obj
def link(
    run: Invocation,
    *,
    number: str,
    object_name: str | None,
    other: str | None,
    problem: int | None,
    run_id: int | None,
    expect: int | None,
    as_json: bool,
) -> None:
    """Tie."""
    verb = verbs.link(_tie(run, object_name, other, problem, run_id))
    act(run, number, verb, expect=expect, as_json=as_json)


@click.command(help=_("Undo a tie of call N."))
@on_a_call
@_tie_options
@click.pass_obj
def unlink(
    run: Invocation,
    *,
    number: str,
    object_name: str | None,
    other: str | None,
    problem: int | None,
    run_id: int | None,
    expect: int | None,
    as_json: bool,
) -> None:
    """Untie."""
    verb = verbs.unlink(_tie(run, object_name, other, problem, run_id))
    act(run, number, verb, expect=expect, as_json=as_json)


@click.command(help=_("Turn call N into a consultancy."))
@on_a_call
@message_option(_("Why."))
@click.pass_obj
def consultancy(run: Invocation, *, number: str, message: str, expect: int | None, as_json: bool) -> None:
    """Consult."""
    act(run, number, verbs.consult(message), expect=expect, as_json=as_json)


@click.command(help=_("Judge, as the lead of its contract, whether call N is worked around the clock."))
@on_a_call
@click.option("--blocking/--not-blocking", required=True, default=None, help=_("The verdict."))
@message_option(_("Why."))
@click.pass_obj
def judge(run: Invocation, *, number: str, blocking: bool, message: str, expect: int | None, as_json: bool) -> None:
    """Judge."""
    act(run, number, verbs.judge(blocking=blocking, reason=message), expect=expect, as_json=as_json)


@click.command(
    help=_("Agree with the customer of call N that it is closed by TIME; without one, the contract's again.")
)
@on_a_call
@click.argument("time", required=False)
@message_option(_("Why."))
@click.pass_obj
def due(run: Invocation, *, number: str, time: str | None, message: str, expect: int | None, as_json: bool) -> None:
    """Agree."""
    at = None if time is None else moment(time, zone_of(run.config), clock.now())
    act(run, number, verbs.agree_due(at, message), expect=expect, as_json=as_json)


@click.command(help=_("Correct the details of call N; what is not named stays."))
@on_a_call
@click.option("--subject", help=_("What it is about."))
@click.option("--customer", metavar="KEY", help=_("Whose it is."))
@click.option("--contract", metavar="KEY", help=_("Under which contract."))
@click.option("--typology", metavar="KEY", help=_("What kind of trouble."))
@click.option("--level", type=click.Choice(LEVELS), help=_("Help desk or tele-assistance."))
@click.option("--priority", type=click.Choice(PRIORITIES), help=_("How much it matters."))
@click.option("--site", metavar="KEY", help=_("Where."))
@click.option("--contact", metavar="KEY", help=_("Who asked."))
@click.pass_obj
def amend(
    run: Invocation,
    /,
    *,
    number: str,
    level: str | None,
    priority: str | None,
    expect: int | None,
    as_json: bool,
    **details: str | None,
) -> None:
    """Amend."""
    if level is priority is None and not any(value is not None for value in details.values()):
        raise ChoiceError(_("Say what to correct."))
    verb = verbs.amend(
        level=Level(level) if level else None, priority=Priority(priority) if priority else None, **details
    )
    act(run, number, verb, expect=expect, as_json=as_json)


@click.command(help=_("Say why OBJECT is still bad though call N is closed."))
@on_a_call
@click.argument("object_name", metavar="OBJECT")
@message_option(_("Why."))
@click.pass_obj
def explain(run: Invocation, *, number: str, object_name: str, message: str, expect: int | None, as_json: bool) -> None:
    """Explain."""
    verb = verbs.explain(resolve(run.database, object_name), message)
    act(run, number, verb, expect=expect, as_json=as_json)
