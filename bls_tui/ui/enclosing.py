"""Files that go along with a mail: found while their path is typed, and read when it is sent."""

from __future__ import annotations

import mimetypes
import os
from pathlib import Path

from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.mail.compose import Attached

MOST_BYTES = 20 * 1024 * 1024
"""All files of a mail together; most servers refuse more than 25 MB once it is encoded."""
_LISTED = 50


class AttachError(BlsError):
    """A file cannot go along; the message says why."""


def completions(typed: str) -> list[str]:
    """Return the paths that begin with what is typed, folders with a slash at the end."""
    head, tail = os.path.split(typed)
    folder = Path(head or ".").expanduser()
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                hidden = entry.name.startswith(".") and not tail.startswith(".")
                if entry.name.startswith(tail) and not hidden and entry.name.isprintable():
                    path = os.path.join(head, entry.name)  # noqa: PTH118 - as it was typed, "~" and all
                    found.append(path + os.sep if entry.is_dir() else path)
    except (OSError, ValueError):
        return []
    return sorted(found)[:_LISTED]


def size_of(path: str) -> int:
    """Return the size of a file that can go along, in bytes. Raises AttachError."""
    try:
        place = Path(path).expanduser()
        if not place.is_file():
            raise AttachError(_("{path} is no file.").format(path=path))
        size = place.stat().st_size
    except (OSError, RuntimeError, ValueError) as error:
        raise AttachError(_("{path} cannot be read: {why}").format(path=path, why=error)) from error
    if size > MOST_BYTES:
        text = _("{path} is too large for mail: {size:.1f} MB, at most {most} MB.")
        raise AttachError(text.format(path=path, size=size / 2**20, most=MOST_BYTES // 2**20))
    return size


def read_all(paths: tuple[str, ...]) -> tuple[Attached, ...]:
    """Read the files. Raises AttachError."""
    if sum(size_of(path) for path in paths) > MOST_BYTES:
        text = _("The files are too large for one mail: at most {most} MB.")
        raise AttachError(text.format(most=MOST_BYTES // 2**20))
    return tuple(_read(path) for path in paths)


def _read(path: str) -> Attached:
    place = Path(path).expanduser()
    kind, _coding = mimetypes.guess_type(place.name)
    try:
        return Attached(place.name, kind or "application/octet-stream", place.read_bytes())
    except OSError as error:
        raise AttachError(_("{path} cannot be read: {why}").format(path=path, why=error)) from error
