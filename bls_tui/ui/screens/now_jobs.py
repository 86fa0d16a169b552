"""Now, with the jobs that are late or went wrong: those about which no call is open or proposed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bls_tui.desk.text import line
from bls_tui.locale import _
from bls_tui.service.processes.views_data import ProcessRow
from bls_tui.ui.actions import Action
from bls_tui.ui.bench import Bench
from bls_tui.ui.render import processes
from bls_tui.ui.render.cells import Cell, Entry, Flow, Key, Line, Role
from bls_tui.ui.screens.now import NowScreen
from bls_tui.ui.screens.process import ProcessScreen
from bls_tui.ui.widgets.cells import Paragraphs
from bls_tui.ui.widgets.whypane import WhyPane
from checks.rules.expected.states import BAD
from db.rows import StatusRow


class Job(NamedTuple):
    """The identity of a process in the list."""

    key: str


class NowWithJobs(NowScreen):
    """The landing screen, jobs after problems and proposals."""

    def __init__(self, bench: Bench) -> None:
        self._processes_seen = -1
        super().__init__(bench)

    def wanted(self) -> list[Entry]:
        """Return problems, proposals and jobs."""
        height = 2 if self.phone else 1
        return [*super().wanted(), *(Entry(Job(row.key), height) for row in self._jobs())]

    def _jobs(self) -> list[ProcessRow]:
        view, wanted = self.bench.processes.view, self.filter_text.casefold()
        rows = () if view is None else view.rows
        return [
            row
            for row in rows
            if (row.summary.late or (row.state in BAD and not row.call and row.proposal is None))
            and wanted in f"{row.name} {row.customer} {row.state}".casefold()
        ]

    def _job(self, key: Key | None) -> ProcessRow | None:
        if not isinstance(key, Job) or self.mine.grid.has_focus:
            return None
        return self.bench.processes.rows.get(key.key)

    def live_changed(self) -> None:
        """Redraw when the processes changed too."""
        if self._processes_seen != self.bench.processes.version:
            self._processes_seen = self.bench.processes.version
            self.draw()
        super().live_changed()

    def obstacle_to(self, action: Action) -> str | None:
        """A job can be opened."""
        if action.id == "open" and self._job(self.grid.cursor) is not None:
            return None
        return super().obstacle_to(action)

    def paint(self, key: Key) -> Sequence[Line]:
        """Return the lines of a job, or of anything else."""
        if not isinstance(key, Job):
            return super().paint(key)
        row = self.bench.processes.rows.get(key.key)
        if row is None:
            return (Flow((Cell(_("not expected any more"), Role.DIM),)),)
        return processes.brief(row, self.bench.clock(), self.bench.zone, two_line=self.phone)

    def show_detail(self) -> None:
        """Explain the job at the cursor."""
        super().show_detail()
        row = self._job(self.grid.cursor)
        if row is not None:
            lines = processes.detail(row, self.bench.clock(), self.bench.zone)
            self.query_one("#detail", Paragraphs).show(lines)

    def explain(self, pane: WhyPane, row: StatusRow | None) -> None:
        """Explain the job at the cursor."""
        job = self._job(self.grid.cursor)
        if job is None:
            super().explain(pane, row)
        else:
            pane.tell(line(job.name), processes.detail(job, self.bench.clock(), self.bench.zone))

    def open_key(self, key: Key, *, by_digit: bool) -> None:
        """Open the page of a job."""
        if isinstance(key, Job):
            self.app.push_screen(ProcessScreen(self.bench, key.key, self.MODE))
        else:
            super().open_key(key, by_digit=by_digit)
