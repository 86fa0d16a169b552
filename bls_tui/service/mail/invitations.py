"""Invitations to on-site interventions, as the events of a call plan, change and cancel them. Pure."""

from collections.abc import Collection

from bls_tui.desk import ics
from bls_tui.desk.calls import work_events as ev
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.calls.model import Call, Visit
from bls_tui.desk.ics import Method
from bls_tui.desk.mail.addresses import key, valid
from bls_tui.desk.mail.recipients import Field, Recipient
from bls_tui.desk.people import Directory
from bls_tui.mail.compose import Invitation
from bls_tui.service.desk.call_work import meeting
from bls_tui.service.desk.calls_store import File


def invitations(file: File, number: int, people: Directory, stamp: float) -> list[Invitation]:
    """Return what attendees get for the event of that number: one text for each day that is new, changed or off."""
    before, after = _visits(file, number)
    if after is None:
        return []
    texts = ics.invitations(before, after, meeting(file.call, after, people), stamp)
    return [Invitation(text, _method(text)) for text in texts]


def invited(file: File, number: int, people: Directory, bad: Collection[str]) -> tuple[Recipient, ...]:
    """Return who is invited: contact and technicians, whoever had or has to come, where they have an address."""
    found: dict[str, Recipient] = {}
    for visit in _visits(file, number):
        for person in meeting(file.call, visit, people).attendees if visit else ():
            if valid(person.address) and key(person.address) not in bad:
                found.setdefault(key(person.address), Recipient(Field.TO, person.name, person.address))
    return tuple(found.values())


def _visits(file: File, number: int) -> tuple[Visit | None, Visit | None]:
    what = file.events[number - 1].what
    planned = number if isinstance(what, ev.VisitPlanned) else getattr(what, "visit", 0)
    calls = (fold(file.call.number, file.events[:until]) for until in (number - 1, number))
    before, after = (_visit(call, planned) for call in calls)
    return before, after


def _visit(call: Call, planned: int) -> Visit | None:
    return next((visit for visit in call.visits if visit.key == planned), None)


def _method(text: str) -> str:
    return Method.CANCEL.value if f"METHOD:{Method.CANCEL.value}" in text else Method.REQUEST.value
