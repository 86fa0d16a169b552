"""Files that somebody saves from the workbench. Nothing is ever overwritten, and nothing saved can be executed."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

from bls_tui.errors import BlsError
from bls_tui.locale import _


class SaveError(BlsError):
    """The file cannot be written; the message says why."""


def save_new(path: str, text: str) -> Path:
    """Write a file that is not there yet, and return where it is. Raises SaveError."""
    try:
        place = Path(path).expanduser()
        with place.open("x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise SaveError(_("{path} is there already: choose another name.").format(path=path)) from error
    except (OSError, RuntimeError, ValueError) as error:
        raise SaveError(_("{path} cannot be written: {reason}").format(path=path, reason=error)) from error
    return place.absolute()


LONGEST_NAME = 120
_BAD = re.compile(r'[/\\:*?"<>|\s]+')
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})
_MOST_NAMES = 1000


def file_name(name: str, number: int) -> str:
    """Return a name somebody foreign chose as one that is safe for a file: no path, no option, nothing hidden."""
    plain = "".join(one for one in unicodedata.normalize("NFC", name) if one.isprintable() or one.isspace())
    plain = _BAD.sub("_", plain).strip("._- ")
    stem, dot, ending = plain.rpartition(".")
    if (stem or plain).casefold() in _RESERVED:
        plain = f"_{plain}"
    if len(plain) > LONGEST_NAME:
        ending = ending if dot and len(ending) < LONGEST_NAME // 4 else ""
        plain = plain[: LONGEST_NAME - len(ending) - 1] + (f".{ending}" if ending else "")
    return plain or f"attachment-{number}"


def save_bytes(folder: str, name: str, data: bytes) -> Path:
    """Write a file beside those that are there, readable by its owner alone; return where. Raises SaveError.

    A name that is taken gets a number.
    """
    try:
        place = Path(folder).expanduser()
        stem, ending = os.path.splitext(name)  # noqa: PTH122 - of a name, not of a path
        for attempt in range(1, _MOST_NAMES):
            path = place / (name if attempt == 1 else f"{stem} ({attempt}){ending}")
            try:
                handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
            except FileExistsError:
                continue
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            return path.absolute()
    except (OSError, RuntimeError, ValueError) as error:
        raise SaveError(_("{path} cannot be written: {reason}").format(path=folder, reason=error)) from error
    raise SaveError(_("{path} is there already: choose another name.").format(path=name))
