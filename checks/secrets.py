"""Secrets by reference: configuration and inventory say where a secret is, and it is fetched when it is used.

A reference is a table with one key: `{ env = "NAME" }`, `{ file = "PATH" }` or `{ command = "PROGRAM ARGUMENTS" }`
(or a list of words). Nothing fetched is stored, logged or shown.
"""

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from checks.model import Secret, SnmpCredentials

WAYS = ("env", "file", "command")
COMMAND_TIMEOUT = 10.0
"""Seconds a secret's command may take."""
_OTHERS = 0o077


class SecretError(Exception):
    """A secret cannot be had; the message names the reference, never a value."""


def resolve(reference: str | Mapping[str, Any], directory: Path | None = None) -> Secret:
    """Fetch a secret: the text itself, or what the reference points at without its trailing line break.

    Args:
        reference: plain text, or a table with one of the keys env, file, command.
        directory: what a relative `file` is relative to; the working directory without it.

    Raises:
        SecretError: the reference is malformed, or what it points at is missing, unreadable or empty.
    """
    if isinstance(reference, str):
        return Secret(reference)
    way, place = _single(reference)
    value = _fetch(way, place, directory)
    if not value:
        raise SecretError(f"the secret from {way} {_shown(place)} is empty")
    return Secret(value)


def fetch(reference: str | Mapping[str, Any]) -> Secret:
    """Fetch a secret given in one text, as on a command line: env:NAME, file:PATH, command:PROGRAM …, or itself.

    Raises:
        SecretError: what it points at is missing, unreadable or empty.
    """
    if isinstance(reference, str):
        way, colon, place = reference.partition(":")
        if colon and way in WAYS:
            return resolve({way: place})
    return resolve(reference)


def _single(reference: Mapping[str, Any]) -> tuple[str, Any]:
    if len(reference) != 1 or next(iter(reference)) not in WAYS:
        raise SecretError(f"a secret reference has exactly one of the keys {', '.join(WAYS)}")
    return next(iter(reference.items()))


def _fetch(way: str, place: Any, directory: Path | None) -> str:
    if way == "env":
        if str(place) not in os.environ:
            raise SecretError(f"the environment variable {place} is not set")
        return os.environ[str(place)]
    if way == "file":
        return _read(Path(directory or ".", Path(str(place)).expanduser()))
    return _run(_words(place) if isinstance(place, str) else place)


def _words(command: str) -> list[str]:
    try:
        return shlex.split(command)
    except ValueError as error:
        raise SecretError(f"the secret command {command} cannot be read: {error}") from error


def _read(path: Path) -> str:
    try:
        if path.stat().st_mode & _OTHERS:
            raise SecretError(f"the secret file {path} is open to others than its owner; run: chmod 600 {path}")
        return path.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise SecretError(f"the secret file {path} cannot be read: {error}") from error


def _run(words: Sequence[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - the command is the administrator's own, and no shell is involved
            list(words), capture_output=True, check=True, timeout=COMMAND_TIMEOUT, stdin=subprocess.DEVNULL
        )
        return done.stdout.decode().rstrip("\r\n")
    except subprocess.CalledProcessError as error:
        raise SecretError(f"the secret command {words[0]} failed with exit code {error.returncode}") from error
    except subprocess.TimeoutExpired as error:
        raise SecretError(f"the secret command {words[0]} took longer than {COMMAND_TIMEOUT:g} s") from error
    except (OSError, IndexError, UnicodeDecodeError) as error:
        raise SecretError(f"the secret command {_shown(words)} cannot be run: {error}") from error


def _shown(place: Any) -> str:
    return place if isinstance(place, str) else " ".join(map(str, place))


def snmp_credentials(document: Mapping[str, Any], directory: Path | None = None) -> SnmpCredentials:
    """Make credentials of an `snmp` document of the inventory: the fields of SnmpCredentials, secrets by reference.

    Raises:
        SecretError: one of its secrets cannot be had.
    """
    values = dict(document)
    for name in ("community", "auth_password", "priv_password"):
        if name in values:
            values[name] = resolve(values[name], directory)
    return SnmpCredentials(**values)
