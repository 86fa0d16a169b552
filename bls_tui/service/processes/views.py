"""The views of expected processes, each read from one snapshot of the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bls_tui.desk.people import Directory
from bls_tui.desk.processes import Process, Processes
from bls_tui.locale import _
from bls_tui.service.desk.calls_store import desk
from bls_tui.service.monitoring.views import poller_view
from bls_tui.service.monitoring.views_data import ANYBODY, Viewer
from bls_tui.service.processes import directory
from bls_tui.service.processes.awaited import UnknownRunError
from bls_tui.service.processes.mailbox_state import NEVER, Accounts, Reach, reaches
from bls_tui.service.processes.standing import PREFIX
from bls_tui.service.processes.views_data import (
    MailboxRow,
    ProcessesView,
    ProcessRow,
    ProcessView,
    RunMailView,
    RunView,
    UnclearMail,
    UnclearView,
)
from checks.rules.expected.states import OPEN, RunState
from checks.rules.expected.strip import DAY, DAYS, summarise
from db.queries import call_lists, lease, messages, process_mails, proposals, runs, taught_rules
from db.rows_runs import ProcessMailRow, RunMailRow, RunRow, SeenRun
from db.session import Database, Reader

HISTORY_DAYS = 92
"""Days of runs that the view of one job goes back."""


def processes_view(
    database: Database, login: str, now: float, viewer: Viewer = ANYBODY, accounts: Accounts | None = None
) -> ProcessesView:
    """Return every job at a glance. `accounts` are the mailboxes of bls.toml, None for those that were ever read."""
    with database.read() as r:
        at_desk, known = desk(r, login, now), directory.processes(r, now)
        rows = _rows(r, known, at_desk.people, now)
        return ProcessesView(
            rows=tuple(sorted(rows, key=lambda row: row.order)),
            mailboxes=_mailboxes(known, rows, reaches(r, accounts), _outages(r, known)),
            unclear=len(process_mails.needing_attention(r)),
            login=login,
            known=at_desk.actor.known,
            poller=poller_view(lease.get(r), now, viewer),
            generated_at=now,
        )


def selected(view: ProcessesView, words: str) -> tuple[ProcessRow, ...]:
    """Return the jobs of which every word is in the key, name, customer, mailbox or state; "" selects all."""
    wanted = words.casefold().split()
    return tuple(row for row in view.rows if all(word in _said(row) for word in wanted))


def _said(row: ProcessRow) -> str:
    return f"{row.key} {row.name} {row.customer_key} {row.customer} {row.mailbox} {row.state}".casefold()


def process_view(database: Database, key: str, login: str, now: float) -> ProcessView:
    """Return one job with its runs and their evidence. Raises UnknownProcessError, DirectoryError."""
    with database.read() as r:
        at_desk, one = desk(r, login, now), directory.process(r, key, now)
        [row] = _rows(r, Processes(0, {one.key: one}), at_desk.people, now)
        stored = runs.of_job(r, one.key, now - HISTORY_DAYS * DAY, float("inf"))
        until_now = [run for run in reversed(stored) if run.scheduled_at <= now or RunState(run.state) not in OPEN]
        told = runs.mails_of_runs(r, [run.id for run in until_now])
        called = _calls_by_run(r)
        return ProcessView(
            row=row,
            runs=tuple(_run(run, told.get(run.id, ()), at_desk.people, called.get(run.id, ())) for run in until_now),
            coming=tuple(run for run in stored if run.scheduled_at > now and RunState(run.state) in OPEN),
            schedule=one.schedule.cron or ", ".join(time.text for time in one.schedule.times),
            policy=_policy(one),
            recognition=_recognition(one),
            items=one.items,
            notes=one.notes,
            login=login,
            known=at_desk.actor.known,
            generated_at=now,
        )


def run_view(database: Database, run_id: int, login: str, now: float) -> RunView | None:
    """Return one run with its evidence, None where there is none of that id."""
    with database.read() as r:
        row, people = runs.get(r, run_id), desk(r, login, now).people
        if row is None:
            return None
        return _run(row, runs.mails(r, run_id), people, _calls_by_run(r).get(run_id, ()))


def run_named(database: Database, name: str, now: float) -> int:
    """Return the run that is meant by its number, or by a process: its current one.

    Raises:
        UnknownRunError, UnknownProcessError: there is none.
    """
    if name.isdecimal():
        return int(name)
    with database.read() as r:
        one = directory.process(r, name, now)
        run = _current(runs.history(r, one.key, DAYS))
    if run is None:
        raise UnknownRunError(_("{job} never ran yet.").format(job=one.name))
    return run.id


def unclear_view(database: Database, login: str, now: float) -> UnclearView:
    """Return the mails that need a technician, and the rules there are."""
    with database.read() as r:
        at_desk, known = desk(r, login, now), directory.processes(r, now)
        return UnclearView(
            mails=tuple(_unclear(r, row, known) for row in process_mails.needing_attention(r)),
            rules=tuple(taught_rules.in_force(r)),
            login=login,
            known=at_desk.actor.known,
            generated_at=now,
        )


def _unclear(r: Reader, row: ProcessMailRow, known: Processes) -> UnclearMail:
    """Return a mail with the processes it may be about: those of the same mailbox and sender."""
    message = messages.get(r, row.read.message_id)
    account = str(message.facts.get("account", "")) if message else ""
    return UnclearMail(row, account, message.body if message else "", _candidates(row, known.of_mailbox(account)))


def _candidates(row: ProcessMailRow, processes: Iterable[Process]) -> tuple[str, ...]:
    said = f"{row.sender_address} {row.subject} {row.read.job} {row.read.host}".casefold()
    names = ((one.key, (one.recognition.job, one.recognition.host, *one.recognition.senders)) for one in processes)
    return tuple(key for key, words in names if any(word and word.casefold().strip("*") in said for word in words))


def _rows(r: Reader, known: Processes, people: Directory, now: float) -> list[ProcessRow]:
    alone = next(iter(known.by_key)) if len(known.by_key) == 1 else None
    stored = runs.seen(r, now - (DAYS + 1) * DAY, alone)
    current = {key: found for key in known.by_key if (found := _current(stored.get(key, ())))}
    rest = _Rest(
        good=runs.last_good(r),
        current=runs.by_ids(r, [run.id for run in current.values()]),
        called=_calls_by_job(r),
        proposed=_proposals_by_job(r),
    )
    return [_row(one, stored.get(key, []), current.get(key), rest, people, now) for key, one in known.by_key.items()]


@dataclass(frozen=True, slots=True)
class _Rest:
    """What is read for all jobs at once: last good by job, current runs by id, open calls and proposals by job."""

    good: Mapping[str, float]
    current: Mapping[int, RunRow]
    called: Mapping[str, str]
    proposed: Mapping[str, int]


def _row(  # noqa: PLR0917 - the row
    one: Process, stored: Sequence[SeenRun], current: SeenRun | None, rest: _Rest, people: Directory, now: float
) -> ProcessRow:
    return ProcessRow(
        key=one.key,
        name=one.name,
        customer_key=one.customer,
        customer=people.customer(one.customer),
        mailbox=one.mailbox,
        objects=one.objects,
        zone=one.zone.key,
        summary=summarise(stored, now, one.zone, good_at=rest.good.get(one.key)),
        current=rest.current.get(current.id) if current else None,
        held=any(run.held for run in stored),
        call=rest.called.get(one.key, ""),
        proposal=rest.proposed.get(one.key),
        monitored=people.monitored(one.customer, datetime.fromtimestamp(now, one.zone).date()),
    )


_R = TypeVar("_R", RunRow, SeenRun)


def _current(stored: Sequence[_R]) -> _R | None:
    late = next((run for run in reversed(stored) if run.state == RunState.LATE), None)
    return late or next((run for run in reversed(stored) if run.state not in OPEN), None)


def _run(row: RunRow, told: Iterable[RunMailRow], people: Directory, called: tuple[str, ...]) -> RunView:
    by = people.person(row.decided_by) if row.decided_by else ""
    return RunView(row, tuple(_mail(one, row) for one in told), by, called)


def _mail(told: RunMailRow, run: RunRow) -> RunMailView:
    mail = told.mail
    return RunMailView(
        message_id=mail.message_id,
        at=mail.at,
        received_at=told.received_at,
        sender=told.sender_address,
        subject=told.subject,
        item=mail.item,
        verdict=RunState(mail.verdict),
        product=mail.product,
        rule=mail.rule,
        matched=mail.matched,
        ended_at=mail.ended_at,
        bound_by=mail.bound_by,
        decided=mail.message_id == run.message_id,
    )


def _calls_by_run(r: Reader) -> dict[int, tuple[str, ...]]:
    """Return the numbers of the open calls about each run that has one."""
    tied = call_lists.open_links(r, "run")
    numbers = call_lists.numbers(r, {call_id for ids in tied.values() for call_id in ids})
    return {int(ref): tuple(numbers[call_id] for call_id in ids) for ref, ids in tied.items() if ref.isdigit()}


def _calls_by_job(r: Reader) -> dict[str, str]:
    """Return the number of the oldest open call about each job that has one."""
    tied = _calls_by_run(r)
    found = runs.by_ids(r, tied)
    return {found[run_id].job: tied[run_id][0] for run_id in sorted(tied, reverse=True) if run_id in found}


def _proposals_by_job(r: Reader) -> dict[str, int]:
    waiting = {row.run_id: row.id for row in proposals.open_ones(r) if row.run_id is not None}
    return {run.job: waiting[run.id] for run in runs.by_ids(r, waiting).values()}


def _outages(r: Reader, known: Processes) -> frozenset[str]:
    """Return the mailboxes that a run stands for now because they cannot be read."""
    jobs = {PREFIX + one.mailbox for one in known.by_key.values()}
    return frozenset(run.job.removeprefix(PREFIX) for run in runs.in_state(r, jobs, RunState.FAILED))


def _mailboxes(
    known: Processes, rows: Iterable[ProcessRow], found: Mapping[str, Reach], outages: frozenset[str]
) -> tuple[MailboxRow, ...]:
    rows = list(rows)
    return tuple(
        _mailbox(account, [row for row in rows if row.mailbox == account], found.get(account, NEVER), outages)
        for account in sorted({*found, *(one.mailbox for one in known.by_key.values())})
    )


def _mailbox(account: str, rows: Sequence[ProcessRow], reach: Reach, outages: frozenset[str]) -> MailboxRow:
    return MailboxRow(
        account=account,
        jobs=len(rows),
        held=sum(row.held for row in rows),
        passed_at=reach.mailbox.passed_at,
        failing_since=reach.mailbox.failing_since,
        error=reach.error,
        readable=account not in outages,
        next_try_at=reach.next_try_at,
    )


def _policy(one: Process) -> str:
    """Return the policy as the inventory writes it: "first", "second", or "2 of 5"."""
    count, among = one.policy.count, one.policy.among
    words = {(1, 1): "first", (2, 2): "second", (3, 3): "third"}
    return words.get((count, among), f"{count} of {among}")


def _recognition(one: Process) -> tuple[tuple[str, str], ...]:
    said = one.recognition
    told = (
        ("mailbox", said.account), ("sender", ", ".join(said.senders)), ("subject", ", ".join(said.subject)),
        ("product", said.product), ("job", said.job), ("host", said.host),
    )  # fmt: skip
    return tuple((key, value) for key, value in told if value)
