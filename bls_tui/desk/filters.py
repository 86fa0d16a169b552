"""The filter language of the lists: `cust:acme st:crit !is:acked "disk C:"`.

Terms are separated by blanks and all must hold. `!` in front of a term negates it. A bare word is looked for in the
name, customer, site, address and output; `key:value` asks one thing, `key:one,two` either. Quotes keep blanks, commas
and colons together. Upper and lower case are the same.

    cust: site: host: svc: probe:   contain the text
    st:   ok bad crit warn unkn down up unre pend (ok also means UP), or stale
    is:   acked downtime flapping soft stale problem
    age:  >1h or <10m since the state last changed
"""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bls_tui.desk import signs
from bls_tui.desk.row import Row
from bls_tui.desk.spans import SpanError, parse_span
from bls_tui.locale import _

Test = Callable[[Row, float], bool]


class FilterError(ValueError):
    """The filter cannot be read. `position` counts characters from 0; the message says what is known."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.position = position


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter ready for use. The empty filter matches everything."""

    text: str
    tests: tuple[Test, ...]

    def matches(self, row: Row, now: float) -> bool:
        """Tell whether every term holds for `row` at `now`."""
        return all(test(row, now) for test in self.tests)


# One term: an optional "!", an optional "key:", then pieces that are quoted or free of blanks.
_TERM = re.compile(r'(?P<not>!*)(?:(?P<key>[A-Za-z]+):)?(?P<value>(?:"[^"]*"|[^\s"])*)')
_VALUE = re.compile(r'(?:"[^"]*"|[^,"])+')
_AGE = re.compile(r"([<>])(.+)")


def parse(text: str) -> Filter:
    """Read a filter. Raises FilterError with the position of the term that is wrong."""
    tests: list[Test] = []
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
        tests.append(_term(match))
        position = match.end()
    return Filter(text, tuple(tests))


def _term(match: re.Match[str]) -> Test:
    key, value = match["key"], match["value"]
    alternatives = [part.replace('"', "") for part in _VALUE.findall(value)]
    if key is None:
        test = _contains(_everything, [value.replace('"', "")])
    elif key.lower() not in _KEYS:
        raise FilterError(_unknown_key(key, match.start()), match.start())
    elif not any(alternatives):
        raise FilterError(_("{key}: needs a value").format(key=key), match.start())
    else:
        test = _KEYS[key.lower()]([part for part in alternatives if part], match.start("value"))
    return _negated(test) if len(match["not"]) % 2 else test


def _unknown_key(key: str, position: int) -> str:
    close = difflib.get_close_matches(key.lower(), _KEYS, 1, 0.5)
    hint = _(' Did you mean "{key}:"?').format(key=close[0]) if close else ""
    return (
        _('"{key}:" at position {at} is not known; known are {keys}.').format(
            key=key, at=position + 1, keys=" ".join(f"{known}:" for known in _KEYS)
        )
        + hint
        + _(" To look for the text itself, put it in quotes.")
    )


def _negated(test: Test) -> Test:
    return lambda row, now: not test(row, now)


def _any(tests: Sequence[Test]) -> Test:
    return tests[0] if len(tests) == 1 else lambda row, now: any(test(row, now) for test in tests)


def _everything(row: Row) -> str:
    return f"{row.full_name}\n{row.customer_key}\n{row.customer}\n{row.site}\n{row.address}\n{row.output}"


def _contains(text_of: Callable[[Row], str], values: Sequence[str]) -> Test:
    wanted = [value.casefold() for value in values]

    def test(row: Row, _now: float) -> bool:
        text = text_of(row).casefold()
        return any(value in text for value in wanted)

    return test


def _text_key(text_of: Callable[[Row], str]) -> Callable[[Sequence[str], int], Test]:
    return lambda values, _position: _contains(text_of, values)


def _state_test(*states: str) -> Test:
    return lambda row, _now: row.state in states


_STATES: dict[str, Test] = {
    "ok": _state_test("OK", "UP"),
    "bad": _state_test("DOWN", "CRITICAL", "UNREACHABLE", "WARNING", "UNKNOWN"),
    "critical": _state_test("CRITICAL"),
    "warning": _state_test("WARNING"),
    "unknown": _state_test("UNKNOWN"),
    "down": _state_test("DOWN"),
    "up": _state_test("UP"),
    "unreachable": _state_test("UNREACHABLE"),
    "pending": _state_test("PENDING"),
    "stale": signs.stale,
}
_IS: dict[str, Test] = {
    "acked": lambda row, _now: row.acknowledged_by is not None,
    "downtime": lambda row, _now: row.in_downtime,
    "flapping": lambda row, _now: row.flapping,
    "soft": lambda row, _now: row.state_type == "SOFT",
    "stale": signs.stale,
    "problem": lambda row, _now: row.problem_id is not None,
}


def _word_key(table: dict[str, Test]) -> Callable[[Sequence[str], int], Test]:
    """A key whose values are words of `table`, which may be shortened while they stay unambiguous."""

    def compile_words(values: Sequence[str], position: int) -> Test:
        return _any([_word(table, value, position) for value in values])

    return compile_words


def _word(table: dict[str, Test], value: str, position: int) -> Test:
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


def _age(values: Sequence[str], position: int) -> Test:
    return _any([_older_or_younger(value, position) for value in values])


def _older_or_younger(value: str, position: int) -> Test:
    match = _AGE.fullmatch(value)
    try:
        limit = parse_span(match[2]) if match else 0.0
    except SpanError as error:
        raise FilterError(f"age: {error}", position) from error
    if match is None:
        raise FilterError(_("age: needs < or > and a duration, such as age:>1h"), position)
    older = match[1] == ">"

    def test(row: Row, now: float) -> bool:
        return row.changed_at is not None and ((now - row.changed_at > limit) is older)

    return test


_KEYS: dict[str, Callable[[Sequence[str], int], Test]] = {
    "cust": _text_key(lambda row: f"{row.customer_key}\n{row.customer}"),
    "site": _text_key(lambda row: row.site),
    "host": _text_key(lambda row: row.host),
    "svc": _text_key(lambda row: row.name if row.kind == "service" else ""),
    "probe": _text_key(lambda row: row.probe),
    "st": _word_key(_STATES),
    "is": _word_key(_IS),
    "age": _age,
}
KEYS = tuple(_KEYS)
"""The keys a filter knows, for help and completion."""
