"""The filter language of the list of processes: `cust:acme st:failed,missing job:nightly !is:called good:>3d`.

The grammar is that of the lists of objects. A bare word is looked for in name, key, customer, mailbox and objects.

    job: cust: box: obj:   contain the text (box is the mailbox)
    st:    late expected ok warning partial failed missing skipped unknown, or bad
    is:    late held called proposed unwatched, never (never went well)
    good:  >3d or <1d since the last good run
    due:   <2h until the next mail is due
"""
# ruff: noqa: D102 - what the fields of a row mean is documented where the row is

from typing import Protocol

from bls_tui.desk import terms
from bls_tui.desk.terms import FilterError, Language, Terms, span_key, text_key, word_key
from checks.rules.expected.states import BAD, RunState
from checks.rules.expected.strip import Summary

__all__ = ["KEYS", "FilterError", "Listed", "ProcessFilter", "parse"]


class Listed(Protocol):
    """What can be filtered; `bls_tui.service.processes.views_data.ProcessRow` is one."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def customer_key(self) -> str: ...
    @property
    def customer(self) -> str: ...
    @property
    def mailbox(self) -> str: ...
    @property
    def objects(self) -> tuple[str, ...]: ...
    @property
    def summary(self) -> Summary: ...
    @property
    def held(self) -> bool: ...
    @property
    def call(self) -> str: ...
    @property
    def proposal(self) -> int | None: ...
    @property
    def monitored(self) -> bool: ...
    @property
    def state(self) -> RunState: ...


ProcessFilter = Terms[Listed]
Test = terms.Test[Listed]


def parse(text: str) -> ProcessFilter:
    """Read a filter. Raises FilterError with the position of the term that is wrong."""
    return terms.parse(text, _PROCESSES)


def _everything(row: Listed) -> str:
    return "\n".join((row.name, row.key, row.customer_key, row.customer, row.mailbox, *row.objects))


def _state(state: RunState) -> Test:
    return lambda row, _now: row.state is state


_STATES: dict[str, Test] = {state.value.lower(): _state(state) for state in RunState} | {
    "bad": lambda row, _now: row.state in BAD
}
_IS: dict[str, Test] = {
    "late": lambda row, _now: row.summary.late,
    "held": lambda row, _now: row.held,
    "called": lambda row, _now: bool(row.call),
    "proposed": lambda row, _now: row.proposal is not None,
    "unwatched": lambda row, _now: not row.monitored,
    "never": lambda row, _now: row.summary.good_at is None,
}
_KEYS: dict[str, terms.Key[Listed]] = {
    "job": text_key(lambda row: f"{row.key}\n{row.name}"),
    "cust": text_key(lambda row: f"{row.customer_key}\n{row.customer}"),
    "box": text_key(lambda row: row.mailbox),
    "obj": text_key(lambda row: "\n".join(row.objects)),
    "st": word_key(_STATES),
    "is": word_key(_IS),
    "good": span_key("good", lambda row, now: None if row.summary.good_at is None else now - row.summary.good_at),
    "due": span_key("due", lambda row, now: None if row.summary.due_at is None else row.summary.due_at - now),
}
KEYS = tuple(_KEYS)
"""The keys a filter knows, for help and completion."""
_PROCESSES = Language(_KEYS, _everything)
