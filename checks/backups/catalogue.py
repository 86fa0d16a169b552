"""The products: one TOML file each under `products/`, read once when the first mail comes, every mistake named.

A file says which format it reads (`source`), whether that was seen or is only known (`verified`), how a mail of the
product is recognised, the rules with their verdicts, and where job, host, times and sizes stand. `docs/backup-mails.md`
explains the keys.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from checks.backups.model import INFORMATIONAL, Verdict
from checks.backups.patterns import PatternError, compiled
from checks.backups.text import label_key

PLACES = ("sender", "subject", "body", "attachment")
EXTRACTS = ("job", "host", "started", "ended", "duration", "size")


class CatalogueError(ValueError):
    """A data file is wrong; the message names the file, the place and what is allowed."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece of text is taken from: a pattern in one place of the mail, or the value of labelled fields.

    Attributes:
        where: sender, subject, body, attachment or field.
        pattern: in a place the words looked for; for a field what its value must hold, None for any value.
        labels: the labels of a field, in the form of `text.label_key`.
    """

    where: str
    pattern: re.Pattern[str] | None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: unique in its product.
        source: where it looks for what.
        verdict: None means that the mail is no result of a run.
        unless: takes a match back when its line (or field, or subject) holds this too.
        literal: an OK of fixed words that no clause around them can deny ("[Success]", "Errors: 0").
        decisive: what it says stands whatever the body says; for products whose logs hold errors of good runs.
    """

    id: str
    source: Source
    verdict: Verdict | None
    unless: re.Pattern[str] | None
    literal: bool
    decisive: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A list of objects inside a mail, each with its own state.

    Attributes:
        header: patterns that the header line holds, all of them; () where lines stand alone.
        row: for lines without cells, with the groups `name` and `status`; None to read cells.
        name_cells: how many cells from the left make the name.
        status: what the state words mean.
        decides: whether the rows alone may make the verdict OK.
        pairs: two labels, of the name and of the state, where each object is a block of labelled fields; () otherwise.
    """

    header: tuple[re.Pattern[str], ...]
    row: re.Pattern[str] | None
    name_cells: int
    status: tuple[tuple[Verdict, re.Pattern[str]], ...]
    decides: bool
    pairs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Product:
    """Everything one file says."""

    id: str
    name: str
    version: int
    source: str
    verified: bool
    priority: int
    recognise: tuple[tuple[Source, ...], ...]
    rules: tuple[Rule, ...]
    extract: Mapping[str, tuple[Source, ...]]
    tables: tuple[Table, ...]
    quiet_lines: tuple[re.Pattern[str], ...]
    quiet_after: tuple[re.Pattern[str], ...]
    paths_with_blanks: bool
    guard: bool


@cache
def products() -> tuple[Product, ...]:
    """Return all products, those that must be asked first at the front. Raises CatalogueError."""
    files = (
        file for file in resources.files(__package__).joinpath("products").iterdir() if file.name.endswith(".toml")
    )
    loaded = [read(file.name, file.read_text("utf-8")) for file in files]
    return tuple(sorted(loaded, key=lambda product: (-product.priority, product.id)))


@cache
def common() -> Mapping[str, tuple[Source, ...]]:
    """Return where values stand in mails of any product: the labels that programs and people use."""
    text = resources.files(__package__).joinpath("labels.toml").read_text("utf-8")
    return _Reader("labels.toml").extracts(tomllib.loads(text)["extract"])


@cache
def status_labels() -> tuple[str, ...]:
    """Return the labels beside which a status stands in mails of no known product."""
    text = resources.files(__package__).joinpath("labels.toml").read_text("utf-8")
    return tuple(label_key(label) for label in tomllib.loads(text)["status"])


def read(file: str, text: str) -> Product:
    """Read one product file. Raises CatalogueError."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueError(f"{file} is not TOML: {error}") from error
    return _Reader(file).product(data)


_KEYS = {
    "product": {
        "name",
        "version",
        "source",
        "verified",
        "priority",
        "guard",
        "recognise",
        "rule",
        "extract",
        "table",
        "quiet",
    },
    "rule": {"id", "where", "field", "pattern", "verdict", "unless", "literal", "decisive", "verified", "note"},
    "source": {"where", "field", "pattern"},
    "table": {"header", "row", "name_cells", "status", "decides", "pairs"},
    "quiet": {"lines", "after", "paths_with_blanks"},
}


class _Reader:
    """Turns the tables of one file into objects, knowing the file's name for its complaints."""

    def __init__(self, file: str) -> None:
        self.file = file

    def product(self, data: Mapping[str, Any]) -> Product:
        self._check("product", data, "the file")
        quiet = data.get("quiet", {})
        self._check("quiet", quiet, "quiet")
        rules = tuple(self.rule(each) for each in data.get("rule", ()))
        ids = [rule.id for rule in rules]
        if len(set(ids)) != len(ids):
            raise self._wrong("rule", f"two rules have one id: {ids}")
        return Product(
            id=self.file.removesuffix(".toml"),
            name=self._text(data, "name", "the file"),
            version=int(data.get("version", 1)),
            source=self._text(data, "source", "the file"),
            verified=bool(data.get("verified", False)),
            priority=int(data.get("priority", 50)),
            recognise=tuple(self._recognise(each) for each in data.get("recognise", ())),
            rules=rules,
            extract=self.extracts(data.get("extract", {})),
            tables=tuple(self.table(each) for each in data.get("table", ())),
            quiet_lines=self._patterns(quiet.get("lines", ()), "quiet.lines"),
            quiet_after=self._patterns(quiet.get("after", ()), "quiet.after"),
            paths_with_blanks=bool(quiet.get("paths_with_blanks", False)),
            guard=bool(data.get("guard", True)),
        )

    def _recognise(self, data: Mapping[str, Any]) -> tuple[Source, ...]:
        """A product is recognised by any entry; the parts of one entry (`all`) must all be there."""
        parts = data.get("all", (data,))
        return tuple(self.source(part, "recognise") for part in parts)

    def rule(self, data: Mapping[str, Any]) -> Rule:
        self._check("rule", data, f"rule {data.get('id', '?')}")
        name = self._text(data, "id", "rule")
        return Rule(
            id=name,
            source=self.source(data, f"rule {name}"),
            verdict=self._verdict(data.get("verdict"), name),
            unless=self._pattern(data["unless"], f"rule {name}") if "unless" in data else None,
            literal=bool(data.get("literal", False)),
            decisive=bool(data.get("decisive", False)),
        )

    def source(self, data: Mapping[str, Any], place: str) -> Source:
        pattern = self._pattern(data["pattern"], place) if "pattern" in data else None
        if "field" in data:
            labels = [data["field"]] if isinstance(data["field"], str) else data["field"]
            return Source("field", pattern, tuple(label_key(label) for label in labels))
        where = data.get("where")
        if where not in PLACES or pattern is None:
            raise self._wrong(place, f"needs a pattern with where = one of {', '.join(PLACES)}, or field = label(s)")
        return Source(where, pattern)

    def extracts(self, data: Mapping[str, Any]) -> Mapping[str, tuple[Source, ...]]:
        unknown = set(data) - set(EXTRACTS)
        if unknown:
            raise self._wrong("extract", f"unknown {sorted(unknown)}; known are {', '.join(EXTRACTS)}")
        return {key: tuple(self.source(each, f"extract.{key}") for each in value) for key, value in data.items()}

    def table(self, data: Mapping[str, Any]) -> Table:
        self._check("table", data, "table")
        row = self._pattern(data["row"], "table.row") if "row" in data else None
        if row is not None and not {"name", "status"} <= set(row.groupindex):
            raise self._wrong("table.row", "needs the groups name and status")
        status = data.get("status", {})
        return Table(
            header=self._patterns(data.get("header", ()), "table.header"),
            row=row,
            name_cells=int(data.get("name_cells", 1)),
            status=tuple((self._known(key), self._pattern(value, "table.status")) for key, value in status.items()),
            decides=bool(data.get("decides", False)),
            pairs=tuple(label_key(label) for label in data.get("pairs", ())),
        )

    def _verdict(self, text: Any, rule: str) -> Verdict | None:
        return None if text == INFORMATIONAL else self._known(text, f"rule {rule}")

    def _known(self, text: Any, place: str = "table.status") -> Verdict:
        try:
            return Verdict(text)
        except ValueError:
            allowed = ", ".join([*Verdict, INFORMATIONAL])
            raise self._wrong(place, f"verdict {text!r} is none of {allowed}") from None

    def _patterns(self, patterns: Iterable[str], place: str) -> tuple[re.Pattern[str], ...]:
        return tuple(self._pattern(pattern, place) for pattern in patterns)

    def _pattern(self, pattern: str, place: str) -> re.Pattern[str]:
        try:
            return compiled(pattern)
        except PatternError as error:
            raise self._wrong(place, str(error)) from error

    def _text(self, data: Mapping[str, Any], key: str, place: str) -> str:
        value = data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._wrong(place, f"needs {key}")
        return value

    def _check(self, kind: str, data: Mapping[str, Any], place: str) -> None:
        unknown = set(data) - _KEYS[kind]
        if unknown:
            raise self._wrong(place, f"unknown {sorted(unknown)}; known are {', '.join(sorted(_KEYS[kind]))}")

    def _wrong(self, place: str, what: str) -> CatalogueError:
        return CatalogueError(f"products/{self.file}, {place}: {what}")


def product_of(rule: str) -> Product | None:
    """Return the product whose rule `product/rule` names, None for rules of no product."""
    name = rule.partition("/")[0]
    return next((product for product in products() if product.id == name), None)
