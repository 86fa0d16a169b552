"""What concerns two calls at once: splitting one, and merging one into another. Either both change or none does."""

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Payload
from bls_tui.desk.calls.model import Call
from bls_tui.errors import RefusedError
from bls_tui.locale import _
from bls_tui.service.desk.call_verbs import watches_stopped
from bls_tui.service.desk.calls import Done, NewCall, open_in
from bls_tui.service.desk.calls_store import check_seen, desk, load, record
from db.session import Database


class DifferentCustomersError(RefusedError):
    """Calls of two customers are not merged: each would read of the other."""


def split(
    database: Database, number: str, new: NewCall, author: str, now: float, *, seen: int | None = None, note: str = ""
) -> Done:
    """Make a part of a call a call of its own; return the new one. Raises what `calls.act` and `open_call` raise."""
    with database.write() as w:
        at_desk, file = desk(w, author, now), load(w, number)
        check_seen(file, seen)
        made = open_in(at_desk, w, new, split_from=number)
        record(at_desk, w, file, [ev.Split(made.call.number, note)])
    return Done(made.call)


def merge(database: Database, number: str, into: str, author: str, now: float, *, seen: int | None = None) -> Done:
    """End a call because another is about the same; that one gets its ties. Return the one that goes on.

    Raises:
        DifferentCustomersError: they belong to two customers.
        BlsError: what `calls.act` raises. Nothing was written.
    """
    with database.write() as w:
        at_desk, file, target = desk(w, author, now), load(w, number), load(w, into)
        check_seen(file, seen)
        if file.call.details.customer != target.call.details.customer:
            text = _("Calls {number} and {into} belong to two customers.")
            raise DifferentCustomersError(text.format(number=number, into=into))
        record(at_desk, w, file, [*watches_stopped(at_desk, file.call), ev.Merged(into)])
        after = record(at_desk, w, target, _taken_over(file.call, target.call))
    return Done(after.call)


def _taken_over(source: Call, target: Call) -> list[Payload]:
    new = (link for link in source.links if link not in target.links)
    return [ev.Absorbed(source.number), *(ev.Linked(link) for link in new)]
