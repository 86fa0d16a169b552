"""The mail of one call, with what happened to the call meanwhile; and one message that is in no call."""

from __future__ import annotations

from collections.abc import Sequence

from bls_tui.desk.calls import words
from bls_tui.desk.text import line
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.desk.call_views_data import QueueRow
from bls_tui.service.mail import marks
from bls_tui.service.mail.views import one_message, thread_view
from bls_tui.service.mail.views_data import MessageView, ThreadView
from bls_tui.service.mail.writing import FORWARD, NEW, REPLY
from bls_tui.ui import actions
from bls_tui.ui.actions import Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import calls
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.call_more import CallMore
from bls_tui.ui.screens.mail_writing import Writing
from bls_tui.ui.screens.reading import Reading

PURPOSES = {REPLY: N_("reply"), FORWARD: N_("forward"), NEW: N_("new mail"), "note": N_("INTERNAL note")}


class ThreadScreen(Reading, Writing, CallMore):
    """The conversation of a call. `at` is the message to begin with, else the first that is new, else the last."""

    def __init__(self, bench: Bench, number: str, mode: str, at: int | None = None) -> None:
        super().__init__(bench, mode)
        self._number, self._at = number, at
        self._view: ThreadView | None = None
        self._read_for: object = None
        self._begun: tuple[str, ...] = ()

    def on_screen_resume(self) -> None:
        """See what is being written."""
        self._begun = tuple(_(PURPOSES[one.purpose]) for one in self.bench.drafts.of_call(self._number))

    async def load(self) -> None:
        """Read the conversation; what is new counts as read from here on."""
        bench, first = self.bench, self._view is None
        view = self._view = await bench.call(thread_view, self._number, bench.user, bench.clock())
        unread = [one.id for one in view.messages if one.unread]
        self.new |= frozenset(unread)
        proved = {row.id for one in view.messages for row in one.evidence if row.kind == "receipt"}
        self.items = [item for item in view.items if not (isinstance(item, MessageView) and item.id in proved)]
        self._read_for = self._signature()
        self.draw()
        if first:
            newest = view.messages[-1].id if view.messages else 0
            self.show_message(self._at or (unread[0] if unread else newest))
        if unread and view.known:
            await bench.call(marks.mark_read, bench.user, unread)
            await bench.mail.look(at_once=True)
            self._read_for = self._signature()
            self.tick()

    def _signature(self) -> object:
        """What tells that the conversation has to be read again."""
        if self._view is None:
            return None
        bench, call_id = self.bench, self._view.call_id
        row, mail = bench.desk.rows.get(call_id), bench.mail.view
        here = {one.id for one in self._view.messages}
        leaving = () if mail is None else tuple(one.sending for one in (*mail.waiting, *mail.failed) if one.id in here)
        return (bench.mail.rows.get(call_id), row.version if row else None, leaving)

    def live_changed(self) -> None:
        """Read the conversation again when something in it changed."""
        if self._view is None or self._signature() != self._read_for:
            self._read_for = self._signature()
            self.read_again()
        super().live_changed()

    def subject(self) -> str:
        """Return the subject of the call."""
        return "" if self._view is None else self._view.subject

    def head(self) -> Sequence[Sequence[Cell]]:
        """Return whose call it is, how it stands, how many mails there are, and what is being written."""
        view, now = self._view, self.bench.clock()
        if view is None:
            return []
        count = len(view.messages)
        mails = ngettext("{count} message", "{count} messages", count).format(count=count)
        lines = [
            (
                Cell(f"{view.number} ", Role.STRONG),
                Cell(line(view.customer) + "  "),
                Cell(line(view.subject), Role.STRONG),
            ),
            self._state(view, mails, now),
        ]
        if self._begun:
            text = _("You began to write ({what}): the same key goes on with it.")
            lines.append((Cell(text.format(what=", ".join(self._begun)), Role.KEY),))
        return lines

    def _state(self, view: ThreadView, mails: str, now: float) -> tuple[Cell, ...]:
        row = self.bench.desk.rows.get(view.call_id)
        if row is None:
            return (Cell(f"{mails}  ", Role.DIM), Cell(_("closed, or not in the queue"), Role.DIM))
        owner = line(row.owner_name) or _("nobody")
        state = words.state_word(row.state, row.reason)
        return (Cell(f"{state}, {owner}  "), Cell(f"{mails}  ", Role.DIM), *calls.clocks(row, now, self.bench.zone))

    def title_left(self, now: float) -> Sequence[Cell]:  # noqa: ARG002 - others tell the time
        """Return where we are."""
        mode = _(actions.BY_ID[f"go_{self.MODE}"].label)
        cells = [Cell(_(" {mode} > Mail of {number}").format(mode=mode, number=self._number), Role.TITLE)]
        if self.filter_text:
            cells.append(Cell(f"  /{line(self.filter_text)}", Role.KEY))
        return cells

    def obstacle(self, needs: Needs) -> str | None:
        """Writing needs the call, which is here once it is read."""
        if needs is Needs.MAIL and self._view is None:
            return _("The call is not read yet.")
        return super().obstacle(needs)

    def about_call(self) -> str | None:
        """Return the number of the call."""
        return None if self._view is None else self._view.number

    def answered(self) -> int | None:
        """Return the message at the cursor: a reply answers that."""
        one = self.message()
        return one.id if one is not None and one.direction == "in" and one.kind == "mail" else None

    def chosen_calls(self) -> Sequence[QueueRow]:
        """Return the call, while it is in the queue."""
        row = None if self._view is None else self.bench.desk.rows.get(self._view.call_id)
        return [] if row is None else [row]

    def open_call(self, number: str) -> None:
        """Show the mail of another call."""
        self.app.push_screen(ThreadScreen(self.bench, number, self.MODE))

    def do_note(self) -> None:
        """Write an internal note in the editor."""
        self.do_write_note()


class MessageScreen(Reading, CallMore):
    """One message, wherever it lies: in triage, or on its way out."""

    def __init__(self, bench: Bench, message_id: int, mode: str) -> None:
        super().__init__(bench, mode)
        self._message_id = message_id
        self._gone = False

    async def load(self) -> None:
        """Read the message."""
        bench = self.bench
        found = await bench.call(one_message, self._message_id, bench.user, bench.clock())
        self._gone = found is None
        self.items = () if found is None else (found,)
        self.draw()

    def live_changed(self) -> None:
        """Read it again when the mail was."""
        if self.seen != self.bench.mail.version:
            self.seen = self.bench.mail.version
            self.read_again()
        super().live_changed()

    def head(self) -> Sequence[Sequence[Cell]]:
        """Say where it lies."""
        places = {"triage": _("It waits in triage: Esc, then one key decides."), "outbox": _("It is on its way out.")}
        one = self.message()
        if one is None:
            return [(Cell(_("The message is gone.") if self._gone else _("Reading …"), Role.WARNING),)]
        return [(Cell(places.get(one.place, _("It lies in: {place}").format(place=one.place)), Role.DIM),)]

    def chosen_calls(self) -> Sequence[QueueRow]:
        """It is shown by itself."""
        return []

    def open_call(self, number: str) -> None:
        """Show the mail of a call."""
        self.app.push_screen(ThreadScreen(self.bench, number, self.MODE))

    def obstacle(self, needs: Needs) -> str | None:
        """What is done to a call needs one."""
        if needs in (Needs.CALL, Needs.MAIL):
            return _("This message is shown by itself, not in its call.")
        return super().obstacle(needs)

    def title_left(self, now: float) -> Sequence[Cell]:  # noqa: ARG002 - others tell the time
        """Return where we are."""
        mode = _(actions.BY_ID[f"go_{self.MODE}"].label)
        return [Cell(_(" {mode} > one message").format(mode=mode), Role.TITLE)]
