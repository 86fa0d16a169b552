"""The command line of a check of Icinga 2: its command's arguments with their macros replaced. Pure.

Source: Icinga 2 documentation, "Command Arguments", "Runtime Macros", "Evaluation Order".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bls_tui.inventory.importing.foreign import Check
from bls_tui.inventory.importing.icinga.values import Computed, Value, text, truth
from bls_tui.inventory.importing.nagios_commands import command as command_line
from bls_tui.locale import _

_MACRO = re.compile(r"\$([^$\s]*)\$")
DEEPEST = 15
"""Macros whose values are macros (Icinga's own limit)."""
MOST_WORDS = 1000
"""Words of one command line."""


class NoCommandError(Exception):
    """A command line cannot be told; the message says why."""


class _MissingError(NoCommandError):
    """A macro that nothing defines."""


@dataclass(frozen=True, slots=True)
class Macros:
    """Where macros come from: the service (empty for a host's own check), the host, the command."""

    service: Mapping[str, Any]
    host: Mapping[str, Any]
    command: Mapping[str, Any]

    def expanded(self, value: Value, depth: int = 0) -> Value:
        """Return a value with its macros replaced; one that is a single macro keeps the type of what that means."""
        if isinstance(value, Computed):
            raise NoCommandError(_("an argument is computed"))
        if isinstance(value, list):
            return [self.expanded(one, depth) for one in value]
        if not isinstance(value, str) or "$" not in value:
            return value
        if depth > DEEPEST:
            raise NoCommandError(_("macros within macros without an end"))
        if (whole := _MACRO.fullmatch(value)) and whole[1]:
            return self.meant(whole[1], depth)
        return _MACRO.sub(lambda found: _joined(self.meant(found[1], depth)) if found[1] else "$", value)

    def meant(self, name: str, depth: int) -> Value:
        """Return what a macro means. Raises NoCommandError."""
        if name in _KEPT:
            return f"${name}$"
        if name in _OURS:
            return _OURS[name]
        found = self._found(name)
        if found is None and name == "check_address":
            return "$HOSTADDRESS$"
        if found is None:
            raise _MissingError(_("nothing defines ${name}$").format(name=name))
        return self.expanded(found, depth + 1)

    def _found(self, name: str) -> Value:
        first, *path = name.split(".")
        parts = {"service": self.service, "host": self.host, "command": self.command}
        if path and first in parts:
            return _within(parts[first], path)
        for part in (self.service, self.host, self.command):
            found = _within(part.get("vars") or {}, [first, *path])
            found = _within(part, [first, *path]) if found is None else found
            if found is not None and not (name == "check_address" and isinstance(found, Computed)):
                if part is self.host and first in ("address", "address6") and found == _address(self.host):
                    return "$HOSTADDRESS$"
                return found
        return None


_KEPT = frozenset(("HOSTADDRESS", "HOSTNAME", "SERVICEDESC", "USER1"))
_OURS = {"host.address": "$HOSTADDRESS$", "host.name": "$HOSTNAME$", "service.name": "$SERVICEDESC$"}


def _address(host: Mapping[str, Any]) -> str:
    return text(host.get("address") or host.get("address6") or host.get("name"))


def _within(of: Value, path: list[str]) -> Value:
    for key in path:
        of = of.get(key) if isinstance(of, Mapping) else None
    return of


def _joined(value: Value) -> str:
    return ";".join(map(text, value)) if isinstance(value, list) else text(value)


def check(macros: Macros) -> Check:
    """Return what a check runs. Raises NoCommandError."""
    line = macros.command.get("command")
    if isinstance(line, str):
        return command_line(_joined(macros.expanded(line)))
    if not isinstance(line, list) or not line:
        raise NoCommandError(_("its command runs no program"))
    words = [text(macros.expanded(word)) for word in line]
    arguments = macros.command.get("arguments") or {}
    if not isinstance(arguments, Mapping):
        raise NoCommandError(_("an argument is computed"))
    ordered = sorted(arguments.items(), key=lambda pair: (_order(pair[1]), pair[0]))
    for name, given in ordered:
        words += _argument(name, given if isinstance(given, Mapping) else {"value": given}, macros)
    if len(words) > MOST_WORDS:
        raise NoCommandError(_("the command line is too long"))
    return Check(tuple(words), " ".join(words))


def _order(given: Value) -> float:
    order = given.get("order") if isinstance(given, Mapping) else None
    return order if isinstance(order, int | float) else 0.0


def _argument(name: str, given: Mapping[str, Any], macros: Macros) -> Iterator[str]:
    key = text(given.get("key") or name)
    if given.get("set_if") is not None and not _set(given["set_if"], macros):
        return
    if given.get("value") is None:
        if not given.get("skip_key"):
            yield key
        return
    try:
        value = macros.expanded(given["value"])
    except _MissingError:
        if given.get("required"):
            raise
        return
    if value is None or value is False or value == "":
        return
    values = value if isinstance(value, list) else [value]
    for number, one in enumerate(values):
        if not given.get("skip_key") and (number == 0 or given.get("repeat_key") is not False):
            yield key
        yield text(one)


def _set(condition: Value, macros: Macros) -> bool:
    try:
        value = macros.expanded(condition)
    except _MissingError:
        return False
    if isinstance(value, str):
        return value.lower() not in ("", "0", "false", "null")
    return truth(value)
