"""Stored mails of the last days read anew, because rules or the inventory changed. What was bound by hand stays."""

from collections.abc import Iterable

from bls_tui.service.processes.acts import refile
from bls_tui.service.processes.books import books
from bls_tui.service.processes.filing import UNBOUND, UNRECOGNISED
from bls_tui.service.processes.mailbox_state import Accounts
from db.queries import messages, process_mails
from db.rows_runs import ProcessMailRow
from db.session import Database, Reader, Writer

DAY = 86400.0
ANEW = 14 * DAY
"""How old a mail may be that is read anew."""
MOST = 2000
"""Mails that are read anew at most, the newest."""
AT_ONCE = 50
"""Mails read anew in one transaction."""


def recent(r: Reader, now: float) -> list[ProcessMailRow]:
    """Return the mails that may be read anew, newest first."""
    return [row for row in process_mails.recent(r, MOST) if row.received_at >= now - ANEW]


def read(database: Database, ids: Iterable[int], now: float, accounts: Accounts | None = None) -> None:
    """Read mails anew, oldest first, a few in each transaction. Raises Conflict where somebody binds one meanwhile."""
    ids = sorted(ids)
    for start in range(0, len(ids), AT_ONCE):
        with database.write() as w:
            read_in(w, ids[start : start + AT_ONCE], now, accounts)


def read_in(w: Writer, ids: Iterable[int], now: float, accounts: Accounts | None = None) -> None:
    """Read mails anew in a transaction."""
    b = books(w, now, accounts)
    for message_id in ids:
        if (message := messages.get(w, message_id)) is not None:
            refile(b, message)


def read_unrecognised(database: Database, now: float, accounts: Accounts | None = None) -> int:
    """Read the mails anew that no process was found for, or no run: the inventory may know better now."""
    with database.read() as r:
        waiting = [row for row in process_mails.needing_attention(r) if row.read.state in (UNRECOGNISED, UNBOUND)]
    ids = [row.read.message_id for row in waiting if row.received_at >= now - ANEW][:MOST]
    read(database, ids, now, accounts)
    return len(ids)
