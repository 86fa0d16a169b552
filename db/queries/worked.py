"""Time worked on calls, stopwatches that run, and on-site interventions."""

from typing import Any

from sqlalchemy import ColumnElement, func, select

from db.queries.call_rows import visit_of
from db.rows_desk import AgendaRow, CallTimeRow, RunningRow, VisitRow, WorkedRow
from db.session import Reader
from db.tables import calls as tables
from db.tables.inventory import customers

_C = tables.calls.c
_T = tables.call_time.c
_V = tables.visits.c


def of_contract(r: Reader, customer_id: int, contract: str, start: float, end: float) -> list[WorkedRow]:
    """Return the time worked on the calls of a contract that began from `start` to before `end`, oldest first."""
    return _worked(
        r, _C.customer_id == customer_id, _C.contract == contract, _T.started_at >= start, _T.started_at < end
    )


def of_customer(r: Reader, customer_id: int, start: float, end: float) -> list[WorkedRow]:
    """Return the time worked for a customer that began from `start` to before `end`, oldest first."""
    return _worked(r, _C.customer_id == customer_id, _T.started_at >= start, _T.started_at < end)


def of_technician(r: Reader, technician: str, start: float, end: float) -> list[WorkedRow]:
    """Return the time somebody worked that began from `start` to before `end`, oldest first."""
    return _worked(r, _T.technician == technician, _T.started_at >= start, _T.started_at < end)


def _worked(r: Reader, *conditions: ColumnElement[bool]) -> list[WorkedRow]:
    columns = [_T[name] for name in CallTimeRow.__slots__]
    statement = (
        select(_C.id, _C.number, _C.subject, _C.level, *columns)
        .join(tables.call_time, _T.call_id == _C.id)
        .where(*conditions)
        .order_by(_T.started_at, _C.id, _T.key)
    )
    return [_worked_row(*row) for row in r.connection.execute(statement)]


def _worked_row(call_id: int, number: str, subject: str, level: str, *time: Any) -> WorkedRow:
    return WorkedRow(call_id, number, subject, level, CallTimeRow(*time))


def used(r: Reader, customer_id: int, contract: str, start: float, end: float) -> float:
    """Return the seconds worked inside a contract that began from `start` to before `end`."""
    statement = (
        select(func.coalesce(func.sum(_T.ended_at - _T.started_at), 0.0))
        .join(tables.calls, _C.id == _T.call_id)
        .where(_C.customer_id == customer_id, _C.contract == contract, _T.included.is_(True))
        .where(_T.started_at >= start, _T.started_at < end)
    )
    return float(r.connection.execute(statement).scalar_one())


def running(r: Reader, technician: str | None = None) -> list[RunningRow]:
    """Return the stopwatches left running, somebody's or everybody's, oldest first."""
    c = tables.call_watches.c
    statement = select(c.call_id, _C.number, c.technician, c.started_at).join(tables.calls, _C.id == c.call_id)
    if technician is not None:
        statement = statement.where(c.technician == technician)
    return [RunningRow(*row) for row in r.connection.execute(statement.order_by(c.started_at, c.call_id))]


def agenda(r: Reader, start: float, end: float) -> list[AgendaRow]:
    """Return the interventions that are not cancelled and that touch the time from `start` to `end`, in order."""
    columns = [_V[name] for name in VisitRow.__slots__]
    statement = (
        select(_C.id, _C.number, _C.subject, customers.c.name, *columns)
        .join(tables.visits, _V.call_id == _C.id)
        .join(customers, customers.c.id == _C.customer_id)
        .where(_V.ends_at > start, _V.starts_at < end, _V.cancelled.is_(False))
        .order_by(_V.starts_at, _C.id, _V.key)
    )
    return [_agenda_row(*row) for row in r.connection.execute(statement)]


def _agenda_row(call_id: int, number: str, subject: str, customer: str, *visit: Any) -> AgendaRow:
    return AgendaRow(call_id, number, subject, customer, visit_of(VisitRow(*visit)))
