"""The subcommands of `bls call` that move it: take, assign, suspend, resume, hand over, close, merge, undo."""

from dataclasses import dataclass
from typing import Any

import click

from bls_tui.bootstrap import Invocation
from bls_tui.commands.call_common import ChoiceError, Command, act, message_option, moment, on_a_call, seen
from bls_tui.commands.common import zone_of
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.events import Undone
from bls_tui.desk.calls.model import Outcome
from bls_tui.desk.calls.wakes import (
    Awaited,
    CustomerWake,
    InvalidWakeUpError,
    ProcessWake,
    SupplierWake,
    WakeUp,
    customer_wake,
)
from bls_tui.locale import _
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.calls_store import Desk, File
from bls_tui.service.monitoring.views import resolve
from bls_tui.service.processes.awaited import target_of
from checks import clock

OUTCOMES = [outcome.value for outcome in Outcome if outcome is not Outcome.MERGED]


@click.command(help=_("Take call N in charge: it is yours, and SLA1 stops."))
@on_a_call
@click.pass_obj
def take(run: Invocation, number: str, expect: int | None, as_json: bool) -> None:
    """Take it."""
    act(run, number, verbs.take(), expect=expect, as_json=as_json)


@click.command(help=_("Give call N to TECHNICIAN (a login), or to whom the rules choose; somebody's is reassigned."))
@on_a_call
@click.argument("technician", required=False, default="")
@message_option(_("Why."), required=False)
@click.pass_obj
def assign(run: Invocation, *, number: str, technician: str, message: str, expect: int | None, as_json: bool) -> None:
    """Assign it."""
    act(run, number, verbs.assign(technician, message), expect=expect, as_json=as_json)


@click.command(help=_("Give call N, which you work on, to a colleague (a login)."))
@on_a_call
@click.argument("technician")
@message_option(_("What the colleague needs to know."))
@click.pass_obj
def handover(run: Invocation, *, number: str, technician: str, message: str, expect: int | None, as_json: bool) -> None:
    """Hand it over."""
    act(run, number, verbs.hand_over(technician, message), expect=expect, as_json=as_json)


def _wake_options(command: Command) -> Command:
    """Add what says whom or what is awaited; `Waiting` reads them."""
    options = (
        click.option("--process", "object_name", metavar="OBJECT", help=_("Wait until a host or service is good.")),
        click.option(
            "--run", "run_id", metavar="ID|JOB", help=_("Wait until a run succeeds, or the next one of a process.")
        ),
        click.option("--customer", is_flag=True, help=_("Wait for the customer; --remind and --until are optional.")),
        click.option("--supplier", metavar="KEY", help=_("Wait for a supplier; needs --ticket.")),
        click.option("--ticket", default="", help=_("The supplier's number of the ticket.")),
        click.option(
            "--remind", multiple=True, metavar="TIME", help=_("When to remind the customer; may be repeated.")
        ),
        click.option("--until", metavar="TIME", help=_("When to look again: 14:30, 2026-11-22 14:30, +2h.")),
    )
    for option in reversed(options):
        command = option(command)
    return command


@dataclass(frozen=True, slots=True)
class Waiting:
    """The options that say whom or what is awaited, as typed."""

    object_name: str | None
    run_id: str | None
    customer: bool
    supplier: str | None
    ticket: str
    remind: tuple[str, ...]
    until: str | None

    def check(self) -> None:
        """Raise ChoiceError unless there is one reason, InvalidWakeUpError where it lacks its date."""
        if sum(map(bool, (self.object_name, self.run_id, self.customer, self.supplier))) != 1:
            raise ChoiceError(_("Say whom or what is awaited: one of --process, --run, --customer, --supplier."))
        if not self.until and not self.run_id and not (self.customer and not self.remind):
            raise InvalidWakeUpError(_("Say with --until when to look again."))

    def wake(self, run: Invocation, number: str) -> WakeUp:
        """Return what ends the suspension of a call. Raises ChoiceError, InvalidWakeUpError, MomentError."""
        self.check()
        zone, now = zone_of(run.config), clock.now()
        if self.run_id:
            target, name, missing_at = target_of(run.database, self.run_id, now)
            return ProcessWake(Awaited.RUN, target, name, moment(self.until, zone, now) if self.until else missing_at)
        if self.until is None:
            return customer_wake(now, seen(run, number).contract.contract.calendar)
        at = moment(self.until, zone, now)
        if self.customer:
            return CustomerWake(tuple(moment(text, zone, now) for text in self.remind), at)
        if self.supplier:
            return SupplierWake(self.supplier, self.ticket, at)
        name = self.object_name or ""
        return ProcessWake(Awaited.OBJECT, str(resolve(run.database, name)), name, at)


@click.command(help=_("Put call N to rest until a host or service is good, the customer answers, or a supplier does."))
@on_a_call
@_wake_options
@message_option(_("A note."), required=False)
@click.pass_obj
def suspend(run: Invocation, /, *, number: str, message: str, expect: int | None, as_json: bool, **wake: Any) -> None:
    """Suspend it."""
    verb = verbs.suspend(Waiting(**wake).wake(run, number), message)
    act(run, number, verb, expect=expect, as_json=as_json)


@click.command(help=_("Wait on with the suspended call N, until another time."))
@on_a_call
@_wake_options
@message_option(_("A note."), required=False)
@click.pass_obj
def postpone(run: Invocation, /, *, number: str, message: str, expect: int | None, as_json: bool, **wake: Any) -> None:
    """Wait on."""
    verb = verbs.postpone(Waiting(**wake).wake(run, number), message)
    act(run, number, verb, expect=expect, as_json=as_json)


@click.command(help=_("Go on with the suspended call N."))
@on_a_call
@click.pass_obj
def resume(run: Invocation, number: str, expect: int | None, as_json: bool) -> None:
    """Resume it."""
    act(run, number, verbs.resume(), expect=expect, as_json=as_json)


@click.command(help=_("Close call N with its outcome and the solution."))
@on_a_call
@click.option("--outcome", type=click.Choice(OUTCOMES), default=Outcome.SOLVED.value, show_default=True)
@message_option(_("The solution."))
@click.pass_obj
def close(run: Invocation, *, number: str, outcome: str, message: str, expect: int | None, as_json: bool) -> None:
    """Close it."""
    act(run, number, verbs.close(Outcome(outcome), message), expect=expect, as_json=as_json)


@click.command(help=_("Say that call N is not finished, though closing it was proposed."))
@on_a_call
@message_option(_("Why not."))
@click.pass_obj
def decline(run: Invocation, *, number: str, message: str, expect: int | None, as_json: bool) -> None:
    """Decline closing it."""
    act(run, number, verbs.decline_closing(message), expect=expect, as_json=as_json)


@click.command(help=_("Take back your own last move of call N, within a minute of it."))
@on_a_call
@click.pass_obj
def undo(run: Invocation, number: str, expect: int | None, as_json: bool) -> None:
    """Undo it."""
    act(run, number, Verb(Act.UNDO, _last_move), expect=expect, as_json=as_json)


def _last_move(_desk: Desk, file: File) -> tuple[Undone]:
    last = file.call.undoable
    return (Undone(last.number if last else 0),)
