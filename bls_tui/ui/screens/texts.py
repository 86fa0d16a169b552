"""Text on the whole screen: why, plain text to copy, and the help of a screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.screen import Screen

from bls_tui.desk.call_filters import KEYS
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import pad
from bls_tui.locale import _
from bls_tui.ui.actions import BY_ID, DESK, EXPECTED, MAILS, Section, on_screen
from bls_tui.ui.keys import Keys
from bls_tui.ui.render import mail, runs
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.base import BREAKPOINTS
from bls_tui.ui.widgets.cells import Bar, Paragraphs

Lines = Sequence[Sequence[Cell]]
Text = Callable[[int], Lines]
"""Makes the lines for a width."""


class TextScreen(Screen[None]):
    """Lines to read, scroll and copy. Esc, q and the key that opened it close it."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS

    def __init__(self, title: str, text: Text, keys: Keys, opened_by: str) -> None:
        super().__init__()
        self._heading, self._text = title, text
        for key in dict.fromkeys([*keys.of(BY_ID["back"]), *keys.of(BY_ID[opened_by])]):
            self._bindings.bind(key, "close", show=False)
        for action, name in (("up", "scroll_up"), ("down", "scroll_down"), ("page_up", "page_up"),
                             ("page_down", "page_down"), ("top", "scroll_home"), ("bottom", "scroll_end")):  # fmt: skip
            for key in keys.of(BY_ID[action]):
                self._bindings.bind(key, f"move('{name}')", show=False)

    def compose(self) -> ComposeResult:
        """Lay out title, text and keys."""
        yield Bar(id="title")
        with VerticalScroll(id="text", can_focus=True):
            yield Paragraphs(id="lines")
        yield Bar(id="hints")

    def on_mount(self) -> None:
        """Fill in the text."""
        self.query_one("#title", Bar).show((Cell(f" {self._heading}", Role.TITLE),))
        self._draw()
        closing = (Cell(" Esc", Role.KEY), Cell(_(" back   ")), Cell("j k", Role.KEY), Cell(_(" scroll")))
        self.query_one("#hints", Bar).show(closing)

    def on_resize(self) -> None:
        """Lay the text out for the new width."""
        self._draw()

    def _draw(self) -> None:
        self.query_one("#lines", Paragraphs).show(self._text(max(20, self.app.size.width - 4)))

    def action_move(self, name: str) -> None:
        """Scroll."""
        scroll = self.query_one("#text", VerticalScroll)
        getattr(scroll, f"scroll_{name}" if name.startswith("page") else name)(animate=False)

    def action_close(self) -> None:
        """Go back."""
        self.dismiss()


def help_lines(part: str, keys: Keys, room: int) -> list[tuple[Cell, ...]]:
    """Return the help of a screen, `room` wide: every action of the registry that works on it, by section."""
    listed = [action for action in on_screen(part) if keys.of(action)]
    width = max(width_of(keys.shown(action)) for action in listed) + 2
    lines: list[tuple[Cell, ...]] = []
    for section in Section:
        inside = [action for action in listed if action.section is section]
        if inside:
            lines += [(), (Cell(_(section.value), Role.TITLE),)]
        for action in inside:
            first, *rest = wrap(_(action.help), max(10, room - width - 1))
            lines.append((Cell(" " + pad(keys.shown(action), width), Role.KEY), Cell(first)))
            lines += [(Cell(" " * (width + 1) + more),) for more in rest]
    return [*lines[1:], (), *_legend_of(part)()]


def _legend_of(part: str) -> Callable[[], list[tuple[Cell, ...]]]:
    if part in MAILS:
        return mail.legend
    return runs.legend if part in EXPECTED else call_legend if part in DESK else legend


def legend() -> list[tuple[Cell, ...]]:
    """Return what shapes and flags mean."""
    states = (
        ("▼ DOWN", Role.DOWN),
        ("■ CRITICAL", Role.CRITICAL),
        ("○ UNREACHABLE", Role.UNREACHABLE),
        ("▲ WARNING", Role.WARNING),
        ("? UNKNOWN", Role.UNKNOWN),
        ("- PENDING", Role.PENDING),
        ("· OK, UP", Role.OK),
    )
    flags = _("a acknowledged   c call   d downtime   f flapping   s soft, not believed yet   z stale")
    filters = _('cust:acme st:crit,down !is:acked age:>1h host: svc: site: probe: "disk C:"')
    return [
        (Cell(_("Signs"), Role.TITLE),),
        tuple(piece for text, role in states for piece in (Cell(" "), Cell(text, role), Cell("  "))),
        (Cell(f" {flags}"),),
        (),
        (Cell(_("Filters"), Role.TITLE),),
        (Cell(f" {filters}"),),
    ]


def call_legend() -> list[tuple[Cell, ...]]:
    """Return what signs and letters of calls mean, and what their filter knows."""
    signs = (
        (_("▼ wake-up overdue"), Role.DOWN),
        (_("■ a clock has run out"), Role.CRITICAL),
        (_("▲ less than a quarter left"), Role.WARNING),
        (_("· in time"), Role.OK),
    )
    flags = _("b blocking   k can be closed   e somebody looks at it")
    clocks = _("1: time to take in charge   2: time to close   ! less than a quarter left   !! past")
    example = _('cust:acme st:progress,assigned wait:supplier sla:breached due:<2h !is:blocking "no mail"')
    words = _("is: unassigned overdue closable blocking consultancy uncovered   sla: ok warning breached")
    return [
        (Cell(_("Signs"), Role.TITLE),),
        tuple(piece for text, role in signs for piece in (Cell(" "), Cell(text, role), Cell("  "))),
        (Cell(f" {flags}"),),
        (Cell(f" {clocks}"),),
        (),
        (Cell(_("Filters"), Role.TITLE),),
        (Cell(f" {example}"),),
        (Cell(" " + " ".join(f"{key}:" for key in KEYS)),),
        (Cell(f" {words}"),),
    ]
