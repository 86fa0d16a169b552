"""Whether a sender is told that the mail arrived: people we know, once for each call, never in a storm.

Whoever acknowledges strangers sends spam to the victims whose addresses those use; whoever answers programmes starts
loops. The caps are the last line behind the rules of `matching`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.mail.addresses import blocked, key, valid
from bls_tui.desk.mail.facts import Match

MOST_TO_ADDRESS = 5
"""Acknowledgements one address gets in a day."""
MOST_IN_ALL = 200
"""Acknowledgements that leave in a day; more is no day's work of customers, but a loop or an attack."""
DAY = 86400.0


class Refusal(StrEnum):
    """Why nothing is acknowledged."""

    NOT_CALLED_FOR = "not_called_for"
    NOBODY = "nobody"
    BAD = "bad"
    TWICE = "twice"
    TOO_MANY = "too_many"
    STORM = "storm"


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent by itself: `to_call` since the call exists, the others within the last `DAY`."""

    to_call: int = 0
    to_address: int = 0
    in_all: int = 0


def refusal(match: Match, address: str, sent: Sent, bad: Collection[str] = ()) -> Refusal | None:
    """Return why a mail is not acknowledged, None where it is.

    Args:
        match: what was decided about it.
        address: where the acknowledgement would go.
        sent: the acknowledgements that went out.
        bad: addresses that mail came back from.
    """
    reasons = (
        (not match.acknowledge, Refusal.NOT_CALLED_FOR),
        (not valid(address) or blocked(address), Refusal.NOBODY),
        (key(address) in set(map(key, bad)), Refusal.BAD),
        (sent.to_call > 0, Refusal.TWICE),
        (sent.to_address >= MOST_TO_ADDRESS, Refusal.TOO_MANY),
        (sent.in_all >= MOST_IN_ALL, Refusal.STORM),
    )
    return next((why for holds, why in reasons if holds), None)
