"""The questions about runs and mails of processes: each repeats job, customer and run, or sender and subject."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

from textual import on
from textual.widget import Widget
from textual.widgets import Input

from bls_tui.desk.calls.permits import IncompleteError
from bls_tui.desk.text import line
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.monitoring.undo import Undo
from bls_tui.service.processes import acts
from bls_tui.service.processes.views import process_view
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import runs
from bls_tui.ui.render.cells import Cell, Role
from bls_tui.ui.screens.dialogs import Dialog, labelled
from bls_tui.ui.widgets.pick import Option, Pick, PickError
from bls_tui.ui.work import begin
from checks.rules.expected.states import RunState
from db.errors import DatabaseError
from db.rows_runs import RunRow

_SHOWN_RUNS = 30
Done = Callable[[str, Undo | None], Awaitable[None]]
"""Tells what was done, and how to take it back."""


@dataclass(frozen=True, slots=True)
class RunAim:
    """A run as it was when the key was pressed."""

    process: ProcessRow
    run: RunRow

    @property
    def state(self) -> RunState:
        """Its state."""
        return RunState(self.run.state)


@dataclass(frozen=True, slots=True)
class MailAim:
    """A mail as it was when the key was pressed; `jobs` are the keys of those it may be about, the likeliest first."""

    message_id: int
    sender: str
    subject: str
    jobs: tuple[str, ...] = ()


class RunDialog(Dialog):
    """A question about one run, which it repeats."""

    def __init__(self, title: str, aim: RunAim, bench: Bench, done: Done) -> None:
        super().__init__(title, ())
        self.aim, self.bench, self.done = aim, bench, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return job, customer and run."""
        row, run, bench = self.aim.process, self.aim.run, self.bench
        at = runs.when(run.scheduled_at, bench.zone)
        return [
            (Cell(line(row.name), Role.STRONG), Cell(_("  of "), Role.DIM), Cell(line(row.customer), Role.STRONG)),
            (
                Cell(_("run of {at}").format(at=at) + "  "),
                runs.sign(self.aim.state),
                Cell(" "),
                runs.word(self.aim.state),
            ),
        ]

    async def say(self, state: RunState, reason: str) -> None:
        """Give the run a verdict."""
        bench = self.bench
        decided = await bench.call(acts.verdict, self.aim.run.id, state, bench.user, bench.clock(), reason=reason)
        text = _("{job}: {state}.").format(job=line(self.aim.process.name), state=state.value)
        await self.done(text, decided.undo)


class VerdictForm(RunDialog):
    """How it went, and why somebody knows better than the mails."""

    def fields(self) -> Sequence[Widget]:
        """Return state and reason."""
        options = [Option(state.value, state.value) for state in acts.VERDICTS]
        return [Pick("state", _("It was"), options), *labelled("reason", _("Why (required)"))]

    async def perform(self) -> None:
        """Say it."""
        chosen = self.query_one(Pick).key
        if not chosen:
            raise IncompleteError(_("Say how it went."))
        await self.say(RunState(chosen), self.value("reason"))


class SkipForm(RunDialog):
    """Why nothing is expected of it."""

    def fields(self) -> Sequence[Widget]:
        """Return the reason."""
        return labelled("reason", _("Why it is skipped (required)"))

    async def perform(self) -> None:
        """Skip it."""
        await self.say(RunState.SKIPPED, self.value("reason"))


class BindForm(Dialog):
    """Which job a mail is about, and which run of it."""

    def __init__(self, aim: MailAim, bench: Bench, done: Done) -> None:
        super().__init__(_("Bind the mail"), ())
        self.aim, self.bench, self.done = aim, bench, done

    def aims(self) -> Sequence[Sequence[Cell]]:
        """Return sender and subject."""
        return described(self.aim)

    def fields(self) -> Sequence[Widget]:
        """Return job and run."""
        rows = self.bench.processes.rows
        likely = [rows[key] for key in self.aim.jobs if key in rows]
        ordered = [*likely, *(row for row in rows.values() if row not in likely)]
        options = [Option(row.key, f"{row.name}, {row.customer}") for row in ordered]
        first = options[0].key if len(likely) == 1 else ""
        return [
            Pick("job", _("Job"), options, first),
            Pick("run", _("Run (empty: the one that the times in the mail say)"), []),
        ]

    @on(Input.Changed, "#job")
    def _other_job(self) -> None:
        begin(self, self._offer_runs, "runs")

    def on_mount(self) -> None:
        """Offer the runs of the job that is filled in."""
        super().on_mount()
        self._other_job()

    async def _offer_runs(self) -> None:
        bench = self.bench
        try:
            key = self.query_one("#pick-job", Pick).key
            view = await bench.call(process_view, key, bench.user, bench.clock()) if key else None
        except (BlsError, DatabaseError):
            view = None  # what is typed names no job yet
        found = () if view is None else view.runs[:_SHOWN_RUNS]
        say = partial(runs.when, zone=bench.zone)
        options = [Option(str(one.row.id), f"{say(one.row.scheduled_at)} {one.state.value}") for one in found]
        self.query_one("#pick-run", Pick).offer(options)

    async def perform(self) -> None:
        """Bind it."""
        job, run = self.query_one("#pick-job", Pick).key, self.query_one("#pick-run", Pick).key
        if not job:
            raise PickError(_("Say which job it is about."))
        bench = self.bench
        decided = await bench.call(acts.bind, self.aim.message_id, run or job, bench.user, bench.clock())
        at = "" if decided.run is None else runs.when(decided.run.scheduled_at, bench.zone)
        state = "" if decided.run is None else decided.run.state
        text = _("Bound to {job}, run of {at}: {state}.")
        await self.done(text.format(job=line(bench.processes.rows[job].name), at=at, state=state), decided.undo)


def described(aim: MailAim) -> list[tuple[Cell, ...]]:
    """Return what a question about a mail repeats."""
    return [(Cell(_("mail of "), Role.DIM), Cell(line(aim.sender), Role.STRONG)), (Cell(f'"{line(aim.subject)}"'),)]
