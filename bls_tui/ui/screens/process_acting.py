"""What can be done to runs of processes, and to the mails that tell of them, from any screen that shows them."""

from __future__ import annotations

from functools import partial

from bls_tui.desk.text import line, safe
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk.call_views_data import ProposalRow
from bls_tui.service.monitoring.undo import Undo
from bls_tui.service.processes import acts, new_call
from bls_tui.service.processes.views import run_view
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui.actions import Needs
from bls_tui.ui.render import process_page, runs
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.render.page import Paper
from bls_tui.ui.screens.base import BlsScreen
from bls_tui.ui.screens.call import CallScreen
from bls_tui.ui.screens.call_from import accept, new_from
from bls_tui.ui.screens.process_forms import BindForm, MailAim, RunAim, SkipForm, VerdictForm
from bls_tui.ui.screens.proposals import Proposing
from bls_tui.ui.screens.teach import PickWords
from bls_tui.ui.screens.texts import TextScreen
from bls_tui.ui.work import begin
from checks.rules.expected.judging import Cause
from db.errors import DatabaseError


class ProcessBase(BlsScreen):
    """A screen about processes: who may act, and how the result of an act is told."""

    def look_only(self) -> str | None:
        """Return why nobody may act here, None where somebody known looks."""
        view = self.bench.processes.view
        if view is None or view.known:
            return None
        return _("{login} is not a known technician: you may look, not touch.").format(login=line(view.login))

    async def done(self, text: str, undo: Undo | None) -> None:
        """Tell what was done, and look at once."""
        if undo is not None:
            self.bench.last_act = undo
            text += " " + _("u takes it back for 60 s.")
        self.say(text)
        await self.bench.look()
        self.live_changed()


class RunActing(ProcessBase, Proposing):
    """A screen with a run at its cursor."""

    def process(self) -> ProcessRow | None:
        """Return the job at the cursor."""
        raise NotImplementedError

    def aim(self) -> RunAim | None:
        """Return the run at the cursor, with its job."""
        raise NotImplementedError

    def call_of_run(self) -> str:
        """Return the number of the open call about the run or its job, "" without one."""
        row = self.process()
        return row.call if row is not None else ""

    def proposal(self) -> ProposalRow | None:
        """Return what is proposed about the job."""
        row = self.process()
        wanted = row.proposal if row is not None else None
        return next((one for one in self.pending() if one.proposal_id == wanted), None)

    def obstacle(self, needs: Needs) -> str | None:
        """Judging needs a run and somebody known."""
        if needs is Needs.RUN:
            return self.look_only() or (None if self.aim() is not None else _("There is no run to act on."))
        return super().obstacle(needs)

    def do_verdict(self) -> None:
        """Say how the run went."""
        aim = self.aim()
        if aim is not None:
            self.app.push_screen(VerdictForm(_("How did it go?"), aim, self.bench, self.done))

    def do_skip(self) -> None:
        """Skip the run."""
        aim = self.aim()
        if aim is not None:
            self.app.push_screen(SkipForm(_("Skip the run"), aim, self.bench, self.done))

    def do_withdraw_verdict(self) -> None:
        """Let mails and clock judge again."""
        aim = self.aim()
        if aim is None or aim.run.cause != Cause.MANUAL:
            self.say(_("Nobody judged this run by hand."), Role.WARNING)
        else:
            begin(self, partial(self._withdraw, aim), "act", latest=False)

    async def _withdraw(self, aim: RunAim) -> None:
        bench = self.bench
        try:
            run = await bench.call(acts.withdraw_verdict, aim.run.id, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        await self.done(_("{job}: {state}.").format(job=line(aim.process.name), state=run.state), None)

    def do_call(self) -> None:
        """Open the call there is, else the form of what is proposed, else of a new one about the run."""
        number, offered, aim = self.call_of_run(), self.proposal(), self.aim()
        if number:
            self.app.push_screen(CallScreen(self.bench, number, self.MODE))
        elif offered is not None:
            accept(self, offered.proposal_id)
        elif aim is not None:
            new_from(self, partial(new_call.from_run, run_id=aim.run.id))
        else:
            self.say(_("There is no run to open a call about."), Role.WARNING)

    def do_why(self) -> None:
        """Explain the run at the cursor."""
        aim = self.aim()
        if aim is None:
            self.say(_("No run has ended yet."))
        else:
            begin(self, partial(self.explain, aim), "why")

    async def explain(self, aim: RunAim) -> None:
        """Show everything about a run."""
        bench = self.bench
        try:
            view = await bench.call(run_view, aim.run.id, bench.user, bench.clock())
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        if view is None:
            self.say(_("The run is gone."), Role.WARNING)
            return
        title = _("{job} of {customer}, run of {at}").format(
            job=line(aim.process.name),
            customer=line(aim.process.customer),
            at=runs.when(view.row.scheduled_at, bench.zone),
        )
        self.app.push_screen(
            TextScreen(
                title,
                lambda width: process_page.run_lines(view, Paper(width, True, bench.clock(), bench.zone)),
                bench.keys,
                "why",
            )
        )

    def do_unclear(self) -> None:
        """Show the mails that need a technician."""
        self.app.call_later(self.app.run_action, "show_unclear")

    def do_taught_rules(self) -> None:
        """Show the rules technicians taught."""
        self.app.call_later(self.app.run_action, "show_taught_rules")


class MailActing(ProcessBase):
    """A screen with a mail of a process at its cursor."""

    def mail(self) -> MailAim | None:
        """Return the mail at the cursor."""
        raise NotImplementedError

    def obstacle(self, needs: Needs) -> str | None:
        """Binding and teaching need a mail and somebody known."""
        if needs is Needs.RUN_MAIL:
            return self.look_only() or (None if self.mail() is not None else _("There is no mail to act on."))
        return super().obstacle(needs)

    def do_bind(self) -> None:
        """Say which job and run it is about."""
        aim = self.mail()
        if aim is not None:
            self.app.push_screen(BindForm(aim, self.bench, self.done))

    def do_teach(self) -> None:
        """Pick the words that decide."""
        aim = self.mail()
        if aim is not None:
            begin(self, partial(self._teach, aim), "ask")

    async def _teach(self, aim: MailAim) -> None:
        try:
            _sender, subject, text = await self.bench.call(new_call.mail_text, aim.message_id)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        self.app.push_screen(PickWords(self.bench, aim, subject, text, self.done))

    def open_mail(self, aim: MailAim) -> None:
        """Show the whole text of a mail."""
        begin(self, partial(self._open_mail, aim), "open")

    async def _open_mail(self, aim: MailAim) -> None:
        try:
            sender, subject, text = await self.bench.call(new_call.mail_text, aim.message_id)
        except (BlsError, DatabaseError) as error:
            self.fail(error)
            return
        lines: list[tuple[Cell, ...]] = [(Cell(line(sender), Role.DIM),), (Cell(line(subject), Role.STRONG),), ()]
        lines += [(Cell(row),) for row in safe(text).split("\n")]
        self.app.push_screen(TextScreen(line(subject), lambda _width: lines, self.bench.keys, "open"))
