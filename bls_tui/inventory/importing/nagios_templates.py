"""Inheritance and lists of Nagios' objects: `use`, `+`, `null`, wildcards, exclusions. Pure.

Source: Nagios Core 4 documentation, "Object Inheritance" and "Time-Saving Tricks For Object Definitions".
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from bls_tui.inventory.importing.foreign import Fate, Remark
from bls_tui.inventory.importing.nagios_files import Definition
from bls_tui.locale import _

_NOT_INHERITED = frozenset(("use", "name", "register"))


class Templates:
    """The definitions one can `use`, by kind and name; the names of objects themselves count as well."""

    def __init__(self, definitions: Iterable[Definition], remarks: list[Remark]) -> None:
        self._known: dict[tuple[str, str], Definition] = {}
        self._remarks = remarks
        for definition in definitions:
            if name := definition.says.get("name"):
                self._known.setdefault((definition.kind, name), definition)

    def resolved(self, definition: Definition) -> dict[str, str]:
        """Return what a definition says with all it inherits; `null` takes an inherited value away."""
        found = self._resolved(definition, ())
        return {key: value for key, value in found.items() if value.lower() != "null" and value != "+"}

    def _resolved(self, definition: Definition, seen: tuple[int, ...]) -> dict[str, str]:
        own = {key: value for key, value in definition.says.items() if key not in _NOT_INHERITED}
        inherited: dict[str, str] = {}
        for name in split(definition.says.get("use", "")):
            parent = self._known.get((definition.kind, name))
            if parent is None or id(parent) in seen:
                reason = _("it uses itself") if parent else _("there is no template {name}").format(name=name)
                self._remarks.append(Remark(definition.place, f"use {name}", Fate.LEFT_OUT, reason))
                continue
            inherited = _laid(inherited, self._resolved(parent, (*seen, id(definition))))
        return _laid(own, inherited)


def _laid(upper: Mapping[str, str], lower: Mapping[str, str]) -> dict[str, str]:
    """Lay what is nearer over what is inherited; a value that begins with + is added to the inherited one."""
    found = dict(lower)
    for key, value in upper.items():
        below = lower.get(key, "")
        if value.startswith("+") and below and below.lower() != "null":
            found[key] = f"{below},{value[1:]}"
        else:
            found[key] = value
    return found


def registered(definition: Definition) -> bool:
    """Tell whether a definition is an object and not only a template."""
    return definition.says.get("register", "1").strip() != "0"


def split(text: str) -> list[str]:
    """Return the items of a comma-separated list, a leading + left out."""
    return [item for part in text.removeprefix("+").split(",") if (item := part.strip())]


def chosen(text: str, names: Sequence[str], *, patterns: bool) -> tuple[set[str], list[str]]:
    """Return which of `names` a list means, and its items that mean none.

    `*` is all, `!name` takes one away wherever it stands, `a*` and `a?` are wildcards; with `patterns`
    (use_regexp_matching) such items are regular expressions, as Nagios has it.
    """
    found: set[str] = set()
    taken: set[str] = set()
    unknown: list[str] = []
    known = frozenset(names)
    for item in split(text):
        bare = item.removeprefix("!").strip()
        meant = _meant(bare, names, known, patterns=patterns)
        (taken if item.startswith("!") else found).update(meant)
        if not meant:
            unknown.append(item)
    return found - taken, unknown


def _meant(item: str, names: Sequence[str], known: Collection[str], *, patterns: bool) -> set[str]:
    if item in known:
        return {item}
    if item == "*":
        return set(names)
    if not re.search(r"[*?+]|\\\.", item):
        return set()
    try:
        rule = re.compile(item if patterns else re.escape(item).replace(r"\*", ".*").replace(r"\?", ".") + r"\Z")
    except re.error:
        return set()
    return {name for name in names if (rule.search(name) if patterns else rule.match(name))}
