"""The frozen dataclasses of mail: messages, folders and their ledger, sender rules, the outbox.

Times are epoch seconds (UTC). Words such as places and states are those of db.tables.mail and db.tables.outbox.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class RecipientName:
    """Whom a message names in a header: `kind` is to, cc or bcc."""

    kind: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """An attachment by its place in the message; its bytes are in the raw message. `size` in bytes."""

    index: int
    filename: str
    content_type: str
    size: int
    inline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message about to be stored.

    `identity` is its Message-ID without <>, or what stands for one; `digest` the SHA-256 of the raw bytes in hex, ""
    where there are none. `received_at` is when it came in or was written. `place` says where it lies, `reason` as a
    code why it is in triage. `parent_id` is the message it answers, `evidence_of` the one it is a receipt or bounce of.
    `internal`: never leaves the house. `author` is the login of who wrote it here. `facts` is what else was read.
    """

    direction: str
    role: str
    place: str
    identity: str
    received_at: float
    digest: str = ""
    kind: str = "mail"
    reason: str = ""
    call_id: int | None = None
    suggested_call_id: int | None = None
    customer_id: int | None = None
    parent_id: int | None = None
    evidence_of: int | None = None
    sent_at: float | None = None
    automatic: bool = False
    internal: bool = False
    html: bool = False
    truncated: bool = False
    size: int = 0
    author: str = ""
    sender_name: str = ""
    sender_address: str = ""
    subject: str = ""
    subject_base: str = ""
    snippet: str = ""
    recipients: tuple[RecipientName, ...] = ()
    attachments: tuple[AttachmentRow, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    body: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow(NewMessage):
    """A message as stored, with the numbers of its call and of the suggested one, and its customer ("" for none)."""

    id: int
    seq: int
    call_number: str
    suggested_number: str
    customer_key: str
    customer: str


@dataclass(frozen=True, slots=True)
class ConversationRow:
    """The mail of one call in a line: the call, its last message, how many there are and how many are unread.

    `last_from` is the name or address of who sent the last one, for mail written here the login. `direction`, `kind`
    and `snippet` are the last message's. `owner` is "" for nobody. Of a closed call nothing is unread.
    """

    call_id: int
    number: str
    customer: str
    subject: str
    owner: str
    state: str
    last_id: int
    last_at: float
    last_from: str
    direction: str
    kind: str
    snippet: str
    count: int
    unread: int


@dataclass(frozen=True, slots=True)
class FolderRow:
    """How the last passes over a folder went; `failures` counts those in a row that failed, since `failing_since`."""

    id: int
    account: str
    folder: str
    role: str
    uidvalidity: int | None
    on_server: int
    known: int
    in_error: int
    passed_at: float | None
    failing_since: float | None
    error: str
    next_try_at: float | None
    failures: int
    seq: int


@dataclass(frozen=True, slots=True)
class LedgerKey:
    """One message of one folder of a mailbox, as IMAP (RFC 3501) names it."""

    account: str
    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What was done with a message of a folder.

    `attempts` counts those that failed, `error` says how the last did, `next_try_at` is None when it is to be tried at
    once. `moved_to` is the folder it was moved to on the server. `size` in bytes.
    """

    account: str
    folder: str
    uidvalidity: int
    uid: int
    state: str
    message_id: int | None
    digest: str
    size: int
    attempts: int
    error: str
    next_try_at: float | None
    first_at: float
    seen_at: float
    moved_to: str

    @property
    def key(self) -> LedgerKey:
        """Which message of which folder it is."""
        return LedgerKey(self.account, self.folder, self.uidvalidity, self.uid)


@dataclass(frozen=True, slots=True)
class PendingRow:
    """What the next pass over a folder has to know of a message in it; see `LedgerRow`."""

    state: str
    attempts: int
    size: int
    next_try_at: float | None
    moved_to: str


@dataclass(frozen=True, slots=True)
class NewSenderRule:
    """What to do with all mail of an address or "@domain": append (to a call), call (open one), archive."""

    match: str
    action: str
    created_by: str
    created_at: float
    customer: str = ""
    call_id: int | None = None


@dataclass(frozen=True, slots=True)
class SenderRuleRow:
    """A rule about a sender as stored; in force while `removed_at` is None. `hits` counts the mails it decided."""

    id: int
    match: str
    action: str
    customer: str
    call_id: int | None
    call_number: str
    created_by: str
    created_at: float
    removed_at: float | None
    removed_by: str
    hits: int
    seq: int


@dataclass(frozen=True, slots=True)
class NewOutgoing:
    """A message about to be sent, not before `send_at`; until then it can be cancelled."""

    message_id: int
    send_at: float
    created_by: str
    purpose: str
    account: str
    recipients: tuple[RecipientName, ...]
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """How delivery to one recipient stands: `answer` is what the mail server said, at `at`."""

    address: str
    kind: str
    name: str
    status: str
    answer: str
    at: float | None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message on its way out, with its recipients. `claimed_by` is the program sending it now, "" for none.

    `next_try_at` is set where an attempt was put off; `ended_by` is who cancelled it.
    """

    id: int
    message_id: int
    call_id: int | None
    subject: str
    state: str
    send_at: float
    created_by: str
    automatic: bool
    purpose: str
    account: str
    attempts: int
    next_try_at: float | None
    claimed_by: str
    claimed_at: float | None
    ended_at: float | None
    ended_by: str
    seq: int
    recipients: tuple[DeliveryRow, ...]


@dataclass(frozen=True, slots=True)
class BadAddressRow:
    """An address that mail does not reach: since when, what was said, and the message that said so."""

    address: str
    since: float
    reason: str
    message_id: int | None
