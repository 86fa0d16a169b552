"""Writing a mail or a note: the text in an editor pane, Esc, and one key for everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import TextArea

from bls_tui.desk.spans import moment
from bls_tui.desk.text import line, safe
from bls_tui.errors import BlsError
from bls_tui.locale import N_, _, ngettext
from bls_tui.service.mail.writing import FORWARD, NEW, REPLY, Prepared
from bls_tui.ui import editor
from bls_tui.ui.crash import Sturdy, words
from bls_tui.ui.drafts import Draft, DraftError
from bls_tui.ui.render import bars
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.thread import size, visibility
from bls_tui.ui.screens.base import BREAKPOINTS
from bls_tui.ui.screens.call_forms import Asked
from bls_tui.ui.screens.compose_forms import AttachForm, DropForm, TemplateForm
from bls_tui.ui.screens.dialogs import ConfirmDialog
from bls_tui.ui.screens.review import ReviewForm
from bls_tui.ui.widgets.cells import Bar, Paragraphs

NOTE = "note"
SAVE_SECONDS = 1.0
_TITLES = {
    REPLY: N_("Reply about {number}"),
    FORWARD: N_("Forward {number} to {supplier}"),
    NEW: N_("New mail about {number}"),
    NOTE: N_("INTERNAL note about {number}"),
}
_KEYS = (
    (N_("Enter"), N_("review, send")),
    ("i", N_("write on")),
    ("e", N_("$EDITOR")),
    ("t", N_("template")),
    ("a", N_("attach")),
    ("d", N_("drop file")),
    ("X", N_("throw away")),
    ("Esc", N_("leave, kept")),
)


@dataclass(frozen=True, slots=True)
class Composing:
    """What is written about: the call, what was filled in (None for a note), and the text to begin with."""

    asked: Asked
    prepared: Prepared | None
    beginning: str


class Strip(Paragraphs, can_focus=True):
    """The line of keys; while it has the focus, single keys do what it says."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.review", show=False),
        Binding("i", "screen.write", show=False),
        Binding("e", "screen.editor", show=False),
        Binding("t", "screen.template", show=False),
        Binding("a", "screen.attach", show=False),
        Binding("d", "screen.drop", show=False),
        Binding("X", "screen.throw_away", show=False),
        Binding("q", "screen.leave", show=False),
    ]


class ComposeScreen(Sturdy, Screen[str]):
    """The editor. The answer is what was done, None when it was left. What is written is kept all the time."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    AUTO_FOCUS = "#writing"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "escape", show=False, priority=True)]

    def __init__(self, composing: Composing, draft: Draft, *, resumed: bool) -> None:
        super().__init__()
        self.composing, self.draft, self._resumed = composing, replace(draft, text=safe(draft.text)), resumed
        self.bench = composing.asked.bench
        self._timer: Timer | None = None
        self._done = False

    def compose(self) -> ComposeResult:
        """Lay out head, text and keys."""
        yield Bar(id="title")
        yield Paragraphs(id="head")
        yield TextArea(self.draft.text, id="writing", soft_wrap=True, tab_behavior="focus", compact=True)
        yield Paragraphs(id="problem")
        yield Strip(id="hints")

    def on_mount(self) -> None:
        """Fill in the fixed texts."""
        self._show()
        if self._resumed:
            at = moment(self.draft.saved_at, self.bench.zone, self.bench.clock())
            self.complain(_("Going on with what you wrote until {at}; Esc X throws it away.").format(at=at), Role.KEY)

    def on_unmount(self) -> None:
        """Keep what is written, however the screen ends."""
        self._keep()

    @property
    def supplier(self) -> str:
        """The name of the supplier it goes to, "" for none."""
        one = self.bench.desk.people.suppliers.get(self.draft.supplier)
        return one.name if one is not None else self.draft.supplier

    @property
    def text(self) -> str:
        """What is written."""
        return self.query_one("#writing", TextArea).text

    def _show(self) -> None:
        draft = self.draft
        title = _(_TITLES[draft.purpose]).format(number=draft.number, supplier=line(self.supplier))
        self.query_one("#title", Bar).show((Cell(f" {title}", Role.TITLE),))
        self.query_one("#head", Paragraphs).show(self._head())
        writing = self.query_one("#writing", TextArea).has_focus
        cells: list[Cell] = [Cell(" ")]
        shown = (("Esc", N_("done writing: review, template, attach, $EDITOR; all is kept")),) if writing else _KEYS
        for key, label in shown:
            cells += [Cell(_(key), Role.KEY), Cell(f" {_(label)}  ")]
        self.query_one(Strip).show([cells])

    def _head(self) -> Sequence[Sequence[Cell]]:
        draft, prepared = self.draft, self.composing.prepared
        row = self.composing.asked.rows[0]
        lines: list[Sequence[Cell]] = [
            (visibility(draft.purpose, self.supplier),),
            (Cell(f"{draft.number}  ", Role.STRONG), Cell(f"{line(row.customer)}  {line(row.subject)}", Role.DIM)),
        ]
        if prepared is not None:
            to = ", ".join(line(one.address) for one in prepared.recipients)
            lines.append((Cell(_("to: "), Role.DIM), Cell(draft.to if draft.to is not None else to)))
            if prepared.quoted:
                count = prepared.quoted.count("\n") + 1
                text = ngettext("{count} line of the mail answered", "{count} lines of the mail answered", count)
                below = _("quoted below") if draft.quotes else _("not quoted")
                lines.append((Cell(f"{text.format(count=count)}: {below}", Role.DIM),))
        return [*lines, *((Cell(_("attached: "), Role.KEY), Cell(line(path))) for path in draft.attachments)]

    def complain(self, text: str, role: Role = Role.WARNING) -> None:
        """Say something above the keys."""
        self.query_one("#problem", Paragraphs).show([(Cell(text, role),)] if text else [])

    def show_crash(self, error: BaseException) -> None:
        """Say what failed; what is written stays."""
        if self.query("#problem"):
            self.complain(words(error))

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.draft = replace(self.draft, text=event.text_area.text)
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(SAVE_SECONDS, self._keep)

    def on_descendant_focus(self) -> None:
        """The keys depend on where the focus is."""
        self._show()

    def _keep(self) -> None:
        """Keep what is written, if it is anything but the beginning."""
        if self._done:
            return
        if self.draft.text.strip() == self.composing.beginning.strip() and not self.draft.attachments:
            return
        try:
            self.bench.drafts.keep(self.draft, self.bench.clock())
        except DraftError as error:
            self.complain(bars.sentence(error))

    def change(self, draft: Draft) -> None:
        """Take over what was changed about the mail besides its text."""
        self.draft = replace(draft, text=self.text)
        self._show()
        self._keep()

    def finish(self, told: str) -> None:
        """It is sent, or written down."""
        self._done = True
        self.bench.drafts.drop(self.draft.number, self.draft.purpose)
        self.app.call_later(self.dismiss, told)

    def action_escape(self) -> None:
        """Leave the text for the keys, then the screen."""
        if self.query_one("#writing", TextArea).has_focus:
            self.query_one(Strip).focus()
        else:
            self.action_leave()

    def action_write(self) -> None:
        """Go on writing."""
        self.query_one("#writing", TextArea).focus()

    def action_leave(self) -> None:
        """Leave; what is written is kept."""
        self._keep()
        self.dismiss(None)

    def action_throw_away(self) -> None:
        """Ask, then forget it."""
        title = _("Throw away what you wrote?")
        self.app.push_screen(ConfirmDialog(title, (), self._forget), self._forgotten)

    def _forgotten(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)

    async def _forget(self) -> None:
        self._done = True
        self.bench.drafts.drop(self.draft.number, self.draft.purpose)

    def action_editor(self) -> None:
        """Write in the user's own editor."""
        self._keep()
        try:
            text = editor.edit(self.app, self.text)
        except BlsError as error:
            self.complain(bars.sentence(error))
            return
        self.query_one("#writing", TextArea).text = safe(text)
        self.complain("")
        self.refresh()

    def action_template(self) -> None:
        """Insert a template."""
        self.app.push_screen(TemplateForm(self.composing.asked, self._insert))

    def _insert(self, text: str) -> None:
        area = self.query_one("#writing", TextArea)
        area.insert(text)
        area.focus()

    def action_attach(self) -> None:
        """Let a file go along."""
        self.app.push_screen(AttachForm(self.draft.attachments, self._attached))

    def _attached(self, path: str, count: int) -> None:
        self.change(replace(self.draft, attachments=(*self.draft.attachments, path)))
        self.complain(_("Attached: {path}, {size}.").format(path=line(path), size=size(count)), Role.KEY)

    def action_drop(self) -> None:
        """Take a file out again."""
        if not self.draft.attachments:
            self.complain(_("No file goes along."))
            return
        self.app.push_screen(DropForm(self.draft.attachments, self._dropped))

    def _dropped(self, left: tuple[str, ...]) -> None:
        self.change(replace(self.draft, attachments=left))

    def action_review(self) -> None:
        """Look it over before it goes."""
        self._keep()
        if not self.text.strip():
            self.complain(_("Nothing is written yet."))
            return
        self.draft = replace(self.draft, text=self.text)
        self.complain("")
        self.app.push_screen(ReviewForm(self.composing.asked, self.composing.prepared, self.draft, self))
