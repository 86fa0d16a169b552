"""Files that somebody saves from the workbench."""

from __future__ import annotations

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
