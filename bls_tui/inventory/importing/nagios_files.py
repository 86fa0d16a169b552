"""Reads the files of Nagios Core: the main file, resource files, object files. Nothing is resolved yet.

Source: Nagios Core 4 documentation, "Object Definitions" and "Main Configuration File Options".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bls_tui.inventory.importing.foreign import Fate, ImportingError, Place, Remark
from bls_tui.locale import _

_DEFINE = re.compile(r"define\s+(\w+)\s*\{(.*)")
_COMMENT = re.compile(r"(?<!\\);.*")
MAX_BYTES = 64 * 1024 * 1024
"""An object file larger than this is not one."""


@dataclass(slots=True)
class Definition:
    """One `define`: its kind and what it says, key by key, as written."""

    kind: str
    place: Place
    says: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Sources:
    """Everything read: definitions in the order of the files, $USERn$ macros, settings of the main file."""

    definitions: list[Definition] = field(default_factory=list)
    macros: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)


def read(path: Path) -> Sources:
    """Read a main file with everything it names, one object file, or every *.cfg below a folder.

    Raises:
        ImportingError: `path` cannot be read, or nothing is defined there.
    """
    found = Sources()
    if path.is_dir():
        main = path / "nagios.cfg"
        _main_file(main, found) if main.is_file() else _folder(path, found)
    elif _is_main(path):
        _main_file(path, found)
    else:
        _object_file(path, found)
    if not found.definitions:
        raise ImportingError(_("{path} defines no objects of Nagios").format(path=path))
    return found


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ImportingError(_("{path} is too large for a configuration file").format(path=path))
        return path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise ImportingError(
            _("{path} cannot be read: {reason}").format(path=path, reason=error.strerror or error)
        ) from error


def _is_main(path: Path) -> bool:
    return any(key in ("cfg_file", "cfg_dir") for _line, key, _value in _settings(_text(path)))


def _settings(text: str) -> Iterator[tuple[int, str, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        key, equals, value = line.strip().partition("=")
        if equals and not line.lstrip().startswith(("#", ";")) and re.fullmatch(r"[\w$]+", key.strip()):
            yield number, key.strip(), value.strip()


def _main_file(path: Path, found: Sources) -> None:
    for line, key, value in _settings(_text(path)):
        place = Place(str(path), line)
        target = path.parent / value
        if key == "cfg_file":
            _included(target, place, found)
        elif key == "cfg_dir" and target.is_dir():
            _folder(target, found)
        elif key == "cfg_dir":
            found.remarks.append(Remark(place, value, Fate.LEFT_OUT, _("there is no such folder")))
        elif key == "resource_file":
            _resources(target, place, found)
        else:
            found.settings.setdefault(key, value)


def _included(path: Path, place: Place, found: Sources) -> None:
    try:
        _object_file(path, found)
    except ImportingError as error:
        found.remarks.append(Remark(place, str(path), Fate.LEFT_OUT, str(error)))


def _folder(path: Path, found: Sources) -> None:
    for file in sorted(path.rglob("*.cfg")):
        _included(file, Place(str(file), 1), found)


def _resources(path: Path, place: Place, found: Sources) -> None:
    try:
        text = _text(path)
    except ImportingError as error:
        found.remarks.append(Remark(place, str(path), Fate.LEFT_OUT, str(error)))
        return
    found.macros |= {key.strip("$"): value for _line, key, value in _settings(text) if key.startswith("$")}


def _object_file(path: Path, found: Sources) -> None:
    current: Definition | None = None
    for number, line in _logical_lines(_text(path)):
        place = Place(str(path), number)
        if current is None:
            if opened := _DEFINE.match(line):
                current = Definition(opened[1].lower(), place)
                line = opened[2]  # noqa: PLW2901 - the rest of the line belongs to the definition
            elif line:
                found.remarks.append(Remark(place, line[:60], Fate.LEFT_OUT, _("this is no definition")))
                continue
            else:
                continue
        body, closed, _rest = line.partition("}") if _closes(line) else (line, "", "")
        _attribute(body.strip(), current)
        if closed:
            found.definitions.append(current)
            current = None
    if current is not None:
        found.remarks.append(Remark(current.place, current.kind, Fate.LEFT_OUT, _("the definition does not end")))


def _closes(line: str) -> bool:
    """Tell whether a definition ends on this line: a brace inside a value, as of a regular expression, does not."""
    return line.rstrip().endswith("}") and (line.strip() == "}" or line.count("{") < line.count("}"))


def _logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield lines without comments, those that end in a backslash joined with the next."""
    joined, start = "", 0
    for number, line in enumerate(text.splitlines(), start=1):
        start = start or number
        if line.rstrip().endswith("\\") and not line.lstrip().startswith("#"):
            joined += line.rstrip()[:-1].rstrip() + " "
            continue
        whole = joined + line.strip()
        yield start, "" if whole.startswith(("#", ";")) else _COMMENT.sub("", whole).replace("\\;", ";").strip()
        joined, start = "", 0


def _attribute(line: str, definition: Definition) -> None:
    if not line:
        return
    parts = line.split(None, 1)
    definition.says[_SAME.get(parts[0], parts[0])] = parts[1].strip() if len(parts) > 1 else ""


_SAME = {
    "normal_check_interval": "check_interval",
    "retry_check_interval": "retry_interval",
    "host": "host_name",
    "hosts": "host_name",
    "description": "service_description",
    "hostgroup": "hostgroup_name",
    "hostgroups": "hostgroup_name",
    "hostgroup_names": "hostgroup_name",
    "host_groups": "hostgroup_name",
}
"""Names under which Nagios knows the same; a host's `hostgroups` is kept here as `hostgroup_name` as well."""
