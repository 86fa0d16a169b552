"""The piece of a found text that shows why it was found. Pure."""

import re
from collections.abc import Iterator, Sequence

from db.rows_desk import SnippetPart
from db.tables.search import FOLDED

TERMS_AT_MOST = 16
TERM_LIMIT = 60
"""Words of a query that are looked for, and characters of each."""
BEFORE, LENGTH = 40, 160
"""Characters shown before the first match, and in all."""

_WORD = re.compile(r"[^\W_]+")
_TABLE = str.maketrans(FOLDED)


def folded(body: str) -> str:
    """Return a text of the same length in small letters without marks, as the index of PostgreSQL has it."""
    plain = body.translate(_TABLE)
    lowered = plain.lower()
    return lowered if len(lowered) == len(plain) else "".join(char.lower()[:1] for char in plain)


def terms_of(query: str) -> list[str]:
    """Return the words of a query, each once."""
    found = dict.fromkeys(word[:TERM_LIMIT] for word in _WORD.findall(folded(query)))
    return list(found)[:TERMS_AT_MOST]


def snippet(body: str, beginnings: Sequence[str]) -> tuple[SnippetPart, ...]:
    """Return a line of `body` around the first word that begins with one of `beginnings`, all such words marked."""
    plain = folded(body)
    marks = [match.span() for match in _WORD.finditer(plain) if _begins(match.group(), beginnings)]
    first = marks[0][0] if marks else 0
    start = _edge(body, max(0, first - BEFORE), first)
    end = min(len(body), start + LENGTH)
    parts = list(_parts(body, start, end, marks))
    opening = [SnippetPart("…", matched=False)] if start else []
    closing = [SnippetPart("…", matched=False)] if end < len(body) else []
    return (*opening, *parts, *closing)


def _begins(word: str, beginnings: Sequence[str]) -> bool:
    return any(word.startswith(one) if len(one) > 1 else word == one for one in beginnings)


def _edge(body: str, at: int, limit: int) -> int:
    """Return where the first whole word from `at` on begins, at most `limit`."""
    if at == 0:
        return 0
    space = body.find(" ", at, limit)
    return at if space < 0 else space + 1


def _parts(body: str, start: int, end: int, marks: Sequence[tuple[int, int]]) -> Iterator[SnippetPart]:
    at = start
    for begin, stop in marks:
        if begin >= end:
            break
        if begin < at:
            continue
        if begin > at:
            yield SnippetPart(_one_line(body[at:begin]), matched=False)
        yield SnippetPart(body[begin : min(stop, end)], matched=True)
        at = min(stop, end)
    if at < end:
        yield SnippetPart(_one_line(body[at:end]), matched=False)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
