"""The desk in numbers, counted by the database: what is whose, what is overdue, what waits for a decision."""

from dataclasses import dataclass

from sqlalchemy import case, func, select

from db.session import Reader
from db.tables import calls as tables
from db.tables.proposals import proposals


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """Calls that are not closed: somebody's, nobody's, those whose wake-up is overdue; and proposals to decide."""

    mine: int
    unassigned: int
    overdue: int
    proposals: int


def desk_counts(r: Reader, login: str, now: float) -> DeskCounts:
    """Return the numbers for somebody who looks at `now`."""
    c = tables.calls.c
    calls = select(
        func.count(case((c.owner == login, 1))),
        func.count(case((c.owner == "", 1))),
        func.count(case((c.wake_at <= now, 1))),
    ).where(c.closed_at.is_(None))
    pending = select(func.count()).where(proposals.c.state == "pending")
    mine, unassigned, overdue = r.connection.execute(calls).one()
    return DeskCounts(mine, unassigned, overdue, r.connection.execute(pending).scalar_one())
