"""The projection check of the calls: everything stored beside the events is made anew from them and compared."""

from collections.abc import Iterator
from dataclasses import fields

from bls_tui.desk.calls.codec import StoredEventError
from bls_tui.desk.calls.fold import fold
from bls_tui.desk.people import Directory
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk import people as directories
from bls_tui.service.desk.calls_projection import Projection, loaded, projected
from db.queries import calls, inventory
from db.rows_desk import CallParts, CallRow, StoredCall
from db.session import Database

PAGE = 200


def verify_calls(database: Database) -> list[str]:
    """Return a sentence for each call whose projection is not what its events say; nothing when all agree.

    Clocks are compared at the instant they were stored for, under the contracts of today: closed calls disagree after
    a contract has changed, until `desk_pass.replay(…, closed=True)`.
    """
    return list(_disagreements(database))


def _disagreements(database: Database) -> Iterator[str]:
    after = 0
    while True:
        with database.read() as r:
            ids = calls.ids(r, after, PAGE)
            people = directories.directory(r)
            keys = {row.key: row.id for row in inventory.customers(r)}
            for stored in calls.stored(r, ids):
                yield from _compared(stored, people, keys)
        if not ids:
            return
        after = ids[-1]


def _compared(stored: StoredCall, people: Directory, keys: dict[str, int]) -> Iterator[str]:
    number = stored.call.number
    try:
        made = _made(stored, people, keys)
    except (BlsError, StoredEventError) as error:
        yield _("Call {number}: its events cannot be put together: {reason}").format(number=number, reason=error)
        return
    wrong = [*_different(made.row, stored.call), *_different(_sorted(made.parts), _sorted(stored.parts))]
    if wrong:
        text = _("Call {number}: what is stored of {fields} is not what its events say.")
        yield text.format(number=number, fields=", ".join(wrong))


def _made(stored: StoredCall, people: Directory, keys: dict[str, int]) -> Projection:
    row = stored.call
    events = loaded(stored.events)
    call = fold(row.number, events)
    customer_id = keys.get(call.details.customer, row.customer_id)
    return projected(call, events, people, customer_id, row.clocks_at)


def _different(made: CallRow | CallParts, stored: CallRow | CallParts) -> Iterator[str]:
    for one in fields(made):
        if getattr(made, one.name) != getattr(stored, one.name):
            yield one.name


def _sorted(parts: CallParts) -> CallParts:
    return CallParts(*(tuple(sorted(set(getattr(parts, one.name)), key=repr)) for one in fields(parts)))
