"""What happens when the workbench itself fails: the pane says so, the log has the details, and the others go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap

import structlog
from textual.dom import DOMNode
from textual.message import Message
from textual.message_pump import MessagePump

from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.ui.render.cells import Cell, Role

log = structlog.get_logger(__name__)
_LEAST = 20
_LONGEST = 300
_recorded: set[tuple[str, str]] = set()


def words(error: BaseException) -> str:
    """Return what failed and how to go on, in one safe line."""
    told = line(f"{type(error).__name__}: {error}", _LONGEST)
    text = _("this pane could not be drawn: {error}; press R to try again; details are in the log")
    return text.format(error=told)


def box(error: BaseException, width: int) -> list[tuple[Cell, ...]]:
    """Return the same as lines in a box, `width` cells wide."""
    inside = max(_LEAST, width - 4)
    rule = "─" * (inside + 2)
    rows = [(Cell(f"│ {text.ljust(inside)} │", Role.WARNING),) for text in wrap(words(error), inside)]
    return [(Cell(f"┌{rule}┐", Role.WARNING),), *rows, (Cell(f"└{rule}┘", Role.WARNING),)]


def forgiving(node: MessagePump) -> bool:
    """Tell whether failures are shown; in tests they are raised."""
    return bool(getattr(node.app, "forgiving", False))


def record(where: str, error: BaseException) -> None:
    """Write a failure into the log, with its traceback; the same one again only after somebody asked for another try.

    What fails once a second would fill the log.
    """
    key = (where, repr(error))
    if key not in _recorded:
        _recorded.add(key)
        log.error("the workbench failed", where=where, exc_info=error)


class Sturdy(MessagePump):
    """A screen or pane whose failing handlers do not end it. `show_crash` draws the box."""

    def show_crash(self, error: BaseException) -> None:
        """Show that something failed here."""
        raise NotImplementedError

    def mend(self) -> None:
        """Try again: the box goes away."""

    def crashed(self, error: Exception) -> None:
        """Log a failure and show it here; in tests it is raised."""
        if not forgiving(self):
            raise error
        record(type(self).__name__, error)
        self.show_crash(error)

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """Show in this pane whatever fails inside the block."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - whatever it is, the other panes go on
            self.crashed(error)

    async def _dispatch_message(self, message: Message) -> None:
        # Textual ends the widget whose handler fails, and the application with it.
        with self.guarded():
            await super()._dispatch_message(message)


def mend_all(node: DOMNode) -> None:
    """Let every pane below a screen try again."""
    _recorded.clear()
    panes: Sequence[DOMNode] = list(node.walk_children())
    for pane in panes:
        if isinstance(pane, Sturdy):
            pane.mend()
