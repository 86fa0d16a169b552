"""The grammar of every filter: blank-separated terms that must all hold, `key:value`, `!` for not, quotes.

What the keys are and what a bare word is looked for in is the `Language` of the list, see `filters` and `call_filters`.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from bls_tui.desk.spans import SpanError, parse_span
from bls_tui.locale import _

R = TypeVar("R")
Test = Callable[[R, float], bool]
Key = Callable[[Sequence[str], int], Test[R]]
"""Makes a test of the values after a key; the number is where in the text they stand, for the error."""


class FilterError(ValueError):
    """The filter cannot be read. `position` counts characters from 0; the message says what is known."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Terms(Generic[R]):
    """A filter ready for use. The empty filter matches everything."""

    text: str
    tests: tuple[Test[R], ...]

    def matches(self, row: R, now: float) -> bool:
        """Tell whether every term holds for `row` at `now`."""
        return all(test(row, now) for test in self.tests)


@dataclass(frozen=True, slots=True)
class Language(Generic[R]):
    """What can be asked of the rows of a list: its keys, and the text a bare word is looked for in."""

    keys: Mapping[str, Key[R]]
    everything: Callable[[R], str]


# One term: an optional "!", an optional "key:", then pieces that are quoted or free of blanks.
_TERM = re.compile(r'(?P<not>!*)(?:(?P<key>[A-Za-z]+):)?(?P<value>(?:"[^"]*"|[^\s"])*)')
_VALUE = re.compile(r'(?:"[^"]*"|[^,"])+')
_LIMIT = re.compile(r"([<>])(.+)")


def parse(text: str, language: Language[R]) -> Terms[R]:
    """Read a filter. Raises FilterError with the position of the term that is wrong."""
    tests: list[Test[R]] = []
    position = 0
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = _TERM.match(text, position)
        if match is None or match.end() == position or text[match.end() : match.end() + 1] == '"':
            raise FilterError(
                _("a quote is opened at position {at} and never closed").format(at=position + 1), position
            )
        tests.append(_term(match, language))
        position = match.end()
    return Terms(text, tuple(tests))


def _term(match: re.Match[str], language: Language[R]) -> Test[R]:
    key, value = match["key"], match["value"]
    alternatives = [part.replace('"', "") for part in _VALUE.findall(value)]
    if key is None:
        test = contains(language.everything, [value.replace('"', "")])
    elif key.lower() not in language.keys:
        raise FilterError(_unknown_key(key, match.start(), language.keys), match.start())
    elif not any(alternatives):
        raise FilterError(_("{key}: needs a value").format(key=key), match.start())
    else:
        test = language.keys[key.lower()]([part for part in alternatives if part], match.start("value"))
    return _negated(test) if len(match["not"]) % 2 else test


def _unknown_key(key: str, position: int, keys: Mapping[str, Key[R]]) -> str:
    close = difflib.get_close_matches(key.lower(), keys, 1, 0.5)
    hint = _(' Did you mean "{key}:"?').format(key=close[0]) if close else ""
    return (
        _('"{key}:" at position {at} is not known; known are {keys}.').format(
            key=key, at=position + 1, keys=" ".join(f"{known}:" for known in keys)
        )
        + hint
        + _(" To look for the text itself, put it in quotes.")
    )


def _negated(test: Test[R]) -> Test[R]:
    return lambda row, now: not test(row, now)


def _any(tests: Sequence[Test[R]]) -> Test[R]:
    return tests[0] if len(tests) == 1 else lambda row, now: any(test(row, now) for test in tests)


def contains(text_of: Callable[[R], str], values: Sequence[str]) -> Test[R]:
    """Return a test for any of these texts, upper and lower case alike."""
    wanted = [value.casefold() for value in values]

    def test(row: R, _now: float) -> bool:
        text = text_of(row).casefold()
        return any(value in text for value in wanted)

    return test


def text_key(text_of: Callable[[R], str]) -> Key[R]:
    """Return a key whose values are texts to look for."""
    return lambda values, _position: contains(text_of, values)


def word_key(table: Mapping[str, Test[R]]) -> Key[R]:
    """Return a key whose values are words of `table`, which may be shortened while they stay unambiguous."""

    def compile_words(values: Sequence[str], position: int) -> Test[R]:
        return _any([_word(table, value, position) for value in values])

    return compile_words


def _word(table: Mapping[str, Test[R]], value: str, position: int) -> Test[R]:
    wanted = value.lower()
    found = [wanted] if wanted in table else [word for word in table if word.startswith(wanted)]
    if len(found) != 1:
        raise FilterError(
            _('"{value}" at position {at} is not one of {words}').format(
                value=value, at=position + 1, words=" ".join(table)
            ),
            position,
        )
    return table[found[0]]


def span_key(name: str, seconds_of: Callable[[R, float], float | None]) -> Key[R]:
    """Return a key whose values are `>1h` or `<10m`, compared with the seconds of a row at an instant."""

    def compile_limits(values: Sequence[str], position: int) -> Test[R]:
        return _any([_limit(name, seconds_of, value, position) for value in values])

    return compile_limits


def _limit(name: str, seconds_of: Callable[[R, float], float | None], value: str, position: int) -> Test[R]:
    match = _LIMIT.fullmatch(value)
    try:
        limit = parse_span(match[2]) if match else 0.0
    except SpanError as error:
        raise FilterError(f"{name}: {error}", position) from error
    if match is None:
        raise FilterError(_("{key}: needs < or > and a duration, such as {key}:>1h").format(key=name), position)
    above = match[1] == ">"

    def test(row: R, now: float) -> bool:
        seconds = seconds_of(row, now)
        return seconds is not None and ((seconds > limit) is above)

    return test
