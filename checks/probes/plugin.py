"""Run a Nagios-compatible plugin."""

from __future__ import annotations

import asyncio
import errno
import math
import os
import re
import shlex
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Self
from weakref import WeakKeyDictionary

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from checks.model import Outcome, State, Target
from checks.probes import subprocesses
from checks.probes.aside import AsideError, aside
from checks.probes.base import Context, ProbeOptions
from checks.probes.plugin_output import parse
from checks.secrets import SecretError, fetch

DIRECTORIES = ("/usr/lib/nagios/plugins", "/usr/lib64/nagios/plugins", "/usr/lib/monitoring-plugins")
"""Where distributions put plugins; `$USER1$` is the first that exists, and bare names are looked for in them."""

MOST_AT_ONCE = 16
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_MACRO = re.compile(r"\$([A-Z][A-Z0-9_]*)?\$")
_KNOWN = ("HOSTADDRESS", "HOSTNAME", "SERVICEDESC", "USER1")
_STATES = (State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN)


def _words(value: object) -> object:
    """Split a text as a shell would, without running one."""
    return shlex.split(value) if isinstance(value, str) else value


def _table(value: object) -> object:
    """Turn NAME=VALUE lines of a command line into a table."""
    if not isinstance(value, str):
        return value
    return dict(line.partition("=")[::2] for line in value.splitlines() if line)


def _variables(table: Mapping[str, Any]) -> Mapping[str, Any]:
    for name, value in table.items():
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) or "\0" in str(value):
            raise ValueError(f"{name!r} is no environment variable")
    return table


def _without_nul(words: tuple[str, ...]) -> tuple[str, ...]:
    if any("\0" in word for word in words):
        raise ValueError("a word of a command cannot contain the character NUL")
    return words


ShellWords = Annotated[tuple[str, ...], BeforeValidator(_words), AfterValidator(_without_nul)]


class PluginOptions(ProbeOptions):
    """What `plugin` understands."""

    command: ShellWords = Field(
        min_length=1,
        description="program and arguments, as a list or one text; no shell runs it. $HOSTADDRESS$, $HOSTNAME$, "
        "$SERVICEDESC$, $USER1$ and $ARG1$ … are replaced, $$ is a dollar",
    )
    arguments: ShellWords = Field((), description="the values of $ARG1$, $ARG2$ …")
    environment: Annotated[Mapping[str, str], BeforeValidator(_table), AfterValidator(_variables)] = Field(
        default_factory=dict, description="variables of the environment: a table, or lines of NAME=VALUE"
    )
    secrets: Annotated[Mapping[str, str | Mapping[str, Any]], BeforeValidator(_table), AfterValidator(_variables)] = (
        Field(
            default_factory=dict,
            repr=False,
            description="variables of the environment with secrets: NAME = env:NAME, file:PATH or command:PROGRAM",
        )
    )
    timeout: float = Field(30.0, gt=0, le=300, description="seconds after which the plugin and its children are killed")

    @model_validator(mode="after")
    def _macros(self) -> Self:
        allowed = ("", *_KNOWN, *(f"ARG{number}" for number in range(1, len(self.arguments) + 1)))
        for word in self.command:
            for name in _MACRO.findall(word):
                if name not in allowed:
                    raise ValueError(f"option command: ${name}$ is not known; allowed are {_listed(allowed)}")
        return self


class Plugin:
    """Runs a program and takes its exit code, text and performance data as Nagios does."""

    options = PluginOptions

    def __init__(self) -> None:
        self._places: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    async def run(self, target: Target, options: PluginOptions, context: Context) -> Outcome:
        """Run the plugin when one of the places is free."""
        loop = asyncio.get_running_loop()
        places = self._places.setdefault(loop, asyncio.Semaphore(MOST_AT_ONCE))
        until = loop.time() + context.deadline
        try:
            async with asyncio.timeout_at(until):
                environment = await aside(lambda: _environment(options))
                await places.acquire()
        except TimeoutError:
            return Outcome(State.UNKNOWN, f"waited {context.deadline:g} s for {MOST_AT_ONCE} other plugins to end")
        except (SecretError, AsideError) as error:
            return Outcome(State.UNKNOWN, str(error))
        try:
            argv = _argv(target, options, context)
            return await _run(argv, environment, min(options.timeout, until - loop.time()))
        finally:
            places.release()


async def _run(argv: Sequence[str], environment: Mapping[str, str], timeout: float) -> Outcome:  # noqa: ASYNC109 - it kills
    try:
        finished = await subprocesses.run(argv, environment, timeout)
    except subprocesses.TimedOutError:
        return Outcome(State.UNKNOWN, f"{argv[0]} did not end within {math.ceil(timeout * 10) / 10:g} s and was killed")
    except OSError as error:
        return Outcome(State.UNKNOWN, _not_started(argv[0], error))
    except ValueError as error:
        return Outcome(State.UNKNOWN, f"{argv[0]} cannot be run: {error}")
    return _judge(argv[0], finished)


def _judge(program: str, finished: subprocesses.Finished) -> Outcome:
    said = parse(finished.output.decode("utf-8", "replace"))
    errors = finished.errors.decode("utf-8", "replace").replace("\0", "").strip()
    summary = said.summary or errors.partition("\n")[0]
    if 0 <= finished.code < len(_STATES):
        text = summary or f"{program} printed nothing"
        return Outcome(_STATES[finished.code], text, said.metrics, details=said.details)
    ending = _ending(finished.code)
    text = f"{program} {ending}" + (f": {summary}" if summary else "")
    return Outcome(State.UNKNOWN, text, said.metrics, details=said.details)


def _ending(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}, which is not one of a plugin (0 to 3)"
    try:
        return f"was ended by signal {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"


def _not_started(program: str, error: OSError) -> str:
    if error.errno == errno.ENOENT:
        missing = "its interpreter does not exist" if Path(program).exists() else "does not exist"
        return f"{program}: {missing}"
    if error.errno == errno.EACCES:
        return f"{program} is not executable for this user"
    if error.errno == errno.ENOEXEC:
        return f"{program} is neither a program of this machine nor a script with a #! line"
    return f"{program} cannot be started: {error.strerror}"


def _argv(target: Target, options: PluginOptions, context: Context) -> list[str]:
    """Put the macros in; a value never becomes more than the word it is in."""
    host, _, service = context.object_name.partition("/")
    values = {
        "": "$",
        "HOSTADDRESS": target.address,
        "HOSTNAME": host or target.address,
        "SERVICEDESC": service,
        "USER1": _directory(),
        **{f"ARG{number}": value for number, value in enumerate(options.arguments, 1)},
    }
    program, *rest = (_MACRO.sub(lambda match: values[match[1] or ""], word) for word in options.command)
    return [_found(program), *rest]


def _directory() -> str:
    return next((directory for directory in DIRECTORIES if Path(directory).is_dir()), DIRECTORIES[0])


def _found(program: str) -> str:
    """Return the path of a program given by its bare name; as it is when it is not found."""
    if "/" in program:
        return program
    for directory in (*DIRECTORIES, *_PATH.split(":")):
        path = Path(directory, program)
        if os.access(path, os.X_OK):
            return str(path)
    return program


def missing_program(options: PluginOptions) -> str:
    """Return the program of a check that this machine does not have (or may not run), "" when it has it."""
    program = _found(options.command[0].replace("$USER1$", _directory()))
    return "" if _MACRO.search(program) or os.access(program, os.X_OK) else program


def _environment(options: PluginOptions) -> dict[str, str]:
    """Return all that a plugin gets to know: nothing of this process's own environment but the home directory."""
    fixed = {"PATH": _PATH, "LC_ALL": "C.UTF-8", "HOME": os.environ.get("HOME", "/")}
    fetched = {name: fetch(reference).value for name, reference in options.secrets.items()}
    return {**fixed, **options.environment, **fetched}


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"${name}$" for name in names)
