"""Who looks at which call now: said again and again while it is on the screen, forgotten when nobody says it."""

from sqlalchemy import case, delete, or_, select

from db.queries.sql import insert
from db.rows_desk import PresenceRow
from db.session import Reader, Writer
from db.tables.people import presence

FORGOTTEN_AFTER = 86_400.0
"""Seconds after which the sign of a workbench that never said goodbye is thrown away."""

_COLUMNS = tuple(presence.c[name] for name in PresenceRow.__slots__)


def here(w: Writer, call_id: int, who: str, place: str, now: float) -> None:
    """Say that `who` looks at a call, in the workbench `place`, which shows one call at a time."""
    c = presence.c
    w.connection.execute(delete(presence).where(c.at < now - FORGOTTEN_AFTER))
    new = insert(w, presence).values(who=who, place=place, call_id=call_id, since=now, at=now)
    since = case((c.call_id == call_id, c.since), else_=now)
    w.connection.execute(
        new.on_conflict_do_update(index_elements=["who", "place"], set_={"call_id": call_id, "since": since, "at": now})
    )


def gone(w: Writer, who: str, place: str) -> None:
    """Say that a workbench shows no call any more."""
    w.connection.execute(delete(presence).where(presence.c.who == who, presence.c.place == place))


def others(r: Reader, who: str, place: str, now: float, max_age: float) -> list[PresenceRow]:
    """Return who else looks at calls, longest there first: signs of other workbenches at most `max_age` seconds old."""
    c = presence.c
    statement = select(*_COLUMNS).where(c.at >= now - max_age, or_(c.who != who, c.place != place))
    return [PresenceRow(*row) for row in r.connection.execute(statement.order_by(c.call_id, c.since, c.who, c.place))]
