"""What a person does in one step and the table of moves in two: the payloads to record, in order, at one instant."""

from __future__ import annotations

from bls_tui.desk.calls.events import Closed, ClosingDeclined, Payload, Resumed
from bls_tui.desk.calls.model import Call, CallState, Outcome


def closing(call: Call, outcome: Outcome, solution: str) -> tuple[Payload, ...]:
    """Close a call, after resuming it where a proposal to close is accepted while it is suspended."""
    closed = Closed(outcome, solution)
    return (Resumed(), closed) if call.state is CallState.SUSPENDED and call.proposal else (closed,)


def declining(call: Call, reason: str) -> tuple[Payload, ...]:
    """Decline a proposal to close; a suspended call is worked on again, as what it waited for has come."""
    declined = ClosingDeclined(reason)
    return (declined, Resumed()) if call.state is CallState.SUSPENDED else (declined,)
