"""From files (and documents of the database) to declarations: who declares what, where, and what exactly it says."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bls_tui.inventory.model import MODELS, Document
from bls_tui.inventory.table import Table
from bls_tui.locale import _
from bls_tui.mistakes import Mistake, MistakesError, explain, key_text, nested_too_deeply, read_toml
from bls_tui.toml_lines import KeyPath, line_of, scan
from db.rows import DocumentRow

FILE = "file"
"""Kind of the documents that remember which files were applied, by their fingerprint."""


class InventoryError(MistakesError):
    """The inventory cannot be applied; every mistake found is listed, and nothing was changed."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """One table of the inventory. `source` is what is written, `table` the same, checked and typed.

    The defaults of a file have the file's path as `key`.
    """

    kind: str
    key: str
    origin: str
    line: int
    source: Mapping[str, Any]
    table: Table

    @property
    def path(self) -> KeyPath:
        """Where it stands in its file."""
        return ("defaults",) if self.kind == "defaults" else (self.kind, self.key)

    def row(self) -> DocumentRow:
        """Return it as the database keeps it."""
        return DocumentRow(self.kind, self.key, self.origin, self.line, self.source)


@dataclass
class Places:
    """Finds the line of anything declared; files are only scanned when a mistake is reported."""

    texts: Mapping[str, str]
    _lines: dict[str, Mapping[KeyPath, int]] = field(default_factory=dict)

    def mistake(self, declaration: Declaration, path: KeyPath, message: str) -> Mistake:
        """Make a mistake about the key `path` inside `declaration`."""
        full = declaration.path + path
        return Mistake(declaration.origin, self._line(declaration, full), key_text(full), message)

    def _line(self, declaration: Declaration, path: KeyPath) -> int:
        if declaration.origin not in self.texts:
            return declaration.line
        if declaration.origin not in self._lines:
            self._lines[declaration.origin] = scan(self.texts[declaration.origin])
        return line_of(self._lines[declaration.origin], path)


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """An inventory file, checked by itself."""

    origin: str
    text: str
    declarations: tuple[Declaration, ...]


def parse_file(path: Path, origin: str | None = None) -> ParsedFile:
    """Read one file.

    Raises:
        MistakesError: listing what is wrong with it.
    """
    origin = origin or str(path)
    text, raw = read_toml(path, origin)
    try:
        source = _jsonable(raw)
        document = Document.model_validate(source)
    except RecursionError as error:
        raise MistakesError([nested_too_deeply(origin)]) from error
    except ValidationError as error:
        raise MistakesError(explain(error, Document, origin, text)) from error
    return ParsedFile(origin, text, tuple(_declarations(document, source, origin, text)))


def _declarations(document: Document, source: Mapping[str, Any], origin: str, text: str) -> Iterable[Declaration]:
    lines = scan(text)
    for kind, key, table in document.declarations():
        if kind == "defaults":
            yield Declaration(kind, origin, origin, line_of(lines, (kind,)), source[kind], table)
        else:
            yield Declaration(kind, key, origin, line_of(lines, (kind, key)), source[kind][key], table)


def from_row(row: DocumentRow) -> Declaration:
    """Make a declaration of a document of the database.

    Raises:
        MistakesError: it was written by a version of bls that allowed what this one does not.
    """
    try:
        table = MODELS[row.kind].model_validate(row.source)
    except ValidationError as error:
        mistakes = explain(error, MODELS[row.kind], row.origin, "")
        raise MistakesError([Mistake(row.origin, row.line, m.key, m.message) for m in mistakes]) from error
    return Declaration(row.kind, row.key, row.origin, row.line, row.source, table)


def _jsonable(value: Any) -> Any:
    """TOML's dates and times as text, its nan and inf too: the database keeps JSON."""
    if isinstance(value, dict):
        return {key: _jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_jsonable(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value if isinstance(value, str | int | float) else value.isoformat()


def without_duplicates(
    declarations: Iterable[Declaration], places: Places
) -> tuple[dict[tuple[str, str], Declaration], list[Mistake]]:
    """Index declarations by kind and key; what a second file declares again is a mistake."""
    index: dict[tuple[str, str], Declaration] = {}
    mistakes = []
    for declaration in declarations:
        first = index.setdefault((declaration.kind, declaration.key), declaration)
        if first is not declaration:
            message = _("already declared in {file}:{line}").format(file=first.origin, line=first.line)
            mistakes.append(places.mistake(declaration, (), message))
    return index, mistakes
