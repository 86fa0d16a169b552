"""The filter language of the lists of objects: `cust:acme st:crit !is:acked "disk C:"`.

Terms are separated by blanks and all must hold. `!` in front of a term negates it. A bare word is looked for in the
name, customer, site, address and output; `key:value` asks one thing, `key:one,two` either. Quotes keep blanks, commas
and colons together. Upper and lower case are the same.

    cust: site: host: svc: probe:   contain the text
    st:   ok bad crit warn unkn down up unre pend (ok also means UP), or stale
    is:   acked downtime flapping soft stale problem
    age:  >1h or <10m since the state last changed
"""

from bls_tui.desk import signs, terms
from bls_tui.desk.row import Row
from bls_tui.desk.terms import FilterError, Language, Terms, span_key, text_key, word_key

__all__ = ["KEYS", "Filter", "FilterError", "parse"]

Filter = Terms[Row]
Test = terms.Test[Row]


def parse(text: str) -> Filter:
    """Read a filter. Raises FilterError with the position of the term that is wrong."""
    return terms.parse(text, _OBJECTS)


def _everything(row: Row) -> str:
    return f"{row.full_name}\n{row.customer_key}\n{row.customer}\n{row.site}\n{row.address}\n{row.output}"


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


def _age(row: Row, now: float) -> float | None:
    return None if row.changed_at is None else now - row.changed_at


_KEYS: dict[str, terms.Key[Row]] = {
    "cust": text_key(lambda row: f"{row.customer_key}\n{row.customer}"),
    "site": text_key(lambda row: row.site),
    "host": text_key(lambda row: row.host),
    "svc": text_key(lambda row: row.name if row.kind == "service" else ""),
    "probe": text_key(lambda row: row.probe),
    "st": word_key(_STATES),
    "is": word_key(_IS),
    "age": span_key("age", _age),
}
KEYS = tuple(_KEYS)
"""The keys a filter knows, for help and completion."""
_OBJECTS = Language(_KEYS, _everything)
