"""What can be done to calls from any screen that shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bls_tui.desk.calls import words
from bls_tui.desk.calls.acts import Act
from bls_tui.desk.text import line
from bls_tui.errors import BlsError, RefusedError
from bls_tui.locale import _, ngettext
from bls_tui.service.desk import call_verbs, calls
from bls_tui.service.desk.call_verbs import Verb
from bls_tui.service.desk.call_views import call_view
from bls_tui.service.desk.call_views_data import CallView, QueueRow
from bls_tui.service.desk.calls_store import CallChangedError
from bls_tui.service.monitoring.undo import Undo
from bls_tui.ui.actions import BY_ID, Action, Needs
from bls_tui.ui.render import call_page
from bls_tui.ui.render.page import Paper
from bls_tui.ui.screens import call_forms as forms
from bls_tui.ui.screens import call_forms_work as work
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.call_forms import Asked, CallDialog, Deed, Pairing, PreviewNeededError
from bls_tui.ui.screens.call_new import NewCallForm
from bls_tui.ui.screens.texts import TextScreen
from bls_tui.ui.work import begin
from db.errors import DatabaseError

Make = Callable[[Asked, Deed], CallDialog]
"""Makes the form of an act."""


class CallActing(BlsScreen):
    """Take, assign, suspend, resume, close and the rest for the calls a screen is about."""

    def chosen_calls(self) -> Sequence[QueueRow]:
        """Return the calls an act is for now: the marked ones, else the one at the cursor."""
        raise NotImplementedError

    def calls_acted(self) -> None:
        """An act is done: marks have served."""

    def open_call(self, number: str) -> None:
        """Show a call in full."""
        raise NotImplementedError

    def obstacle_to(self, action: Action) -> str | None:
        """Who is unknown may look and not touch; an act needs a call."""
        view = self.bench.desk.view
        if action.needs is Needs.CALL or action.id == "new_call":
            if view is not None and not view.known:
                return _("{login} is not a known technician: you may look, not touch.").format(login=view.login)
            if action.needs is Needs.CALL and not self.chosen_calls():
                return _("There is no call to act on.")
        return super().obstacle_to(action)

    def do_take(self) -> None:
        """Take in charge."""
        self._act("take", call_verbs.take, _("Take in charge"))

    def do_resume(self) -> None:
        """Go on with it."""
        self._act("resume", call_verbs.resume, _("Resume"))

    def do_assign(self) -> None:
        """Assign."""
        self._ask("assign", partial(forms.AssignForm, _("Assign")))

    def do_suspend(self) -> None:
        """Suspend, or wait on."""
        self._ask("suspend", partial(forms.SuspendForm, _("Suspend")))

    def do_close(self) -> None:
        """Close."""
        self._ask("close", partial(forms.CloseForm, _("Close")))

    def do_note(self) -> None:
        """Write an internal note."""
        make = partial(forms.WordsForm, _("INTERNAL note"), _("Text (the customer never sees it)"))
        self._ask("note", partial(make, make=call_verbs.note))

    def do_decline(self) -> None:
        """Say that it is not finished."""
        make = partial(forms.WordsForm, _("Decline closing"), _("Why it is not finished"))
        self._ask("decline", partial(make, make=call_verbs.decline_closing))

    def do_judge(self) -> None:
        """Judge whether it is blocking."""
        self._ask("judge", partial(forms.JudgeForm, _("Is it blocking?")))

    def do_link(self) -> None:
        """Tie it to something."""
        self._ask("link", partial(forms.LinkForm, _("Link")))

    def do_time(self) -> None:
        """Record time, or use the stopwatch."""
        self._ask("time", partial(work.TimeForm, _("Time worked")))

    def do_edit(self) -> None:
        """Correct the details of one call."""
        self._ask("edit", partial(forms.EditForm, _("Edit")), only_one=True)

    def do_new_call(self) -> None:
        """Open a new call."""
        self.app.push_screen(NewCallForm(self.bench, self._opened_call))

    def do_why(self) -> None:
        """Explain the clocks of the first call chosen."""
        rows = self.chosen_calls()
        if rows:
            begin(self, partial(self._why, rows[0].number), "why")

    async def _why(self, number: str) -> None:
        bench = self.bench
        try:
            view = await bench.call(call_view, number, bench.user, bench.clock(), bench.viewer())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        paper = Paper(self.app.size.width, self.phone, bench.clock(), bench.zone)
        title = _("Why the clocks of {number} read so").format(number=number)
        self.app.push_screen(TextScreen(title, lambda _width: call_page.why(view, paper), bench.keys, "why"))

    async def _opened_call(self, number: str) -> None:
        self.say(_("Call {number} opened.").format(number=number))
        await self.bench.look()
        self.live_changed()
        self.app.call_after_refresh(self.open_call, number)

    def _ask(self, action: str, make: Make, *, only_one: bool = False) -> None:
        rows = tuple(self.chosen_calls())
        if only_one and len(rows) > 1:
            rows = rows[:1]
        begin(self, partial(self._open_form, action, make, rows), "ask")

    async def _open_form(self, action: str, make: Make, rows: tuple[QueueRow, ...]) -> None:
        try:
            view = await self._guarded(action, rows)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        asked = Asked(self.bench, rows, view)
        self.app.push_screen(make(asked, CallAct(self, rows).do))

    async def _guarded(self, action: str, rows: tuple[QueueRow, ...]) -> CallView | None:
        """Read the call in full where it is one, and refuse what its moves do not permit."""
        if len(rows) != 1:
            return None
        bench = self.bench
        view = await bench.call(call_view, rows[0].number, bench.user, bench.clock(), bench.viewer())
        check(action, view)
        return view

    def _act(self, action: str, verb: Callable[[], Verb], title: str) -> None:
        begin(self, partial(self._do_at_once, action, verb(), title, tuple(self.chosen_calls())), "act", latest=False)

    async def _do_at_once(self, action: str, verb: Verb, title: str, rows: tuple[QueueRow, ...]) -> None:
        act = CallAct(self, rows)
        try:
            await self._guarded(action, rows)
            await act.do(verb)
        except (CallChangedError, PreviewNeededError) as error:
            dialog = forms.ConfirmCall(title, Asked(self.bench, rows, None), act.do, verb)
            await self.app.push_screen(dialog)
            dialog.complain(error)
        except (BlsError, DatabaseError) as error:
            self.fail(error)


def check(action: str, view: CallView) -> None:
    """Refuse an action none of whose acts is permitted, naming the moves that are. Raises RefusedError."""
    wanted = BY_ID[action].acts
    finished = action == "close" and view.call.proposal is not None and Act.RESUME in view.acts
    if finished or any(act in view.acts for act in wanted):
        return
    text = _("Call {number} is {state}: {act} is not possible. Possible now: {moves}.")
    row = view.row
    raise RefusedError(
        text.format(
            number=row.number,
            state=words.state_word(row.state, row.reason),
            act=words.word(wanted[0]),
            moves=words.listed(view.moves) or _("nothing"),
        )
    )


@dataclass
class CallAct:
    """One act on calls that were captured when its key was pressed, with the versions that were seen then."""

    screen: CallActing
    rows: tuple[QueueRow, ...]
    seen: int | None = None
    previewed: bool = field(default=False)

    async def do(self, verb: Verb | Pairing) -> None:
        """Do it. Raises CallChangedError once for each change by others, PreviewNeededError once for several calls."""
        if isinstance(verb, Pairing) or len(self.rows) == 1:
            await self._one(verb)
        else:
            await self._all(verb)

    async def _one(self, verb: Verb | Pairing) -> None:
        bench, (row,) = self.screen.bench, self.rows
        seen = row.version if self.seen is None else self.seen
        try:
            if isinstance(verb, Pairing):
                done = await bench.call(verb.run, row.number, bench.user, bench.clock(), seen)
            else:
                done = await bench.call(calls.act, row.number, verb, bench.user, bench.clock(), seen=seen)
        except CallChangedError as error:
            self.seen = error.now.version
            raise
        text = _("{number}: {act}.").format(number=row.number, act=words.word(verb.act))
        if done.call.number != row.number:
            text += " " + _("See {number}.").format(number=done.call.number)
        await self._finish(done.undo, text)

    async def _all(self, verb: Verb) -> None:
        bench, numbers = self.screen.bench, [row.number for row in self.rows]
        if not self.previewed:
            outcome = await bench.call(calls.preview, numbers, verb, bench.user, bench.clock())
            self.previewed = True
            raise PreviewNeededError(outcome)
        outcome = await bench.call(calls.act_on_all, numbers, verb, bench.user, bench.clock())
        count = len(outcome.done)
        changed = ngettext("{count} call", "{count} calls", count).format(count=count)
        await self._finish(outcome.undo, _("{calls}: {act}.").format(calls=changed, act=words.word(verb.act)))

    async def _finish(self, undo: Undo | None, text: str) -> None:
        screen, bench = self.screen, self.screen.bench
        if undo is not None:
            bench.last_act = undo
            text += " " + _("u takes it back for 60 s.")
        screen.calls_acted()
        screen.say(line(text))
        await bench.look()
        screen.live_changed()
