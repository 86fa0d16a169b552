"""What can be done to a call beyond its keys, and the menu that offers it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from bls_tui.locale import _
from bls_tui.service.desk import call_verbs
from bls_tui.ui.actions import ACTIONS, Action, Needs
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens import call_forms as forms
from bls_tui.ui.screens import call_forms_more as more
from bls_tui.ui.screens import call_forms_work as work
from bls_tui.ui.screens.base import BREAKPOINTS
from bls_tui.ui.screens.call_acting import CallActing, Make
from bls_tui.ui.widgets.cells import Bar
from bls_tui.ui.widgets.grid import Grid

_LETTERS = "abcdefghilmnoprstuvwxyz"


class MoreMenu(ModalScreen[str]):
    """The acts on a call that have no key of their own, by letter; the answer is the id of one."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,m,q", "leave", show=False),
        Binding("j,down", "move(1)", show=False),
        Binding("k,up", "move(-1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    def __init__(self, about: str, offered: Sequence[tuple[Action, str]]) -> None:
        super().__init__()
        self._about = about
        letters = [letter for letter in _LETTERS if letter not in "jkmq"]
        self._offered = {
            action.id: (letter, action, no) for letter, (action, no) in zip(letters, offered, strict=False)
        }
        self._grid = Grid((), self._paint, id="menu")
        self._grid.two_line = True  # no column titles

    def compose(self) -> ComposeResult:
        """Lay out title, acts and keys."""
        with Vertical(id="dialog"):
            yield Bar(id="question")
            yield self._grid
            yield Bar(id="answer")

    def on_mount(self) -> None:
        """Fill it in."""
        self.query_one("#question", Bar).show((Cell(f" {self._about}", Role.TITLE),))
        closing = (Cell(" " + _("Enter"), Role.KEY), Cell(_(" do it   ")), Cell("Esc", Role.KEY), Cell(_(" leave it")))
        self.query_one("#answer", Bar).show(closing)
        self._grid.styles.height = len(self._offered)
        self._grid.show([Entry(name) for name in self._offered])
        self._grid.focus()

    def _paint(self, key: Key) -> Sequence[Line]:
        letter, action, obstacle = self._offered[str(key)]
        role = Role.DIM if obstacle else Role.TEXT
        return (
            Flow((Cell(f"{letter} ", Role.KEY), Cell(f"{_(action.label)}: ", Role.STRONG), Cell(_(action.help), role))),
        )

    def on_key(self, event: events.Key) -> None:
        """Do what has the letter."""
        for name, (letter, _action, _no) in self._offered.items():
            if event.key == letter:
                event.stop()
                self.dismiss(name)

    def on_grid_opened(self, message: Grid.Opened) -> None:
        """Do what was clicked."""
        message.stop()
        self.dismiss(str(message.key))

    def action_move(self, step: int) -> None:
        """Move."""
        self._grid.move(step)

    def action_choose(self) -> None:
        """Do what is at the cursor."""
        self.dismiss(str(self._grid.cursor))

    def action_leave(self) -> None:
        """Do nothing."""
        self.dismiss()


class CallMore(CallActing):
    """The rarer acts, each about one call."""

    def do_more(self) -> None:
        """Offer them."""
        rows = self.chosen_calls()
        offered = [(one, self.obstacle_to(one) or "") for one in ACTIONS if one.needs is Needs.CALL and not one.keys]
        self.app.push_screen(MoreMenu(_("More about {number}").format(number=rows[0].number), offered), self._chosen)

    def _chosen(self, action_id: str | None) -> None:
        if action_id:
            self.action_do(action_id)

    def _one(self, action: str, title: str, form: Callable[..., forms.CallDialog]) -> None:
        make: Make = partial(form, title)
        self._ask(action, make, only_one=True)

    def do_hand_over(self) -> None:
        """Hand over."""
        self._one("hand_over", _("Hand over"), more.HandOverForm)

    def do_merge(self) -> None:
        """Merge."""
        self._one("merge", _("Merge: this call ends, another about the same goes on"), more.MergeForm)

    def do_split(self) -> None:
        """Split."""
        self._one("split", _("Split: a part becomes a call of its own"), more.SplitForm)

    def do_agree_due(self) -> None:
        """Agree a date."""
        self._one("agree_due", _("Date agreed with the customer"), more.DueForm)

    def do_unlink(self) -> None:
        """Undo a tie."""
        self._one("unlink", _("Undo a tie"), more.UnlinkForm)

    def do_explain(self) -> None:
        """Say why an object is still bad."""
        self._one("explain", _("Why is it still bad?"), more.ExplainForm)

    def do_received(self) -> None:
        """File what was said by phone."""
        self._one("received", _("Heard by phone"), more.ReceivedForm)

    def do_told(self) -> None:
        """Record what the customer was told."""
        self._words("told", _("Told by phone"), _("What the customer was told"), call_verbs.reply)

    def do_consult(self) -> None:
        """Turn it into a consultancy."""
        self._words("consult", _("Turn it into a consultancy"), _("Why (required)"), call_verbs.consult)

    def do_plan_visit(self) -> None:
        """Plan an intervention."""
        self._one("plan_visit", _("Plan an intervention"), work.VisitForm)

    def do_change_visit(self) -> None:
        """Change one."""
        self._one("change_visit", _("Change an intervention"), work.ChangeVisitForm)

    def do_cancel_visit(self) -> None:
        """Call one off."""
        self._one("cancel_visit", _("Call off an intervention"), work.CancelVisitForm)

    def do_save_visit(self) -> None:
        """Save the invitation of one."""
        self._one("save_visit", _("Save the invitation (ICS)"), partial(work.IcsForm, say=self.say))

    def do_correct_time(self) -> None:
        """Correct a row of time."""
        self._one("correct_time", _("Correct a row of time"), work.CorrectTimeForm)

    def do_drop_time(self) -> None:
        """Drop a row of time."""
        self._one("drop_time", _("Drop a row of time"), work.DropTimeForm)

    def _words(self, action: str, title: str, label: str, make: Callable[[str], call_verbs.Verb]) -> None:
        self._ask(action, partial(forms.WordsForm, title, label, make=make), only_one=True)
