"""The lists of the mail screen: what is in each, under which identity, and what of a row can be filtered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from bls_tui.desk.mail.filters import Listed
from bls_tui.locale import N_
from bls_tui.service.mail.views_data import FolderView, MailView, MessageView, TriageItem, Trouble
from bls_tui.ui.render.cells import Key
from db.rows_mail import ConversationRow, SenderRuleRow


class Talk(NamedTuple):
    """The identity of the conversation of a call."""

    call_id: int


class Waits(NamedTuple):
    """The identity of a message in triage."""

    message_id: int


class Leaving(NamedTuple):
    """The identity of a message on its way out."""

    message_id: int


class Folder(NamedTuple):
    """The identity of a folder of a mailbox."""

    account: str
    folder: str


class Ruling(NamedTuple):
    """The identity of a rule about a sender."""

    rule_id: int


Row = ConversationRow | TriageItem | MessageView | FolderView | Trouble | SenderRuleRow
Rows = Mapping[Key, Row]


def _talks(view: MailView, keep: Callable[[ConversationRow], bool] = lambda _row: True) -> Rows:
    return {Talk(row.call_id): row for row in view.conversations if keep(row)}


def _wrong(view: MailView) -> Rows:
    folders: Rows = {Folder(one.row.account, one.row.folder): one for one in worst_first(view.folders)}
    return {**folders, **{one.row.key: one for one in view.troubles}}


def worst_first(folders: Sequence[FolderView]) -> list[FolderView]:
    """Return folders with those that cannot be read first."""
    return sorted(folders, key=lambda one: (one.row.failing_since is None, not one.stale))


LISTS: Mapping[str, tuple[str, Callable[[MailView], Rows]]] = {
    "conversations": (N_("Conversations"), _talks),
    "unread": (N_("Unread"), lambda view: _talks(view, lambda row: bool(row.unread))),
    "mine": (N_("Mine"), lambda view: _talks(view, lambda row: row.number in view.mine)),
    "triage": (N_("Triage"), lambda view: {Waits(one.message.id): one for one in view.triage}),
    "outbox": (N_("Outbox"), lambda view: {Leaving(one.id): one for one in (*view.failed, *view.waiting)}),
    "errors": (N_("Mailboxes"), _wrong),
    "rules": (N_("Rules"), lambda view: {Ruling(one.id): one for one in view.rules}),
}
"""The lists that `v` goes through: what each is called, and what is in it."""

TALKS = ("conversations", "unread", "mine")
"""Those of conversations."""


def listed(row: Row) -> Listed:
    """Return what of a row can be filtered."""
    if isinstance(row, ConversationRow):
        return Listed(
            row.number, row.customer, row.subject, row.last_from, row.owner, row.snippet, row.direction,
            unread=bool(row.unread), automatic=row.kind != "mail", at=row.last_at,
        )  # fmt: skip
    if isinstance(row, TriageItem):
        one = row.message
        return Listed(
            row.suggested_number, row.customer, one.subject, f"{one.sender_name}\n{one.sender_address}", "",
            one.visible[:2000], one.direction, automatic=one.automatic, at=one.at,
        )  # fmt: skip
    if isinstance(row, MessageView):
        to = "\n".join(name.address for name in row.recipients)
        return Listed("", "", row.subject, row.author_name, "", to, row.direction, automatic=row.automatic, at=row.at)
    if isinstance(row, FolderView):
        return Listed(text=f"{row.row.account}/{row.row.folder}\n{row.row.error}", at=row.row.passed_at)
    if isinstance(row, Trouble):
        return Listed(
            subject=row.subject, text=f"{row.row.account}/{row.row.folder}\n{row.row.error}", at=row.row.first_at
        )
    return Listed(row.call_number, row.customer, sender=row.match, text=row.action, at=row.created_at)
