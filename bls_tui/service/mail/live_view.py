"""The view of the mail screen kept up to date: what the change feed says did not change is not read again."""

from dataclasses import replace

from bls_tui.service.desk.calls_store import desk
from bls_tui.service.mail.views import (
    CONVERSATIONS,
    folder_views,
    mail_view,
    outgoing_views,
    triage_views,
    trouble_views,
)
from bls_tui.service.mail.views_data import MailView
from bls_tui.service.monitoring.views import poller_view
from bls_tui.service.monitoring.views_data import ANYBODY, Viewer
from db.queries import conversations, feed, lease, mailboxes, messages, outbox, sender_rules
from db.rows_mail import ConversationRow
from db.session import Database


def refreshed(
    database: Database, known: MailView | None, since: int, login: str, now: float, *, viewer: Viewer = ANYBODY
) -> tuple[MailView, int]:
    """Return the view as it is now, and the number of the feed it is good for; `known` is good for `since`.

    What only the reader changes, which messages are read, the feed does not tell: ask with None after that.
    """
    if known is None:
        with database.read() as r:
            head = feed.head(r)
        return mail_view(database, login, now, viewer), head
    with database.read() as r:
        head = feed.head(r)
        fresh = conversations.conversations(r, login=login, limit=CONVERSATIONS, since_seq=since)
        moved = bool(messages.changed_since(r, since))
        sent = moved or bool(outbox.changed_since(r, since))
        people = desk(r, login, now).people if moved or sent else None
        rows = _merged(known.conversations, fresh) if fresh else known.conversations
        view = replace(
            known,
            conversations=rows,
            mine=frozenset(row.number for row in rows if row.owner == login) if fresh else known.mine,
            triage=triage_views(people, messages.triage(r)) if moved and people else known.triage,
            folders=folder_views(mailboxes.folders(r), now),
            troubles=trouble_views(r, mailboxes.errors(r)),
            waiting=outgoing_views(r, people, outbox.waiting(r)) if people else known.waiting,
            failed=outgoing_views(r, people, outbox.failed(r)) if people else known.failed,
            rules=tuple(sender_rules.in_force(r)),
            unread=conversations.unread_count(r, login) if fresh or moved else known.unread,
            poller=poller_view(lease.get(r), now, viewer),
            generated_at=now,
        )
        return view, head


def _merged(known: tuple[ConversationRow, ...], fresh: list[ConversationRow]) -> tuple[ConversationRow, ...]:
    rows = {row.call_id: row for row in known} | {row.call_id: row for row in fresh}
    newest = sorted(rows.values(), key=lambda row: (-row.last_at, -row.last_id))
    return tuple(newest[:CONVERSATIONS])
