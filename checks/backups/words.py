"""The word lists of `words.toml`, compiled when they are first used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from checks.backups.model import Verdict
from checks.backups.patterns import compiled

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What a mail is about, and who may have written it."""

    backup: re.Pattern[str]
    report: re.Pattern[str]
    started: re.Pattern[str]
    notice: re.Pattern[str]
    resolved: re.Pattern[str]
    other_deed: re.Pattern[str]
    automatic: re.Pattern[str]
    commercial: re.Pattern[str]
    greeting: re.Pattern[str]
    impersonal: re.Pattern[str]
    closing: re.Pattern[str]
    quoting: re.Pattern[str]
    forwarded: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Words:
    """Everything in `words.toml` but its samples.

    `harmless` is blanked before anything is looked for. `major` failures make a mail a failure, the others make it
    doubtful. A `success` counts unless its clause holds `denied_before` or goes on with `denied_after`.
    """

    version: int
    harmless: Patterns
    failure: Patterns
    major: Patterns
    partial: Patterns
    warning: Patterns
    success: Patterns
    success_history: Patterns
    denied_before: re.Pattern[str]
    denied_after: re.Pattern[str]
    status: tuple[tuple[Verdict, re.Pattern[str]], ...]
    context: Context


@cache
def words() -> Words:
    """Return the word lists. Raises PatternError where a pattern cannot be read."""
    data = read_data()
    harmless = [pattern for kind in data["harmless"].values() for pattern in kind]
    return Words(
        version=int(data["version"]),
        harmless=_each(harmless),
        failure=_each(data["failure"]["patterns"]),
        major=_each(data["failure"]["major"]),
        partial=_each(data["partial"]["patterns"]),
        warning=_each(data["warning"]["patterns"]),
        success=_each(data["success"]["patterns"]),
        success_history=_each(data["success"]["history"]),
        denied_before=compiled(data["denial"]["before"]),
        denied_after=compiled(data["denial"]["after"]),
        status=_status(data["status"]),
        context=Context(**{name: compiled(pattern) for name, pattern in data["context"].items()}),
    )


def read_data() -> Mapping[str, Any]:
    """Return the file as it is written, samples included."""
    return tomllib.loads(resources.files(__package__).joinpath("words.toml").read_text("utf-8"))


def _each(patterns: Sequence[str]) -> Patterns:
    return tuple(compiled(pattern) for pattern in patterns)


def _any(patterns: Sequence[str]) -> re.Pattern[str]:
    return compiled("|".join(f"(?:{pattern})" for pattern in patterns))


def _status(lists: Mapping[str, Sequence[str]]) -> tuple[tuple[Verdict, re.Pattern[str]], ...]:
    """Pair each class with its values, the worst first: a value that fits two is the worse."""
    order = (
        (Verdict.PARTIAL, "partial"),
        (Verdict.FAILED, "failed"),
        (Verdict.WARNING, "warning"),
        (Verdict.OK, "ok"),
    )
    return tuple((verdict, _any(lists[name])) for verdict, name in order)
