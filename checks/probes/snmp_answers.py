"""What the SNMP probes share: how missing and incomplete answers are worded, and how rows are selected."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Literal

from checks.model import Outcome, State
from checks.snmp.session import Answers
from checks.snmp.values import Oid


def unanswered(known: Answers, missing: str) -> Outcome:
    """Return the outcome of a probe that has nothing to judge: the problem of the conversation, else `missing`."""
    return Outcome(State.UNKNOWN, known.problem.text if known.problem else missing)


Absent = Literal["unknown", "ok"]
"""What it is when a device that answers does not have what a probe reads."""


def untold(known: Answers, missing: str, absent: Absent) -> Outcome:
    """Return the outcome of a probe whose device has none of what it reads: OK if that was said to be all right."""
    if absent == "ok" and known.heard and known.problem is None:
        return Outcome(State.OK, missing)
    return unanswered(known, missing)


def incomplete(known: Answers, columns: Collection[Oid]) -> str:
    """Say why these columns are incomplete; "" when they are complete."""
    if not known.partial.intersection(columns):
        return ""
    return known.problem.text if known.problem else "the device's table does not end or repeats itself"


def number_of(known: Answers, oid: Oid) -> float | None:
    """Return a scalar as a number, None when the device does not have it or it is no number."""
    value = known.scalars.get(oid)
    return None if value is None else value.number


def text_of(known: Answers, oid: Oid) -> str:
    """Return a scalar as text, "" when the device does not have it."""
    value = known.scalars.get(oid)
    return "" if value is None else value.text


def cell_number(known: Answers, column: Oid, index: Oid) -> float | None:
    """Return one cell of a table as a number, None when it is not there or no number."""
    value = known.column(column).get(index)
    return None if value is None else value.number


def cell_text(known: Answers, column: Oid, index: Oid) -> str:
    """Return one cell of a table as text, "" when it is not there."""
    value = known.column(column).get(index)
    return "" if value is None else value.text


def selected(names: Collection[str], include: re.Pattern[str] | None, exclude: re.Pattern[str] | None) -> bool:
    """Tell whether something with these names is chosen: one matches `include`, if given, and none `exclude`."""
    if exclude and any(exclude.search(name) for name in names):
        return False
    return include is None or any(include.search(name) for name in names)
