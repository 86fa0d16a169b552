"""What the desk does by itself, every few seconds: proposals, wake-ups, reminders, escalation, alarms of clocks.

Every decision is made of what is stored, inside the transaction that records it, so a pass may be repeated, and two
processes may make it at once: the second finds nothing left to do.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import structlog

from bls_tui.desk import agreement, assignment
from bls_tui.desk.assignment import Step
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls import wakeups
from bls_tui.desk.calls.events import Event, Payload
from bls_tui.desk.calls.model import Call, CallState, LinkKind
from bls_tui.desk.calls.wakes import Awaited, ProcessWake
from bls_tui.desk.calls.wakeups import ProcessSignal
from bls_tui.desk.clock import Alarm, Clock, Phase
from bls_tui.desk.people import DirectoryError
from bls_tui.desk.roles import SYSTEM, Role
from bls_tui.errors import BlsError
from bls_tui.locale import _
from bls_tui.service.desk.call_choice import assignment_or_coordinator, to_coordinator
from bls_tui.service.desk.calls_projection import alarm_text, clocks, patience_ends, projected, working
from bls_tui.service.desk.calls_store import Desk, File, desk, load_id, record, store
from bls_tui.service.desk.proposal_sweep import evidence, sweep
from bls_tui.service.processes import awaited as awaited_runs
from bls_tui.service.processes.keeper import RunKeeper
from bls_tui.service.processes.mailbox_state import Accounts
from checks.model import State
from db.queries import call_lists, calls, feed, states
from db.rows import StatusRow
from db.rows_desk import CallRow
from db.session import Database, Reader, Writer

log = structlog.get_logger(__name__)

AT_ONCE = 50
"""Calls changed in one transaction, so that nobody waits long for the database."""
_REBASING = (ev.Amended, ev.DueAgreed, ev.Judged)
"""After these a clock may warn again."""


class DeskPass:
    """The desk's own work on one database; call it every few seconds with the time.

    `accounts` are the mailboxes that processes confirm to, as bls.toml has them; None: those that were ever read.
    """

    def __init__(self, accounts: Accounts | None = None) -> None:
        self._keep = RunKeeper(accounts)
        self._replayed: int | None = None
        self._said = ""

    def __call__(self, database: Database, now: float) -> None:
        """Do everything that is due at `now`. Raises DatabaseError; what was not done is done by the next pass."""
        try:
            self._replay(database, now)
            sweep(database, now)
            attend(database, now)
            self._keep(database, now)
        except DirectoryError as error:
            if str(error) != self._said:
                log.error("the desk stands still", reason=str(error))  # noqa: TRY400 - a mistake of the inventory
            self._said = str(error)

    def _replay(self, database: Database, now: float) -> None:
        """Read all clocks anew after contracts, calendars or people changed, and when this process begins."""
        with database.read() as r:
            head = feed.inventory_head(r)
        if head != self._replayed:
            replay(database, now)
            self._replayed = head


def replay(database: Database, now: float, *, closed: bool = False) -> int:
    """Make the projections of the calls anew under the contracts of today, closed ones only if asked; return how many.

    Only what comes out different is written.
    """
    changed = 0
    with database.read() as r:
        ids = _all_ids(r) if closed else [row.id for row in calls.queue(r)]
    for start in range(0, len(ids), AT_ONCE):
        with database.write() as w:
            at_desk = desk(w, SYSTEM.login, now)
            for call_id in ids[start : start + AT_ONCE]:
                with _alone(call_id):
                    changed += _replayed(at_desk, w, call_id)
    return changed


def _all_ids(r: Reader) -> list[int]:
    ids: list[int] = []
    while page := calls.ids(r, ids[-1] if ids else 0):
        ids += page
    return ids


def _replayed(at_desk: Desk, w: Writer, call_id: int) -> bool:
    row = calls.get(w, call_id)
    if row is None:
        return False
    file = load_id(w, call_id)
    made = projected(file.call, file.events, at_desk.people, row.call.customer_id, row.call.clocks_at)
    if made.row == row.call:
        return False
    store(at_desk, w, file)
    return True


def attend(database: Database, now: float) -> int:
    """Do what is due for the calls; return how many were looked at."""
    with database.read() as r:
        ids = sorted({*calls.due(r, now), *_concerned(r, now)})
    for start in range(0, len(ids), AT_ONCE):
        with database.write() as w:
            at_desk = desk(w, SYSTEM.login, now)
            for call_id in ids[start : start + AT_ONCE]:
                with _alone(call_id):
                    _attend(at_desk, w, call_id)
    return len(ids)


@contextmanager
def _alone(call_id: int) -> Iterator[None]:
    """Keep a call that cannot be understood from holding up the others; `bls db verify` tells of it too."""
    try:
        yield
    except BlsError as error:
        log.warning("a call was left alone", call_id=call_id, reason=str(error))


def _concerned(r: Reader, now: float) -> Iterator[int]:
    """Yield the calls that monitoring may have news for: those that await something, those whose objects are good."""
    yield from _of_objects(r, now)
    yield from _of_runs(r)


def _of_objects(r: Reader, now: float) -> Iterator[int]:
    awaited = call_lists.awaiting(r, Awaited.OBJECT.value)
    linked = call_lists.open_links(r, "object")
    ids = [int(target) for target in {*awaited.values(), *linked} if target.isdigit()]
    if not ids:
        return
    status = {str(row.object_id): row for row in states.status(r, now, object_ids=ids)}
    queue = _queue(r)
    for call_id, target in awaited.items():
        if _moved_after(status.get(target), queue[call_id].since):
            yield call_id
    for target, call_ids in linked.items():
        row = status.get(target)
        for call_id in call_ids if row is not None and good(row) else ():
            if not queue[call_id].closing_evidence and _moved_after(row, queue[call_id].opened_at):
                yield call_id


def _of_runs(r: Reader) -> Iterator[int]:
    awaiting = call_lists.awaiting(r, Awaited.RUN.value)
    linked = {int(ref): ids for ref, ids in call_lists.open_links(r, LinkKind.RUN.value).items() if ref.isdecimal()}
    queue = _queue(r) if awaiting or linked else {}
    for call_id, target in awaiting.items():
        if awaited_runs.news(r, target, queue[call_id].since):
            yield call_id
    waiting = {ref: [id_ for id_ in ids if not queue[id_].closing_evidence] for ref, ids in linked.items()}
    for ref, last in awaited_runs.went_well(r, [ref for ref, ids in waiting.items() if ids]).items():
        if last is not None:
            yield from (id_ for id_ in waiting[ref] if (last.decided_at or 0.0) > queue[id_].opened_at)


def _queue(r: Reader) -> dict[int, CallRow]:
    return {row.id: row.call for row in calls.queue(r)}


def _moved_after(row: StatusRow | None, at: float) -> bool:
    return row is not None and max(row.problem_since or 0.0, _recovered_at(row)) > at


def good(row: StatusRow) -> bool:
    """Tell whether an object is believed good, and not only between two swings."""
    return row.problem_id is None and row.hard_state in (State.OK, State.UP) and not row.flapping


def _recovered_at(row: StatusRow) -> float:
    return row.hard_changed_at or 0.0


def _attend(at_desk: Desk, w: Writer, call_id: int) -> None:
    file = load_id(w, call_id)
    before = file
    for step in (_woken, _escalated, _alarmed, _finished):
        file = record(at_desk, w, file, step(at_desk, file))
    if file is before:
        _refresh(at_desk, w, file)


def _refresh(at_desk: Desk, w: Writer, file: File) -> None:
    """Store the clocks as they read now, where only time has passed."""
    row = calls.get(w, file.id)
    if row is None or row.call.next_at is None or row.call.next_at > at_desk.now:
        return
    made = projected(file.call, file.events, at_desk.people, row.call.customer_id, at_desk.now)
    calls.reproject(w, file.id, made.row)


def _woken(at_desk: Desk, file: File) -> Sequence[Payload]:
    """Wake a suspended call, remind, propose closing; whoever has the call is told when it is theirs again."""
    effects = wakeups.wake(file.call, at_desk.now, list(_signals(at_desk, file.call)))
    told = [ev.Alerted(effect.tell, effect.what.evidence) for effect in effects if isinstance(effect.what, ev.Resumed)]
    return [*(effect.what for effect in effects), *told]


def _signals(at_desk: Desk, call: Call) -> Iterator[ProcessSignal]:
    suspension = call.standing.suspension
    wake = suspension.wake if suspension else None
    if suspension is None or not isinstance(wake, ProcessWake):
        return
    if wake.awaited is Awaited.RUN:
        yield from awaited_runs.signals(at_desk.r, wake.target, suspension.heard_until, at_desk.now)
        return
    for row in _status(at_desk.r, [wake.target], at_desk.now).values():
        at = _signalled_at(row, suspension.heard_until, wake.deadline, at_desk.now)
        if at is not None:
            yield ProcessSignal(at, wake.awaited, wake.target, good(row), evidence(row))


def _signalled_at(row: StatusRow, since: float, deadline: float, now: float) -> float | None:
    """Return when an object turned good or bad after `since`; one that stayed good until the deadline has, then."""
    if row.problem_since is not None:
        return row.problem_since if row.problem_since > since else None
    if not good(row):
        return None
    if _recovered_at(row) > since:
        return _recovered_at(row)
    stayed = now >= deadline and row.checked_at is not None and row.checked_at > since
    return deadline if stayed else None


def _status(r: Reader, targets: Iterable[str], now: float) -> Mapping[str, StatusRow]:
    ids = [int(target) for target in targets if target.isdigit()]
    return {str(row.object_id): row for row in states.status(r, now, object_ids=ids)} if ids else {}


def _escalated(at_desk: Desk, file: File) -> Sequence[Payload]:
    """Pass a call on that was assigned and not taken in time."""
    call, now = file.call, at_desk.now
    until = patience_ends(call, file.events, at_desk.people)
    if until is None or now < until:
        return ()
    contract = at_desk.contract(call)
    limit = contract.promised(call.details.level, call.details.priority).take
    calendar = working(contract, blocking=call.blocking)
    step = assignment.escalate(call, now, limit, calendar, at_desk.people.with_role(Role.COORDINATOR))
    if step.step is Step.NEXT:
        return assignment_or_coordinator(at_desk, file, step.tried)
    names = ", ".join(map(at_desk.people.person, step.tried))
    return to_coordinator(at_desk, call, _("Not taken in time by {names}.").format(names=names))


def _alarmed(at_desk: Desk, file: File) -> Sequence[Payload]:
    """Tell once when a clock has used three quarters of its time, and once when it has used all."""
    if file.call.state is CallState.CLOSED:
        return ()
    told = _alarms_told(file.events)
    both = clocks(file.events, at_desk.contract(file.call), at_desk.now)
    texts = [text for clock in both if (text := _alarm(clock, told))]
    to = file.call.owner or next(iter(at_desk.people.with_role(Role.COORDINATOR)), "")
    return [ev.Alerted(to, text) for text in texts]


def _alarm(clock: Clock, told: Collection[str]) -> str:
    if clock.phase in (Phase.STOPPED, Phase.VOID) or clock.alarm not in (Alarm.WARNING, Alarm.BREACHED):
        return ""
    text = alarm_text(clock.sla, clock.alarm)
    breached = alarm_text(clock.sla, Alarm.BREACHED)
    return "" if text in told or breached in told else text


def _alarms_told(events: Sequence[Event]) -> frozenset[str]:
    last = max((index for index, event in enumerate(events) if isinstance(event.what, _REBASING)), default=0)
    return frozenset(event.what.text for event in events[last:] if isinstance(event.what, ev.Alerted))


def _finished(at_desk: Desk, file: File) -> Sequence[Payload]:
    """Propose closing once everything a call is about has turned good since it was tied to it, and since declined."""
    call = file.call
    if call.proposal is not None or call.state in (CallState.OPEN, CallState.CLOSED):
        return ()
    targets = agreement.objects_of(call)
    status = _status(at_desk.r, targets, at_desk.now)
    well = awaited_runs.went_well(at_desk.r, agreement.runs_of(call))
    goods = {target: target in status and good(status[target]) for target in targets}
    goods |= {f"run {id_}": last is not None for id_, last in well.items()}
    if not agreement.closable([agreement.Linked(call, goods)]):
        return ()
    news = [(_recovered_at(row), evidence(row)) for row in status.values()]
    ended = [last for last in well.values() if last is not None]
    news += [(last.decided_at or 0.0, awaited_runs.evidence(at_desk.r, last, at_desk.now)) for last in ended]
    at, why = max(news)
    return (ev.ClosingProposed(why),) if at > _settled_at(file.events) else ()


def _settled_at(events: Sequence[Event]) -> float:
    """Return until when the state of its objects was no news: since it was tied to them, or closing was declined."""
    return max(event.at for event in events if isinstance(event.what, ev.Opened | ev.Linked | ev.ClosingDeclined))
