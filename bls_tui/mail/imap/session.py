"""A session with one account's server: what a round over a folder needs, each call one step that ends in time."""

from __future__ import annotations

import select
import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import imapclient

from bls_tui.locale import _
from bls_tui.mail.imap import login
from bls_tui.mail.imap.account import Account
from bls_tui.mail.imap.errors import FolderMissing, GarbledAnswer, MailboxError, ServerRefused
from bls_tui.mail.imap.partial import TEXT_KEPT, Outline
from bls_tui.mail.imap.steps import Steps

WINDOW = 50_000
"""UIDs asked for at once: imaplib takes no line over a million bytes."""
NOTICED_WITHIN = 0.5
"""Seconds after which somebody who waits for news notices that he is to stop."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder as it was when opened; `uidnext` is 0 where the server does not say."""

    uidvalidity: int
    messages: int
    uidnext: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A message in a folder: size in bytes, and when the server got it (epoch seconds, None unknown)."""

    uid: int
    size: int
    received_at: float | None


class Session:
    """Logged in to one account. After MailboxUnavailable it is of no use any more."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self._steps = Steps(account.host)
        self._client: Any = None
        self._names: dict[str, str] = {}
        self._news_seen = 0
        self._idles = True
        self._selected = False

    def open(self) -> None:
        """Connect and log in. Raises MailboxUnavailable, MailboxRefused."""
        self._client = login.connect(self.account, self._steps)
        with self._steps.step(self.account.limits.connect):
            self.capabilities = frozenset(word.decode("ascii", "replace") for word in self._client.capabilities())

    def close(self) -> None:
        """Take leave; a server that does not care to answer is left without."""
        if self._client is not None:
            with suppress(MailboxError), self._steps.step(NOTICED_WITHIN):
                self._client.logout()
        self.abort()

    def abort(self) -> None:
        """Cut the connection in the middle of whatever it is doing; safe from any thread."""
        self._steps.abort()

    @property
    def can_move(self) -> bool:
        """True where a message can be taken out of a folder without touching others."""
        return not self.capabilities.isdisjoint(("MOVE", "UIDPLUS"))

    @property
    def can_idle(self) -> bool:
        """True where the server tells of news by itself."""
        return self._idles and "IDLE" in self.capabilities

    def folders(self) -> list[str]:
        """Return the names of all folders, as the server writes them."""
        with self._steps.step(self.account.limits.listing):
            return [name for _flags, _separator, name in self._client.list_folders()]

    def select(self, folder: str, *, readonly: bool = False) -> Opened:
        """Open a folder. Raises FolderMissing."""
        self._selected = False
        try:
            opened = self._select(self._name(folder), readonly=readonly)
        except ServerRefused as error:
            self._names.pop(folder, None)
            raise FolderMissing(_("folder {name}: {reason}").format(name=folder, reason=error)) from error
        if b"UIDVALIDITY" not in opened:
            raise GarbledAnswer(_("folder {name}: the server gives no UIDVALIDITY").format(name=folder))
        self._selected = True
        self._news_seen = self._news()
        return Opened(opened[b"UIDVALIDITY"], opened.get(b"EXISTS", 0), opened.get(b"UIDNEXT", 0))

    def _select(self, name: str, *, readonly: bool) -> Mapping[bytes, Any]:
        with self._steps.step(self.account.limits.listing):
            found: Mapping[bytes, Any] = self._client.select_folder(name, readonly=readonly)
            return found

    def uids(self, opened: Opened) -> list[int]:
        """Return the UIDs in the open folder, ascending."""
        found: set[int] = set()
        for criteria in _windows(opened):
            with self._steps.step(self.account.limits.listing):
                found.update(self._client.search(criteria))
        self._news_seen = self._news()
        return sorted(found)

    def describe(self, uids: Sequence[int]) -> dict[int, Listed]:
        """Return size and date of those messages that are still there."""
        try:
            answers = self._fetch(uids, "RFC822.SIZE", "INTERNALDATE")
        except GarbledAnswer:  # a date that is none
            answers = self._fetch(uids, "RFC822.SIZE")
        return {
            uid: Listed(uid, answer[b"RFC822.SIZE"], _epoch(answer.get(b"INTERNALDATE")))
            for uid, answer in answers.items()
            if b"RFC822.SIZE" in answer
        }

    def messages(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Return the messages, to the byte, without marking them as read; those that are gone are left out.

        Raises:
            GarbledAnswer: the server has one of them and does not give it.
        """
        answers = self._fetch(uids, "BODY.PEEK[]", seconds=self.account.limits.message)
        found = {uid: answer.get(b"BODY[]", answer.get(b"RFC822")) for uid, answer in answers.items()}
        if any(raw is None for raw in found.values()):
            raise GarbledAnswer(_("the server lists a message and does not give it"))
        return {uid: bytes(raw) for uid, raw in found.items()}

    def shortened(self, uid: int) -> bytes | None:
        """Return header and text of a message as a message without attachments, None when it is gone."""
        try:
            answer = self._fetch([uid], "BODYSTRUCTURE").get(uid)
            if answer is None:
                return None
            return Outline(lambda section, most: self._section(uid, section, most)).message(answer[b"BODYSTRUCTURE"])
        except (GarbledAnswer, ServerRefused, ValueError, TypeError, LookupError, AttributeError, RecursionError):
            return self._section(uid, "", TEXT_KEPT)  # the beginning is better than nothing

    def move(self, uids: Collection[int], folder: str) -> None:
        """Take messages to another folder, which is made if need be. Raises ServerRefused."""
        try:
            self._move(uids, self._name(folder))
        except ServerRefused:
            self._names.pop(folder, None)
            if (name := self._name(folder)) in self.folders():
                raise
            self._create(name)
            self._move(uids, name)

    def wait(self, seconds: float, stop: threading.Event) -> None:
        """Wait until something happens in the open folder, the time is over, or `stop` is set."""
        if not (self.can_idle and self._selected and self._begin_idle()):
            stop.wait(seconds)
            return
        if self._news() == self._news_seen and not self._client.something_waits():
            self._watch_socket(seconds, stop)
        with self._steps.step(self.account.limits.listing):
            self._client.idle_done()

    def _begin_idle(self) -> bool:
        try:
            with self._steps.step(self.account.limits.listing):
                self._client.idle()
        except ServerRefused:
            self._idles = False
        return self._idles

    def _watch_socket(self, seconds: float, stop: threading.Event) -> None:
        """Return when the server says something, even if only that it hangs up."""
        poll = select.poll()
        poll.register(self._client.socket().fileno(), select.POLLIN)
        while seconds > 0 and not stop.is_set():
            if poll.poll(1000 * min(seconds, NOTICED_WITHIN)):
                return
            seconds -= NOTICED_WITHIN

    def _news(self) -> int:
        """Return how often the server has said that a message came, since the folder was opened."""
        # idle_check() sees only what comes after IDLE began; imaplib keeps what came with earlier answers.
        return len(self._client._imap.untagged_responses.get("EXISTS", ()))  # noqa: SLF001

    def _fetch(self, uids: Sequence[int], *what: str, seconds: float = 0.0) -> dict[int, Mapping[bytes, Any]]:
        with self._steps.step(seconds or self.account.limits.listing):
            found: dict[int, Mapping[bytes, Any]] = self._client.fetch(list(uids), list(what))
            return found

    def _section(self, uid: int, section: str, most: int) -> bytes:
        part = f"<0.{most}>" if most else ""
        answer = self._fetch([uid], f"BODY.PEEK[{section}]{part}", seconds=self.account.limits.message).get(uid, {})
        origin = b"<0>" if most else b""
        return bytes(answer.get(b"BODY[%b]%b" % (section.encode(), origin)) or b"")

    def _move(self, uids: Collection[int], name: str) -> None:
        with self._steps.step(self.account.limits.listing):
            if "MOVE" in self.capabilities:
                self._client.move(list(uids), name)
                return
            self._client.copy(list(uids), name)
            self._client.add_flags(list(uids), [imapclient.DELETED], silent=True)
            self._client.uid_expunge(list(uids))

    def _create(self, name: str) -> None:
        with self._steps.step(self.account.limits.listing):
            self._client.create_folder(name)
            with suppress(imapclient.exceptions.IMAPClientError):
                self._client.subscribe_folder(name)

    def _name(self, folder: str) -> str:
        """Return the server's name of a folder of the configuration: its separator, its prefix of personal folders."""
        if folder not in self._names:
            self._names[folder] = self._find_name(folder)
        return self._names[folder]

    def _find_name(self, folder: str) -> str:
        if folder.upper() == "INBOX":
            return "INBOX"
        with self._steps.step(self.account.limits.listing):
            listed = self._client.list_folders()
        separators = [separator.decode() for _flags, separator, _name in listed if separator]
        separator = separators[0] if separators else "/"
        names = {name for _flags, _separator, name in listed}
        written = folder.replace("/", separator)
        prefix = self._prefix()
        return next((name for name in (folder, written, prefix + written) if name in names), _under(prefix, written))

    def _prefix(self) -> str:
        if "NAMESPACE" not in self.capabilities:
            return ""
        with suppress(ServerRefused, GarbledAnswer), self._steps.step(self.account.limits.listing):
            personal = self._client.namespace().personal
            return str(personal[0][0]) if personal else ""
        return ""


def _under(prefix: str, name: str) -> str:
    return name if name.startswith(prefix) else prefix + name


def _windows(opened: Opened) -> Iterable[Any]:
    if opened.messages <= WINDOW or not opened.uidnext:
        return ["ALL"]
    return (["UID", f"{first}:{first + WINDOW - 1}"] for first in range(1, opened.uidnext, WINDOW))


def _epoch(date: datetime | None) -> float | None:
    with suppress(ValueError, OverflowError, OSError):
        return date.timestamp() if date is not None else None
    return None
