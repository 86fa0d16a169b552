"""What the subcommands of `bls call` share: the number, reading texts and times, doing it, saying what came of it."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from typing import Any, TypeVar

import click

from bls_tui.bootstrap import Invocation, who
from bls_tui.commands.common import json_option, look, viewer, zone_of
from bls_tui.desk import spans
from bls_tui.desk.calls import words
from bls_tui.desk.text import fit, line
from bls_tui.errors import BlsError, RefusedError
from bls_tui.locale import _
from bls_tui.plain import call_data
from bls_tui.plain.call_changes import changes
from bls_tui.plain.look import write, write_json
from bls_tui.service.desk import calls
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.desk.call_views_data import CallView
from bls_tui.service.desk.calls_store import CallChangedError, number_of
from checks import clock

Command = TypeVar("Command", bound=Callable[..., Any])
STDIN = "-"
SUMMARY_LIMIT = 160
"""Characters of a subcommand's summary."""


class ChoiceError(RefusedError):
    """Options that exclude each other were given together, or none of those of which one is needed."""


class MomentError(RefusedError):
    """A time cannot be read; the message says what can."""


class ChangedMeanwhileError(BlsError):
    """Somebody else changed the call: the message shows what it was, what it is, and who did what in between."""


class DefaultGroup(click.Group):
    """A group whose first word, where it names no subcommand, is the first argument of its default one."""

    def __init__(self, *args: Any, default: str, **named: Any) -> None:
        """Take the name of the default subcommand."""
        super().__init__(*args, **named)
        self.default = default

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the default in front of anything else."""
        if args and args[0] not in {*self.commands, *ctx.help_option_names}:
            args = [self.default, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the subcommands with their summaries wrapped rather than cut."""
        with formatter.section(_("Commands")):
            rows = [(name, command.get_short_help_str(SUMMARY_LIMIT)) for name, command in self.commands.items()]
            formatter.write_dl(rows)


def read_text(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    """Return the text of an option, or all of standard input where it is "-"."""
    return sys.stdin.read() if value == STDIN else value


def message_option(help_text: str, *, required: bool = True) -> Callable[[Command], Command]:
    """Return the option -m for a text, "-" for standard input."""
    return click.option(
        "-m",
        "--message",
        "message",
        required=required,
        default=None if required else "",
        callback=read_text,
        help=_("{what} - reads it from standard input.").format(what=help_text),
    )


def on_a_call(command: Command) -> Command:
    """Add the argument N and the options --expect and --json: what every act on a call takes."""
    command = json_option(command)
    command = click.option(
        "--expect", type=int, metavar="VERSION", help=_("Refuse when the call no longer has this version (of --json).")
    )(command)
    return click.argument("number", metavar="N")(command)


def act(run: Invocation, number: str, verb: Verb, *, expect: int | None, as_json: bool) -> None:
    """Do something to a call and print what it is then. Raises what `calls.act` raises."""
    now = clock.now()
    with changed_shown(run):
        done = calls.act(run.database, number_of(number, now), verb, who(), now, seen=expect)
    finish(run, done.call.number, as_json=as_json)


@contextmanager
def changed_shown(run: Invocation) -> Iterator[None]:
    """Turn a conflict inside into one that shows both versions; raises ChangedMeanwhileError for it."""
    try:
        yield
    except CallChangedError as error:
        told = changes(error, zone_of(run.config), clock.now())
        raise ChangedMeanwhileError("\n".join([str(error), *told])) from error


def finish(run: Invocation, number: str, *, as_json: bool) -> None:
    """Print a call after an act: one line, or everything as JSON."""
    view = seen(run, number)
    if as_json:
        write_json(call_data.of_call(view))
        return
    row = view.row
    state, owner = words.state_word(row.state, row.reason), row.owner_name or row.owner or "-"
    drawn = look(run.config, ascii_only=False)
    told = line(f"{row.number}  {state}  {row.sla1.text}  {row.sla2.text}  {owner}  {row.subject}")
    write([fit(told, drawn.width)], drawn)


def seen(run: Invocation, number: str) -> CallView:
    """Return the call as this user sees it now. Raises UnknownCallError."""
    now = clock.now()
    return call_view(run.database, number_of(number, now), who(), now, viewer(run.config))


def moment(text: str, zone: tzinfo, now: float) -> float:
    """Read a time to come. Raises MomentError."""
    try:
        return spans.parse_moment(text, zone, now)
    except spans.SpanError as error:
        raise MomentError(str(error)) from error
