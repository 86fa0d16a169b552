"""Automatic assignment at the desk: the facts are read, `desk.assignment` chooses, the choice is recorded with why."""

from collections.abc import Mapping, Sequence

from bls_tui.desk import assignment as rules
from bls_tui.desk.assignment import Choice, Request, Workload
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Payload
from bls_tui.desk.calls.model import Call, CallState, Priority
from bls_tui.desk.roles import Role
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.service.desk.calls_projection import working
from bls_tui.service.desk.calls_store import Desk, File
from db.queries import call_lists, inventory

DAY = 86_400.0


class NobodyEligibleError(RefusedError):
    """No technician can be given the call; the message says why each cannot."""


def choice(desk: Desk, call: Call, tried: tuple[str, ...] = ()) -> Choice:
    """Choose whom a call goes to now, and say how everybody fared."""
    details = call.details
    typology = desk.people.typologies.get(details.typology)
    request = Request(
        typology=details.typology,
        level=details.level,
        now=desk.now,
        opens_at=working(desk.contract(call), blocking=call.blocking).next_open(desk.now),
        minimum=typology.minimum if typology else 0,
        tried=tried,
    )
    technicians = [desk.people.people[login].technician for login in desk.people.with_role(Role.TECHNICIAN)]
    return rules.choose(request, technicians, workloads(desk, details.customer))


def workloads(desk: Desk, customer: str) -> Mapping[str, Workload]:
    """Return what everybody has to do, and how familiar they are with a customer."""
    customer_id = inventory.customer_id(desk.r, customer) or 0
    rows = call_lists.load(desk.r, customer_id, desk.now - rules.FAMILIARITY_DAYS * DAY)
    return {
        login: Workload(
            rules.load((CallState(state), Priority(priority)) for state, priority in row.open),
            row.closed_for_customer,
            row.last_assigned_at,
        )
        for login, row in rows.items()
    }


def assignment(desk: Desk, file: File) -> Sequence[Payload]:
    """Return the assignment to whom the rules choose. Raises NobodyEligibleError."""
    chosen = choice(desk, file.call, (file.call.owner,) if file.call.owner else ())
    if chosen.to_coordinator:
        raise NobodyEligibleError(nobody_text(chosen))
    return _given(file.call, chosen)


def assignment_or_coordinator(desk: Desk, file: File, tried: tuple[str, ...] = ()) -> Sequence[Payload]:
    """Return the assignment to whom the rules choose; where nobody is eligible it is the coordinator's, who is told."""
    chosen = choice(desk, file.call, tried)
    if chosen.to_coordinator:
        return to_coordinator(desk, file.call, nobody_text(chosen), chosen.candidates)
    return _given(file.call, chosen)


def to_coordinator(desk: Desk, call: Call, text: str, candidates: tuple[ev.Candidate, ...] = ()) -> Sequence[Payload]:
    """Give a call to the coordinator with the least to do, and alert; without any, all leads are alerted."""
    coordinators = desk.people.with_role(Role.COORDINATOR)
    if not coordinators:
        leads = desk.people.with_role(Role.LEAD) or ("",)
        return tuple(ev.Alerted(login, text) for login in leads)
    work = workloads(desk, call.details.customer)
    chosen = min(coordinators, key=lambda login: (_absent(desk, login), work.get(login, rules.IDLE).load, login))
    kind = ev.Assigned if call.state is CallState.OPEN else ev.Reassigned
    return (kind(chosen, candidates, text), ev.Alerted(chosen, text))


def _absent(desk: Desk, login: str) -> bool:
    return desk.people.people[login].technician.duty.absence(desk.now) is not None


def nobody_text(chosen: Choice) -> str:
    """Say that nobody can have the call, and why each cannot."""
    if not chosen.candidates:
        return _("Nobody can be given this call: the inventory has no technicians.")
    fared = "; ".join(f"{one.login}: {rules.obstacle_words(one.obstacles)}" for one in chosen.candidates)
    return _("Nobody can be given this call: {reasons}.").format(reasons=fared)


def _given(call: Call, chosen: Choice) -> Sequence[Payload]:
    kind = ev.Assigned if call.state is CallState.OPEN else ev.Reassigned
    return (kind(chosen.login, chosen.candidates),)
