"""A call as the database keeps it for queue and reports: made of its events, never of what is stored already. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bls_tui.desk import assignment, clock
from bls_tui.desk.calendar import Calendar, CalendarError, always
from bls_tui.desk.calls import codec, wakeups
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.fold import effective
from bls_tui.desk.calls.model import Call, CallState, TimeRow, WorkKind
from bls_tui.desk.calls.wakes import CustomerWake, ProcessWake, SupplierWake
from bls_tui.desk.clock import Alarm, Clock, Phase, Sla
from bls_tui.desk.contract import Contract
from bls_tui.desk.people import Directory, DirectoryError
from bls_tui.desk.roles import Role
from bls_tui.locale import _
from db.rows_desk import (
    CallEventRow,
    CallParts,
    CallRow,
    CallTimeRow,
    ClockRow,
    LinkRow,
    NewCallEvent,
    VisitRow,
    WatchRow,
)

GIVEN = (ev.Assigned, ev.Reassigned, ev.HandedOver)
"""The events that give a call to somebody."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What is stored of a call beside its events."""

    row: CallRow
    parts: CallParts


def stored(event: Event) -> NewCallEvent:
    """Return an event as it is appended."""
    return NewCallEvent(event.at, event.author, event.act.value, codec.dump(event.what))


def loaded(rows: Iterable[CallEventRow]) -> tuple[Event, ...]:
    """Return stored events; raises StoredEventError for one that this version does not know."""
    return tuple(Event(row.at, row.author, codec.load(row.kind, row.data)) for row in rows)


def projected(call: Call, events: Sequence[Event], people: Directory, customer_id: int, now: float) -> Projection:
    """Return what is to be stored of a call. Raises DirectoryError where its calendar never opens."""
    contract = people.contract(call.details)
    sla1, sla2 = clocks(events, contract, now)
    suspension, closing, details = call.standing.suspension, call.closing, call.details
    waiting = _waiting(call, people)
    row = CallRow(
        number=call.number,
        version=call.version,
        customer_id=customer_id,
        site=details.site,
        contact=details.contact,
        contract=details.contract,
        typology=details.typology,
        level=details.level.value,
        priority=details.priority.value,
        origin=call.origin.value,
        subject=details.subject,
        opened_at=call.opened_at,
        opened_by=call.opened_by,
        state=call.state.value,
        since=call.standing.since,
        owner=call.owner,
        assigned_at=_assigned_at(call, events),
        taken_at=call.standing.taken_at,
        blocking=call.blocking,
        consultancy=call.consultancy,
        wait_reason=suspension.wake.reason.value if suspension else None,
        wake_at=wakeups.due_at(suspension.wake) if suspension else None,
        **waiting,
        closing_proposed_at=call.proposal.at if call.proposal else None,
        closing_evidence=call.proposal.evidence if call.proposal else "",
        closed_at=closing.at if closing else None,
        closed_by=closing.author if closing else "",
        outcome=closing.outcome.value if closing else None,
        solution=closing.solution if closing else "",
        touched_at=call.touched_at,
        clocks_at=now,
        sla1=_clock_row(sla1),
        sla2=_clock_row(sla2),
        next_at=_next_at(call, events, people, (sla1, sla2)),
    )
    return Projection(row, parts(call))


def clocks(events: Iterable[Event], contract: Contract, now: float) -> tuple[Clock, Clock]:
    """Return both clocks of a call; raises DirectoryError where the contract's calendar never opens."""
    try:
        return clock.clocks(events, contract, now)
    except CalendarError as error:
        raise DirectoryError(_("contract {key}: {reason}").format(key=contract.key, reason=error)) from error


def clock_at(row: CallRow, sla: Sla, contract: Contract, now: float) -> Clock:
    """Return a clock at `now` as the stored reading goes on until then, without its intervals.

    It agrees with `clocks` as long as events and contract are those of the reading.
    """
    read = row.sla1 if sla is Sla.TAKE else row.sla2
    phase, at = Phase(read.phase), max(now, row.clocks_at)
    ended = phase in (Phase.STOPPED, Phase.VOID)
    calendar = working(contract, blocking=row.blocking)
    gone = 0.0 if ended else calendar.worked(row.clocks_at, at)
    counted = 0.0 if phase is Phase.SUSPENDED and not read.agreed else gone
    if phase in (Phase.RUNNING, Phase.OUT_OF_HOURS):
        phase = Phase.RUNNING if calendar.is_open(at) else Phase.OUT_OF_HOURS
    reading = Clock(
        sla=sla,
        at=read.stopped_at if read.stopped_at is not None else at,
        phase=phase,
        alarm=Alarm(read.alarm),
        spent=read.spent + counted,
        unpaused=read.unpaused + gone,
        limit=read.limit,
        warn_at=read.warn_at,
        due=read.due,
        agreed=read.agreed,
        stopped_at=read.stopped_at,
        next_change=None,
        segments=(),
    )
    return reading if ended else clock.rung(reading)


def alarm_text(sla: Sla, alarm: Alarm) -> str:
    """Return what an alert about a clock says, the same in every language, so that it is known when found again."""
    return f"SLA{int(sla)} {'100' if alarm is Alarm.BREACHED else '75'}%"


ALARM_TEXTS = frozenset(alarm_text(sla, alarm) for sla in Sla for alarm in (Alarm.WARNING, Alarm.BREACHED))


def alerted_since(events: Iterable[Event], at: float) -> bool:
    """Tell whether somebody was alerted that a call waits for them at or after an instant, alarms of clocks aside."""
    return any(
        isinstance(event.what, ev.Alerted) and event.at >= at and event.what.text not in ALARM_TEXTS for event in events
    )


def parts(call: Call) -> CallParts:
    """Return the lists of a call."""
    return CallParts(
        links=tuple(_links(call)),
        time=tuple(
            CallTimeRow(row.key, row.technician, row.start, row.end, row.kind.value, row.included, row.note)
            for row in call.rows
            if row.seconds > 0
        ),
        watches=tuple(WatchRow(watch.technician, watch.start) for watch in call.watches),
        visits=tuple(
            VisitRow(
                visit.key,
                visit.sequence,
                tuple((day.start, day.end) for day in visit.days),
                visit.technicians,
                visit.place,
                visit.note,
                visit.cancelled,
            )
            for visit in call.visits
        ),
    )


def time_row(row: CallTimeRow) -> TimeRow:
    """Return a stored row of time as the rules know it."""
    return TimeRow(
        row.key, row.technician, row.started_at, row.ended_at, WorkKind(row.kind), included=row.included, note=row.note
    )


def _links(call: Call) -> Iterable[LinkRow]:
    yield from (LinkRow(link.kind.value, link.target) for link in call.links)
    yield from (LinkRow("refers_to", number) for number in call.refers_to)
    if call.split_from:
        yield LinkRow("split_from", call.split_from)
    if call.closing and call.closing.merged_into:
        yield LinkRow("merged_into", call.closing.merged_into)
    yield from (LinkRow("explained", target) for target in dict.fromkeys(call.explained))


def _waiting(call: Call, people: Directory) -> dict[str, Any]:
    wake = call.standing.suspension.wake if call.standing.suspension else None
    match wake:
        case ProcessWake(awaited=awaited, target=target, name=name):
            return {"waits_for": name, "awaited": awaited.value, "awaited_ref": target}
        case CustomerWake():
            contact = people.contacts.get(call.details.contact)
            name = contact.name if contact else people.customer(call.details.customer)
            return {"waits_for": name, "awaited": None, "awaited_ref": ""}
        case SupplierWake(supplier=supplier, ticket=ticket):
            found = people.suppliers.get(supplier)
            return {"waits_for": found.name if found else supplier, "awaited": None, "awaited_ref": ticket}
    return {"waits_for": "", "awaited": None, "awaited_ref": ""}


def _assigned_at(call: Call, events: Sequence[Event]) -> float | None:
    """Return when the call came to its owner: given by somebody, or taken from nobody or from somebody else."""
    at, owner = None, ""
    for _number, event in effective(events):
        to = event.author if isinstance(event.what, ev.Taken) else getattr(event.what, "to", "")
        if isinstance(event.what, (*GIVEN, ev.Taken)) and (to != owner or isinstance(event.what, GIVEN)):
            at, owner = event.at, to
    return at if call.owner else None


def _clock_row(reading: Clock) -> ClockRow:
    return ClockRow(
        reading.phase.value,
        reading.alarm.value,
        reading.spent,
        reading.unpaused,
        reading.limit,
        reading.warn_at,
        reading.due,
        reading.stopped_at,
        reading.agreed,
    )


def _next_at(call: Call, events: Sequence[Event], people: Directory, both: Iterable[Clock]) -> float | None:
    instants = [reading.next_change for reading in both]
    instants += [wakeups.next_wake(call), patience_ends(call, events, people)]
    return min((at for at in instants if at is not None), default=None)


def patience_ends(call: Call, events: Sequence[Event], people: Directory) -> float | None:
    """Return until when an assigned call may be left untaken; None for others, and once it is the coordinator's."""
    if call.state is not CallState.ASSIGNED or call.owner in people.with_role(Role.COORDINATOR):
        return None
    if alerted_since(events, call.standing.since):
        return None
    contract = people.contract(call.details)
    limit = contract.promised(call.details.level, call.details.priority).take
    return assignment.patience_ends(call.standing.since, limit, working(contract, blocking=call.blocking))


def working(contract: Contract, *, blocking: bool) -> Calendar:
    """Return the calendar by which a call is worked: the contract's, and around the clock once it is blocking."""
    return always(contract.calendar.zone) if blocking else contract.calendar
