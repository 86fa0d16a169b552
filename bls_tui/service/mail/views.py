"""The views of mail, each read from one snapshot of the database."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.model import LinkKind
from bls_tui.desk.mail import typology
from bls_tui.desk.people import Directory
from bls_tui.mail import threads
from bls_tui.mail.quotes import trim
from bls_tui.mail.threads import Threadable
from bls_tui.service.desk.call_timeline import timeline
from bls_tui.service.desk.calls_store import File, desk, load
from bls_tui.service.mail.views_data import (
    FolderView,
    Link,
    MailView,
    MessageView,
    RunItem,
    Sending,
    ThreadItem,
    ThreadView,
    TriageItem,
    Trouble,
)
from bls_tui.service.monitoring.views import poller_view
from bls_tui.service.monitoring.views_data import ANYBODY, Viewer
from db.queries import conversations, lease, mailboxes, messages, outbox, runs, sender_rules
from db.rows_mail import FolderRow, LedgerRow, MessageRow, OutboxRow
from db.session import Database, Reader

CONVERSATIONS = 500
"""Conversations that the screen lists, those with the newest message."""
STALE_AFTER = 900.0
"""Seconds without a complete look after which a folder is said to be stale."""
READ = 200_000
"""Characters of a message that are shown; the whole can be saved."""
LINKS = 200
_URL = re.compile(r"https?://[^\s<>\"'()\[\]{}]{1,2000}", re.IGNORECASE)


def mail_view(database: Database, login: str, now: float, viewer: Viewer = ANYBODY) -> MailView:
    """Return everything the mail screen shows but the conversation that is open."""
    with database.read() as r:
        at_desk = desk(r, login, now)
        rows = conversations.conversations(r, login=login, limit=CONVERSATIONS)
        waiting, failed = outbox.waiting(r), outbox.failed(r)
        return MailView(
            conversations=tuple(rows),
            mine=frozenset(row.number for row in rows if row.owner == login),
            triage=triage_views(at_desk.people, messages.triage(r)),
            folders=folder_views(mailboxes.folders(r), now),
            troubles=trouble_views(r, mailboxes.errors(r)),
            waiting=outgoing_views(r, at_desk.people, waiting),
            failed=outgoing_views(r, at_desk.people, failed),
            rules=tuple(sender_rules.in_force(r)),
            unread=conversations.unread_count(r, login),
            login=login,
            known=at_desk.actor.known,
            poller=poller_view(lease.get(r), now, viewer),
            generated_at=now,
        )


def thread_view(database: Database, number: str, login: str, now: float) -> ThreadView:
    """Return the conversation of a call. Raises UnknownCallError."""
    with database.read() as r:
        at_desk, file = desk(r, login, now), load(r, number)
        people = at_desk.people
        rows = messages.of_call(r, file.id)
        unread = frozenset(conversations.unread(r, login, file.id))
        sent = {row.message_id: row for row in outbox.of_call(r, file.id)}
        answers = threads.parents([_threadable(row) for row in rows])
        views = [
            message_view(row, people, answers=answers.get(row.id), unread=row.id in unread, sent=sent.get(row.id))
            for row in rows
        ]
        items: list[ThreadItem] = [*_with_evidence(views, rows), *_events(r, file, people), *_runs(r, file)]
        return ThreadView(
            call_id=file.id,
            number=file.call.number,
            subject=file.call.details.subject,
            customer=people.customer(file.call.details.customer),
            items=tuple(sorted(items, key=lambda item: item.at)),
            login=login,
            known=at_desk.actor.known,
            generated_at=now,
        )


def one_message(database: Database, message_id: int, login: str, now: float) -> MessageView | None:
    """Return one message, wherever it lies, None where there is none."""
    with database.read() as r:
        row = messages.get(r, message_id)
        sent = outbox.of_message(r, message_id)
        return message_view(row, desk(r, login, now).people, sent=sent) if row else None


def message_view(
    row: MessageRow,
    people: Directory,
    *,
    answers: int | None = None,
    unread: bool = False,
    sent: OutboxRow | None = None,
) -> MessageView:
    """Return a message as it is shown."""
    trimmed = trim(row.body[:READ])
    return MessageView(
        id=row.id,
        at=row.received_at,
        direction=row.direction,
        kind=row.kind,
        place=row.place,
        automatic=row.automatic,
        internal=row.internal,
        author_name=people.person(row.author) if row.author else "",
        sender_name=row.sender_name,
        sender_address=row.sender_address,
        recipients=row.recipients,
        subject=row.subject,
        visible=trimmed.visible,
        folds=trimmed.folds,
        attachments=row.attachments,
        links=links(row.body),
        answers=answers,
        unread=unread,
        truncated=row.truncated or len(row.body) > READ,
        sending=_sending(sent) if sent else None,
        facts=row.facts,
    )


def links(text: str) -> tuple[Link, ...]:
    """Return the links of a text, each once, with the host that each leads to."""
    found: dict[str, Link] = {}
    for match in _URL.finditer(text[:READ]):
        url = match[0].rstrip(".,;:!?")
        found.setdefault(url, Link(url, _host(url)))
        if len(found) == LINKS:
            break
    return tuple(found.values())


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _threadable(row: MessageRow) -> Threadable:
    return Threadable(row.id, row.identity, row.in_reply_to, row.refs, row.sent_at or row.received_at)


def _with_evidence(views: Sequence[MessageView], rows: Sequence[MessageRow]) -> Iterable[MessageView]:
    """Put receipts and bounces with the message they are about, where that one is in the same call."""
    about: dict[int, list[MessageRow]] = {}
    for row in rows:
        if row.evidence_of is not None:
            about.setdefault(row.evidence_of, []).append(row)
    return [replace(view, evidence=tuple(about.get(view.id, ()))) for view in views]


def _events(r: Reader, file: File, people: Directory) -> Iterable[ThreadItem]:
    """Return what happened besides the messages, which speak for themselves."""
    spoken = {
        number
        for number, event in enumerate(file.events, start=1)
        if isinstance(event.what, ev.Received | ev.Replied) and event.what.message
    }
    objects = {int(one.target): one.target for one in file.call.links if one.kind is LinkKind.OBJECT}
    return [item for item in timeline(r, file, people, objects) if item.number not in spoken]


def _runs(r: Reader, file: File) -> Iterable[RunItem]:
    ids = [int(one.target) for one in file.call.links if one.kind is LinkKind.RUN and one.target.isdigit()]
    found = runs.by_ids(r, ids) if ids else {}
    return [
        RunItem(row.decided_at or row.scheduled_at, row.id, row.job, row.state, row.evidence) for row in found.values()
    ]


def _sending(row: OutboxRow) -> Sending:
    return Sending(row.id, row.state, row.purpose, row.send_at, row.next_try_at, row.attempts, row.recipients)


def triage_views(people: Directory, rows: Iterable[MessageRow]) -> tuple[TriageItem, ...]:
    """Return the messages that wait for a decision of the desk."""
    return tuple(_triage(people, row) for row in rows if row.role == "desk")


def folder_views(rows: Iterable[FolderRow], now: float) -> tuple[FolderView, ...]:
    """Return the folders that are read, and whether each still is."""
    return tuple(FolderView(row, _stale(row, now)) for row in rows)


def trouble_views(r: Reader, rows: Iterable[LedgerRow]) -> tuple[Trouble, ...]:
    """Return the messages that could not be taken in, with their subjects where those are known."""
    return tuple(Trouble(row, _subject(r, row.message_id)) for row in rows)


def outgoing_views(r: Reader, people: Directory, rows: Sequence[OutboxRow]) -> tuple[MessageView, ...]:
    """Return messages on their way out."""
    pairs = ((messages.get(r, row.message_id), row) for row in rows)
    return tuple(message_view(message, people, sent=row) for message, row in pairs if message is not None)


def _triage(people: Directory, row: MessageRow) -> TriageItem:
    view = message_view(row, people)
    guess = typology.suggest(people.typologies.values(), row.subject, view.visible)
    return TriageItem(
        message=view,
        reason=row.reason,
        suggested_number=row.suggested_number,
        customer=row.customer,
        typology=people.typology(guess.typology) if guess else "",
        words=guess.words if guess else (),
    )


def _subject(r: Reader, message_id: int | None) -> str:
    row = messages.get(r, message_id) if message_id is not None else None
    return row.subject if row else ""


def _stale(row: FolderRow, now: float) -> bool:
    return row.passed_at is None or now - row.passed_at > STALE_AFTER
