"""Reports: how promises to a customer were kept in a month, and which checks cry wolf."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from bls_tui.desk.calls.model import CallState, Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.calls.words import word
from bls_tui.desk.clock import Alarm, Clock, Phase, Sla
from bls_tui.desk.declared import ZONE
from bls_tui.desk.people import Directory
from bls_tui.desk.proposals import Dismissal, ProposalState
from bls_tui.desk.spans import long
from bls_tui.errors import RefusedError
from bls_tui.locale import N_, _
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.calls_projection import clocks
from bls_tui.service.desk.calls_store import File, UnknownCustomerError, load_id
from bls_tui.service.desk.contract_card import contract_card
from bls_tui.service.desk.report_data import (
    Availability,
    CheckNoise,
    Hours,
    NoiseReport,
    ReportedCall,
    SlaReport,
    SlaRow,
)
from db.queries import call_lists, inventory, proposals, reports, worked
from db.rows_desk import NoiseRow, OutageRow, WorkedRow
from db.rows_desk import QueueRow as StoredRow
from db.session import Database, Reader

_DECEMBER = 12
_BROKEN: Mapping[tuple[Sla, bool], str] = {
    (Sla.TAKE, True): N_("Taken in charge {late} late by {who}."),
    (Sla.TAKE, False): N_("Not taken in charge yet, {late} late; it is with {who}."),
    (Sla.CLOSE, True): N_("Closed {late} late by {who}."),
    (Sla.CLOSE, False): N_("Not closed yet, {late} late; it is with {who}."),
}
"""What is said of a promise that was not kept, by whether the clock has stopped."""


class InvalidMonthError(RefusedError):
    """A text that names no month."""


def month(text: str, zone: ZoneInfo) -> tuple[float, float]:
    """Return the instants between which a month such as "2026-03" lies in a zone. Raises InvalidMonthError."""
    try:
        start = datetime.strptime(text.strip(), "%Y-%m").replace(tzinfo=zone)
    except ValueError as error:
        raise InvalidMonthError(_("{text!r} is no month; write for example 2026-03.").format(text=text)) from error
    year, number = (start.year + 1, 1) if start.month == _DECEMBER else (start.year, start.month + 1)
    return start.timestamp(), start.replace(year=year, month=number).timestamp()


def noise_report(database: Database, since: float, now: float) -> NoiseReport:
    """Read which checks' proposals were dismissed since an instant, most dismissed first."""
    with database.read() as r:
        rows = [row for row in proposals.noise(r, since) if row.dismissed]
    return NoiseReport(since, now, tuple(map(_noise, rows)))


def _noise(row: NoiseRow) -> CheckNoise:
    reasons = {Dismissal(reason): count for reason, count in row.dismissed.items()}
    return CheckNoise(row.full_name, row.customer, row.proposed, sum(reasons.values()), reasons)


def sla_report(database: Database, customer: str, text: str, now: float) -> SlaReport:
    """Read how a month ("2026-03") went for a customer, by its key: calls opened or closed in it, work, objects.

    The clocks are read from the events as they are now, under the contracts of today.

    Raises:
        UnknownCustomerError, InvalidMonthError: there is no such customer, or no such month.
    """
    with database.read() as r:
        people = directories.directory(r)
        customer_id = inventory.customer_id(r, customer)
        if customer_id is None:
            raise UnknownCustomerError(_("The inventory knows no customer {key!r}.").format(key=customer))
        held = [one for one in people.contracts.values() if one.customer == customer]
        start, end = month(text, held[0].calendar.zone if held else ZoneInfo(ZONE))
        until = min(now, end)
        rows = call_lists.of_month(r, customer_id, start, end)
        return SlaReport(
            customer_key=customer,
            customer=people.customer(customer),
            start=start,
            end=end,
            calls=tuple(_reported(r, row, people, now) for row in rows),
            opened=sum(start <= row.call.opened_at < end for row in rows),
            closed=sum(start <= (row.call.closed_at or 0.0) < end for row in rows),
            hours=_hours(worked.of_customer(r, customer_id, start, end)),
            cards=tuple(contract_card(r, people, one, now, None) for one in held),
            availability=tuple(_availability(reports.outages(r, customer_id, start, end), start, until)),
            proposals=_counted(reports.proposed(r, customer_id, start, end)),
            generated_at=now,
        )


def _counted(found: Mapping[str, int]) -> dict[ProposalState, int]:
    return {state: found.get(state.value, 0) for state in ProposalState}


def _reported(r: Reader, row: StoredRow, people: Directory, now: float) -> ReportedCall:
    file = load_id(r, row.id)
    call = row.call
    sla1, sla2 = clocks(file.events, people.contract(file.call.details), now)
    return ReportedCall(
        number=call.number,
        subject=call.subject,
        contract=call.contract,
        level=Level(call.level),
        priority=Priority(call.priority),
        state=CallState(call.state),
        opened_at=call.opened_at,
        closed_at=call.closed_at,
        owner=people.person(call.owner),
        outcome=word(file.call.closing.outcome) if file.call.closing else "",
        sla1=_sla_row(sla1, file, people),
        sla2=_sla_row(sla2, file, people),
    )


def _sla_row(clock: Clock, file: File, people: Directory) -> SlaRow:
    broken = clock.alarm is Alarm.BREACHED
    late = max(clock.spent - (clock.limit or 0.0), 0.0) if broken else 0.0
    return SlaRow(
        sla=int(clock.sla),
        kept=_kept(clock),
        spent=clock.spent,
        limit=clock.limit,
        due=clock.due,
        stopped_at=clock.stopped_at,
        late=late,
        waited=_waited(clock),
        reason=_reason(clock, late, file, people) if broken else "",
    )


def _kept(clock: Clock) -> bool | None:
    if clock.limit is None or clock.phase is Phase.VOID:
        return None
    if clock.alarm is Alarm.BREACHED:
        return False
    return True if clock.phase is Phase.STOPPED else None


def _waited(clock: Clock) -> dict[Reason, float]:
    waited: dict[Reason, float] = {}
    for segment in clock.segments:
        if segment.paused and segment.waiting is not None:
            waited[segment.waiting] = waited.get(segment.waiting, 0.0) + segment.worked
    return waited


def _reason(clock: Clock, late: float, file: File, people: Directory) -> str:
    text = _(_BROKEN[clock.sla, clock.stopped_at is not None]).format(late=long(late), who=_who(clock, file, people))
    waits = (f"{word(reason)} {long(seconds)}" for reason, seconds in _waited(clock).items() if seconds)
    waited = ", ".join(waits)
    return text + (" " + _("Not counted while suspended: {waited}.").format(waited=waited) if waited else "")


def _who(clock: Clock, file: File, people: Directory) -> str:
    """Return who stopped the clock, else who has the call."""
    authors = (event.author for event in file.events if event.at == clock.stopped_at)
    return people.person(next(authors, file.call.owner)) or _("nobody")


def _hours(rows: Iterable[WorkedRow]) -> Hours:
    inside: dict[str, float] = {}
    outside: dict[str, float] = {}
    for row in rows:
        side, time = (inside if row.time.included else outside), row.time
        side[time.kind] = side.get(time.kind, 0.0) + time.ended_at - time.started_at
    return Hours(inside, outside)


def _availability(rows: Iterable[OutageRow], start: float, until: float) -> Iterator[Availability]:
    watched = max(until - start, 0.0)
    for (full_name, kind), group in groupby(rows, key=lambda row: (row.full_name, row.kind)):
        bad = [row for row in group if row.opened_at is not None and (kind == "host" or row.state != "WARNING")]
        lasted = (_overlap(row, start, until) for row in bad)
        yield Availability(full_name, kind, watched, sum(lasted), len(bad))


def _overlap(row: OutageRow, start: float, until: float) -> float:
    ended = until if row.closed_at is None else min(row.closed_at, until)
    return max(ended - max(row.opened_at or start, start), 0.0)
