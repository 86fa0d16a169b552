"""Rules that technicians made of mails no rule knew: added and removed, never changed."""

from sqlalchemy import ColumnElement, insert, select, update

from db.errors import Conflict
from db.rows_runs import NewTaughtRule, TaughtRuleRow
from db.session import Reader, Writer
from db.tables.runs import taught_rules
from db.values import storable_json

_C = taught_rules.c
_COLUMNS = tuple(_C[name] for name in TaughtRuleRow.__slots__)


def add(w: Writer, new: NewTaughtRule) -> int:
    """Store a rule and return its id.

    Raises:
        DatabaseRefused: its verdict is none the table knows.
    """
    row = {name: storable_json(getattr(new, name)) for name in NewTaughtRule.__slots__}
    statement = insert(taught_rules).values({**row, "removed_by": "", "seq": w.seq}).returning(_C.id)
    return int(w.connection.execute(statement).scalar_one())


def remove(w: Writer, rule_id: int, by: str, now: float) -> None:
    """End a rule; it stays on record.

    Raises:
        Conflict: it is ended already, or there is none of that id.
    """
    statement = update(taught_rules).where(_C.id == rule_id, _C.removed_at.is_(None))
    if w.connection.execute(statement.values(removed_at=now, removed_by=by, seq=w.seq)).rowcount != 1:
        raise Conflict(f"The taught rule {rule_id} was removed in the meantime, or there is none.")


def in_force(r: Reader) -> list[TaughtRuleRow]:
    """Return the rules in force, newest first: the newest that fits decides."""
    return _rows(r, _C.removed_at.is_(None))


def all_(r: Reader) -> list[TaughtRuleRow]:
    """Return every rule there ever was, newest first."""
    return _rows(r)


def _rows(r: Reader, *conditions: ColumnElement[bool]) -> list[TaughtRuleRow]:
    statement = select(*_COLUMNS).where(*conditions).order_by(_C.created_at.desc(), _C.id.desc())
    return [TaughtRuleRow(*row) for row in r.connection.execute(statement)]
