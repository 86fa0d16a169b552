"""Reading mail: from message to message, what is folded, headers, attachments and where links lead."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on
from textual.app import ComposeResult

from bls_tui.desk.text import line, safe
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.mail import originals
from bls_tui.service.mail.views_data import MessageView, ThreadItem
from bls_tui.ui import actions
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import mend_all
from bls_tui.ui.render import thread
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.render.page import Paper
from bls_tui.ui.screens.acting import show_plain
from bls_tui.ui.screens.grids import GridScreen
from bls_tui.ui.screens.mail_files import AttachmentsForm, LinksScreen
from bls_tui.ui.screens.marking import Marking
from bls_tui.ui.screens.texts import TextScreen
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.filterbar import FilterBar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.work import begin
from db.errors import DatabaseError

Place = tuple[str, int]
"""The identity of a line: which item, which line of it."""


class Reading(GridScreen, Marking):
    """A screen of messages, a row for each line. Subclasses read `items` and say what is above them."""

    PART = actions.THREAD
    AUTO_FOCUS = "#page"

    def __init__(self, bench: Bench, mode: str) -> None:
        self.MODE = mode
        self.items: Sequence[ThreadItem] = ()
        self.new: frozenset[int] = frozenset()
        self.unfolded = False
        self._told: dict[Key, thread.Told] = {}
        self._grid = Grid((), self._paint, id="page")
        super().__init__(bench)

    def body(self) -> ComposeResult:
        """Compose head, messages and the filter's field."""
        yield Paragraphs(id="head")
        yield self._grid
        yield FilterBar(id="filter")

    @property
    def grid(self) -> Grid:
        """The messages."""
        return self._grid

    async def load(self) -> None:
        """Read the messages and draw them. Raises the expected errors."""
        raise NotImplementedError

    def head(self) -> Sequence[Sequence[Cell]]:
        """Return the lines above the messages."""
        raise NotImplementedError

    def subject(self) -> str:
        """Return the subject that messages need not repeat."""
        return ""

    def read_again(self) -> None:
        """Begin to read the messages."""
        begin(self, self._guarded_load, "page")

    async def _guarded_load(self) -> None:
        try:
            await self.load()
        except (BlsError, DatabaseError) as error:
            self.fail(error)

    def draw(self) -> None:
        """Lay the messages out anew."""
        if not self.is_mounted:
            return
        with self._grid.guarded():
            self._lay_out()
        self.tick()

    def _lay_out(self) -> None:
        self._grid.two_line, self._grid.numbered = True, False
        told = thread.thread(self.items, self._paper(), unfolded=self.unfolded, new=self.new, subject=self.subject())
        wanted = self.filter_text.casefold()
        lines = [one for one in told if wanted in _flat(one.line).casefold()]
        self._told = {(one.item, one.number): one for one in lines}
        self._grid.placeholder = (_("No line matches; Esc clears the filter.") if wanted else _("Reading …"),)
        self._grid.show([Entry(key) for key in self._told], follow=False)

    def _paper(self) -> Paper:
        width = (self._grid.size.width or self.app.size.width) - 2
        return Paper(width, self.phone, self.bench.clock(), self.bench.zone)

    def _paint(self, key: Key) -> Sequence[Line]:
        one = self._told.get(key)
        return (Flow(()),) if one is None else (one.line,)

    def on_resize(self) -> None:
        """Lay the messages out for the new size."""
        super().on_resize()
        self.call_after_refresh(self.draw)

    def tick(self) -> None:
        """Bring the head up to date."""
        if self.query("#head"):
            self.query_one("#head", Paragraphs).show(self.head())
            super().tick()

    def message(self) -> MessageView | None:
        """Return the message at the cursor, else the last before it, else the first."""
        messages = [item for item in self.items if isinstance(item, MessageView)]
        keys = list(self._told)
        place = keys.index(self.grid.cursor) if self.grid.cursor in self._told else 0
        before = [self._told[key].message for key in keys[: place + 1] if self._told[key].message is not None]
        wanted = before[-1] if before else None
        return next((one for one in messages if one.id == wanted), messages[0] if messages else None)

    def show_message(self, message_id: int) -> None:
        """Put the cursor on the head of a message, and that at the top."""
        key = (f"m{message_id}", 0)
        if key in self._told:
            self.grid.select(key)
            place = list(self._told).index(key)
            self.call_after_refresh(self.grid.scroll_to, y=place, animate=False)

    def do_next_message(self) -> None:
        """Go to the next message."""
        self._step(1)

    def do_previous_message(self) -> None:
        """Go to the head of this message, or to the one before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        keys = list(self._told)
        place = keys.index(self.grid.cursor) if self.grid.cursor in self._told else -1
        heads = [at for at, key in enumerate(keys) if self._told[key].number == 0 and self._told[key].message]
        ahead = [at for at in heads if at > place] if step > 0 else [at for at in heads if at < place][::-1]
        if ahead:
            self.show_message(self._told[keys[ahead[0]]].message or 0)
        else:
            self.say(_("No further message."))

    def do_quotes(self) -> None:
        """Unfold quotations and signatures, or fold them."""
        one = self.message()
        self.unfolded = not self.unfolded
        self.draw()
        if one is not None:
            self.show_message(one.id)

    def do_headers(self) -> None:
        """Show the headers as they came."""
        one = self.message()
        if one is None:
            self.say(_("There is no message."))
        else:
            begin(self, partial(self._headers, one), "headers")

    async def _headers(self, one: MessageView) -> None:
        try:
            text = await self.bench.call(originals.headers_of, one.id)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        lines = [(Cell(row),) for row in safe(text).split("\n")]
        title = _("Headers of “{subject}”").format(subject=line(one.subject))
        self.app.push_screen(TextScreen(title, lambda _width: lines, self.bench.keys, "headers"))

    def do_attachments(self) -> None:
        """Offer to save or open what is attached."""
        one = self.message()
        if one is None or not one.attachments:
            self.say(_("Nothing is attached to this message."))
        else:
            self.app.push_screen(AttachmentsForm(self.bench, one, self.say))

    def do_links(self) -> None:
        """Show where links lead."""
        one = self.message()
        if one is None or not one.links:
            self.say(_("No link is in this message."))
        else:
            self.app.push_screen(LinksScreen(self.bench, one))

    def do_unread(self) -> None:
        """Mark the message as unread."""
        one = self.message()
        if one is not None and one.direction == "in":
            self.mark_unread([one.id])
        else:
            self.say(_("Only what came in can be unread."))

    def compile_filter(self, text: str) -> None:
        """Any text is looked for as it stands."""

    def filtered(self) -> None:
        """Draw again."""
        self.draw()

    def do_text(self) -> None:
        """Show the messages as plain text."""
        show_plain(self, [_flat(one.line) for one in self._told.values()])

    def do_refresh(self) -> None:
        """Read the messages again."""
        mend_all(self)
        self.read_again()

    def do_next_pane(self) -> None:
        """There is one pane: go to the next message."""
        self.do_next_message()

    def do_back(self) -> None:
        """Clear the filter, then go back."""
        if self.filter_text:
            self.apply_filter("")
        else:
            self.app.pop_screen()

    @on(Grid.Opened)
    def _opened(self, message: Grid.Opened) -> None:
        message.stop()
        one = self.message()
        if one is not None and one.folds:
            self.do_quotes()


def _flat(entry: Flow) -> str:
    return "".join(cell.text for cell in (*entry.left, Cell("  ", Role.DIM), *entry.right)).rstrip()
