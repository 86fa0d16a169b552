"""When runs that went wrong make a proposal of a call, and when they take it back.

The policy counts the latest runs that ended: so many of so many must be bad, and the latest one among them. Skipped
runs and those nobody knows anything of are passed over. MISSING counts as a failure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from checks.rules.expected.states import OPEN, RunState

MOST = 30
"""The longest history a policy may look at."""
_N_OF_M = re.compile(r"(\d{1,3}) of (\d{1,3})", re.ASCII)
_NEUTRAL = OPEN | {RunState.SKIPPED, RunState.UNKNOWN}


class PolicyError(ValueError):
    """A policy that cannot be understood; the message says what is allowed."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Propose when `count` of the latest `among` runs went wrong; `partial_fails` says whether PARTIAL is wrong."""

    count: int = 1
    among: int = 1
    partial_fails: bool = True

    def bad(self, state: RunState) -> bool:
        """Tell whether a run of this state went wrong."""
        return state in (RunState.FAILED, RunState.MISSING) or (self.partial_fails and state is RunState.PARTIAL)


class Why(StrEnum):
    """Which kind of policy proposes."""

    FIRST = "first failure"
    IN_A_ROW = "in a row"
    N_OF_M = "n of m"


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why a call is proposed: the latest run ended in `state`, and `bad` of the `among` runs looked at went wrong."""

    why: Why
    state: RunState
    bad: int
    among: int


def parse(text: str, *, partial_fails: bool = True) -> Policy:
    """Read "first", "second" (two in a row), or "2 of 5"; raises PolicyError."""
    words = " ".join(text.lower().split())
    if words in _WORDS:
        count = _WORDS[words]
        return Policy(count, count, partial_fails)
    found = _N_OF_M.fullmatch(words)
    count, among = map(int, found.groups()) if found else (0, 0)
    if not 1 <= count <= among <= MOST:
        raise PolicyError(f'{text!r} is none of "first", "second", "third", or such as "2 of 5" (of {MOST} at most)')
    return Policy(count, among, partial_fails)


_WORDS = {"first": 1, "second": 2, "third": 3}


def proposes(history: Iterable[RunState], policy: Policy) -> Grounds | None:
    """Return why a call is to be proposed, None when it is not. `history` is of one job, oldest first."""
    ended = _ended(history)
    latest = ended[-policy.among :]
    bad = sum(map(policy.bad, latest))
    if not latest or not policy.bad(latest[-1]) or bad < policy.count:
        return None
    why = Why.FIRST if policy.among == 1 else Why.IN_A_ROW if policy.count == policy.among else Why.N_OF_M
    return Grounds(why, latest[-1], bad, len(latest))


def recovered(history: Iterable[RunState], policy: Policy) -> bool:
    """Tell whether the latest run that ended went well, which takes a proposal back. `history` is oldest first."""
    ended = _ended(history)
    return bool(ended) and not policy.bad(ended[-1])


def _ended(history: Iterable[RunState]) -> list[RunState]:
    return [state for state in history if state not in _NEUTRAL]
