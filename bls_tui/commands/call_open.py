"""`bls call new`, `split` and `merge`: a call begins, or two have to do with each other."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.call_common import changed_shown, finish, message_option, on_a_call, seen
from bls_tui.commands.call_edit import LEVELS, PRIORITIES
from bls_tui.commands.common import json_option
from bls_tui.desk.calls.model import Level, Link, LinkKind, Origin, Priority
from bls_tui.locale import _
from bls_tui.service.desk import call_pairs, calls
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.calls_store import number_of
from bls_tui.service.monitoring.views import resolve
from checks import clock

ORIGINS = [origin.value for origin in Origin]


@click.command(help=_("Open a call about SUBJECT; without --take the rules choose to whom it goes."))
@click.argument("subject")
@click.option("--customer", metavar="KEY", required=True, help=_("Whose it is."))
@click.option("--contact", metavar="KEY", default="", help=_("Who asked."))
@click.option("--site", metavar="KEY", default="", help=_("Where."))
@click.option("--typology", metavar="KEY", default="", help=_("What kind of trouble."))
@click.option("--level", type=click.Choice(LEVELS), default=Level.HELP_DESK.value, show_default=True)
@click.option("--priority", type=click.Choice(PRIORITIES), default=Priority.NORMAL.value, show_default=True)
@click.option("--origin", type=click.Choice(ORIGINS), default=Origin.PHONE.value, show_default=True)
@click.option("--contract", metavar="KEY", help=_("Under which contract; the customer's in force where left out."))
@click.option("--object", "object_names", metavar="OBJECT", multiple=True, help=_("A host or service it is about."))
@click.option("--refers-to", metavar="N", help=_("The closed call that it takes up."))
@click.option("--take", is_flag=True, help=_("Take it in charge at once."))
@message_option(_("What was reported."), required=False)
@json_option
@click.pass_obj
def new(
    run: Invocation,
    /,
    *,
    level: str,
    priority: str,
    origin: str,
    object_names: tuple[str, ...],
    refers_to: str | None,
    message: str,
    as_json: bool,
    **details: str,
) -> None:
    """Open one."""
    now = clock.now()
    wanted = NewCall(
        text=message,
        level=Level(level),
        priority=Priority(priority),
        origin=Origin(origin),
        links=tuple(Link(LinkKind.OBJECT, str(resolve(run.database, name))) for name in object_names),
        refers_to=number_of(refers_to, now) if refers_to else "",
        **details,  # type: ignore[arg-type]  # the options left, by their names
    )
    done = calls.open_call(run.database, wanted, who(), now)
    finish(run, done.call.number, as_json=as_json)


@click.command(help=_("Make a part of call N a call of its own, about SUBJECT; prints the new one."))
@on_a_call
@click.argument("subject")
@click.option("--typology", metavar="KEY", help=_("What kind of trouble; as of N where left out."))
@message_option(_("What the new call is about."), required=False)
@click.pass_obj
def split(
    run: Invocation,
    *,
    number: str,
    subject: str,
    typology: str | None,
    message: str,
    expect: int | None,
    as_json: bool,
) -> None:
    """Split it."""
    now = clock.now()
    details = seen(run, number).call.details
    part = NewCall(
        customer=details.customer,
        subject=subject,
        text=message,
        origin=Origin.TECHNICIAN,
        level=details.level,
        priority=details.priority,
        typology=details.typology if typology is None else typology,
        contract=details.contract,
        site=details.site,
        contact=details.contact,
    )
    with changed_shown(run):
        done = call_pairs.split(run.database, number_of(number, now), part, who(), now, seen=expect, note=message)
    finish(run, done.call.number, as_json=as_json)


@click.command(
    help=_("End call N because it is about the same as the call INTO, which gets its ties; prints that one.")
)
@on_a_call
@click.option("--into", metavar="N", required=True, help=_("The call that goes on."))
@click.pass_obj
def merge(run: Invocation, number: str, into: str, expect: int | None, as_json: bool) -> None:
    """Merge it."""
    now = clock.now()
    with changed_shown(run):
        done = call_pairs.merge(run.database, number_of(number, now), number_of(into, now), who(), now, seen=expect)
    finish(run, done.call.number, as_json=as_json)
