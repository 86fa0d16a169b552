"""Words looked for in all mails; a find opens the conversation at that message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from bls_tui.desk.spans import moment
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.mail.found import MOST, FoundMail, found_mails
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import bars
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.base import BREAKPOINTS
from bls_tui.ui.widgets.cells import Bar
from bls_tui.ui.widgets.grid import Grid
from bls_tui.ui.work import begin
from db.errors import DatabaseError


class SearchForm(ModalScreen[None]):
    """The words, and below them what has them all. `opened` is told number and message."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", show=False),
        Binding("down", "to_list", show=False),
    ]

    def __init__(self, bench: Bench, opened: Callable[[str, int], None]) -> None:
        super().__init__()
        self._bench, self._opened = bench, opened
        self._found: dict[Key, FoundMail] = {}
        self._grid = Grid((), self._paint, id="found")
        self._grid.two_line = True  # no column titles
        for key, name in (("j,down", "down"), ("k,up", "up"), ("enter", "open"), ("slash,s", "words")):
            self._grid._bindings.bind(key, f"screen.grid_{name}", show=False)  # noqa: SLF001 - Textual has no other way

    def compose(self) -> ComposeResult:
        """Lay out field, finds and keys."""
        with Vertical(id="dialog", classes="tall"):
            yield Bar(id="question")
            yield Input(id="words", compact=True, select_on_focus=False)
            yield self._grid
            yield Bar(id="answer")

    def on_mount(self) -> None:
        """Fill in the fixed texts."""
        self.query_one("#question", Bar).show((Cell(_(" Search all mails"), Role.TITLE),))
        self._grid.placeholder = (_("Type words; Enter looks for mails that have all of them."),)
        keys = ((" " + _("Enter"), _(" search, open   ")), ("j k", _(" move   ")), ("Esc", _(" leave")))
        self.query_one("#answer", Bar).show([cell for key, text in keys for cell in (Cell(key, Role.KEY), Cell(text))])
        self.query_one("#words").focus()

    def _paint(self, key: Key) -> Sequence[Line]:
        one, bench = self._found[key], self._bench
        head = Flow(
            (Cell(f"{one.number} ", Role.KEY), Cell(f"{line(one.sender)}: ", Role.STRONG), Cell(line(one.subject))),
            (Cell(moment(one.at, bench.zone, bench.clock()), Role.DIM),),
        )
        return head, Flow((Cell("   " + line(one.excerpt), Role.DIM),))

    @on(Input.Submitted)
    def _search(self, event: Input.Submitted) -> None:
        event.stop()
        begin(self, self._look, "search")

    async def _look(self) -> None:
        bench, words = self._bench, self.query_one("#words", Input).value.strip()
        try:
            found = await bench.call(found_mails, words)
        except (BlsError, DatabaseError) as error:
            self._grid.placeholder = (bars.sentence(error),)
            found = ()
        else:
            self._grid.placeholder = (_("No mail has all of these words: {words}").format(words=line(words)),)
        self._found = {one.message_id: one for one in found}
        self._grid.show([Entry(key, 2) for key in self._found])
        text = ngettext("{count} mail", "{count} mails", len(found)).format(count=len(found))
        more = "+" if len(found) == MOST else ""
        self.query_one("#question", Bar).show((Cell(_(" Search all mails"), Role.TITLE), Cell(f"  {text}{more}")))
        if found:
            self._grid.focus()

    def on_grid_opened(self, message: Grid.Opened) -> None:
        """Open the conversation at the message."""
        message.stop()
        one = self._found.get(message.key)
        if one is not None:
            self.dismiss()
            self._opened(one.number, one.message_id)

    def action_grid_down(self) -> None:
        """Move down."""
        self._grid.move(1)

    def action_grid_up(self) -> None:
        """Move up."""
        self._grid.move(-1)

    def action_grid_open(self) -> None:
        """Open what is at the cursor."""
        self._grid.open_cursor()

    def action_grid_words(self) -> None:
        """Go back to the words."""
        self.query_one("#words").focus()

    def action_to_list(self) -> None:
        """Go to what was found."""
        if self._found:
            self._grid.focus()

    def action_leave(self) -> None:
        """Leave."""
        self.dismiss()
