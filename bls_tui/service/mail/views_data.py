"""What the screens of mail and their plain twins show, as data. Times are epoch seconds (UTC); foreign text is raw."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bls_tui.mail.quotes import Fold
from bls_tui.service.desk.call_views_data import TimelineItem
from bls_tui.service.monitoring.views_data import PollerView
from db.rows_mail import (
    AttachmentRow,
    ConversationRow,
    DeliveryRow,
    FolderRow,
    LedgerRow,
    MessageRow,
    RecipientName,
    SenderRuleRow,
)


@dataclass(frozen=True, slots=True)
class Sending:
    """How a message of ours stands: `state` of the outbox, and for each recipient what the server said.

    `outbox_id` is what cancelling and trying again name; `send_at` until when it is held.
    """

    outbox_id: int
    state: str
    purpose: str
    send_at: float
    next_try_at: float | None
    attempts: int
    deliveries: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A link in a text: what it shows and the host it leads to."""

    url: str
    host: str


@dataclass(frozen=True, slots=True)
class MessageView:
    """One message of a conversation.

    `visible` and `folds` are its text parted in what was written and what is quoted; `answers` is the id of the
    message it answers, None for none of this conversation; `author_name` is who of us wrote it, "" for others.
    `evidence` are its receipts and bounces.
    """

    id: int
    at: float
    direction: str
    kind: str
    place: str
    automatic: bool
    internal: bool
    author_name: str
    sender_name: str
    sender_address: str
    recipients: tuple[RecipientName, ...]
    subject: str
    visible: str
    folds: tuple[Fold, ...]
    attachments: tuple[AttachmentRow, ...]
    links: tuple[Link, ...]
    answers: int | None = None
    unread: bool = False
    truncated: bool = False
    sending: Sending | None = None
    evidence: tuple[MessageRow, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunItem:
    """What became of an expected run that a call is tied to."""

    at: float
    run_id: int
    job: str
    state: str
    text: str


ThreadItem = MessageView | TimelineItem | RunItem


@dataclass(frozen=True, slots=True)
class ThreadView:
    """The conversation of a call, with what happened meanwhile, oldest first."""

    call_id: int
    number: str
    subject: str
    customer: str
    items: tuple[ThreadItem, ...]
    login: str
    known: bool
    generated_at: float

    @property
    def messages(self) -> tuple[MessageView, ...]:
        """The messages alone, in the same order."""
        return tuple(item for item in self.items if isinstance(item, MessageView))


@dataclass(frozen=True, slots=True)
class TriageItem:
    """A message that waits for a decision: why, and what is suggested."""

    message: MessageView
    reason: str
    suggested_number: str
    customer: str
    typology: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FolderView:
    """A folder that is read, and what goes wrong with it."""

    row: FolderRow
    stale: bool


@dataclass(frozen=True, slots=True)
class Trouble:
    """A message of a mailbox that could not be taken in."""

    row: LedgerRow
    subject: str


@dataclass(frozen=True, slots=True)
class MailView:
    """The mail screen: conversations with the newest first, what waits in triage, what goes wrong, what goes out.

    `mine` are the numbers of calls that the viewer has.
    """

    conversations: tuple[ConversationRow, ...]
    mine: frozenset[str]
    triage: tuple[TriageItem, ...]
    folders: tuple[FolderView, ...]
    troubles: tuple[Trouble, ...]
    waiting: tuple[MessageView, ...]
    failed: tuple[MessageView, ...]
    rules: tuple[SenderRuleRow, ...]
    unread: int
    login: str
    known: bool
    poller: PollerView
    generated_at: float
