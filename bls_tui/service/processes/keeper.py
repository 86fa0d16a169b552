"""What is done for expected processes every few seconds: runs made ahead, judged by the clock, mailboxes watched.

Every pass looks only at what is due. All that is remembered between passes only saves work: it may be forgotten.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

import structlog

from bls_tui.desk.processes import Processes
from bls_tui.locale import _
from bls_tui.service.processes import again, directory, planning
from bls_tui.service.processes.books import books, rejudge
from bls_tui.service.processes.mailbox_state import NEVER, Accounts, Reach, reaches
from bls_tui.service.processes.proposing import Proposer
from bls_tui.service.processes.standing import PREFIX
from checks.rules.expected.clock import PATIENCE, outage
from checks.rules.expected.judging import Cause
from checks.rules.expected.states import RunState
from checks.rules.expected.windows import PlannedRun
from db.errors import Conflict
from db.queries import inventory, runs
from db.rows_runs import NewRun, RunChange, RunRow
from db.session import Database, Reader, Writer

log = structlog.get_logger(__name__)

PLANNED_EVERY = 3600.0
DAY = 86400.0
AT_ONCE = 200
"""Runs judged in one transaction, so that nobody waits long for the database."""


class RunKeeper:
    """Keeps the ledger of runs of one database; call it every few seconds with the time."""

    def __init__(self, accounts: Accounts | None = None) -> None:
        self._accounts = accounts
        self._planned: tuple[int, float] | None = None
        self._started: float | None = None
        self._proposer = Proposer()

    def __call__(self, database: Database, now: float) -> None:
        """Do everything that is due at `now`. Raises DatabaseError, DirectoryError; the next pass does the rest."""
        self._started = now if self._started is None else self._started
        self._plan(database, now)
        self._judge(database, now)
        self._watch(database, now)
        self._proposer(database, now)

    def _plan(self, database: Database, now: float) -> None:
        with database.read() as r:
            known = directory.processes(r, now)
            done = planning.planned(r, known)
        day, last = int(now // DAY), self._planned
        if last is not None and last[0] == known.head and 0 <= now - last[1] < PLANNED_EVERY:
            return
        another_day = last is not None and int(last[1] // DAY) != day
        planning.plan(database, known, now, everything=another_day or not done)
        if not done:
            again.read_unrecognised(database, now, self._accounts)
            planning.note_planned(database, known)
        self._planned = (known.head, now)

    def _judge(self, database: Database, now: float) -> None:
        with database.read() as r:
            known, reach = directory.processes(r, now), reaches(r, self._accounts)
            ids = [row.id for row in runs.due(r, now) if not _stands_still(row, known, reach)]
        for start in range(0, len(ids), AT_ONCE):
            _judge(database, ids[start : start + AT_ONCE], now, self._accounts)

    def _watch(self, database: Database, now: float) -> None:
        """Let one run stand for each mailbox that cannot be read, as long as it cannot."""
        with database.read() as r:
            wanted = list(self._outages(r, now))
        for account, planned, standing in wanted:
            with database.write() as w:
                if planned is None:
                    _end(w, standing, now)
                else:
                    self._begin(w, account, planned, now)

    def _outages(self, r: Reader, now: float) -> Iterable[tuple[str, PlannedRun | None, list[RunRow]]]:
        """Yield the mailboxes whose outage begins or ends: name, the run to make, the runs that stand for it."""
        known, reach = directory.processes(r, now), reaches(r, self._accounts)
        accounts = {one.mailbox for one in known.by_key.values()}
        if not accounts:
            return
        held = _held_since(runs.due(r, now), known)
        standing: dict[str, list[RunRow]] = {}
        for row in runs.in_state(r, {PREFIX + account for account in accounts}, RunState.FAILED):
            standing.setdefault(row.job, []).append(row)
        for account in sorted(accounts):
            there = standing.get(PREFIX + account, [])
            since = self._patient(held.get(account), now, standing=bool(there))
            planned = outage(reach.get(account, NEVER).mailbox, now, since)
            if (planned is not None) != bool(there):
                yield account, planned, there

    def _patient(self, held_since: float | None, now: float, *, standing: bool) -> float | None:
        """Return since when runs are held, None where they only wait for the next pass over their mailbox.

        A program that was just started has not read its mailboxes yet.
        """
        if held_since is None or standing:
            return held_since
        waited = now - max(held_since, self._started or now)
        return held_since if waited >= PATIENCE else None

    def _begin(self, w: Writer, account: str, planned: PlannedRun, now: float) -> None:
        known, reach = directory.processes(w, now), reaches(w, self._accounts).get(account, NEVER)
        customer_id = inventory.customer_id(w, self._customer(account, known))
        if customer_id is None:
            log.warning("nobody to propose a mailbox's trouble for", mailbox=account)
            return
        job, text = PREFIX + account, reach.error or _("It was never read completely.")
        new = NewRun(
            job=job,
            customer_id=customer_id,
            scheduled_at=planned.scheduled_at,
            opens_at=planned.opens_at,
            due_at=planned.due_at,
            late_at=planned.late_at,
            missing_at=planned.missing_at,
            next_at=None,
            state=RunState.FAILED.value,
            decided_at=now,
            cause=Cause.CLOCK.value,
            evidence=text,
        )
        runs.create(w, [new])
        for row in runs.of_job(w, job, planned.scheduled_at, planned.scheduled_at + 1):
            if row.state != RunState.FAILED:
                runs.decide(w, row.id, row.state, _outcome(RunState.FAILED, text, now))

    def _customer(self, account: str, known: Processes) -> str:
        """Return the customer of a mailbox's troubles: as configured, else that of most of its jobs."""
        named = self._accounts[account].customer if self._accounts and account in self._accounts else ""
        counts = Counter(one.customer for one in known.of_mailbox(account))
        return named or min(counts, key=lambda key: (-counts[key], key), default="")


def _judge(database: Database, ids: list[int], now: float, accounts: Accounts | None) -> None:
    try:
        with database.write() as w:
            b = books(w, now, accounts)
            for row in runs.by_ids(w, ids).values():
                rejudge(b, row)
    except Conflict as error:
        log.info("a mail was faster than the clock; both are looked at again", reason=str(error))


def _stands_still(row: RunRow, known: Processes, reach: Mapping[str, Reach]) -> bool:
    """Tell whether a run that is held has no news: its mailbox was not read completely since it would be missing."""
    one = known.by_key.get(row.job)
    if not row.held or one is None:
        return False
    passed = reach.get(one.mailbox, NEVER).mailbox.passed_at
    return passed is None or passed < row.missing_at


def _held_since(due: Iterable[RunRow], known: Processes) -> dict[str, float]:
    """Return since when the first run of each mailbox is held."""
    since: dict[str, float] = {}
    for row in due:
        if row.held and (one := known.by_key.get(row.job)) is not None:
            since[one.mailbox] = min(since.get(one.mailbox, row.missing_at), row.missing_at)
    return since


def _end(w: Writer, standing: Iterable[RunRow], now: float) -> None:
    for row in standing:
        runs.decide(w, row.id, row.state, _outcome(RunState.OK, _("The mailbox is read again."), now))


def _outcome(state: RunState, evidence: str, now: float) -> RunChange:
    return RunChange(state=state.value, next_at=None, decided_at=now, cause=Cause.CLOCK.value, evidence=evidence)
