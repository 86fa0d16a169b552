"""How far the mailboxes that processes confirm to are read, and the runs that stand for one that cannot be."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from checks.rules.expected.clock import Mailbox
from db.queries import mailboxes
from db.rows_mail import FolderRow
from db.session import Reader

ROLE = "process"


@dataclass(frozen=True, slots=True)
class Account:
    """What bls.toml says of a mailbox of processes: its folders, and for which customer its troubles are proposed."""

    folders: tuple[str, ...]
    customer: str = ""


Accounts = Mapping[str, Account]
"""The mailboxes whose role is `process`, by name."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a mailbox is read, how reading it fails ("" while it does not), and when it is tried again."""

    mailbox: Mailbox
    error: str = ""
    next_try_at: float | None = None


NEVER = Reach(Mailbox())
"""A mailbox nobody ever read."""


def reaches(r: Reader, accounts: Accounts | None = None) -> dict[str, Reach]:
    """Return how far each mailbox is read, by name.

    With `accounts`, of those and of their folders alone: a folder that is not read any more holds up nothing.
    """
    rows: dict[str, list[FolderRow]] = {}
    for row in mailboxes.folders(r):
        if row.role == ROLE and (accounts is None or _configured(row, accounts)):
            rows.setdefault(row.account, []).append(row)
    if accounts is None:
        return {account: _reach(found) for account, found in rows.items()}
    return {account: _reach(rows.get(account, []), len(one.folders)) for account, one in accounts.items()}


def _configured(row: FolderRow, accounts: Accounts) -> bool:
    return row.account in accounts and row.folder in accounts[row.account].folders


def _reach(rows: Iterable[FolderRow], folders: int = 0) -> Reach:
    found = list(rows)
    parts = [Mailbox(row.passed_at, row.failing_since) for row in found]
    parts += [Mailbox()] * (folders - len(found))
    failing = [row for row in found if row.failing_since is not None]
    tries = [row.next_try_at for row in failing if row.next_try_at is not None]
    return Reach(Mailbox.together(parts), next((row.error for row in failing), ""), min(tries, default=None))
