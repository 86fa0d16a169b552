"""From stored rows of calls to the rows of the queue: names for keys, and both clocks as they read now."""

from collections.abc import Iterable

from bls_tui.desk.calls.model import CallState, Level, Origin, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.clock import Clock, Sla
from bls_tui.desk.clock_words import cell, phase_word
from bls_tui.desk.contract import Contract
from bls_tui.desk.declared import USUAL
from bls_tui.desk.people import Directory
from bls_tui.service.desk.call_views_data import ClockCell, Present, QueueRow
from bls_tui.service.desk.calls_projection import clock_at
from db.rows_desk import QueueRow as StoredRow

FAR = float("inf")


def queue_row(stored: StoredRow, people: Directory, present: Iterable[Present], now: float) -> QueueRow:
    """Return a line of the queue as it is at `now`."""
    row = stored.call
    level = Level(row.level)
    known = people.contracts.get(row.contract)
    contract = known or Contract(row.contract, stored.customer_key, people.calendars[USUAL])
    return QueueRow(
        call_id=stored.id,
        number=row.number,
        version=row.version,
        subject=row.subject,
        customer_key=stored.customer_key,
        customer=stored.customer,
        site=stored.site_name or row.site,
        contact=people.contacts[row.contact].name if row.contact in people.contacts else row.contact,
        typology=people.typology(row.typology),
        level=level,
        priority=Priority(row.priority),
        origin=Origin(row.origin),
        state=CallState(row.state),
        since=row.since,
        owner=row.owner,
        owner_name=people.person(row.owner),
        opened_at=row.opened_at,
        touched_at=row.touched_at,
        sla1=clock_cell(clock_at(row, Sla.TAKE, contract, now)),
        sla2=clock_cell(clock_at(row, Sla.CLOSE, contract, now)),
        reason=Reason(row.wait_reason) if row.wait_reason else None,
        wake_at=row.wake_at,
        waits_for=row.waits_for,
        overdue_since=row.wake_at if row.wake_at is not None and row.wake_at <= now else None,
        closing=row.closing_evidence,
        blocking=row.blocking,
        consultancy=row.consultancy,
        unpaid=known is None or not known.covers(level),
        present=tuple(present),
        seq=stored.seq,
    )


def clock_cell(reading: Clock) -> ClockCell:
    """Return a clock for a list."""
    return ClockCell(cell(reading), phase_word(reading), reading)


def urgency(row: QueueRow) -> tuple[float, float, float]:
    """Order the queue: wake-ups that are overdue first, the oldest on top, then what is due first."""
    overdue = FAR if row.overdue_since is None else row.overdue_since
    return overdue, FAR if row.due is None else row.due, row.opened_at
