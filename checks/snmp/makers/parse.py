"""From the text of a data file to a `Maker`. The keys are explained in docs/devices.md."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from checks.model import State
from checks.snmp.makers.model import (
    Condition,
    Entry,
    Header,
    Kinds,
    Limits,
    LoadEntry,
    Maker,
    Meaning,
    ReadingEntry,
    Section,
    SizeEntry,
)
from checks.snmp.makers.naming import Name, NameTextError, parse_name
from checks.snmp.values import BadOidError, Oid, parse_oid

_VERDICTS: Mapping[str, State | None] = {
    "ok": State.OK,
    "warning": State.WARNING,
    "critical": State.CRITICAL,
    "unknown": State.UNKNOWN,
    "absent": None,
}
_LIMITS = ("low_crit", "low_warn", "high_warn", "high_crit")


class MakerError(ValueError):
    """A data file that cannot be read; the message names file, entry and key."""


def parse_header(key: str, text: str) -> Header:
    """Read what stands before the first empty line of a data file; `key` is the file's name without extension.

    Raises:
        MakerError: no TOML, a missing key, an OID that is none.
    """
    with _naming(key):
        data = tomllib.loads(text.partition("\n\n")[0])
        oid = _reader(data.get("base", ""))
        return Header(
            key=key,
            name=data["name"],
            notes=data.get("notes", ""),
            objects=tuple(map(oid, data.get("objects", []))),
            detect=tuple(map(oid, data.get("detect", []))),
            everywhere=data.get("everywhere", False),
            sections=frozenset(Section(found) for found in _SECTION.findall(text)),
        )


def parse_maker(key: str, text: str) -> Maker:
    """Read a data file whole.

    Raises:
        MakerError: no TOML, an unknown key, an OID that is none.
    """
    header = parse_header(key, text)
    with _naming(key):
        return _maker(header, tomllib.loads(text))


_SECTION = re.compile(rf"^({'|'.join(Section)}) = ", re.MULTILINE)
_HEAD = ("name", "notes", "objects", "detect", "everywhere")


@contextmanager
def _naming(key: str) -> Iterator[None]:
    try:
        yield
    except (tomllib.TOMLDecodeError, NameTextError, BadOidError, KeyError, TypeError, ValueError) as error:
        raise MakerError(f"{key}.toml: {error}") from error


def _maker(header: Header, data: dict[str, Any]) -> Maker:
    oid = _reader(data.pop("base", ""))
    common = {"mib": data.pop("mib")} if "mib" in data else {}
    meanings = data.pop("meanings", {})
    entries = [
        _entry(section, _Table(section, common | _spelled_out(table, meanings)), oid)
        for section in Section
        for table in data.pop(section.value, [])
    ]
    table = _Table("the file", {key: value for key, value in data.items() if key not in _HEAD})
    maker = Maker(
        header=header,
        instead=frozenset(map(Section, table.take("instead", []))),
        beside=frozenset(map(Section, table.take("beside", []))),
        entries=tuple(entries),
    )
    table.end()
    return maker


def _spelled_out(table: Mapping[str, Any], meanings: Mapping[str, Any]) -> dict[str, Any]:
    """Put the list of meanings in the place of its name: states = "health" is [meanings.health] of the file."""
    states = table.get("states")
    return {**table, "states": meanings[states]} if isinstance(states, str) else dict(table)


class _Table:
    """A TOML table whose keys are taken one by one, so that one nobody knows is noticed."""

    def __init__(self, what: str, values: Mapping[str, Any]) -> None:
        self._what = what
        self._values = dict(values)

    def take(self, key: str, default: Any = KeyError) -> Any:
        if default is KeyError and key not in self._values:
            raise ValueError(f"{self._what} {self._values} lacks {key}")
        return self._values.pop(key, default)

    def end(self) -> None:
        if self._values:
            raise ValueError(f"{self._what} has unknown keys {', '.join(self._values)}")


def _reader(base: str) -> Callable[[str], Oid]:
    def oid(text: str) -> Oid:
        return parse_oid(base + text if text.startswith(".") else text)

    return oid


def _entry(section: Section, table: _Table, oid: Callable[[str], Oid]) -> Entry:
    common: dict[str, Any] = {
        "section": section,
        "mib": table.take("mib"),
        "name": _name(section, table, oid),
        "objects": tuple(map(oid, table.take("objects", []))),
        "only": _conditions(table.take("only", []), oid),
        "rows": frozenset(tuple(map(int, str(row).split("."))) for row in table.take("rows", [])),
    }
    if section is Section.CPU:
        entry: Entry = _load(common, table, oid)
    elif section in {Section.MEMORY, Section.STORAGE}:
        entry = _size(common, table, oid)
    else:
        entry = _reading(common, table, oid)
    table.end()
    return entry


def _name(section: Section, table: _Table, oid: Callable[[str], Oid]) -> Name:
    default = {Section.CPU: "Processor", Section.MEMORY: "Memory"}.get(section, KeyError)
    return parse_name(table.take("name", default), oid)


def _conditions(value: Any, oid: Callable[[str], Oid]) -> tuple[Condition, ...]:
    tables = [value] if isinstance(value, Mapping) else value
    return tuple(
        Condition(oid(table["oid"]), _texts(table, "is"), table.get("above"), _texts(table, "not")) for table in tables
    )


def _texts(table: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(map(str, table.get(key, [])))


def _load(common: Mapping[str, Any], table: _Table, oid: Callable[[str], Oid]) -> LoadEntry:
    return LoadEntry(
        **common,
        value=oid(table.take("value")),
        scale=table.take("scale", 1.0),
        idle=table.take("idle", default=False),
        each=table.take("each", default=False),
        pattern=re.compile(pattern) if (pattern := table.take("pattern", "")) else None,
    )


def _size(common: Mapping[str, Any], table: _Table, oid: Callable[[str], Oid]) -> SizeEntry:
    unit = table.take("unit", 1)
    columns: dict[str, Any] = {
        key: oid(text) for key in ("total", "used", "free", "percent") if (text := table.take(key, None)) is not None
    }
    if "percent" not in columns and len(columns) < 2:  # noqa: PLR2004 -- two of three make a size
        raise ValueError(f"{common['mib']}: two of total, used, free and percent are needed")
    return SizeEntry(
        **common,
        **columns,
        percent_scale=table.take("percent_scale", 1.0),
        unit=1.0 if isinstance(unit, str) else unit,
        unit_oid=oid(unit) if isinstance(unit, str) else None,
        kind=table.take("kind", ""),
        pools=table.take("pools", default=False),
        fallback=table.take("fallback", default=False),
    )


def _reading(common: Mapping[str, Any], table: _Table, oid: Callable[[str], Oid]) -> ReadingEntry:
    def optional(key: str) -> Oid | None:
        text = table.take(key, None)
        return None if text is None else oid(text)

    states = {str(number): _meaning(text) for number, text in table.take("states", {}).items()}
    kinds = table.take("kinds", None)
    return ReadingEntry(
        **common,
        value=oid(table.take("value")),
        kind=table.take("kind", "state" if states else "" if kinds else KeyError),
        kinds=None if kinds is None else _kinds(kinds, oid),
        scale=table.take("scale", 1.0),
        offset=table.take("offset", 0.0),
        si=optional("si"),
        precision=optional("precision"),
        factor=optional("factor"),
        states=states,
        limits=Limits(**{key: optional(key) for key in _LIMITS}),
        skip=frozenset(map(float, table.take("skip", []))),
        role=table.take("role", ""),
    )


def _meaning(text: str) -> Meaning:
    verdict, _, word = text.partition(" ")
    if verdict not in _VERDICTS:
        raise ValueError(f"{verdict} is none of {', '.join(_VERDICTS)}")
    return Meaning(_VERDICTS[verdict], word or verdict)


def _kinds(value: Mapping[str, Any], oid: Callable[[str], Oid]) -> Kinds:
    kinds = {}
    for key, text in value.items():
        if key != "oid":
            kind, _, scale = text.partition(" ")
            kinds[key] = (kind, float(scale or 1))
    return Kinds(oid(value["oid"]), kinds)
