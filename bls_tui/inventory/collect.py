"""Reads the whole inventory: the files its sources stand for, together with what other files declared earlier.

An apply replaces what its own files declare and nothing else: what came from files outside its sources stays, unless it
is to be pruned. So somebody with another bls.toml on the same database takes nothing away.
"""

import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from bls_tui.inventory.expand import expand
from bls_tui.inventory.fleet import Fleet
from bls_tui.inventory.parse import (
    FILE,
    Declaration,
    InventoryError,
    ParsedFile,
    Places,
    from_row,
    parse_file,
    without_duplicates,
)
from bls_tui.inventory.sources import NoSuchPathError, Source
from bls_tui.mistakes import Mistake, MistakesError
from db.rows import DocumentRow

BUILT_IN = Path(__file__).with_name("templates.toml")
BUILT_IN_ORIGIN = "built-in"


@cache
def built_in_templates() -> Mapping[str, Declaration]:
    """Return the templates that come with bls, by name."""
    parsed = parse_file(BUILT_IN, BUILT_IN_ORIGIN)
    return {declaration.key: declaration for declaration in parsed.declarations}


def files_of(sources: Sequence[Source]) -> list[Path]:
    """Return the files of all sources, each once.

    Raises:
        InventoryError: a source stands for no file.
    """
    found: dict[Path, None] = {}
    mistakes = []
    for source in sources:
        try:
            found.update(dict.fromkeys(source.files()))
        except NoSuchPathError as error:
            mistakes.append(Mistake("inventory.paths", 0, "", str(error)))
    if mistakes:
        raise InventoryError(mistakes)
    return list(found)


def is_unchanged(sources: Sequence[Source], recorded: Iterable[DocumentRow]) -> bool:
    """Tell whether the files are, byte for byte, those applied last. Raises InventoryError for a missing path."""
    before = {row.key: row.source for row in recorded if row.kind == FILE}
    now = {row.key: row.source for row in _fingerprints(files_of(sources))}
    gone = [key for key in before if key not in now and any(source.covers(key) for source in sources)]
    return not gone and all(before.get(key, {}).get("sha256") == row["sha256"] for key, row in now.items())


def collect(sources: Sequence[Source], recorded: Sequence[DocumentRow], *, prune: bool = False) -> Fleet:
    """Read and check everything.

    Args:
        sources: where this apply's files are.
        recorded: the documents of the database.
        prune: drop what files outside the sources declared.

    Raises:
        InventoryError: listing every mistake found in any file.
    """
    paths = files_of(sources)
    parsed = _parse_all(paths)
    places = Places({file.origin: file.text for file in parsed})
    outside = [] if prune else list(_outside(sources, parsed, recorded))
    declarations = [declaration for file in parsed for declaration in file.declarations]
    index, mistakes = without_duplicates([*map(from_row, outside), *declarations], places)
    if mistakes:
        raise InventoryError(mistakes)
    fleet = expand(index, built_in_templates(), places)
    kept = [row for row in recorded if row.kind == FILE and any(row.key == other.origin for other in outside)]
    files = {(FILE, row.key): row for row in (*kept, *_fingerprints(paths))}
    return Fleet(fleet.customers, fleet.sites, fleet.objects, {**fleet.documents, **files})


def _parse_all(paths: Iterable[Path]) -> list[ParsedFile]:
    parsed: list[ParsedFile] = []
    mistakes: list[Mistake] = []
    for path in paths:
        try:
            parsed.append(parse_file(path))
        except MistakesError as error:
            mistakes += error.mistakes
    if mistakes:
        raise InventoryError(mistakes)
    return parsed


def _outside(
    sources: Sequence[Source], parsed: Sequence[ParsedFile], recorded: Sequence[DocumentRow]
) -> Iterator[DocumentRow]:
    """What other files declared, except what a file of ours took over because that file is gone from this machine."""
    ours = {(declaration.kind, declaration.key) for file in parsed for declaration in file.declarations}
    here = {row.key for row in recorded if row.kind == FILE and row.source.get("machine") == platform.node()}
    for row in recorded:
        if row.kind == FILE or any(source.covers(row.origin) for source in sources):
            continue
        moved = (row.kind, row.key) in ours and row.origin in here and not Path(row.origin).exists()
        if not moved:
            yield row


def _fingerprints(paths: Iterable[Path]) -> Iterator[DocumentRow]:
    for path, key in (*((path, str(path)) for path in paths), (BUILT_IN, BUILT_IN_ORIGIN)):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        machine = "" if key == BUILT_IN_ORIGIN else platform.node()
        yield DocumentRow(FILE, key, key, 0, {"sha256": digest, "machine": machine})
