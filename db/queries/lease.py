"""The lease of the poller: one row, at most one holder, every take-over a new epoch."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from db.errors import LeaseLost
from db.rows import LeaseRow
from db.session import Reader, Writer
from db.tables.feed import lease

CLOCK_SET_BACK = 3600.0  # seconds: a heartbeat further in the future was written before somebody put the clock right


def get(r: Reader) -> LeaseRow:
    """Return who polls."""
    row = r.connection.execute(
        select(lease.c.epoch, lease.c.holder, lease.c.acquired_at, lease.c.heartbeat_at, lease.c.health)
    ).one()
    return LeaseRow(*row)


def acquire(w: Writer, holder: str, now: float, stale_after: float) -> int | None:
    """Take the lease if nobody has it or its heartbeat is older than `stale_after` seconds.

    Returns:
        The new epoch, to be given to `renew` and `check`; None while somebody else holds the lease.
    """
    taken = (
        update(lease)
        .where(
            (lease.c.holder == "")
            | (lease.c.heartbeat_at < now - stale_after)
            | (lease.c.heartbeat_at > now + CLOCK_SET_BACK)
        )
        .values(epoch=lease.c.epoch + 1, holder=holder, acquired_at=now, heartbeat_at=now, health={})
        .returning(lease.c.epoch)
    )
    return w.connection.execute(taken).scalar_one_or_none()


def renew(w: Writer, holder: str, epoch: int, now: float, health: Mapping[str, Any]) -> None:
    """Give a sign of life, with how the poller is doing.

    Raises:
        LeaseLost: another process has taken over, or the lease was released.
    """
    kept = (
        update(lease)
        .where(lease.c.epoch == epoch, lease.c.holder == holder)
        .values(heartbeat_at=now, health=dict(health))
    )
    if w.connection.execute(kept).rowcount == 0:
        raise _lost(w)


def release(w: Writer, holder: str, epoch: int, now: float) -> None:
    """Give the lease back, so that the next poller need not wait; nothing happens if it was lost before."""
    w.connection.execute(
        update(lease).where(lease.c.epoch == epoch, lease.c.holder == holder).values(holder="", heartbeat_at=now)
    )


def check(w: Writer, epoch: int) -> None:
    """Make sure that the caller still polls; every write of the poller begins with this.

    Raises:
        LeaseLost: another process has taken over, or the lease was released.
    """
    held = select(lease.c.epoch).where(lease.c.epoch == epoch, lease.c.holder != "")
    if w.connection.execute(held).first() is None:
        raise _lost(w)


def _lost(r: Reader) -> LeaseLost:
    holder = get(r).holder
    return LeaseLost(f"Polling was taken over by {holder}." if holder else "The lease of the poller was released.")
