"""Finding things in a prepared mail: the places of a product's data file looked up in the mail's text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from checks.backups.catalogue import Source
from checks.backups.patterns import fold, present
from checks.backups.text import Prepared, clean

LONGEST_VALUE = 200
_MOST_MATCHES = 200


@dataclass(frozen=True, slots=True)
class Found:
    """A match: the original words, the value (first group, else the whole), and where in the folded text it stood."""

    matched: str
    value: str
    text: str
    start: int
    end: int


def find(mail: Prepared, source: Source) -> Iterator[Found]:
    """Yield every place where a source matches, in the order of the mail."""
    if source.where == "field":
        yield from _in_fields(mail, source)
    elif source.pattern is not None and (source.where != "body" or present(source.pattern, mail.lowered)):
        for original in _texts(mail, source.where):
            yield from _in_text(original, source.pattern)


def values(mail: Prepared, sources: Iterable[Source]) -> Iterator[str]:
    """Yield the values that sources find, those of the first source first, without quotes around them."""
    for source in sources:
        for found in find(mail, source):
            value = found.value.strip().strip("\"'*").strip()
            if value:
                yield value[:LONGEST_VALUE]


def _texts(mail: Prepared, where: str) -> Iterator[str]:
    if where == "subject":
        yield mail.subject.text
    elif where == "sender":
        yield mail.sender
    elif where == "body":
        yield mail.body
    else:
        yield from (f"{name}\n{clean(text[:100_000])}" for name, text in mail.attachments)


def _in_text(original: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    folded = fold(original)
    for count, match in enumerate(pattern.finditer(folded)):
        if count >= _MOST_MATCHES:
            return
        group = _group(pattern, match)
        yield Found(
            matched=" ".join(original[match.start() : match.end()].split())[:LONGEST_VALUE],
            value=original[match.start(group) : match.end(group)] if match.start(group) >= 0 else "",
            text=folded,
            start=match.start(),
            end=match.end(),
        )


def _in_fields(mail: Prepared, source: Source) -> Iterator[Found]:
    for label in source.labels:
        for value in mail.fields.get(label, ()):
            folded = fold(value)
            match = source.pattern.search(folded) if source.pattern else None
            if source.pattern and match is None:
                continue
            group = _group(source.pattern, match) if source.pattern and match else 0
            inner = value[match.start(group) : match.end(group)] if match and match.start(group) >= 0 else value
            yield Found(
                f"{mail.labels.get(label, label).strip()}: {value}"[:LONGEST_VALUE], inner, folded, 0, len(folded)
            )


def _group(pattern: re.Pattern[str], match: re.Match[str]) -> int:
    """Return the group that holds the value: the first that took part, else the whole match."""
    return next((number for number in range(1, pattern.groups + 1) if match.start(number) >= 0), 0)
