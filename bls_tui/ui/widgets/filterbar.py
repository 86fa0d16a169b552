"""The field of a list's filter: applied as typed, with a history, its mistakes explained beside it."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Input, Static

from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.widgets.cells import Paragraphs, content


class FilterInput(Input):
    """The field itself. Enter keeps the filter, Esc drops it, up and down walk through earlier ones."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave(False)", show=False),
        Binding("up", "recall(-1)", show=False),
        Binding("down", "recall(1)", show=False),
    ]

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self._history: list[str] = []
        self._place = 0

    def remember(self, text: str) -> None:
        """Put a filter into the history."""
        if text:
            self._history = [kept for kept in self._history if kept != text] + [text]
        self._place = len(self._history)

    def action_recall(self, step: int) -> None:
        """Bring back an earlier filter."""
        self._place = max(0, min(len(self._history), self._place + step))
        self.value = self._history[self._place] if self._place < len(self._history) else ""
        self.cursor_position = len(self.value)

    def action_leave(self, keep: bool) -> None:
        """Leave the field."""
        if not keep:
            self.value = ""
        self.post_message(FilterBar.Left())


class FilterBar(Vertical):
    """What is wrong with the filter, and below it `/` and the field. Hidden until opened."""

    class Changed(Message):
        """The text of the filter changed."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Closed(Message):
        """The field was left."""

    class Left(Message):
        """The field wants to be left."""

    def compose(self) -> ComposeResult:
        """Lay out the field."""
        yield Paragraphs(id="complaint")
        with Horizontal(id="field"):
            yield Static(content([Cell(" /", Role.KEY)]), id="slash")
            yield FilterInput()

    def on_mount(self) -> None:
        """Begin hidden."""
        self.display = False

    def open(self, text: str) -> None:
        """Show the field with `text` in it."""
        self.display = True
        field = self.query_one(FilterInput)
        with field.prevent(Input.Changed):
            field.value = text
        field.cursor_position = len(text)
        field.focus()

    def complain(self, text: str) -> None:
        """Show what is wrong with the filter, nothing when it is right."""
        bar = self.query_one("#complaint", Paragraphs)
        bar.display = bool(text)
        bar.show([(Cell(text, Role.WARNING),)])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as typed."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter."""
        event.stop()
        self._close(event.value)

    def on_filter_bar_left(self, event: Left) -> None:
        """Close the field."""
        event.stop()
        self._close("")

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Nothing typed is lost when the focus goes elsewhere; the field only hides."""
        del event
        self.display = False

    def _close(self, text: str) -> None:
        field = self.query_one(FilterInput)
        field.remember(text.strip())
        self.display = False
        self.post_message(self.Closed())
