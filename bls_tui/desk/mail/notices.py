"""At which steps of a call the customer is told by itself, as the contract says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.acts import UNDO_SECONDS
from bls_tui.desk.calls.model import Call
from bls_tui.desk.contract import Step
from bls_tui.desk.mail.addresses import blocked, key, valid
from bls_tui.desk.mail.templates import When

_STEPS: Mapping[type, Step] = {
    ev.Opened: Step.OPENED,
    ev.Taken: Step.TAKEN,
    ev.Suspended: Step.SUSPENDED,
    ev.Closed: Step.CLOSED,
}
WHEN: Mapping[Step, When] = {step: When(step.value) for step in Step}
"""The text of each step."""


class Silence(StrEnum):
    """Why the customer is not told of a step."""

    NOT_AGREED = "not_agreed"
    AUTOMATIC = "automatic"
    TOLD = "told"
    NOBODY = "nobody"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Telling:
    """Whom a step would be told to, and how the call came about.

    Attributes:
        informs: the steps of the contract.
        address: of the call's contact, "" where there is none.
        automatic: the mail the call came from was sent by a programme.
        told: a message of the same act says it already: the acknowledgement, or a reply that suspends or closes.
        bad: addresses that mail came back from.
    """

    informs: Collection[Step]
    address: str
    automatic: bool = False
    told: bool = False
    bad: Collection[str] = ()


def step_of(what: ev.Payload, before: Call | None) -> Step | None:
    """Return the step that an event is for the customer, None for all others.

    A call that is taken again, by a colleague or after a suspension, has been taken for the customer.
    """
    step = _STEPS.get(type(what))
    if step is Step.TAKEN and before is not None and before.standing.taken_at is not None:
        return None
    return step


def silence(step: Step, telling: Telling) -> Silence | None:
    """Return why the customer is not told of a step, None where a notice is due."""
    reasons = (
        (step not in telling.informs, Silence.NOT_AGREED),
        (telling.automatic, Silence.AUTOMATIC),
        (telling.told, Silence.TOLD),
        (not valid(telling.address) or blocked(telling.address), Silence.NOBODY),
        (key(telling.address) in set(map(key, telling.bad)), Silence.BAD),
    )
    return next((why for holds, why in reasons if holds), None)


def delay(step: Step) -> float:
    """Return the seconds a notice waits: as long as the move can be undone, so that nobody is told what was not so."""
    return UNDO_SECONDS if step in (Step.TAKEN, Step.SUSPENDED) else 0.0
