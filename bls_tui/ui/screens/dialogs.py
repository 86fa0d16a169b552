"""The questions before an act: each repeats what it is aimed at, and keeps what was typed when the act fails."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Checkbox, Input

from bls_tui.desk.spans import SpanError, parse_moment, parse_span
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.monitoring.operations import Window
from bls_tui.ui.crash import Sturdy, words
from bls_tui.ui.render import bars
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.base import BREAKPOINTS
from bls_tui.ui.screens.targets import Target, described
from bls_tui.ui.widgets.cells import Bar, Paragraphs
from bls_tui.ui.widgets.pick import Option, Pick, PickError
from bls_tui.ui.work import begin
from db.errors import DatabaseError


@dataclass(frozen=True, slots=True)
class Acknowledging:
    """What the acknowledgement dialog was filled in with."""

    comment: str
    sticky: bool
    expires_at: float | None


@dataclass(frozen=True, slots=True)
class Downtiming:
    """What the downtime dialog was filled in with."""

    comment: str
    window: Window
    with_services: bool


class Choice(Checkbox):
    """A checkbox that Space toggles; Enter is left to the dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "toggle_button", show=False),
        Binding("enter", "screen.submit", show=False),
    ]
    BUTTON_LEFT = "["
    BUTTON_INNER = " "
    BUTTON_RIGHT = "]"

    def watch_value(self) -> None:
        """Show the mark only where it is set: Textual tells the two apart by colour alone."""
        self.BUTTON_INNER = "x" if self.value else " "
        super().watch_value()


class Dialog(Sturdy, ModalScreen[bool]):
    """A question with its targets, fields, an error line, and the keys. `deed` is done before it closes."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", show=False),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    def __init__(self, title: str, targets: Sequence[Target]) -> None:
        super().__init__()
        self._title = title
        self._targets = targets

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(id="dialog"):
            yield Bar(id="question")
            with VerticalScroll(id="form", can_focus=False):
                yield Paragraphs(id="targets")
                yield from self.fields()
            yield Paragraphs(id="problem")
            yield Bar(id="answer")

    def fields(self) -> Sequence[Widget]:
        """Return the fields."""
        return []

    async def perform(self) -> None:
        """Do what was asked. Raises the expected errors, which are shown while the dialog stays."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Fill in the fixed texts."""
        self.query_one("#question", Bar).show(self.question())
        self.query_one("#targets", Paragraphs).show(self.aims())
        self.query_one("#answer", Bar).show(self.answers())

    def question(self) -> Sequence[Cell]:
        """Return the line that stays above the fields while they scroll."""
        return (Cell(f" {self._title}", Role.TITLE),)

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return what the question is aimed at."""
        return described(self._targets)

    def answers(self) -> Sequence[Cell]:
        """Return the keys that answer."""
        return (Cell(" " + _("Enter"), Role.KEY), Cell(_(" do it   ")), Cell("Esc", Role.KEY), Cell(_(" leave it")))

    def action_cancel(self) -> None:
        """Do nothing."""
        self.dismiss(False)

    def action_submit(self) -> None:
        """Do it."""
        begin(self, self._try, "submit")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.action_submit()

    async def _try(self) -> None:
        problem = self.query_one("#problem", Paragraphs)
        problem.show([(Cell(_("saving …"), Role.DIM),)])
        try:
            await self.perform()
        except (BlsError, DatabaseError, SpanError) as error:
            self.complain(error)
        else:
            self.dismiss(True)

    def complain(self, error: Exception) -> None:
        """Show an expected error while the dialog stays."""
        self.query_one("#problem", Paragraphs).show(self.explained(error))

    def explained(self, error: Exception) -> Sequence[Sequence[Cell]]:
        """Return an expected error as lines."""
        return [(Cell(bars.sentence(error), Role.WARNING),)]

    def show_crash(self, error: BaseException) -> None:
        """Say what failed; what was typed stays."""
        if self.query("#problem"):
            self.query_one("#problem", Paragraphs).show([(Cell(words(error), Role.WARNING),)])

    def value(self, field: str) -> str:
        """Return what a field holds."""
        return self.query_one(f"#{field}", Input).value.strip()

    def checked(self, field: str) -> bool:
        """Return whether a box is ticked; False when it is not there."""
        return any(box.value for box in self.query(f"#{field}").results(Checkbox))


class AcknowledgeDialog(Dialog):
    """Asks why, how long, and how firmly a problem is acknowledged."""

    def __init__(
        self,
        targets: Sequence[Target],
        deed: Callable[[Acknowledging], Awaitable[None]],
        zone: tzinfo,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(_("Acknowledge"), targets)
        self._deed, self._zone, self._clock = deed, zone, clock

    def fields(self) -> Sequence[Widget]:
        """Return comment, expiry and stickiness."""
        return [
            *labelled("comment", _("Comment (required)")),
            *labelled("expires", _("Until (empty: until it recovers; 2h, 18:00)")),
            Choice(_("sticky: keep it when the state changes"), id="sticky"),
        ]

    async def perform(self) -> None:
        """Acknowledge."""
        expires = self.value("expires")
        at = until(expires, self._clock(), self._clock(), self._zone) if expires else None
        await self._deed(Acknowledging(self.value("comment"), self.checked("sticky"), at))


class DowntimeDialog(Dialog):
    """Asks from when to when and why trouble is expected."""

    def __init__(
        self,
        targets: Sequence[Target],
        deed: Callable[[Downtiming], Awaitable[None]],
        zone: tzinfo,
        clock: Callable[[], float],
    ) -> None:
        super().__init__(_("Schedule a downtime"), targets)
        self._deed, self._zone, self._clock = deed, zone, clock

    def fields(self) -> Sequence[Widget]:
        """Return the window, the reason and the kind."""
        boxes = [Choice(_("with all services of the host"), value=True, id="services")]
        return [
            *labelled("comment", _("Why (required)")),
            *labelled("from", _("From (now, 22:00, 2026-11-22 22:00, +1h)"), _("now")),
            *labelled("until", _("For or until (2h, 23:30, 2026-11-23 06:00)"), "2h"),
            *labelled("flexible", _("Flexible: lasts this long from the first problem (empty: fixed)")),
            *(boxes if any(target.is_host for target in self._targets) else []),
        ]

    async def perform(self) -> None:
        """Schedule it."""
        now = self._clock()
        typed = self.value("from").lower()
        start = now if typed in ("", "now", _("now")) else parse_moment(typed, self._zone, now)
        flexible = self.value("flexible")
        window = Window(
            start,
            until(self.value("until"), start, now, self._zone),
            parse_span(flexible) if flexible else None,
        )
        await self._deed(Downtiming(self.value("comment"), window, self.checked("services")))


class CancelDowntimeDialog(Dialog):
    """Asks which downtime is cancelled."""

    def __init__(
        self, target: Target, options: Sequence[Option], usual: str, deed: Callable[[int], Awaitable[None]]
    ) -> None:
        super().__init__(_("Cancel a downtime"), [target])
        self._options, self._usual, self._deed = options, usual, deed

    def fields(self) -> Sequence[Widget]:
        """Return the downtimes."""
        return [Pick("downtime", _("Downtime"), self._options, self._usual)]

    async def perform(self) -> None:
        """Cancel it."""
        chosen = self.query_one(Pick).key
        if not chosen:
            raise PickError(_("Say which downtime."))
        await self._deed(int(chosen))


class ConfirmDialog(Dialog):
    """Asks whether to do something that needs no words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False),
        Binding("q", "cancel", show=False),
    ]

    def __init__(self, title: str, targets: Sequence[Target], deed: Callable[[], Awaitable[None]]) -> None:
        super().__init__(title, targets)
        self._deed = deed

    async def perform(self) -> None:
        """Do it."""
        await self._deed()


def labelled(name: str, label: str, value: str = "") -> tuple[Widget, Widget]:
    """Return a field under its label."""
    title = Bar()
    title.show((Cell(label, Role.DIM),))
    return title, Input(value, id=name, compact=True, select_on_focus=False)


def until(text: str, start: float, now: float, zone: tzinfo) -> float:
    """Read an end: a duration counts from `start`, a point in time stands for itself. Raises SpanError."""
    try:
        return start + parse_span(text)
    except SpanError:
        return parse_moment(text, zone, now)
