"""The one picture of the mail that all screens draw: conversations, triage, what goes out and what goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bls_tui.errors import BlsError
from bls_tui.service.mail.live_view import refreshed
from bls_tui.service.mail.views_data import FolderView, MailView
from bls_tui.service.monitoring.views_data import Viewer
from bls_tui.ui.crash import record
from checks.engine.worker import Worker
from db.errors import DatabaseError
from db.queries import feed
from db.rows_mail import ConversationRow
from db.session import Database

INTERVAL = 2.0
"""Seconds between two looks at the change feed."""
WHOLE_SECONDS = 60.0
"""Age at which everything is read again: what a colleague at the same login read elsewhere the feed does not tell."""


class MailStore:
    """The newest known mail. `rows` is by call id, `version` counts the readings, `failure` is why there is none."""

    def __init__(self, database: Database, clock: Callable[[], float], user: str, viewer: Callable[[], Viewer]) -> None:
        self._database, self._clock, self._user, self._viewer = database, clock, user, viewer
        self._worker = Worker("mail")
        self._head = -1
        self._whole_at: float | None = None
        self.view: MailView | None = None
        self.rows: Mapping[int, ConversationRow] = {}
        self.version = 0
        self.failure = ""
        self.looked_at: float | None = None

    @property
    def troubled(self) -> tuple[FolderView, ...]:
        """The folders that are not read as they should be."""
        folders = () if self.view is None else self.view.folders
        return tuple(one for one in folders if one.stale or one.row.failing_since is not None)

    @property
    def errors(self) -> int:
        """How many folders and messages of mailboxes have gone wrong, and mails that could not be sent."""
        view = self.view
        return 0 if view is None else len(self.troubled) + len(view.troubles) + len(view.failed)

    async def follow(self, tell: Callable[[], object]) -> None:
        """Look again and again, until cancelled; `tell` is called after each reading."""
        while True:
            if await self.look():
                tell()
            await asyncio.sleep(INTERVAL)

    async def look(self, *, at_once: bool = False) -> bool:
        """Read what changed; tell whether anything was read. What goes wrong is remembered, never raised."""
        try:
            reading = await self._worker.call(lambda: self._read(at_once=at_once))
        except (BlsError, DatabaseError) as error:
            return self._failed(str(error))
        except Exception as error:  # noqa: BLE001 - the workbench goes on with the last good picture
            record("mail", error)
            return self._failed(f"{type(error).__name__}: {error}")
        self.failure, self.looked_at = "", self._clock()
        if reading is None:
            return False
        self.view, self._head = reading
        self.rows = {row.call_id: row for row in self.view.conversations}
        self.version += 1
        return True

    def close(self) -> None:
        """End the worker thread."""
        self._worker.close()

    def _read(self, *, at_once: bool) -> tuple[MailView, int] | None:
        now = self._clock()
        whole = at_once or self._whole_at is None or now - self._whole_at >= WHOLE_SECONDS
        if not whole:
            with self._database.read() as r:
                if feed.head(r) == self._head:
                    return None
        known = None if whole else self.view
        if known is None:
            self._whole_at = now
        return refreshed(self._database, known, self._head, self._user, now, viewer=self._viewer())

    def _failed(self, reason: str) -> bool:
        told, self.failure = self.failure, reason
        return told != reason
