"""When a suspended call wakes, and what follows: decisions only, as payloads to record and people to tell.

`wake` may be asked as often as one likes: once its effects are recorded, the same question has no further effects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.calls.events import Alerted, ClosingProposed, Payload, Reminded, Resumed
from bls_tui.desk.calls.model import Call, Suspension
from bls_tui.desk.calls.wakes import Awaited, CustomerWake, ProcessWake, SupplierWake, WakeUp
from bls_tui.locale import _


class Cause(StrEnum):
    """What brought a suspended call back in progress; stored in `Resumed.cause`."""

    FAILED = "failed"
    NOT_IN_TIME = "not_in_time"
    CUSTOMER_ANSWERED = "customer_answered"
    SUPPLIER_ANSWERED = "supplier_answered"


@dataclass(frozen=True, slots=True)
class ProcessSignal:
    """A monitored object turned good or bad (HARD), or an expected run got its verdict, at an instant."""

    at: float
    awaited: Awaited
    target: str
    good: bool
    evidence: str


@dataclass(frozen=True, slots=True)
class CustomerSignal:
    """The customer spoke, by any channel. `automatic`: an auto-reply, bounce or receipt, which wakes nobody."""

    at: float
    automatic: bool = False
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SupplierSignal:
    """A supplier wrote."""

    at: float
    supplier: str
    automatic: bool = False
    evidence: str = ""


Signal = ProcessSignal | CustomerSignal | SupplierSignal


@dataclass(frozen=True, slots=True)
class Effect:
    """Something to record on the call; `tell` is the login to tell, "" for nobody. A `Reminded` is also to be sent."""

    what: Payload
    tell: str = ""


def wake(call: Call, now: float, signals: Iterable[Signal] = ()) -> list[Effect]:
    """Return what follows for a suspended call from what came in since and from the time; nothing for other calls."""
    suspension = call.standing.suspension
    if suspension is None:
        return []
    fresh = sorted((signal for signal in signals if signal.at > suspension.heard_until), key=lambda signal: signal.at)
    match suspension.wake:
        case ProcessWake():
            return _process(call, suspension.wake, now, fresh)
        case CustomerWake():
            return _customer(call, suspension, suspension.wake, now, fresh)
        case SupplierWake():
            return _supplier(call, suspension, suspension.wake, now, fresh)


def due_at(wake: WakeUp) -> float:
    """Return the instant at which a wake-up is overdue if nothing came: deadline, time to close, or next check."""
    match wake:
        case ProcessWake(deadline=deadline):
            return deadline
        case CustomerWake(close_at=close_at):
            return close_at
        case SupplierWake(next_check=next_check):
            return next_check


def next_wake(call: Call) -> float | None:
    """Return when time alone next has an effect on a suspended call, None when it waits for a person or a signal."""
    suspension = call.standing.suspension
    if suspension is None:
        return None
    match suspension.wake:
        case ProcessWake(deadline=deadline):
            return None if call.proposal else deadline
        case CustomerWake(reminders=reminders) if suspension.reminded < len(reminders):
            return reminders[suspension.reminded]
        case CustomerWake():
            return None if call.proposal else _close_at(suspension, suspension.wake)
        case SupplierWake(next_check=next_check):
            return None if suspension.alerted else next_check


def overdue(call: Call, now: float) -> float | None:
    """Return since when the wake-up of a suspended call is overdue, None while it is not."""
    suspension = call.standing.suspension
    if suspension is None:
        return None
    due = due_at(suspension.wake)
    return due if due <= now else None


def _process(call: Call, wake: ProcessWake, now: float, signals: Sequence[Signal]) -> list[Effect]:
    about = [
        signal
        for signal in signals
        if isinstance(signal, ProcessSignal) and (signal.awaited, signal.target) == (wake.awaited, wake.target)
    ]
    last = about[-1] if about else None
    if last is not None and not last.good:
        return [Effect(Resumed(Cause.FAILED, last.evidence), call.owner)]
    if call.proposal is not None:
        return []
    if last is not None:
        return [Effect(ClosingProposed(last.evidence), call.owner)]
    if now >= wake.deadline:
        text = _("Nothing came from {name} in time.").format(name=wake.name)
        return [Effect(Resumed(Cause.NOT_IN_TIME, text), call.owner)]
    return []


def _customer(
    call: Call, suspension: Suspension, wake: CustomerWake, now: float, signals: Sequence[Signal]
) -> list[Effect]:
    for signal in signals:
        if isinstance(signal, CustomerSignal) and not signal.automatic:
            return [Effect(Resumed(Cause.CUSTOMER_ANSWERED, signal.evidence), call.owner)]
    due = sum(at <= now for at in wake.reminders)
    if due > suspension.reminded:
        return [Effect(Reminded(due))]
    if call.proposal is None and due == len(wake.reminders) and now >= _close_at(suspension, wake):
        text = _("The customer has not answered, in spite of reminders.")
        return [Effect(ClosingProposed(text), call.owner)]
    return []


def _close_at(suspension: Suspension, wake: CustomerWake) -> float:
    """Return when closing is proposed: a reminder that went out late leaves the customer the same time to answer."""
    if suspension.reminded_at is None or not wake.reminders:
        return wake.close_at
    return max(wake.close_at, suspension.reminded_at + (wake.close_at - wake.reminders[-1]))


def _supplier(
    call: Call, suspension: Suspension, wake: SupplierWake, now: float, signals: Sequence[Signal]
) -> list[Effect]:
    for signal in signals:
        if isinstance(signal, SupplierSignal) and signal.supplier == wake.supplier and not signal.automatic:
            return [Effect(Resumed(Cause.SUPPLIER_ANSWERED, signal.evidence), call.owner)]
    if now >= wake.next_check and not suspension.alerted:
        text = _("Ask {supplier} about their ticket {ticket}.").format(supplier=wake.supplier, ticket=wake.ticket)
        return [Effect(Alerted(call.owner, text), call.owner)]
    return []
