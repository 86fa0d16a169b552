"""Expected runs: made ahead of time, changed by the clock, decided by mails and people; every change is supposed."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import ColumnElement, Dialect, and_, delete, func, literal_column, or_, select, update

from db.errors import Conflict
from db.queries.sql import Bulk, Insert, chunks, insert, insert_for
from db.rows_runs import NewRun, RunChange, RunMail, RunMailRow, RunRow, SeenRun
from db.session import Reader, Writer
from db.tables.inventory import documents
from db.tables.mail import messages
from db.tables.proposals import proposals
from db.tables.runs import expected_runs, run_mails
from db.values import storable

JOBS_AT_ONCE = 1000
GOOD = ("OK", "WARNING")
_BAD = ("PARTIAL", "FAILED", "MISSING")
_ENDED = (*GOOD, *_BAD)

_C = expected_runs.c
_COLUMNS = tuple(_C[name] for name in RunRow.__slots__)
_SEEN = tuple(_C[name] for name in SeenRun._fields)
_M = run_mails.c
_MAIL = tuple(_M[name] for name in RunMail.__slots__)
_NEW = tuple(column.name for column in expected_runs.columns if column.name in NewRun.__slots__)


def _create(dialect: Dialect) -> Insert:
    return insert_for(dialect, expected_runs).on_conflict_do_nothing()


_CREATE = Bulk([*_NEW, "seq"], _create)


def create(w: Writer, new: Sequence[NewRun]) -> None:
    """Store runs; those of a job and time that are there already stay as they are."""
    _CREATE.execute(w, [(*(_clean(getattr(run, name)) for name in _NEW), w.seq) for run in new])


def _clean(value: Any) -> Any:
    return storable(value) if isinstance(value, str) else value


def get(r: Reader, run_id: int) -> RunRow | None:
    """Return one run, None where there is none of that id."""
    return next(iter(_rows(r, _C.id == run_id)), None)


def by_ids(r: Reader, run_ids: Collection[int]) -> dict[int, RunRow]:
    """Return these runs, by id."""
    return {row.id: row for chunk in chunks(run_ids) for row in _rows(r, _C.id.in_(chunk))}


def of_job(r: Reader, job: str, since: float, until: float) -> list[RunRow]:
    """Return the runs of a job scheduled from `since` to before `until`, in order."""
    return _rows(r, _C.job == job, _C.scheduled_at >= since, _C.scheduled_at < until)


def latest(r: Reader, jobs: Collection[str], since: float) -> list[RunRow]:
    """Return the runs of these jobs scheduled at or after `since`, by job, in order."""
    found: list[RunRow] = []
    for chunk in chunks(sorted(jobs), JOBS_AT_ONCE):
        found += _rows(r, _C.job.in_(chunk), _C.scheduled_at >= since)
    return found


def seen(r: Reader, since: float, job: str | None = None) -> dict[str, list[SeenRun]]:
    """Return what lists show of the runs scheduled at or after `since`, by job, in order; with `job`, of that one."""
    conditions = [_C.scheduled_at >= since, *([] if job is None else [_C.job == job])]
    statement = select(*_SEEN).where(*conditions).order_by(_C.job, _C.scheduled_at)
    found: dict[str, list[SeenRun]] = {}
    for row in r.connection.execute(statement).all():
        found.setdefault(row[0], []).append(SeenRun._make(row))
    return found


def history(r: Reader, job: str, limit: int) -> list[RunRow]:
    """Return the last runs of a job that are no longer merely expected, in order."""
    newest = select(*_COLUMNS).where(_C.job == job, _C.state != "EXPECTED").order_by(_C.scheduled_at.desc())
    return [RunRow(*row) for row in r.connection.execute(newest.limit(limit))][::-1]


def last_scheduled(r: Reader, since: float, until: float) -> dict[str, float]:
    """Return when the last run of each job was scheduled that is between two instants, both included."""
    last = select(_C.job, func.max(_C.scheduled_at)).where(_C.scheduled_at >= since, _C.scheduled_at <= until)
    return {job: at for job, at in r.connection.execute(last.group_by(_C.job))}  # noqa: C416 - rows unpack, typed


def from_on(r: Reader, at: float) -> dict[str, list[RunRow]]:
    """Return the runs scheduled after an instant, by job, in order."""
    found: dict[str, list[RunRow]] = {}
    for row in _rows(r, _C.scheduled_at > at):
        found.setdefault(row.job, []).append(row)
    return found


def standing(r: Reader, since: float) -> list[RunRow]:
    """Return the runs late now, and those that went wrong since `since` after which none of the job ended.

    Runs of processes that left the inventory are left out.
    """
    later = expected_runs.alias("later")
    followed = (
        select(literal_column("1"))
        .where(later.c.job == _C.job, later.c.scheduled_at > _C.scheduled_at, later.c.state.in_(_ENDED))
        .exists()
    )
    expected = select(documents.c.key).where(documents.c.kind == literal_column("'process'"))
    known = or_(_C.job.in_(expected), _C.job.startswith("mailbox:"))
    late = and_(_C.decided_at.is_(None), _C.state == literal_column("'LATE'"))
    bad = and_(_C.scheduled_at >= since, _C.state.in_(_BAD), ~followed)
    return [*_rows(r, late, known), *_rows(r, bad, known)]


def in_state(r: Reader, jobs: Collection[str], state: str) -> list[RunRow]:
    """Return the runs of these jobs that are in a state, by job, in order."""
    chunked = (_rows(r, _C.job.in_(chunk), _C.state == state) for chunk in chunks(sorted(jobs), JOBS_AT_ONCE))
    return [row for found in chunked for row in found]


def open_ones(r: Reader) -> list[RunRow]:
    """Return the runs that are not decided, those to come too, by job, in order."""
    return _rows(r, _C.decided_at.is_(None))


def changed_since(r: Reader, seq: int) -> list[RunRow]:
    """Return the runs made or changed after that number of the feed."""
    return _rows(r, _C.seq > seq)


def due(r: Reader, now: float) -> list[RunRow]:
    """Return the runs that the clock changes at `now` or before, the longest due first."""
    statement = select(*_COLUMNS).where(_C.next_at <= now).order_by(_C.next_at, _C.id)
    return [RunRow(*row) for row in r.connection.execute(statement)]


def next_due(r: Reader) -> float | None:
    """Return the next instant at which the clock changes a run."""
    at: float | None = r.connection.execute(select(func.min(_C.next_at)).where(_C.next_at.is_not(None))).scalar_one()
    return at


def _rows(r: Reader, *conditions: ColumnElement[bool]) -> list[RunRow]:
    statement = select(*_COLUMNS).where(*conditions).order_by(_C.job, _C.scheduled_at)
    return [RunRow(*row) for row in r.connection.execute(statement)]


def decide(w: Writer, run_id: int, expected_state: str, change: RunChange) -> None:
    """Write what becomes of a run that still is in `expected_state`.

    Raises:
        Conflict: somebody, or another mail, was faster; or there is no such run.
        DatabaseRefused: `decided_at` does not go with the state, or a word is none the table knows.
    """
    values = {name: _clean(value) for name, value in asdict(change).items()}
    statement = update(expected_runs).where(_C.id == run_id, _C.state == expected_state)
    if w.connection.execute(statement.values({**values, "seq": w.seq})).rowcount != 1:
        raise Conflict(_moved(w, run_id))


def hold(w: Writer, run_id: int, *, held: bool) -> None:
    """Say that a run is not judged while its mailbox cannot be read, or that it is judged again.

    Raises:
        Conflict: it was so already, or there is no such run.
    """
    statement = update(expected_runs).where(_C.id == run_id, _C.held != held)
    if w.connection.execute(statement.values(held=held, seq=w.seq)).rowcount != 1:
        raise Conflict(_moved(w, run_id))


def _moved(w: Writer, run_id: int) -> str:
    row = get(w, run_id)
    if row is None:
        return f"There is no run with the id {run_id}."
    by = f" by {row.decided_by}" if row.decided_by else ""
    return f"The run of {row.job} was changed in the meantime: it is {row.state}{by}."


def last_good(r: Reader, states: Sequence[str] = GOOD) -> dict[str, float]:
    """Return when each job last went well: the end its mail tells, else when it was decided."""
    last = (
        select(_C.job, func.max(_C.scheduled_at).label("scheduled_at"))
        .where(_C.state.in_(states))
        .group_by(_C.job)
        .subquery()
    )
    same = and_(_C.job == last.c.job, _C.scheduled_at == last.c.scheduled_at)
    statement = select(_C.job, func.coalesce(_C.ended_at, _C.decided_at)).join(last, same)
    return {job: at for job, at in r.connection.execute(statement)}  # noqa: C416 - rows unpack, typed


def remove_future(w: Writer, job: str, after: float) -> int:
    """Delete the runs of a job scheduled after an instant that nothing is known of yet; return how many."""
    told = select(literal_column("1")).where(_M.run_id == _C.id).exists()
    proposed = select(literal_column("1")).where(proposals.c.run_id == _C.id).exists()
    untouched = and_(_C.state.in_(("EXPECTED", "SKIPPED")), _C.decided_by == "", ~told, ~proposed)
    future = delete(expected_runs).where(_C.job == job, _C.scheduled_at > after, untouched)
    return w.connection.execute(future).rowcount


def bind(w: Writer, mail: RunMail) -> None:
    """Store what a mail says of a run, in place of what the same mail said of the same item before."""
    row = {name: _clean(getattr(mail, name)) for name in RunMail.__slots__}
    key = ("run_id", "message_id", "item")
    changed = {name: value for name, value in row.items() if name not in key}
    statement = insert(w, run_mails).values(row).on_conflict_do_update(index_elements=key, set_=changed)
    w.connection.execute(statement)
    w.connection.execute(update(expected_runs).where(_C.id == mail.run_id).values(seq=w.seq))


def unbind(w: Writer, run_id: int, message_id: int) -> None:
    """Forget what a mail said of a run: it was about another.

    Raises:
        Conflict: it is not bound to it (any more).
    """
    bound = delete(run_mails).where(_M.run_id == run_id, _M.message_id == message_id)
    if w.connection.execute(bound).rowcount == 0:
        raise Conflict(f"The message {message_id} is not bound to the run {run_id}.")
    w.connection.execute(update(expected_runs).where(_C.id == run_id).values(seq=w.seq))


def mails(r: Reader, run_id: int) -> list[RunMailRow]:
    """Return what the mails of a run say, oldest mail first."""
    return _mails(r, _M.run_id == run_id)


def mails_of_message(r: Reader, message_id: int) -> list[RunMailRow]:
    """Return what a mail says of each run it is bound to."""
    return _mails(r, _M.message_id == message_id)


def mails_of_runs(r: Reader, run_ids: Collection[int]) -> dict[int, list[RunMailRow]]:
    """Return what the mails of these runs say, by run, oldest mail first; runs without any are left out."""
    found: dict[int, list[RunMailRow]] = {}
    for chunk in chunks(run_ids):
        for row in _mails(r, _M.run_id.in_(chunk)):
            found.setdefault(row.mail.run_id, []).append(row)
    return found


def _mails(r: Reader, condition: ColumnElement[bool]) -> list[RunMailRow]:
    m = messages.c
    statement = (
        select(*_MAIL, _C.job, _C.scheduled_at, m.received_at, m.sender_address, m.subject)
        .select_from(run_mails)
        .join(expected_runs, _C.id == _M.run_id)
        .join(messages, m.id == _M.message_id)
        .where(condition)
        .order_by(m.received_at, _M.message_id, _C.job, _C.scheduled_at, _M.item)
    )
    width = len(_MAIL)
    return [RunMailRow(RunMail(*row[:width]), *row[width:]) for row in r.connection.execute(statement)]
