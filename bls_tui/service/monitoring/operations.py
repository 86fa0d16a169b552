"""What people do to monitored objects: one verb each, for one object or many in a single transaction.

Every verb checks that it makes sense, writes with its event and author, and takes the time as an argument.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bls_tui.errors import RefusedError
from bls_tui.locale import _, ngettext
from bls_tui.service.monitoring.undo import CancelDowntime, Reacknowledge, RescheduleDowntime, Unacknowledge, Undo
from bls_tui.service.monitoring.views import UnknownObjectError
from checks.model import Kind, State
from db.queries import history, states
from db.queries import operations as queries
from db.rows import NewEvent, StatusRow
from db.session import Database, Reader

LONGEST_OUTPUT = 64 * 1024
"""Characters of a passive result that are kept, as of any plugin's output."""

FARTHEST = 3660 * 86400.0
"""Seconds ahead that a downtime or an acknowledgement may end, some ten years: more is a slip of the finger."""

STATES: Mapping[Kind, Mapping[str, State]] = {
    Kind.SERVICE: {"0": State.OK, "1": State.WARNING, "2": State.CRITICAL, "3": State.UNKNOWN}
    | {state.value: state for state in (State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN)},
    Kind.HOST: {"0": State.UP, "1": State.UP, "2": State.DOWN, "3": State.DOWN}
    | {state.value: state for state in (State.UP, State.DOWN)},
}
"""How a passive result may name its state: as a plugin's exit code, or in words."""


class NotAProblemError(RefusedError):
    """Only a problem can be acknowledged."""


class NotAcknowledgedError(RefusedError):
    """There is no acknowledgement to take back."""


class InvalidTimesError(RefusedError):
    """The times of a downtime or an acknowledgement make no sense."""


class MissingCommentError(RefusedError):
    """A comment is asked for."""


class InvalidStateError(RefusedError):
    """A passive result names a state this object cannot have."""


@dataclass(frozen=True, slots=True)
class Window:
    """When a downtime holds: fixed from start to end, or flexible, `duration` seconds from the first problem inside."""

    starts_at: float
    ends_at: float
    duration: float | None = None

    def check(self, now: float) -> None:
        """Raise InvalidTimesError where it ends before it starts, is past, lasts no time or seems never to end."""
        if self.ends_at <= self.starts_at:
            raise InvalidTimesError(_("A downtime must end after it starts."))
        if self.ends_at <= now:
            raise InvalidTimesError(_("The downtime would already be over."))
        if max(self.ends_at, self.starts_at + (self.duration or 0)) > now + FARTHEST:
            raise InvalidTimesError(_("A downtime must end within ten years."))
        if self.duration is not None and self.duration <= 0:
            raise InvalidTimesError(_("A flexible downtime needs a duration above zero."))


@dataclass(frozen=True, slots=True)
class Submitted:
    """A passive result as it was understood: the object's full name and the state."""

    full_name: str
    state: State


def acknowledge(
    database: Database,
    object_ids: Collection[int],
    author: str,
    comment: str,
    now: float,
    *,
    sticky: bool = False,
    expires_at: float | None = None,
) -> Undo:
    """Say that somebody has these problems.

    Raises:
        MissingCommentError, UnknownObjectError, NotAProblemError, InvalidTimesError: nothing was written.
    """
    comment = _comment(comment)
    if expires_at is not None and expires_at <= now:
        raise InvalidTimesError(_("An acknowledgement must expire in the future."))
    if expires_at is not None and expires_at > now + FARTHEST:
        raise InvalidTimesError(_("An acknowledgement must expire within ten years."))
    with database.write() as w:
        rows = _existing(w, object_ids, now)
        for row in rows:
            if not State(row.state).bad:
                raise NotAProblemError(
                    _("{object} is {state}: there is no problem to acknowledge.").format(
                        object=row.full_name, state=row.state
                    )
                )
        before = {row.object_id: row for row in queries.acknowledgements(w, now)}
        steps: list[Unacknowledge | Reacknowledge] = []
        for row in rows:
            new = queries.acknowledge(w, row.object_id, author, comment, sticky, now, expires_at)
            steps.append(Unacknowledge(new, row.object_id))
            if row.object_id in before:
                steps.append(Reacknowledge(before[row.object_id]))
    return Undo(_("acknowledgement of {objects}").format(objects=names(rows)), now, tuple(steps))


def unacknowledge(database: Database, object_ids: Collection[int], author: str, now: float) -> Undo:
    """Take acknowledgements back. Raises UnknownObjectError or NotAcknowledgedError; nothing was written then."""
    with database.write() as w:
        rows = _existing(w, object_ids, now)
        cleared = []
        for row in rows:
            if row.acknowledged_by is None:
                raise NotAcknowledgedError(_("{object} is not acknowledged.").format(object=row.full_name))
            cleared += queries.clear_acknowledgement(w, row.object_id, now, author)
    what = _("removal of the acknowledgement of {objects}").format(objects=names(rows))
    return Undo(what, now, tuple(map(Reacknowledge, cleared)))


def schedule_downtime(
    database: Database,
    object_ids: Collection[int],
    author: str,
    comment: str,
    now: float,
    *,
    window: Window,
    with_services: bool = True,
) -> Undo:
    """Announce that trouble with these objects is expected; on hosts, with their services unless told otherwise.

    Raises:
        MissingCommentError, UnknownObjectError, InvalidTimesError: nothing was written.
    """
    comment = _comment(comment)
    window.check(now)
    with database.write() as w:
        rows = _existing(w, object_ids, now)
        ids = [
            queries.add_downtime(
                w,
                object_id=row.object_id,
                with_services=with_services and row.kind == Kind.HOST,
                kind="fixed" if window.duration is None else "flexible",
                starts_at=window.starts_at,
                ends_at=window.ends_at,
                duration=window.duration,
                author=author,
                comment=comment,
                created_at=now,
            )
            for row in rows
        ]
    return Undo(_("downtime of {objects}").format(objects=names(rows)), now, tuple(map(CancelDowntime, ids)))


def cancel_downtime(database: Database, downtime_ids: Collection[int], author: str, now: float) -> Undo:
    """Cancel downtimes, begun or not. Raises Conflict where one has ended or does not exist; nothing was written."""
    with database.write() as w:
        cancelled = [queries.cancel_downtime(w, downtime_id, now, author) for downtime_id in downtime_ids]
    what = ngettext("cancelling of {count} downtime", "cancelling of {count} downtimes", len(cancelled))
    return Undo(what.format(count=len(cancelled)), now, tuple(map(RescheduleDowntime, cancelled)))


def check_now(database: Database, object_ids: Collection[int], author: str, now: float) -> None:
    """Ask the poller to check these objects at once. Raises UnknownObjectError."""
    with database.write() as w:
        for row in _existing(w, object_ids, now):
            queries.request_check(w, row.object_id, now, author)


def submit(database: Database, object_id: int, state: str, output: str, *, author: str, now: float) -> Submitted:
    """Hand in a result found elsewhere; return what was understood.

    `state` is a plugin's exit code (0 to 3) or a word, `output` what a plugin prints, performance data included.

    Raises:
        UnknownObjectError, InvalidStateError: nothing was written.
    """
    with database.write() as w:
        (row,) = _existing(w, [object_id], now)
        known = STATES[Kind(row.kind)]
        understood = known.get(state.strip().upper())
        if understood is None:
            raise InvalidStateError(
                _("{state!r} is no state of {object}; known are {states}.").format(
                    state=state, object=row.full_name, states=" ".join(known)
                )
            )
        queries.submit(w, object_id, now, understood, output[:LONGEST_OUTPUT], author)
    return Submitted(row.full_name, understood)


def comment(database: Database, object_ids: Collection[int], author: str, text: str, now: float) -> None:
    """Write a remark into the history of these objects. Raises MissingCommentError or UnknownObjectError."""
    text = _comment(text)
    with database.write() as w:
        rows = _existing(w, object_ids, now)
        history.append(w, [NewEvent(now, "COMMENT", row.object_id, text=text, actor=author) for row in rows])
        states.touch(w, [row.object_id for row in rows])


def names(rows: Sequence[StatusRow]) -> str:
    """Return the objects in words: the name of one, else how many."""
    if len(rows) == 1:
        return rows[0].full_name
    return ngettext("{count} object", "{count} objects", len(rows)).format(count=len(rows))


def _comment(text: str) -> str:
    if not text.strip():
        raise MissingCommentError(_("Say why: a comment is required."))
    return text.strip()


def _existing(r: Reader, object_ids: Collection[int], now: float) -> list[StatusRow]:
    found = {row.object_id: row for row in states.status(r, now, object_ids=list(object_ids))}
    missing = [object_id for object_id in object_ids if object_id not in found]
    if missing or not found:
        raise UnknownObjectError(_("The object does not exist any more; look again."))
    return [found[object_id] for object_id in dict.fromkeys(object_ids)]
