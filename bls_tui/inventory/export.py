"""Writes the inventory of the database back as TOML files that apply to the same.

One file for each that declared something, with what it declared. Comments of the original files are not kept: the
database has what was said, not how it was written.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Any

import tomlkit

from bls_tui.errors import RefusedError
from bls_tui.inventory.model import MODELS
from bls_tui.inventory.parse import FILE
from bls_tui.locale import _
from bls_tui.mistakes import key_text
from bls_tui.toml_lines import KeyPath
from db.rows import DocumentRow

SUB_TABLES = ("site", "service", "override")
"""Keys whose tables are written under headers of their own; every other table is written inline."""


def export(documents: Iterable[DocumentRow]) -> dict[str, str]:
    """Return TOML texts by the file that declared them."""
    by_origin: dict[str, list[DocumentRow]] = {}
    for row in documents:
        if row.kind != FILE:
            by_origin.setdefault(row.origin, []).append(row)
    return {origin: "\n".join(_text(rows)) for origin, rows in sorted(by_origin.items())}


def write(texts: Mapping[str, str], directory: Path) -> list[Path]:
    """Write exported texts into `directory` under their files' names and return the paths.

    Raises:
        RefusedError: a file of that name is there already; nothing was written.
        OSError: the directory cannot be written.
    """
    paths = {origin: directory / name for origin, name in _names(list(texts)).items()}
    for path in paths.values():
        if path.exists():
            raise RefusedError(_("{path} exists already and is not overwritten").format(path=path))
    directory.mkdir(parents=True, exist_ok=True)
    for origin, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(texts[origin], encoding="utf-8")
    return list(paths.values())


def _names(origins: list[str]) -> dict[str, str]:
    """Give each file a name of its own: its own name, with a number where two files share it."""
    names: dict[str, str] = {}
    for origin in origins:
        path = PurePath(origin)
        taken = set(names.values())
        candidates = (f"{path.stem}{f'-{number}' if number else ''}.toml" for number in range(len(origins)))
        names[origin] = next(name for name in candidates if name not in taken)
    return names


def text_of(path: KeyPath, source: Mapping[str, Any]) -> str:
    """Return one table, with those below it, as TOML."""
    return "\n".join(_table(path, source))


def _text(rows: list[DocumentRow]) -> Iterator[str]:
    order = tuple(MODELS)
    for row in sorted(rows, key=lambda row: (order.index(row.kind), row.line, row.key)):
        path = ("defaults",) if row.kind == "defaults" else (row.kind, row.key)
        yield from _table(path, row.source)


def _table(path: KeyPath, source: Mapping[str, Any]) -> Iterator[str]:
    nested = {key: value for key, value in source.items() if key in SUB_TABLES and isinstance(value, Mapping)}
    lines = (f"{key_text((key,))} = {inline(value)}\n" for key, value in source.items() if key not in nested)
    yield f"[{key_text(path)}]\n{''.join(lines)}"
    for key, tables in nested.items():
        for name, inner in tables.items():
            yield from _table((*path, key, name), inner)


def inline(value: Any) -> str:
    """Write a TOML value; tables inline, so that a line stays a key."""
    if isinstance(value, Mapping):
        pairs = ", ".join(f"{key_text((key,))} = {inline(inner)}" for key, inner in value.items())
        return f"{{ {pairs} }}" if pairs else "{}"
    if isinstance(value, list):
        return f"[{', '.join(map(inline, value))}]"
    return str(tomlkit.item(value).as_string())
