"""Command lines of Nagios with their macros replaced. Pure.

Source: Nagios Core 4 documentation, "Understanding Macros and How They Work", "Standard Macros in Nagios".
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping

from bls_tui.inventory.importing.foreign import Check

_MACRO = re.compile(r"\$(\w+)\$")
_SHELL = re.compile(r"[|;&<>`*?]|\$\(|\$\{|(?:^|\s)\w+=\S*\s")
_KEPT = frozenset(("HOSTADDRESS", "HOSTNAME", "SERVICEDESC", "USER1"))
"""Macros that our plugin probe replaces when it runs, so that services of many hosts can share a template."""


def check(called: str, commands: Mapping[str, str], macros: Mapping[str, str]) -> Check | None:
    """Return what `check_command` runs, None when no such command is defined.

    Args:
        called: the command and its arguments, such as `check_http!-u /!-p 80`.
        commands: command lines by name.
        macros: values of $USERn$, custom variables and the host's and service's own, by name without the dollars.
    """
    name, *arguments = (part.replace("\\!", "!") for part in re.split(r"(?<!\\)!", called))
    line = commands.get(name.strip())
    if line is None:
        return None
    known = dict(macros) | {f"ARG{number}": value for number, value in enumerate(arguments, start=1)}
    return command(_expanded(_expanded(line, known), known))


def command(line: str) -> Check:
    """Take a command line apart; one that needs a shell is given to one."""
    shell = bool(_SHELL.search(_unquoted(line)))
    try:
        argv = tuple(shlex.split(line.replace("$$", "$")))
    except ValueError:
        return Check(("/bin/sh", "-c", line), line, needs_shell=True)
    return Check(("/bin/sh", "-c", line), line, needs_shell=True) if shell else Check(argv, line)


def _expanded(text: str, known: Mapping[str, str]) -> str:
    """Replace macros; one that nobody knows becomes nothing, as in Nagios, but for those of our own plugin probe."""

    def value(found: re.Match[str]) -> str:
        name = found[1]
        if name in known:
            return known[name]
        return found[0] if name in _KEPT else ""

    return _MACRO.sub(value, text)


def _unquoted(line: str) -> str:
    return re.sub(r"'[^']*'|\"[^\"$`]*\"|\\.", "", _MACRO.sub("x", line))
