"""What somebody has read, and taking back a rule just made."""

from collections.abc import Collection
from dataclasses import dataclass

from db.queries import conversations, sender_rules
from db.session import Database, Writer


@dataclass(frozen=True, slots=True)
class EndRule:
    """Takes a rule about a sender back."""

    rule_id: int

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """End it. Raises Conflict where somebody did."""
        sender_rules.remove(w, self.rule_id, author, now)


def mark_read(database: Database, login: str, ids: Collection[int]) -> None:
    """Say that somebody has read these messages."""
    if ids:
        with database.write() as w:
            conversations.mark_read(w, login, ids)


def mark_unread(database: Database, login: str, ids: Collection[int]) -> None:
    """Say that somebody wants to read these messages again."""
    if ids:
        with database.write() as w:
            conversations.mark_unread(w, login, ids)
