"""The one list of the workbench: any number of rows, painted line by line, only where something visible changed.

The cursor belongs to an identity (a key), never to a line: when the order changes it stays on its row. Cells come from
a painter when a line is painted, so a row that is not visible costs nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate, islice
from textwrap import wrap
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from bls_tui.ui.crash import Sturdy, box
from bls_tui.ui.render.cells import Cell, Column, Columned, Entry, Flow, Key, Line, Role
from bls_tui.ui.widgets.fitting import flow, laid_out
from bls_tui.ui.widgets.role_styles import RoleStyles

Painter = Callable[[Key], Sequence[Line]]
"""Gives the lines of one entry. Called only for visible rows."""

_MARK = "+"
_DIGITS = 9


class Grid(Sturdy, ScrollView, can_focus=True):
    """A list with a sticky header, a cursor that follows an identity, marks, and rows of one or more lines.

    `shy`: the cursor is shown only while the list has the focus.
    """

    DEFAULT_CSS = "Grid { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {"grid--header", "grid--cursor"}
    BINDINGS: ClassVar[list[BindingType]] = []

    two_line: reactive[bool] = reactive(False)
    numbered: reactive[bool] = reactive(False)

    class Moved(Message):
        """The cursor stands on another row, by the user's hand."""

        def __init__(self, grid: Grid, key: Key | None) -> None:
            super().__init__()
            self.grid = grid
            self.key = key

        @property
        def control(self) -> Grid:
            """The list it happened in."""
            return self.grid

    class Opened(Moved):
        """The user asks to open a row; `by_digit` when by the digit it carries."""

        def __init__(self, grid: Grid, key: Key | None, *, by_digit: bool = False) -> None:
            super().__init__(grid, key)
            self.by_digit = by_digit

    def __init__(
        self,
        columns: tuple[Column, ...],
        paint: Painter,
        *,
        id: str | None = None,  # noqa: A002 - Textual's name
        shy: bool = False,
    ) -> None:
        super().__init__(id=id)
        self._shy = shy
        self._crash: BaseException | None = None
        self._columns = columns
        self._paint = paint
        self._entries: Sequence[Entry] = ()
        self._index: dict[Key, int] = {}
        self._tops: list[int] = [0]
        self._cursor: Key | None = None
        self._role_styles = RoleStyles(self)
        self._painted: dict[int, str] = {}
        self._placeholder: tuple[str, ...] = ()
        self.marked: set[Key] = set()

    @property
    def placeholder(self) -> tuple[str, ...]:
        """What an empty list says, a paragraph each; already safe to print."""
        return self._placeholder

    @placeholder.setter
    def placeholder(self, paragraphs: tuple[str, ...]) -> None:
        if paragraphs != self._placeholder:
            self._placeholder = paragraphs
            if not self._entries:
                self.refresh()

    @property
    def cursor(self) -> Key | None:
        """The identity the cursor stands on, None in an empty list."""
        return self._cursor

    @property
    def keys(self) -> list[Key]:
        """The identities in the order shown, headings included."""
        return [entry.key for entry in self._entries]

    @property
    def meant(self) -> list[Key]:
        """The identities an act is for: the marked ones in their order, else the one at the cursor."""
        if self.marked:
            return sorted(self.marked, key=self._index.__getitem__)
        return [] if self._cursor is None else [self._cursor]

    @property
    def header_lines(self) -> int:
        """How many lines the column titles take: none in two-line mode."""
        return 0 if self.two_line else 1

    def show(self, entries: Sequence[Entry], *, follow: bool = True) -> None:
        """Show these entries in this order. The cursor stays on its identity.

        `follow`: the user asked for it, so the cursor is brought into sight; else the view moves at most a page.
        """
        offset = self._cursor_offset()
        before = self.keys
        self._entries = entries
        self._index = {entry.key: number for number, entry in enumerate(entries)}
        self._tops = [0, *accumulate(entry.height for entry in entries)]
        self.marked &= self._index.keys()
        self._cursor = self._surviving_cursor(before)
        self._resize_content()
        if follow:
            self._scroll_to_cursor()
        else:
            self._keep_in_place(offset)
        self.refresh()

    def refresh_keys(self, keys: Iterable[Key]) -> None:
        """Repaint the rows of these identities, where visible."""
        first, last = self._visible_range()
        for key in keys:
            number = self._index.get(key)
            if number is not None and first <= number <= last:
                self._refresh_entry(number)

    def refresh_stale_lines(self) -> None:
        """Repaint the visible lines that would look different now than when they were painted: ages, mostly."""
        for y, text in list(self._painted.items()):
            if y < self.size.height and self._line(y).text != text:
                self.refresh(Region(0, y, self._width, 1))

    def select(self, key: Key) -> None:
        """Put the cursor on `key`, if it is in the list, without telling anybody."""
        if key in self._index:
            self._move_to(self._index[key], told=False)

    def toggle_mark(self) -> None:
        """Mark or unmark the row under the cursor and go to the next."""
        if self._cursor is None:
            return
        self.marked ^= {self._cursor}
        self._refresh_entry(self._index[self._cursor])
        self.move(1)

    def clear_marks(self) -> None:
        """Unmark everything."""
        marked, self.marked = self.marked, set()
        self.refresh_keys(marked)

    def move(self, rows: int) -> None:
        """Move the cursor by `rows` rows the cursor may stand on; stops at the ends."""
        if self._cursor is None:
            return
        start = self._index[self._cursor]
        step = 1 if rows > 0 else -1
        target, left, number = start, abs(rows), start + step
        while left and 0 <= number < len(self._entries):
            if self._entries[number].selectable:
                target, left = number, left - 1
            number += step
        if target == start and step < 0:
            self.scroll_to(y=0, animate=False)
        self._move_to(target)

    def move_page(self, pages: int) -> None:
        """Move the cursor by whole pages."""
        lines = max(1, self._page_lines - 1)
        if self._cursor is None:
            return
        start = self._index[self._cursor]
        wanted = self._entry_at(max(0, min(self._tops[-1] - 1, self._tops[start] + pages * lines)))
        self.move(wanted - start or pages)

    def move_end(self, *, last: bool) -> None:
        """Move the cursor to the first or the last row."""
        self.move(len(self._entries) if last else -len(self._entries))

    def open_digit(self, digit: int) -> None:
        """Open the row that carries this digit on the screen."""
        numbered = self._numbered()
        if 0 < digit <= len(numbered):
            number = numbered[digit - 1]
            self._move_to(number)
            self.post_message(self.Opened(self, self._entries[number].key, by_digit=True))

    def open_cursor(self) -> None:
        """Open the row under the cursor."""
        if self._cursor is not None:
            self.post_message(self.Opened(self, self._cursor))

    def render_line(self, y: int) -> Strip:
        """Paint one line of the screen."""
        strip = self._line(y)
        self._painted[y] = strip.text
        return strip

    def show_crash(self, error: BaseException) -> None:
        """Show a box that says what failed in the place of the list."""
        self._crash = error
        self.refresh()

    def mend(self) -> None:
        """Paint the list again."""
        self._crash = None
        self.refresh()

    def _line(self, y: int) -> Strip:
        width = self._width
        if self._crash is None:
            with self.guarded():
                return self._sound_line(y, width)
        return self._box_line(y, width)

    def _box_line(self, y: int, width: int) -> Strip:
        lines = [] if self._crash is None else box(self._crash, width)
        return self._strip(lines[y] if y < len(lines) else (), width, None)

    def _sound_line(self, y: int, width: int) -> Strip:
        if not self._entries:
            return self._placeholder_line(y, width)
        if y < self.header_lines:
            return self._header(width)
        line = y - self.header_lines + self.scroll_offset.y
        if line >= self._tops[-1]:
            return Strip.blank(width, self.rich_style)
        number = self._entry_at(line)
        return self._entry_line(number, line - self._tops[number], width)

    def _placeholder_line(self, y: int, width: int) -> Strip:
        lines = [line for text in self._placeholder for line in (*wrap(text, max(10, width - 4)), "")]
        text = lines[y - 1] if 0 < y <= len(lines) else ""
        return self._strip((Cell("  " + text),), width, None)

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight when the list gets another size."""
        del event
        self._resize_content()
        self._scroll_to_cursor()

    def watch_two_line(self) -> None:
        """Another mode has another header."""
        self._resize_content()
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the row clicked; a second click opens it."""
        line = event.y - self.header_lines + self.scroll_offset.y
        if event.y < self.header_lines or not 0 <= line < self._tops[-1]:
            return
        number = self._entry_at(line)
        if not self._entries[number].selectable:
            return
        again = self._entries[number].key == self._cursor
        self._move_to(number)
        if again:
            self.open_cursor()

    @property
    def _width(self) -> int:
        """The cells a line has: all but the scrollbar's."""
        return self.scrollable_content_region.width

    @property
    def _page_lines(self) -> int:
        return max(1, self.size.height - self.header_lines)

    def _entry_at(self, line: int) -> int:
        return min(bisect_right(self._tops, line) - 1, len(self._entries) - 1)

    def _visible_range(self) -> tuple[int, int]:
        if not self._entries:
            return 0, -1
        top = self.scroll_offset.y
        return self._entry_at(top), self._entry_at(min(self._tops[-1] - 1, top + self._page_lines - 1))

    def _surviving_cursor(self, before: Sequence[Key]) -> Key | None:
        if self._cursor in self._index:
            return self._cursor
        if self._cursor in before:
            position = before.index(self._cursor)
            for key in (*before[position + 1 :], *reversed(before[:position])):
                number = self._index.get(key)
                if number is not None and self._entries[number].selectable:
                    return key
        return next((entry.key for entry in self._entries if entry.selectable), None)

    def _cursor_offset(self) -> int | None:
        return None if self._cursor is None else self._tops[self._index[self._cursor]] - self.scroll_offset.y

    def _keep_in_place(self, offset: int | None) -> None:
        """Keep the cursor on its line of the screen; where its row went far, or at the top, the view stays."""
        if self._cursor is None or offset is None or not self.scroll_offset.y:
            return
        wanted = max(0, self._tops[self._index[self._cursor]] - offset)
        if abs(wanted - self.scroll_offset.y) <= self._page_lines:
            self.scroll_to(y=wanted, animate=False)

    def _resize_content(self) -> None:
        self.virtual_size = Size(self._width, self._tops[-1] + self.header_lines)

    def _move_to(self, number: int, *, told: bool = True) -> None:
        key = self._entries[number].key
        changed = key != self._cursor
        old = self._index.get(self._cursor) if self._cursor is not None else None
        self._cursor = key
        for line in {number, old} - {None} if changed else ():
            self._refresh_entry(line)  # type: ignore[arg-type]
        self._scroll_to_cursor()
        if told:
            self.post_message(self.Moved(self, key))

    def _scroll_to_cursor(self) -> None:
        if self._cursor is None or not self.size.height:
            return
        number = self._index[self._cursor]
        top, bottom = self._tops[number], self._tops[number + 1]
        if number and not self._entries[number - 1].selectable:
            top = self._tops[number - 1]
        if top < self.scroll_offset.y:
            self.scroll_to(y=top, animate=False)
        elif bottom > self.scroll_offset.y + self._page_lines:
            self.scroll_to(y=bottom - self._page_lines, animate=False)

    def _refresh_entry(self, number: int) -> None:
        y = self._tops[number] - self.scroll_offset.y + self.header_lines
        top = max(self.header_lines, y)
        bottom = min(self.size.height, y + self._entries[number].height)
        if bottom > top:
            self.refresh(Region(0, top, self._width, bottom - top))

    def _header(self, width: int) -> Strip:
        cells = tuple(Cell(column.title, Role.TITLE) for column in self._columns)
        return self._strip([Cell(" "), *laid_out(self._columns, cells, width - 1)], width, "grid--header")

    def _entry_line(self, number: int, line: int, width: int) -> Strip:
        entry = self._entries[number]
        lines = self._paint(entry.key)
        at_cursor = self._at_cursor(entry)
        content = lines[line] if line < len(lines) else Flow(())
        lead = self._lead(number, line) if entry.selectable else ()
        used = sum(cell_len(cell.text) for cell in lead)
        if isinstance(content, Columned):
            body = laid_out(self._columns, content.cells, width - used)
        else:
            body = flow(content, width - used)
        return self._strip([*lead, *body], width, "grid--cursor" if at_cursor else None)

    def _at_cursor(self, entry: Entry) -> bool:
        return entry.key == self._cursor and (self.has_focus or not self._shy)

    def _lead(self, number: int, line: int) -> tuple[Cell, ...]:
        """The cells before the row: the digit that opens it in phone mode, the mark, the cursor's pointer."""
        entry = self._entries[number]
        marked = _MARK if entry.key in self.marked and line == 0 else " "
        if not self.numbered:
            pointer = ">" if self._at_cursor(entry) and line == 0 else " "
            return (Cell(_MARK if marked == _MARK else pointer, Role.STRONG),)
        numbered = self._numbered() if line == 0 else []
        digit = str(numbered.index(number) + 1) if number in numbered else " "
        return Cell(digit, Role.KEY), Cell(marked, Role.STRONG)

    def _numbered(self) -> list[int]:
        """The rows that carry a digit: the first nine whose first line is on the screen."""
        first, last = self._visible_range()
        if self._tops[first] < self.scroll_offset.y:
            first += 1
        rows = (number for number in range(first, last + 1) if self._entries[number].selectable)
        return list(islice(rows, _DIGITS))

    def _strip(self, cells: Sequence[Cell], width: int, line_class: str | None) -> Strip:
        styles, blank = self._role_styles.of(line_class)
        return Strip([Segment(cell.text, styles[cell.role]) for cell in cells]).adjust_cell_length(width, blank)
