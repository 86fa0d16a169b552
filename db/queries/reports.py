"""What the report of a month asks for: what was wrong with a customer's objects, and what became of its proposals."""

from sqlalchemy import func, or_, select

from db.rows_desk import OutageRow
from db.session import Reader
from db.tables.inventory import objects
from db.tables.proposals import proposals
from db.tables.states import problems


def outages(r: Reader, customer_id: int, start: float, end: float) -> list[OutageRow]:
    """Return every object of a customer with each of its HARD problems that touch the time from `start` to `end`.

    An object that had none has one row, without a problem.
    """
    touching = (problems.c.opened_at < end) & or_(problems.c.closed_at.is_(None), problems.c.closed_at > start)
    statement = (
        select(
            objects.c.id,
            objects.c.full_name,
            objects.c.kind,
            problems.c.opened_at,
            problems.c.closed_at,
            problems.c.state,
        )
        .outerjoin(problems, (problems.c.object_id == objects.c.id) & touching)
        .where(objects.c.customer_id == customer_id, objects.c.removed_at.is_(None))
        .order_by(objects.c.full_name, problems.c.opened_at)
    )
    return [OutageRow(*row) for row in r.connection.execute(statement)]


def proposed(r: Reader, customer_id: int, start: float, end: float) -> dict[str, int]:
    """Count the proposals of a customer opened from `start` to before `end`, by state."""
    c = proposals.c
    statement = (
        select(c.state, func.count())
        .where(c.customer_id == customer_id, c.opened_at >= start, c.opened_at < end)
        .group_by(c.state)
    )
    return {state: count for state, count in r.connection.execute(statement)}  # noqa: C416 - rows unpack, typed
