"""Marking messages as unread, on any screen that shows them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from bls_tui.locale import _
from bls_tui.service.mail import marks
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.work import begin
from db.errors import DatabaseError


class Marking(BlsScreen):
    """A screen of messages or conversations."""

    def mark_unread(self, ids: Sequence[int]) -> None:
        """Mark messages as unread, for whoever looks alone."""
        begin(self, partial(self._mark_unread, ids), "act", latest=False)

    async def _mark_unread(self, ids: Sequence[int]) -> None:
        bench = self.bench
        try:
            await bench.call(marks.mark_unread, bench.user, ids)
        except DatabaseError as error:
            self.fail(error)
            return
        self.say(_("Unread again, for you."))
        await bench.mail.look(at_once=True)
        self.marked_unread()

    def marked_unread(self) -> None:
        """Draw what depends on it."""
        self.tick()
