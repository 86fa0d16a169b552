"""What is being written, kept in the user's state directory: it survives a crash, a lost line and a closed screen."""

from __future__ import annotations

import json
import os
import re
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.places import state_directory
from bls_tui.service.monitoring.undo import Undo

_NAME = re.compile(r"[^0-9A-Za-z-]+")


class DraftError(BlsError):
    """What is written cannot be kept; the message says why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail or note that is being written about a call.

    `purpose` is one of `bls_tui.service.mail.writing`, or "note". `to`, `cc` and `bcc` are as typed, None while
    nobody has changed them. `attachments` are paths. `saved_at` is epoch seconds.
    """

    number: str
    purpose: str
    text: str
    supplier: str = ""
    answers: int | None = None
    subject: str | None = None
    to: str | None = None
    cc: str | None = None
    bcc: str | None = None
    quotes: bool = True
    attachments: tuple[str, ...] = ()
    saved_at: float = 0.0


@dataclass(frozen=True, slots=True)
class Held:
    """A mail just sent, which can be called back until `send_at`; then `draft` is kept again."""

    undo: Undo
    subject: str
    send_at: float
    draft: Draft


class Drafts:
    """The drafts of this user, a file each."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def keep(self, draft: Draft, now: float) -> None:
        """Keep a draft in the place of the one for the same call and purpose. Raises DraftError."""
        path = self._path(draft.number, draft.purpose)
        beside = path.with_suffix(".new")
        data = json.dumps(asdict(replace(draft, saved_at=now)), ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with suppress(FileNotFoundError):
                beside.unlink()
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="surrogateescape") as file:
                file.write(data)
            beside.replace(path)
        except OSError as error:
            raise DraftError(
                _("What you write is not kept: {path}: {reason}").format(path=path, reason=error)
            ) from error

    def find(self, number: str, purpose: str) -> Draft | None:
        """Return the draft for a call and purpose, None where there is none or it cannot be read."""
        try:
            known = json.loads(self._path(number, purpose).read_text(encoding="utf-8", errors="surrogateescape"))
            return Draft(**{**known, "attachments": tuple(known.get("attachments", ()))})
        except (OSError, ValueError, TypeError, AttributeError):
            return None

    def of_call(self, number: str) -> list[Draft]:
        """Return the drafts for a call, newest first."""
        purposes = ("reply", "note", "forward", "new")
        found = [draft for draft in (self.find(number, purpose) for purpose in purposes) if draft is not None]
        return sorted(found, key=lambda draft: -draft.saved_at)

    def drop(self, number: str, purpose: str) -> None:
        """Forget a draft; it may be gone already."""
        with suppress(OSError):
            self._path(number, purpose).unlink()

    def _path(self, number: str, purpose: str) -> Path:
        folder = self._folder if self._folder is not None else state_directory() / "drafts"
        return folder / f"{_NAME.sub('_', number)}-{_NAME.sub('_', purpose)}.json"
