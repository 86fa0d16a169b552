"""The `bls` command: finds the subcommand, loads only that one, and turns every error into one line and a code."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path

import click

from bls_tui.bootstrap import Invocation
from bls_tui.locale import N_, _, use_language

use_language("auto")  # before the first text: click wants the help of a command when it is defined

COMMANDS: Mapping[str, str] = {
    "ack": "bls_tui.commands.ack:ack",
    "backup": "bls_tui.commands.backup:backup",
    "call": "bls_tui.commands.call:call",
    "calls": "bls_tui.commands.calls:calls",
    "db": "bls_tui.commands.database:database",
    "discover": "bls_tui.commands.discover:discover",
    "doctor": "bls_tui.commands.doctor:doctor",
    "downtime": "bls_tui.commands.downtime:downtime",
    "import": "bls_tui.commands.import_:import_",
    "init": "bls_tui.commands.init:init",
    "inventory": "bls_tui.commands.inventory:inventory",
    "log": "bls_tui.commands.log:log",
    "mail": "bls_tui.commands.mail:mail",
    "metrics": "bls_tui.commands.metrics:metrics",
    "now": "bls_tui.commands.now:now",
    "outlook": "bls_tui.commands.outlook:outlook",
    "poller": "bls_tui.commands.poller:poller",
    "probe": "bls_tui.commands.probe:probe",
    "process": "bls_tui.commands.processes:process",
    "processes": "bls_tui.commands.processes:processes",
    "proposal": "bls_tui.commands.proposals:proposal",
    "proposals": "bls_tui.commands.proposals:proposals",
    "replay": "bls_tui.commands.replay:replay",
    "report": "bls_tui.commands.report:report",
    "search": "bls_tui.commands.search:search",
    "status": "bls_tui.commands.status:status",
    "submit": "bls_tui.commands.submit:submit",
    "test": "bls_tui.commands.test:test",
    "threshold": "bls_tui.commands.threshold:threshold",
    "why": "bls_tui.commands.why:why",
}
"""Every subcommand and where it lives. The module is imported only when the command is used or help is asked for."""

SECTIONS: Mapping[str, Sequence[str]] = {
    N_("See"): ("now", "status", "why", "metrics", "outlook", "log"),
    N_("Desk"): ("calls", "call", "proposals", "proposal", "processes", "process", "search", "report"),
    N_("Act"): ("ack", "downtime", "test", "submit"),
    N_("Run"): ("poller", "inventory", "discover", "import", "init", "doctor", "db"),
    N_("Try"): ("probe", "threshold", "replay", "mail", "backup"),
}
"""How help groups them; a command in none of these is listed last."""

EXPECTED = (
    ("bls_tui.errors", "BlsError"),
    ("db.errors", "DatabaseError"),
    ("checks.probes.base", "OptionError"),
    ("checks.probes", "UnknownProbe"),
)
"""Errors that are a sentence for the user. An error's module is loaded if the error was raised, so none is imported."""

SUMMARY_LIMIT = 160
"""Characters of a command's summary in the help of `bls`: a sentence, wrapped rather than cut."""
FAILED = 2
INTERRUPTED = 130


class LazyGroup(click.Group):
    """A click group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of all subcommands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import and return one subcommand, None when there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, attribute = COMMANDS[cmd_name].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the subcommands section by section, each with the first sentence of its help."""
        for title, names in self._sections():
            commands = [(name, self.get_command(ctx, name)) for name in names]
            with formatter.section(title):
                formatter.write_dl(
                    [(name, command.get_short_help_str(SUMMARY_LIMIT)) for name, command in commands if command]
                )

    @staticmethod
    def _sections() -> Iterator[tuple[str, list[str]]]:
        rest = set(COMMANDS)
        for title, names in SECTIONS.items():
            present = [name for name in names if name in COMMANDS]
            rest -= set(present)
            if present:
                yield _(title), present
        if rest:
            yield _("Other"), sorted(rest)


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    help=_("The terminal workbench of a managed-service provider. Without a command it opens the workbench."),
)
@click.option(
    "--config",
    "config_path",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="PATH",
    help=_("The configuration file to use instead of $BLS_CONFIG, ./bls.toml, and the user's and the system's."),
)
@click.version_option(package_name="bls", message="%(prog)s %(version)s", help=_("Print the version and exit."))
@click.pass_context
def bls(ctx: click.Context, config_path: Path | None) -> None:
    """Open the workbench, or prepare for the subcommand that follows."""
    ctx.obj = Invocation(config_path)
    if ctx.invoked_subcommand is None:
        from bls_tui.bootstrap import open_workbench  # noqa: PLC0415 - loads textual

        open_workbench(ctx.obj)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run `bls` and exit: 0, 1 where a command says so, 2 with one line on stderr for an error, 130 on Ctrl-C."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run `bls` with these arguments and return its exit code."""
    try:
        code = bls.main(arguments, prog_name="bls", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return FAILED
    except click.ClickException as error:
        return _fail(_where(error) + " ".join(error.format_message().split()))  # click lists choices line by line
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: a sentence for the user, the traceback to the log
        return _fail(str(error) if _expected(error) else _unexpected(error))
    return code if isinstance(code, int) else 0


def _where(error: click.ClickException) -> str:
    context = getattr(error, "ctx", None)
    return f"{context.command_path}: " if context is not None else "bls: "


def _fail(message: str) -> int:
    from bls_tui.desk.text import safe  # noqa: PLC0415 - only needed when something went wrong

    click.echo(safe(message), err=True)
    return FAILED


def _expected(error: Exception) -> bool:
    classes = (getattr(sys.modules.get(module), name, None) for module, name in EXPECTED)
    return any(isinstance(cls, type) and isinstance(error, cls) for cls in classes)


def _unexpected(error: Exception) -> str:
    from bls_tui import logs  # noqa: PLC0415 - only needed when something went wrong

    what = f"{type(error).__name__}: {error}"
    try:
        path = logs.record_crash("".join(traceback.format_exception(error)))
    except OSError as failure:
        return _("bls stopped on a defect of its own ({what}); the log could not be written: {failure}").format(
            what=what, failure=failure
        )
    return _("bls stopped on a defect of its own ({what}); details are in {path}").format(what=what, path=path)
