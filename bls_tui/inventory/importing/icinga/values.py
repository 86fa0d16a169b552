"""Values of Icinga 2's configuration language and what operators and functions make of them. Pure.

Source: Icinga 2 documentation, "Language Reference" (operators) and "Library Reference" (functions and methods).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Value = Any
"""None, bool, float, str, list, dict, or a Computed."""
LONGEST = 100_000
"""Items or characters of a value that is made; more is a mistake of the configuration."""


class Computed:
    """A value that Icinga computes when a check runs: a function."""

    def __repr__(self) -> str:
        """Show what it is in messages."""
        return "{{ … }}"


COMPUTED = Computed()


class ValueRefusedError(Exception):
    """An operation that values of these types do not have, or that is not known here; the message says which."""


def truth(value: Value) -> bool:
    """Tell what a value is as a condition: not null, not false, not zero, not empty."""
    return bool(value)


def text(value: Value) -> str:
    """Return a value as text, numbers without a needless fraction."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def binary(sign: str, left: Value, right: Value) -> Value:
    """Apply an operator. Raises ValueRefusedError."""
    if isinstance(left, Computed) or isinstance(right, Computed):
        raise ValueRefusedError(f"{sign} {COMPUTED!r}")
    try:
        return _BINARY[sign](left, right)
    except (KeyError, TypeError, ZeroDivisionError, OverflowError, AttributeError):
        raise ValueRefusedError(sign) from None


def _equal(left: Value, right: Value) -> bool:
    if left in (None, "") and right in (None, ""):
        return True
    if None in (left, right) and isinstance(left or right, float):
        return (left or 0.0) == (right or 0.0)
    return bool(left == right)


def _add(left: Value, right: Value) -> Value:
    if isinstance(left, str) or isinstance(right, str):
        return _within(text(left) + text(right))
    if isinstance(left, list) or isinstance(right, list):
        return _within([*(left or ()), *(right or ())])
    if isinstance(left, dict) or isinstance(right, dict):
        return _within({**(left or {}), **(right or {})})
    return (left or 0.0) + (right or 0.0)


def _subtract(left: Value, right: Value) -> Value:
    if isinstance(left, list):
        return [item for item in left if item not in (right or ())]
    if isinstance(left, dict):
        return {key: value for key, value in left.items() if key not in (right or ())}
    return (left or 0.0) - (right or 0.0)


def _within(value: Value) -> Value:
    if len(value) > LONGEST:
        raise ValueRefusedError("+")
    return value


def _in(left: Value, right: Value) -> bool:
    if right is None:
        return False
    if not isinstance(right, list):
        raise ValueRefusedError("in")
    return any(_equal(left, item) for item in right)


_BINARY: Mapping[str, Callable[[Value, Value], Value]] = {
    "==": _equal,
    "!=": lambda left, right: not _equal(left, right),
    "<": lambda left, right: (left or 0.0) < (right or 0.0),
    "<=": lambda left, right: (left or 0.0) <= (right or 0.0),
    ">": lambda left, right: (left or 0.0) > (right or 0.0),
    ">=": lambda left, right: (left or 0.0) >= (right or 0.0),
    "in": _in,
    "!in": lambda left, right: not _in(left, right),
    "+": _add,
    "-": _subtract,
    "*": lambda left, right: float(left or 0.0) * float(right or 0.0),
    "/": lambda left, right: float(left or 0.0) / float(right or 0.0),
    "%": lambda left, right: float(left or 0.0) % float(right or 0.0),
}


def item(of: Value, key: Value) -> Value:
    """Return what `of.key` is: null where there is nothing. Raises ValueRefusedError."""
    if of is None:
        return None
    if isinstance(of, dict):
        return of.get(text(key))
    if isinstance(of, list) and isinstance(key, float) and 0 <= key < len(of):
        return of[int(key)]
    raise ValueRefusedError(f".{text(key)}")


def _pattern_of(wild: str) -> re.Pattern[str]:
    return re.compile(re.escape(wild).replace(r"\*", ".*").replace(r"\?", ".") + r"\Z", re.DOTALL | re.IGNORECASE)


def _any_or_all(fits: Callable[[str], bool], values: Value, mode: Value) -> bool:
    if isinstance(values, list):
        each = [fits(text(value)) for value in values]
        return any(each) if mode == "MatchAny" else bool(each) and all(each)
    return fits(text(values))


def _match(pattern: Value, values: Value, mode: Value = None) -> bool:
    """Match wildcards; letters count alike in either case, as in Icinga."""
    rule = _pattern_of(text(pattern))
    return _any_or_all(lambda one: rule.match(one) is not None, values, mode)


def _regex(pattern: Value, values: Value, mode: Value = None) -> bool:
    try:
        rule = re.compile(text(pattern))
    except re.error:
        raise ValueRefusedError(f"regex {text(pattern)}") from None
    return _any_or_all(lambda one: rule.search(one) is not None, values, mode)


def _in_network(network: Value, values: Value, mode: Value = None) -> bool:
    try:
        net = ipaddress.ip_network(text(network), strict=False)
    except ValueError:
        raise ValueRefusedError(f"cidr_match {text(network)}") from None

    def fits(one: str) -> bool:
        try:
            return ipaddress.ip_address(one) in net
        except ValueError:
            return False

    return _any_or_all(fits, values, mode)


def _number(value: Value) -> float:
    try:
        return float(value or 0)
    except (TypeError, ValueError):
        raise ValueRefusedError(f"number({text(value)})") from None


def _range(*bounds: Value) -> list[Value]:
    numbers = [int(_number(bound)) for bound in bounds]
    found = range(*numbers)
    if len(found) > LONGEST:
        raise ValueRefusedError("range")
    return [float(number) for number in found]


FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "match": _match,
    "regex": _regex,
    "cidr_match": _in_network,
    "len": lambda value: float(len(value or ())),
    "string": text,
    "number": _number,
    "bool": truth,
    "keys": lambda value: sorted(value or ()),
    "range": _range,
    "basename": lambda path: text(path).rsplit("/", 1)[-1],
    "union": lambda *lists: sorted({one for each in lists for one in each}),
    "intersection": lambda *lists: sorted(set(lists[0]).intersection(*lists[1:])),
}
METHODS: Mapping[str, Callable[..., Value]] = {
    "len": FUNCTIONS["len"],
    "to_string": text,
    "contains": lambda of, key: (text(key) in of) if isinstance(of, str | dict) else _in(key, of),
    "get": item,
    "keys": FUNCTIONS["keys"],
    "values": lambda of: [of[key] for key in sorted(of)],
    "lower": lambda of: of.lower(),
    "upper": lambda of: of.upper(),
    "trim": lambda of: of.strip(),
    "split": lambda of, signs: [part for part in re.split(f"[{re.escape(signs)}]", of) if part],
    "replace": lambda of, old, new: _within(of.replace(old, new)),
    "find": lambda of, part: float(of.find(part)),
    "substr": lambda of, start, count=None: of[int(start) :][: None if count is None else int(count)],
    "join": lambda of, between: between.join(map(text, of)),
    "reverse": lambda of: of[::-1],
    "sort": sorted,
    "unique": lambda of: sorted(set(of)),
    "shallow_clone": lambda of: of.copy(),
    "clone": lambda of: of.copy(),
}


def call(functions: Mapping[str, Callable[..., Value]], name: str, arguments: Sequence[Value]) -> Value:
    """Call a function of Icinga's library. Raises ValueRefusedError."""
    function = functions.get(name)
    if function is None or any(isinstance(argument, Computed) for argument in arguments):
        raise ValueRefusedError(f"{name}()")
    try:
        return function(*arguments)
    except (TypeError, AttributeError, ValueError, IndexError, KeyError):
        raise ValueRefusedError(f"{name}()") from None
