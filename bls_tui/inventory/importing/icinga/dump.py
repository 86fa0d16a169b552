"""The objects as Icinga 2 compiled them: its file of them, and what `icinga2 object list` prints. Pure.

The file (`icinga2.debug`, or `icinga2.vars`' neighbour in the cache folder) is a row of netstrings, each a JSON object
with type, name, properties and debug_info. Source: Icinga 2 documentation, "Object List" (CLI commands), and the layout
of such files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from bls_tui.inventory.importing.foreign import Fate, Place, Remark
from bls_tui.inventory.importing.icinga.values import COMPUTED, Value
from bls_tui.inventory.importing.icinga.world import Made
from bls_tui.locale import _

_LENGTH = re.compile(r"(\d{1,10}):")
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_OBJECT = re.compile(r"Object '(.*)' of type '(\w+)':\s*\Z")
_DECLARED = re.compile(r"\s*% declared in '(.*)', lines (\d+):")
_PROPERTY = re.compile(r"( *)\* (.*?)(?: = (.*))?\Z")


def is_objects_file(data: bytes) -> bool:
    """Tell whether this is the file of compiled objects."""
    return bool(re.match(rb"\d{1,10}:\{", data[:20]))


def is_object_list(head: str) -> bool:
    """Tell whether this is what `icinga2 object list` prints."""
    first = next((line for line in _COLOUR.sub("", head).splitlines() if line.strip()), "")
    return _OBJECT.match(first) is not None


def from_objects_file(data: bytes, file: str, remarks: list[Remark]) -> Iterator[Made]:
    """Yield the objects of a file of netstrings; lengths count bytes."""
    at, number = 0, 0
    while at < len(data):
        number += 1
        head = re.match(rb"(\d{1,10}):", data[at : at + 12])
        end = at + (head.end() + int(head[1]) if head else 0)
        if not head or data[end : end + 1] != b",":
            if data[at:].strip():
                remarks.append(Remark(Place(file, number), _("object"), Fate.LEFT_OUT, _("the file is cut off here")))
            return
        made = _from_json(data[at + head.end() : end], file, number)
        if made is None:
            remarks.append(Remark(Place(file, number), _("object"), Fate.LEFT_OUT, _("it is not JSON as expected")))
        else:
            yield made
        at = end + 1


def _from_json(data: bytes, file: str, number: int) -> Made | None:
    try:
        found = json.loads(data.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or not isinstance(found.get("properties"), dict):
        return None
    values = {str(key): _plain(value) for key, value in found["properties"].items()}
    where = found.get("debug_info")
    place = Place(file, number)
    if isinstance(where, list) and len(where) > 1 and isinstance(where[1], int | float):
        place = Place(str(where[0]), int(where[1]))
    return Made(str(found.get("type", "")), _own_name(values, str(found.get("name", ""))), values, place)


def _own_name(values: dict[str, Any], name: str) -> str:
    """Return the name without that of the host before it."""
    own = values.get("name")
    return own if isinstance(own, str) and own else name.rpartition("!")[2]


def _plain(value: Value) -> Value:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return float(value)
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        if value.get("type") == "Function":
            return COMPUTED
        return {str(key): _plain(one) for key, one in value.items()}
    return COMPUTED if isinstance(value, str) and value.startswith("Object of type 'Function'") else value


def from_object_list(text: str, file: str) -> Iterator[Made]:
    """Yield the objects that `icinga2 object list` printed."""
    values: dict[str, Any] = {}
    kind, name, place = "", "", Place(file, 0)
    stack: list[tuple[int, dict[str, Any]]] = [(0, values)]
    for number, line in enumerate(_COLOUR.sub("", text).splitlines(), start=1):
        if opened := _OBJECT.match(line):
            if kind:
                yield Made(kind, _own_name(values, name), values, place)
            values, name, kind, place = {}, opened[1], opened[2], Place(file, number)
            stack = [(0, values)]
        elif declared := _DECLARED.match(line):
            place = Place(declared[1], int(declared[2]))
        elif found := _PROPERTY.match(line):
            _property(found, stack)
    if kind:
        yield Made(kind, _own_name(values, name), values, place)


def _property(found: re.Match[str], stack: list[tuple[int, dict[str, Any]]]) -> None:
    indent = len(found[1])
    while len(stack) > 1 and indent <= stack[-1][0]:
        stack.pop()
    if found[3] is None:
        inner: dict[str, Any] = {}
        stack[-1][1][found[2]] = inner
        stack.append((indent, inner))
    else:
        stack[-1][1][found[2]] = _printed(found[3])


def _printed(text: str) -> Value:
    """Read a value as it is printed: quotes in a text are not escaped there."""
    text = text.strip()
    if text.startswith("[") and text.endswith("]"):
        return [_printed(one) for one in _items(text[1:-1])]
    if text.startswith('"') and text.endswith('"') and len(text) > 1:
        return text[1:-1]
    if text in ("null", "true", "false"):
        return {"null": None, "true": True, "false": False}[text]
    try:
        return float(text)
    except ValueError:
        return COMPUTED


def _items(text: str) -> Iterator[str]:
    """Part the items of an array, which may hold arrays and quoted commas."""
    item, depth, quoted = "", 0, False
    for sign in text:
        quoted ^= sign == '"'
        depth += 0 if quoted else (sign == "[") - (sign == "]")
        if sign == "," and not depth and not quoted:
            yield item
            item = ""
        else:
            item += sign
    if item.strip():
        yield item
