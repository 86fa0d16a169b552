"""What all screens have: the bars, the clock tick, the actions of the registry, and a line for results."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.screen import Screen

from bls_tui.desk.spans import moment, short
from bls_tui.desk.text import cells as width_of
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.monitoring import undo
from bls_tui.ui import actions
from bls_tui.ui.actions import BY_ID, Action, Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.crash import Sturdy, words
from bls_tui.ui.live import LiveChanged
from bls_tui.ui.render import bars, mail, problems, runs
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.widgets.cells import Bar, Paragraphs
from bls_tui.ui.work import begin
from db.errors import DatabaseError

NOTICE_SECONDS = 12.0
PARTS = (actions.NOW, actions.STATUS, actions.CALLS, actions.MAIL, actions.PROCESSES, actions.LOG)
WIDE = 120
"""Columns from which there is room for panes beside the list."""
BREAKPOINTS = [(0, "-phone"), (60, "-narrow"), (WIDE, "-wide"), (160, "-xwide")]


class BlsScreen(Sturdy, Screen[None]):
    """A screen between the alarm bar and the footer. Subclasses compose `body` and name their part of the registry."""

    HORIZONTAL_BREAKPOINTS = BREAKPOINTS
    PART: ClassVar[str]
    MODE: str
    TICK: ClassVar[float] = 1.0
    TELLS_OF_MAIL: ClassVar[bool] = False

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self.bench = bench
        self.seen = -1
        self._notice_until = 0.0
        self._bindings = BindingsMap.merge([BindingsMap(bench.keys.bindings(self.PART)), self._bindings])

    def compose(self) -> ComposeResult:
        """Lay the bars around the body."""
        yield Paragraphs(id="alarm")
        yield Bar(id="top")
        yield Bar(id="title")
        yield from self.body()
        yield Paragraphs(id="notice")
        yield Bar(id="hints")

    def body(self) -> ComposeResult:
        """Compose what is between the bars."""
        raise NotImplementedError

    def on_mount(self) -> None:
        """Start the clock of the screen."""
        self.set_interval(self.TICK, self.tick)
        self.live_changed()

    def on_resize(self) -> None:
        """Fit the bars to the new size."""
        self.call_after_refresh(self.tick)

    def on_screen_resume(self) -> None:
        """Catch up with what happened while another screen was shown."""
        self.live_changed()

    def on_live_changed(self, message: LiveChanged) -> None:
        """The picture changed."""
        message.stop()
        self.live_changed()

    def live_changed(self) -> None:
        """Draw what changed since this screen last looked."""
        self.report_tests()
        self.tick()

    def tick(self) -> None:
        """Bring everything that depends on the clock up to date; called every second."""
        now = self.bench.clock()
        self._show_alarm(now)
        self.query_one("#top", Bar).show(*self._top(now))
        self.query_one("#title", Bar).show(self.title_left(now), self.title_right(now))
        if now >= self._notice_until:
            self._show_held(now)
        self._show_hints()

    @property
    def phone(self) -> bool:
        """True on a terminal narrower than 60 columns."""
        return self.app.size.width < BREAKPOINTS[1][0]

    def title_left(self, now: float) -> Sequence[Cell]:
        """Return where we are."""
        raise NotImplementedError

    def title_right(self, now: float) -> Sequence[Cell]:
        """Return the age of what is shown."""
        live = self.bench.live
        return (bars.pane_age(live.read_at, now, live.poller(now)), Cell(" "))

    def say(self, text: str, role: Role = Role.STRONG) -> None:
        """Show the result of an act above the footer for a while."""
        notice = self.query_one("#notice", Paragraphs)
        notice.show([(Cell(text, role),)])
        notice.display = True
        self._notice_until = self.bench.clock() + NOTICE_SECONDS

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Digits open rows on a phone and choose screens elsewhere."""
        if action == "digit":
            return self.phone
        return super().check_action(action, parameters)

    def action_do(self, action_id: str) -> None:
        """Do what the registry calls `action_id`, or say why that is not possible here."""
        obstacle = self.obstacle_to(BY_ID[action_id])
        if obstacle is not None:
            self.say(obstacle, Role.WARNING)
            return
        handler: Callable[[], object] = getattr(self, f"do_{action_id}")
        handler()

    def obstacle_to(self, action: Action) -> str | None:
        """Return why an action is not possible now, else None."""
        return self.obstacle(action.needs)

    def obstacle(self, needs: Needs) -> str | None:
        """Return why an action with these needs is not possible now, else None."""
        del needs
        return None

    def show_crash(self, error: BaseException) -> None:
        """Say what failed above the footer."""
        if self.query("#notice"):
            self.say(words(error), Role.WARNING)

    def fail(self, error: Exception) -> None:
        """Show an expected error."""
        self.say(bars.sentence(error), Role.WARNING)

    def report_tests(self) -> None:
        """Say which of the tests asked for have come back."""
        for object_id, asked in list(self.bench.tests.items()):
            row = self.bench.live.rows.get(object_id)
            if row is not None and row.checked_at is not None and row.checked_at >= asked:
                del self.bench.tests[object_id]
                self.say(bars.test_result(row, asked))

    def do_go_now(self) -> None:
        """Go to Now."""
        self.go(actions.NOW)

    def do_go_status(self) -> None:
        """Go to Status."""
        self.go(actions.STATUS)

    def do_go_calls(self) -> None:
        """Go to the calls."""
        self.go(actions.CALLS)

    def do_go_mail(self) -> None:
        """Go to the mail."""
        self.go(actions.MAIL)

    def do_go_processes(self) -> None:
        """Go to the processes."""
        self.go(actions.PROCESSES)

    def do_go_log(self) -> None:
        """Go to the log."""
        self.go(actions.LOG)

    def do_outlook(self) -> None:
        """Show what will be full, expire, wear out or saturate."""
        self.app.call_later(self.app.run_action, "show_outlook")

    def go(self, part: str) -> None:
        """Go to a main screen, its list in front."""
        self.app.call_later(self.app.run_action, f"show_part('{part}')")

    def do_alert(self) -> None:
        """Open the call that has wanted its reader longest."""
        if self.bench.desk.alerts.unseen:
            self.app.call_later(self.app.run_action, "show_alert")
        else:
            self.say(_("No call has wanted you since you opened the workbench."))

    def do_undo(self) -> None:
        """Take back the last act of this session that can be taken back."""
        if self.bench.last_act is None:
            self.say(_("Nothing to undo: you have done nothing yet that can be taken back."))
            return
        begin(self, partial(self._undo, self.bench.last_act), "act", latest=False)

    async def _undo(self, act: undo.Undo) -> None:
        bench = self.bench
        try:
            await bench.call(undo.undo, act, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        bench.last_act = None
        if bench.held is not None and bench.held.undo is act:
            bench.drafts.keep(bench.held.draft, bench.clock())
            bench.held = None
        self.say(_("Taken back: {what}.").format(what=line(act.what)))
        await bench.look()
        self.live_changed()

    def do_palette(self) -> None:
        """Open the command palette."""
        self.app.action_command_palette()

    def do_theme(self) -> None:
        """Take the next theme."""
        self.app.call_later(self.app.run_action, "next_theme")

    def do_quit(self) -> None:
        """Leave the workbench; asks when nobody would poll any more."""
        self.app.call_later(self.app.run_action, "leave")

    def do_help(self) -> None:
        """Show the keys of this screen."""
        self.app.call_later(self.app.run_action, f"show_help('{self.PART}')")

    def do_back(self) -> None:
        """Go back to where we came from."""
        self.app.pop_screen()

    def _show_alarm(self, now: float) -> None:
        live = self.bench.live
        poller = live.poller(now)
        newest = None if live.newest_at is None else now - live.newest_at
        text: str | None = None
        if live.failure is not None:
            failure = live.failure
            text = bars.database_alarm(failure.reason, failure.since, failure.retry_at, now, self.bench.zone)
        elif poller is not None:
            text = bars.poller_alarm(poller, newest)
        mailboxes = mail.alarm(self.bench.mail.troubled, now, self.bench.zone) if self.TELLS_OF_MAIL else None
        lines = [(Cell(told, Role.ALARM),) for told in (text, mailboxes) if told]
        alarm = self.query_one("#alarm", Paragraphs)
        alarm.display = bool(lines)
        alarm.show(lines)

    def _top(self, now: float) -> tuple[Sequence[Cell], Sequence[Cell]]:
        live = self.bench.live
        age = None if live.newest_at is None else now - live.newest_at
        view, errors = self.bench.mail.view, self.bench.mail.errors
        right = (
            *(mail.counts(view, errors, narrow=self.app.size.width < WIDE) if view is not None else ()),
            bars.alerts(len(self.bench.desk.alerts.unseen), phone=self.phone),
            *problems.tally(live.groups()),
            *runs.tally(self.bench.processes.view, narrow=self.app.size.width < WIDE),
            Cell("  "),
            bars.poll_age(live.poller(now), age),
            Cell(f"  {moment(now, self.bench.zone, now)[:5]} ", Role.DIM),
        )
        room = self.app.size.width - sum(width_of(cell.text) for cell in right) - 1
        return bars.tabs(self.MODE, self._titles(), phone=self.phone, room=room), right

    def _show_held(self, now: float) -> None:
        """Count down to the moment when the mail sent last can no more be called back."""
        held, notice = self.bench.held, self.query_one("#notice", Paragraphs)
        waits = held is not None and now < held.send_at
        notice.display = waits
        if held is not None and waits:
            text = _("“{subject}” goes out in {span}; {key} calls it back.").format(
                subject=line(held.subject), span=short(held.send_at - now), key=self.bench.keys.first(BY_ID["undo"])
            )
            notice.show([(Cell(text, Role.KEY),)])

    def _titles(self) -> list[tuple[str, str, str]]:
        keys = self.bench.keys
        return [(part, keys.first(BY_ID[f"go_{part}"]), _(BY_ID[f"go_{part}"].label)) for part in PARTS]

    def _show_hints(self) -> None:
        keys = self.bench.keys
        listed = [
            (keys.shown(action) if action.needs is Needs.PHONE else keys.first(action), _(action.label))
            for action in actions.hinted(self.PART, phone=self.phone)
            if self.obstacle_to(action) is None
        ]
        help_action = BY_ID["help"]
        hint = (keys.first(help_action), _(help_action.label))
        self.query_one("#hints", Bar).show(bars.hints(listed, hint, self.app.size.width))
