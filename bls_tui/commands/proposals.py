"""`bls proposals` and `bls proposal`: the calls that monitoring proposes, and what is decided about them."""

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.call_common import finish, message_option
from bls_tui.commands.call_edit import LEVELS, PRIORITIES
from bls_tui.commands.common import ascii_option, json_option, look, viewer
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.proposals import Dismissal
from bls_tui.locale import _
from bls_tui.plain import proposals as plain
from bls_tui.plain.look import write, write_json
from bls_tui.service.desk.calls_store import number_of
from bls_tui.service.desk.desk_lists import proposals_view
from bls_tui.service.desk.proposals import Edits, accept_proposal, dismiss_proposal, link_proposal
from checks import clock

REASONS = {reason.value.replace("_", "-"): reason for reason in Dismissal}


@click.command(help=_("Print the calls that monitoring proposes: worst first, then those held for now."))
@ascii_option
@json_option
@click.pass_obj
def proposals(run: Invocation, ascii_only: bool, as_json: bool) -> None:
    """Print them."""
    view = proposals_view(run.database, clock.now(), viewer(run.config))
    if as_json:
        write_json(plain.data(view))
    else:
        drawn = look(run.config, ascii_only)
        write(plain.text(view, drawn), drawn)


@click.group(help=_("Decide about the proposal ID of `bls proposals`."))
def proposal() -> None:
    """Accept, link or dismiss."""


@proposal.command(help=_("Open the call that proposal ID is about, and take it; what is not given is filled in."))
@click.argument("proposal_id", metavar="ID", type=int)
@click.option("--subject", help=_("What it is about."))
@click.option("--typology", metavar="KEY", help=_("What kind of trouble."))
@click.option("--level", type=click.Choice(LEVELS), help=_("Help desk or tele-assistance."))
@click.option("--priority", type=click.Choice(PRIORITIES), help=_("How much it matters."))
@click.option("--contact", metavar="KEY", help=_("Who asked."))
@message_option(_("What was reported."), required=False)
@json_option
@click.pass_obj
def accept(
    run: Invocation,
    *,
    proposal_id: int,
    subject: str | None,
    typology: str | None,
    level: str | None,
    priority: str | None,
    contact: str | None,
    message: str,
    as_json: bool,
) -> None:
    """Accept it."""
    edits = Edits(
        subject=subject,
        typology=typology,
        level=Level(level) if level else None,
        priority=Priority(priority) if priority else None,
        contact=contact,
        text=message or None,
    )
    done = accept_proposal(run.database, proposal_id, who(), clock.now(), edits=edits)
    finish(run, done.call.number, as_json=as_json)


@proposal.command(help=_("Say that proposal ID belongs to call N."))
@click.argument("proposal_id", metavar="ID", type=int)
@click.argument("number", metavar="N")
@json_option
@click.pass_obj
def link(run: Invocation, proposal_id: int, number: str, as_json: bool) -> None:
    """Link it."""
    now = clock.now()
    done = link_proposal(run.database, proposal_id, number_of(number, now), who(), now)
    finish(run, done.call.number, as_json=as_json)


@proposal.command(help=_("Say that proposal ID needs no call, and why; `bls report noise` counts it."))
@click.argument("proposal_id", metavar="ID", type=int)
@click.option("--reason", type=click.Choice(list(REASONS)), required=True, help=_("Why; other needs -m."))
@message_option(_("In words."), required=False)
@json_option
@click.pass_obj
def dismiss(run: Invocation, *, proposal_id: int, reason: str, message: str, as_json: bool) -> None:
    """Dismiss it."""
    dismiss_proposal(run.database, proposal_id, REASONS[reason], who(), clock.now(), note=message)
    if as_json:
        write_json({"id": proposal_id, "state": "dismissed", "reason": REASONS[reason].value})
    else:
        click.echo(_("Proposal {id} is dismissed.").format(id=proposal_id))
