"""Nagios performance data: `'label'=value[unit];[warn];[crit];[min];[max]`, separated by blanks.

Monitoring-plugins developer guidelines, "Performance data", read with Icinga 2's tolerance: a trailing `;` may be
missing, `U` is a value nobody knows, `plugin::check::label` (check_multi) lends its prefix to the plain labels behind
it. Value and unit stay as written (a counter keeps its unit `c`). What is not understood is handed back, token by
token.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.model import Metric
from checks.rules.thresholds import Range, RangeError, number

_TOKEN = re.compile(r"(?:'(?P<quoted>(?:[^']|'')*)'|(?P<plain>[^\s'=][^\s=]*))=(?P<data>\S*)|(?P<junk>\S+)")
_VALUE = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?P<unit>[^\d\s;'\",_+\-.=]*)", re.ASCII)
_MULTI = "::"
_FIELDS = 5


class PerfdataError(ValueError):
    """A token that is no performance data; the message says why."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A token that could not be read, as written, and the reason."""

    token: str
    reason: str


def parse(text: str) -> tuple[tuple[Metric, ...], tuple[Rejected, ...]]:
    """Read all tokens of a performance data text: the metrics and what was rejected. An unknown value gives neither."""
    metrics: list[Metric] = []
    rejected: list[Rejected] = []
    for label, data, token in _tokens(text):
        try:
            metric = _metric(label, data)
        except PerfdataError as error:
            rejected.append(Rejected(token, str(error)))
        else:
            if metric is not None:
                metrics.append(metric)
    return tuple(metrics), tuple(rejected)


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield label ("" for junk), what follows the equals sign, and the token as written."""
    prefix = ""
    for match in _TOKEN.finditer(text):
        quoted, plain = match["quoted"], match["plain"]
        label = quoted.replace("''", "'") if quoted is not None else plain or ""
        if _MULTI in label:
            prefix = label.rpartition(_MULTI)[0] + _MULTI
        elif label:
            label = prefix + label
        yield label, match["data"] or "", match.group()


def _metric(label: str, data: str) -> Metric | None:
    if not label:
        raise PerfdataError("there is no label with an equals sign")
    fields = data.rstrip(";").split(";")
    if len(fields) > _FIELDS:
        raise PerfdataError("there are more than value, warning, critical, minimum and maximum")
    value_text, warn, crit, low, high = (*fields, "", "", "", "")[:_FIELDS]
    if value_text == "U":
        return None
    value, unit = _value(value_text)
    return Metric(
        name=label,
        value=value,
        unit=unit,
        warn=_range("warning", warn),
        crit=_range("critical", crit),
        min=_bound("minimum", low),
        max=_bound("maximum", high),
    )


def _value(text: str) -> tuple[float, str]:
    match = _VALUE.fullmatch(text)
    value = number(match["number"]) if match else None
    if match is None or value is None:
        raise PerfdataError(f"the value {text!r} is not a number with a unit")
    return value, match["unit"]


def _range(what: str, text: str) -> str | None:
    if text in {"", "U"}:
        return None
    try:
        Range.parse(text)
    except RangeError as error:
        raise PerfdataError(f"the {what} level {text!r} is no range: {error.fault}") from error
    return text


def _bound(what: str, text: str) -> float | None:
    if text in {"", "U"}:
        return None
    value = number(text)
    if value is None:
        raise PerfdataError(f"the {what} {text!r} is not a number")
    return value
