"""What technicians decided about a sender once and for all: one rule in force for each address or domain."""

from typing import Any

from sqlalchemy import Select, func, select, update

from db.errors import Conflict
from db.queries.sql import insert
from db.rows_mail import NewSenderRule, SenderRuleRow
from db.session import Reader, Writer
from db.tables.calls import calls
from db.tables.mail import sender_rules
from db.values import storable

_C = sender_rules.c


def add(w: Writer, new: NewSenderRule) -> int:
    """Store a rule and return its id; capitals of the address make no difference.

    Raises:
        Conflict: a rule for the same address or domain is in force.
    """
    row = {
        "match": storable(new.match).strip().lower(), "action": new.action, "customer": new.customer,
        "call_id": new.call_id, "created_by": new.created_by, "created_at": new.created_at, "removed_by": "",
        "hits": 0, "seq": w.seq,
    }  # fmt: skip
    statement = insert(w, sender_rules).values(row).on_conflict_do_nothing().returning(_C.id)
    made: int | None = w.connection.execute(statement).scalar_one_or_none()
    if made is None:
        raise Conflict(f"A rule for {row['match']} is in force already.")
    return made


def remove(w: Writer, rule_id: int, by: str, now: float) -> None:
    """End a rule; it stays on record.

    Raises:
        Conflict: it is ended already, or there is none of that id.
    """
    statement = update(sender_rules).where(_C.id == rule_id, _C.removed_at.is_(None))
    if w.connection.execute(statement.values(removed_at=now, removed_by=by, seq=w.seq)).rowcount != 1:
        raise Conflict(f"The rule {rule_id} was removed in the meantime, or there is none.")


def hit(w: Writer, rule_id: int) -> None:
    """Count that a rule decided about a mail."""
    w.connection.execute(update(sender_rules).where(_C.id == rule_id).values(hits=_C.hits + 1, seq=w.seq))


def in_force(r: Reader) -> list[SenderRuleRow]:
    """Return the rules in force, by address or domain."""
    return _rows(r, _rowset().where(_C.removed_at.is_(None)).order_by(_C.match))


def all_(r: Reader) -> list[SenderRuleRow]:
    """Return every rule there ever was, oldest first."""
    return _rows(r, _rowset().order_by(_C.created_at, _C.id))


def _rowset() -> Select[Any]:
    number = func.coalesce(calls.c.number, "")
    columns = [number if name == "call_number" else _C[name] for name in SenderRuleRow.__slots__]
    return select(*columns).select_from(sender_rules).outerjoin(calls, calls.c.id == _C.call_id)


def _rows(r: Reader, statement: Select[Any]) -> list[SenderRuleRow]:
    return [SenderRuleRow(*row) for row in r.connection.execute(statement)]
