"""Which run a mail belongs to: the one whose window contains the instant the mail speaks of.

That instant is the end time in the body, else the Date header, else when it was received, whichever is first and
plausible: clocks of devices are wrong by years, and body times lack their zone. A retried delivery takes up to five
days (RFC 5321, 4.5.4.1), so anything older than that before it was received, or later than it was received, is a wrong
clock and not a slow mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from checks.rules.expected.windows import Opens, window_of

SKEW = 15 * 60.0
"""Seconds that a sender's clock may be ahead of ours."""
SLOWEST = 5 * 86400.0
"""Seconds that a mail may be under way."""


class Clue(StrEnum):
    """What says when the run ended; HAND is a technician."""

    END = "end"
    DATE = "date"
    RECEIVED = "received"
    HAND = "hand"


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant a mail speaks of, and what says so."""

    at: float
    clue: Clue


_O = TypeVar("_O", bound=Opens)


def moment(ended_at: float | None, sent_at: float | None, received_at: float | None) -> Moment | None:
    """Return the instant a mail speaks of: the first plausible of end, Date and Received; None without any."""
    told = ((ended_at, Clue.END), (sent_at, Clue.DATE), (received_at, Clue.RECEIVED))
    return next((Moment(at, clue) for at, clue in told if at is not None and _plausible(at, received_at)), None)


def _plausible(at: float, received_at: float | None) -> bool:
    return received_at is None or received_at - SLOWEST <= at <= received_at + SKEW


def bygone(ended_at: float | None, received_at: float | None) -> bool:
    """Tell whether a mail says itself that it speaks of a run of days ago: no success of now can be read from it."""
    return ended_at is not None and received_at is not None and ended_at < received_at - SLOWEST


def bind(when: Moment, runs: Sequence[_O]) -> _O | None:
    """Return the run of one job that a mail belongs to; None where the mail is older than all of them.

    `runs` are those of the job in order, with the run after the latest that may be meant (`windows.ahead` makes it).
    """
    return window_of(when.at, runs)
