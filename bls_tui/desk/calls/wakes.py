"""What ends a suspension: it has exactly one reason, and the reason says what is awaited and until when."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

from bls_tui.desk.calendar import Calendar
from bls_tui.errors import RefusedError
from bls_tui.locale import _

REMINDER_DAYS = (2, 5)
"""Working days after which a silent customer is reminded."""
CLOSE_DAYS = 7
"""Working days after which closing is proposed: as long after the last reminder as the first took."""


class Reason(StrEnum):
    """Whom or what a suspended call waits for."""

    PROCESS = "process"
    CUSTOMER = "customer"
    SUPPLIER = "supplier"


class Awaited(StrEnum):
    """What can be awaited of a process: that a monitored object turns good, or that an expected run succeeds."""

    OBJECT = "object"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class ProcessWake:
    """Waits for an object or an expected run to turn good before `deadline`. `target` is its id, `name` for people."""

    awaited: Awaited
    target: str
    name: str
    deadline: float
    reason: ClassVar[Reason] = Reason.PROCESS


@dataclass(frozen=True, slots=True)
class CustomerWake:
    """Waits for the customer's answer: reminders at these instants, then closing is proposed (never done)."""

    reminders: tuple[float, ...]
    close_at: float
    reason: ClassVar[Reason] = Reason.CUSTOMER


@dataclass(frozen=True, slots=True)
class SupplierWake:
    """Waits for a supplier, under the supplier's own ticket number; somebody looks at `next_check`."""

    supplier: str
    ticket: str
    next_check: float
    reason: ClassVar[Reason] = Reason.SUPPLIER


WakeUp = ProcessWake | CustomerWake | SupplierWake


class InvalidWakeUpError(RefusedError):
    """A suspension that nothing would end; the message says what is missing."""


def check_wake(wake: WakeUp, now: float) -> None:
    """Refuse a wake-up that would never come; raises InvalidWakeUpError."""
    fault = _fault(wake, now)
    if fault:
        raise InvalidWakeUpError(fault)


def _fault(wake: WakeUp, now: float) -> str:
    match wake:
        case ProcessWake(target=target, deadline=deadline):
            if not target:
                return _("Say which check or expected run is awaited.")
            return _("The deadline of the process has to be in the future.") if deadline <= now else ""
        case CustomerWake(reminders=reminders, close_at=close_at):
            instants = (now, *reminders, close_at)
            rising = all(before < after for before, after in pairwise(instants))
            return "" if rising else _("Reminders lie in the future, in order, and closing after them.")
        case SupplierWake(supplier=supplier, ticket=ticket, next_check=next_check):
            if not supplier.strip() or not ticket.strip():
                return _("Name the supplier and the number of their ticket.")
            return _("The next check has to be in the future.") if next_check <= now else ""


def customer_wake(now: float, calendar: Calendar) -> CustomerWake:
    """Return the usual patience with a customer, in working days of the contract's calendar."""
    return CustomerWake(
        tuple(calendar.add_days(now, days) for days in REMINDER_DAYS), calendar.add_days(now, CLOSE_DAYS)
    )
