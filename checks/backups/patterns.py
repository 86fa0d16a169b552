"""Patterns of the data files: folded like the text they meet, compiled once, and never slow on hostile input.

Matching is without case and without accents. Folding replaces one character by one, so a match in folded text has the
same place in the original. Python's `re` backtracks; what keeps it linear is that lines are short (see `text`), that
repeats are bounded, and that no repeat stands inside another. `risks` says where a pattern breaks these rules.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

LATIN = 0x250
"""Only Latin letters are folded: decomposing other scripts changes what they say."""
LONGEST_REPEAT = 200
"""Characters a bounded repeat may span."""
_LOOKALIKES = {0x17F: ord("s"), 0x131: ord("i")}
"""Letters that `re` takes for others when case does not count."""
FLAGS = re.IGNORECASE | re.MULTILINE


class PatternError(ValueError):
    """A pattern cannot be compiled; the message says which and why."""


class _Fold(dict[int, int]):
    """A table for `str.translate` that drops accents, filled as characters are met."""

    def __missing__(self, code: int) -> int:
        base = ord(unicodedata.normalize("NFD", chr(code))[0]) if code < LATIN else code
        base = _LOOKALIKES.get(base, base)
        self[code] = base
        return base


_FOLD = _Fold()


def fold(text: str) -> str:
    """Return the text without accents, as long as before."""
    return text if text.isascii() else text.translate(_FOLD)


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of the data files. Raises PatternError."""
    try:
        return re.compile(fold(pattern), FLAGS)
    except re.error as error:
        raise PatternError(f"the pattern {pattern!r} cannot be read: {error}") from error


@cache
def needles(pattern: str) -> tuple[str, ...]:
    """Return lower-case words of which any match of a pattern holds at least one; () when none can be named.

    Looking for a word costs a thousandth of trying a pattern at every place of a long text.
    """
    return tuple(sorted(_needles(parser.parse(pattern, FLAGS)) or ()))


def present(pattern: re.Pattern[str], lowered: str) -> bool:
    """Tell whether a pattern can match in a folded text, given in lower case."""
    words = needles(pattern.pattern)
    return not words or any(word in lowered for word in words)


def _needles(nodes: Any) -> set[str] | None:
    """Return the best set of words for a sequence: the one whose shortest word is longest."""
    found: list[set[str]] = []
    run = ""
    for operator, argument in [*nodes, (None, None)]:
        if operator is codes.LITERAL:
            run += chr(argument).lower()
            continue
        if run:
            found.append({run})
            run = ""
        inner = _inner_needles(operator, argument)
        if inner:
            found.append(inner)
    return max(found, key=lambda words: min(len(word) for word in words), default=None)


def _inner_needles(operator: Any, argument: Any) -> set[str] | None:
    if operator is codes.SUBPATTERN:
        return _needles(argument[3])
    if operator in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[0] > 0:
        return _needles(argument[2])
    if operator is codes.BRANCH:
        branches = [_needles(branch) for branch in argument[1]]
        return set().union(*(words for words in branches if words)) if all(branches) else None
    return None


def risks(pattern: str) -> list[str]:
    """Say where a pattern could take more than linear time; an empty list means it cannot."""
    tree = parser.parse(fold(pattern), FLAGS)
    anchored = len(tree) > 0 and tree[0][0] is codes.AT
    allowed = 2 if anchored else 1
    found = [f"nested repeats in {pattern!r}"] if any(_nested(node) for node in tree) else []
    endless = sum(1 for low, high in _repeats(tree) if high > LONGEST_REPEAT or high - low > LONGEST_REPEAT)
    if endless > allowed:
        found.append(f"{endless} unbounded repeats in {pattern!r}; {allowed} at most")
    return found


def _children(node: Any) -> Iterator[Any]:
    operator, argument = node
    if operator in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        yield from argument[2]
    elif operator is codes.SUBPATTERN:
        yield from argument[3]
    elif operator is codes.BRANCH:
        for branch in argument[1]:
            yield from branch
    elif operator in (codes.ASSERT, codes.ASSERT_NOT):
        yield from argument[1]


def _is_repeat(node: Any) -> bool:
    """Tell whether a node repeats a varying number of times, an optional part aside."""
    operator, argument = node
    return operator in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[1] != 1 and argument[0] != argument[1]


def _holds_repeat(node: Any) -> bool:
    return _is_repeat(node) or any(_holds_repeat(child) for child in _children(node))


def _endless(node: Any) -> bool:
    return bool(_is_repeat(node) and node[1][1] > LONGEST_REPEAT)


def _nested(node: Any) -> bool:
    """Tell whether a repeat holds another; short bounded ones (a few words) are harmless."""
    small = 5
    inside = any(_holds_repeat(child) for child in _children(node))
    if _is_repeat(node) and inside and (node[1][1] > small or any(_holds_endless(c) for c in _children(node))):
        return True
    return any(_nested(child) for child in _children(node))


def _holds_endless(node: Any) -> bool:
    return _endless(node) or any(_holds_endless(child) for child in _children(node))


def _repeats(tree: Any) -> Iterator[tuple[int, int]]:
    for node in tree:
        if _is_repeat(node):
            yield int(node[1][0]), int(node[1][1])
        yield from _repeats(list(_children(node)))
