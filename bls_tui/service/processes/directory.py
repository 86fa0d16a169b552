"""The expected processes as the inventory declares them, read once for each change of the inventory and each day."""

import threading
import weakref
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bls_tui.desk.declared import ZONE
from bls_tui.desk.processes import KIND, Process, Processes, build
from bls_tui.errors import NotFoundError
from bls_tui.locale import _
from bls_tui.service.desk import people
from db.queries import feed, inventory
from db.session import Reader

_known: "weakref.WeakKeyDictionary[Any, tuple[int, date, Processes]]" = weakref.WeakKeyDictionary()
_reading = threading.Lock()


class UnknownProcessError(NotFoundError):
    """The inventory has no such process."""


def processes(r: Reader, now: float) -> Processes:
    """Return what is expected in this snapshot of the database, under the contracts of today. Raises DirectoryError."""
    engine, head, today = r.connection.engine, feed.inventory_head(r), _today(now)
    directory = people.directory(r)
    with _reading:
        known = _known.get(engine)
        if known is None or known[:2] != (head, today):
            documents = ((row.kind, row.key, row.source) for row in inventory.documents(r) if row.kind == KIND)
            known = _known[engine] = (head, today, build(documents, directory, today))
        return known[2]


def process(r: Reader, key: str, now: float) -> Process:
    """Return one process by its key, else by its name without case where that is one alone. Raises UnknownProcessError.

    DirectoryError as for `processes`.
    """
    by_key = processes(r, now).by_key
    if key in by_key:
        return by_key[key]
    named = [one for one in by_key.values() if key.casefold() in (one.name.casefold(), one.key.casefold())]
    if len(named) != 1:
        raise UnknownProcessError(_("The inventory has no process {key!r}.").format(key=key))
    return named[0]


def _today(now: float) -> date:
    return datetime.fromtimestamp(now, ZoneInfo(ZONE)).date()
