"""Keeps the post going beside the other work of the poller: a mail server may take a minute for an answer."""

import threading
from collections.abc import Callable

import structlog

from bls_tui.service.mail.post import Post
from db.errors import DatabaseError
from db.session import Database

log = structlog.get_logger(__name__)


class Postman:
    """A chore of the poller: begins a round to the mail server where something is due and none is on its way."""

    def __init__(self, post: Post, clock: Callable[[], float]) -> None:
        self._post = post
        self._clock = clock
        self._thread: threading.Thread | None = None

    def __call__(self, database: Database, now: float) -> None:
        """Begin a round, if one is due. Raises DatabaseError."""
        if self._thread is not None and self._thread.is_alive():
            return
        if self._post.due(database, now):
            self._thread = threading.Thread(target=self._round, args=(database,), name="bls-post", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait a moment for the round that is on its way; what it has not written down is tried anew later."""
        if self._thread is not None:
            self._thread.join(timeout=1.0)

    def _round(self, database: Database) -> None:
        try:
            while self._post.round(database, self._clock()):
                pass
        except DatabaseError as error:
            log.warning("mails wait for the database", reason=str(error))
        except Exception:
            log.exception("a round to the mail server ended on a defect")
