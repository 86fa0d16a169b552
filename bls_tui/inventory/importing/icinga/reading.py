"""Reads what Icinga 2 has of its configuration: files in its language, or a list of compiled objects."""

from __future__ import annotations

from pathlib import Path

from bls_tui.inventory.importing.foreign import Configuration, ImportingError, Remark
from bls_tui.inventory.importing.icinga import dump
from bls_tui.inventory.importing.icinga.files import Reader
from bls_tui.inventory.importing.icinga.fleet import configuration, from_objects, from_world
from bls_tui.inventory.importing.icinga.running import TooMuchError
from bls_tui.inventory.importing.icinga.world import World
from bls_tui.locale import _

MAX_BYTES = 1024 * 1024 * 1024
"""A list of compiled objects larger than this is not one."""
_ENOUGH = 4096


def load(path: Path) -> Configuration:
    """Read a configuration of Icinga 2: its folder, a file, or a list of compiled objects. Raises ImportingError."""
    if path.is_dir():
        return _from_files(path)
    try:
        with path.open("rb") as file:
            head = file.read(_ENOUGH)
    except OSError as error:
        raise ImportingError(
            _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
        ) from error
    if dump.is_objects_file(head) or dump.is_object_list(head.decode("utf-8", "replace")):
        return _from_list(path)
    return _from_files(path)


def _from_list(path: Path) -> Configuration:
    if path.stat().st_size > MAX_BYTES:
        raise ImportingError(_("{path} is too large for a list of objects").format(path=path))
    data, remarks = path.read_bytes(), list[Remark]()
    if dump.is_objects_file(data):
        made = dump.from_objects_file(data, str(path), remarks)
    else:
        made = dump.from_object_list(data.decode("utf-8", "replace"), str(path))
    return _known(path, configuration(from_objects(made, remarks)))


def _from_files(path: Path) -> Configuration:
    world = World()
    Reader(world).path(path)
    try:
        found = from_world(world)
    except TooMuchError as error:
        raise ImportingError(str(error)) from error
    return _known(path, configuration(found))


def _known(path: Path, found: Configuration) -> Configuration:
    if not found.hosts:
        raise ImportingError(_("{path} defines no hosts of Icinga 2").format(path=path))
    return found
