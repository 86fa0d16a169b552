"""What can be done to hosts and services from any screen that shows them."""

from __future__ import annotations

from collections.abc import Sequence

from bls_tui.desk import remote
from bls_tui.desk.spans import moment
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _, ngettext
from bls_tui.service.monitoring import operations
from bls_tui.service.monitoring.views_why import why_view
from bls_tui.ui.actions import Needs
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import calls, why
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.dialogs import AcknowledgeDialog, Acknowledging, ConfirmDialog, DowntimeDialog, Downtiming
from bls_tui.ui.screens.targets import Target, captured
from bls_tui.ui.screens.texts import TextScreen
from bls_tui.ui.shell import run_in_terminal
from bls_tui.ui.work import begin
from checks.model import State
from db.errors import DatabaseError
from db.rows import StatusRow


class Acting(BlsScreen):
    """Acknowledge, downtime, test, undo, why and text for the rows a screen is about."""

    def chosen(self) -> list[StatusRow]:
        """Return the rows an act is for now: the marked ones, else the one at the cursor."""
        raise NotImplementedError

    def acted(self) -> None:
        """An act is done: marks have served."""

    def plain_text(self) -> Sequence[str]:
        """Return the lines that `y` shows."""
        raise NotImplementedError

    def obstacle(self, needs: Needs) -> str | None:
        """Acts need a row, an acknowledgement a problem."""
        found = super().obstacle(needs)
        if found is not None or needs not in (Needs.OBJECT, Needs.PROBLEM):
            return found
        rows = self.chosen()
        if not rows:
            return _("There is no host or service to act on.")
        if needs is Needs.PROBLEM and not any(State(row.state).bad for row in rows):
            return _("There is no problem to acknowledge.")
        return None

    def do_acknowledge(self) -> None:
        """Ask for the acknowledgement of what is chosen now."""
        targets = [captured(row) for row in self.chosen() if State(row.state).bad]
        act_on(self, "acknowledge", targets)

    def do_downtime(self) -> None:
        """Ask for a downtime of what is chosen now."""
        act_on(self, "downtime", [captured(row) for row in self.chosen()])

    def do_test(self) -> None:
        """Test what is chosen now; several only after a question."""
        act_on(self, "test", [captured(row) for row in self.chosen()])

    def do_why(self) -> None:
        """Explain the state of the first row chosen."""
        act_on(self, "why", [captured(row) for row in self.chosen()[:1]])

    def do_shell(self) -> None:
        """Open a shell on the machine of the first row chosen."""
        bench = self.bench
        for row in self.chosen()[:1]:
            host = bench.live.rows.get(row.host_id, row)
            try:
                arguments = remote.command(bench.shell, row.address or host.address)
                code = run_in_terminal(self.app, arguments)
            except BlsError as error:
                self.fail(error)
            else:
                self.say(_("{program} ended with {code}.").format(program=line(" ".join(arguments)), code=code))

    def do_call(self) -> None:
        """Open the call about the first row chosen, or a new one from it."""
        for row in self.chosen()[:1]:
            self.app.call_later(self.app.run_action, f"call_about({row.object_id})")

    def do_chart(self) -> None:
        """Show how the values of the first row chosen went."""
        for row in self.chosen()[:1]:
            self.app.call_later(self.app.run_action, f"show_chart({row.object_id})")

    def do_text(self) -> None:
        """Show the text of what is chosen, to copy."""
        show_plain(self, self.plain_text())


def call_about(bench: Bench, object_id: int) -> str:
    """Return the open call about an object in words, "" without one."""
    return next((calls.named(row) for row in bench.desk.of_object(object_id)), "")


def act_on(screen: BlsScreen, action: str, targets: Sequence[Target]) -> None:
    """Begin an act on these targets: `acknowledge`, `downtime`, `test` or `why`."""
    if targets:
        _Act(screen, targets).begin(action)


def show_plain(screen: BlsScreen, texts: Sequence[str]) -> None:
    """Show lines to copy with the terminal's own selection: whether OSC 52 arrives can never be known."""
    lines = why.plain(texts)
    title = _("Plain text: select it with the terminal")
    screen.app.push_screen(TextScreen(title, lambda _width: lines, screen.bench.keys, "text"))


class _Act:
    """One act on targets that were captured when its key was pressed."""

    def __init__(self, screen: BlsScreen, targets: Sequence[Target]) -> None:
        self._screen = screen
        self._targets = targets
        self._ids = [target.object_id for target in targets]

    @property
    def _bench(self) -> Bench:
        return self._screen.bench

    def begin(self, action: str) -> None:
        screen, bench = self._screen, self._bench
        if action == "acknowledge":
            screen.app.push_screen(AcknowledgeDialog(self._targets, self._acknowledge, bench.zone, bench.clock))
        elif action == "downtime":
            screen.app.push_screen(DowntimeDialog(self._targets, self._downtime, bench.zone, bench.clock))
        elif action == "why":
            begin(screen, self._why, "why")
        elif len(self._targets) > 1:
            screen.app.push_screen(ConfirmDialog(_("Test all of these now"), self._targets, self._test))
        else:
            begin(screen, self._guarded_test, "act", latest=False)

    async def _acknowledge(self, form: Acknowledging) -> None:
        bench = self._bench
        bench.last_act = await bench.call(
            operations.acknowledge,
            self._ids,
            bench.user,
            form.comment,
            bench.clock(),
            sticky=form.sticky,
            expires_at=form.expires_at,
        )
        await self._done(_("{what} acknowledged; u takes it back for 60 s.").format(what=self._names()))

    async def _downtime(self, form: Downtiming) -> None:
        bench = self._bench
        bench.last_act = await bench.call(
            operations.schedule_downtime,
            self._ids,
            bench.user,
            form.comment,
            bench.clock(),
            window=form.window,
            with_services=form.with_services,
        )
        now = bench.clock()
        text = _("Downtime of {what} from {start} to {end}; u takes it back for 60 s.").format(
            what=self._names(),
            start=moment(form.window.starts_at, bench.zone, now),
            end=moment(form.window.ends_at, bench.zone, now),
        )
        await self._done(text)

    async def _guarded_test(self) -> None:
        try:
            await self._test()
        except (BlsError, DatabaseError) as error:
            self._screen.fail(error)

    async def _test(self) -> None:
        bench = self._bench
        now = bench.clock()
        await bench.call(operations.check_now, self._ids, bench.user, now)
        bench.asked(self._ids, now)
        at = moment(now, bench.zone, now)
        await self._done(_("Test of {what} requested {at}, waiting for the poller.").format(what=self._names(), at=at))

    async def _why(self) -> None:
        bench, (target,) = self._bench, self._targets
        try:
            view = await bench.call(why_view, bench.clock(), target.object_id, bench.zone, bench.viewer())
        except (BlsError, DatabaseError) as error:
            self._screen.fail(error)
            return
        title = _("Why: {object} of {customer}").format(
            object=why.safe_line(target.full_name), customer=why.safe_line(target.customer)
        )
        self._screen.app.push_screen(TextScreen(title, lambda _width: why.lines(view), bench.keys, "why"))

    async def _done(self, text: str) -> None:
        screen = self._screen
        if isinstance(screen, Acting):
            screen.acted()
        screen.say(text)
        await self._bench.look()
        screen.live_changed()

    def _names(self) -> str:
        if len(self._targets) == 1:
            return why.safe_line(self._targets[0].full_name)
        return ngettext("{count} object", "{count} objects", len(self._targets)).format(count=len(self._targets))
