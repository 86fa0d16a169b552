"""Taking back one's own last acknowledgement or downtime. Nothing is deleted: the reversal is recorded like any act."""

from dataclasses import dataclass
from typing import Protocol

from bls_tui.errors import RefusedError
from bls_tui.locale import _
from db.errors import Conflict
from db.queries import operations as queries
from db.rows import AcknowledgementRow, DowntimeRow
from db.session import Database, Writer

UNDO_SECONDS = 60.0


class UndoExpiredError(RefusedError):
    """Too late to take it back with one key; the opposite act still can."""


class Step(Protocol):
    """One reversal inside the transaction of an undo. Raises Conflict where somebody changed it meanwhile."""

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """Write the reversal and its event."""


@dataclass(frozen=True, slots=True)
class Undo:
    """What `undo` needs to take back an act done at `at`; `what` says in words what is taken back."""

    what: str
    at: float
    steps: tuple[Step, ...]

    def possible(self, now: float) -> bool:
        """Tell whether it is still early enough."""
        return 0 <= now - self.at <= UNDO_SECONDS


@dataclass(frozen=True, slots=True)
class Unacknowledge:
    """Takes back an acknowledgement that is still the one in force."""

    acknowledgement_id: int
    object_id: int

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """Clear it. Raises Conflict."""
        in_force = {row.object_id: row.id for row in queries.acknowledgements(w, now)}
        if in_force.get(self.object_id) != self.acknowledgement_id:
            raise Conflict(_("The acknowledgement has changed meanwhile; nothing was taken back."))
        queries.clear_acknowledgement(w, self.object_id, now, author)


@dataclass(frozen=True, slots=True)
class Reacknowledge:
    """Puts an acknowledgement back in force that was replaced or cleared."""

    row: AcknowledgementRow

    def reverse(self, w: Writer, author: str, now: float) -> None:  # noqa: ARG002 - it is still its author's word
        """Write it again in its author's name."""
        row = self.row
        if row.expires_at is None or row.expires_at > now:
            queries.acknowledge(w, row.object_id, row.author, row.comment, row.sticky, now, row.expires_at)


@dataclass(frozen=True, slots=True)
class CancelDowntime:
    """Cancels a downtime that was just scheduled."""

    downtime_id: int

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """Cancel it. Raises Conflict."""
        queries.cancel_downtime(w, self.downtime_id, now, author)


@dataclass(frozen=True, slots=True)
class RescheduleDowntime:
    """Schedules a cancelled downtime again, as it was."""

    row: DowntimeRow

    def reverse(self, w: Writer, author: str, now: float) -> None:
        """Write it again; one whose window has passed meanwhile is left alone."""
        row = self.row
        if row.ends_at > now:
            queries.add_downtime(
                w,
                object_id=row.object_id,
                with_services=row.with_services,
                kind=row.kind,
                starts_at=row.starts_at,
                ends_at=row.ends_at,
                duration=row.duration,
                author=author,
                comment=row.comment,
                created_at=now,
            )


def undo(database: Database, act: Undo, author: str, now: float) -> None:
    """Take an act back within 60 seconds, all of it or nothing.

    Raises:
        UndoExpiredError: it is too late.
        Conflict: somebody changed it meanwhile.
    """
    if not act.possible(now):
        raise UndoExpiredError(
            _("Too late to undo ({what}); only the last {seconds} seconds can be undone.").format(
                what=act.what, seconds=int(UNDO_SECONDS)
            )
        )
    with database.write() as w:
        for step in act.steps:
            step.reverse(w, author, now)
