"""How states and flags are written: shape and word together, so that nothing hangs on colour. Shapes are in WGL4."""

from bls_tui.desk.row import Watched

SHAPES = {
    "DOWN": "▼",
    "CRITICAL": "■",
    "UNREACHABLE": "○",
    "WARNING": "▲",
    "UNKNOWN": "?",
    "PENDING": "-",
    "UP": "·",
    "OK": "·",
}
ASCII_SHAPES = {
    "DOWN": "V",
    "CRITICAL": "X",
    "UNREACHABLE": "o",
    "WARNING": "!",
    "UNKNOWN": "?",
    "PENDING": "-",
    "UP": ".",
    "OK": ".",
}
WORDS = {
    "DOWN": "DOWN",
    "CRITICAL": "CRIT",
    "UNREACHABLE": "UNRE",
    "WARNING": "WARN",
    "UNKNOWN": "UNKN",
    "PENDING": "PEND",
    "UP": "UP",
    "OK": "OK",
}
"""State words of at most four letters; like the full ones they are the same in every language."""


def shape(state: str, *, ascii_only: bool = False) -> str:
    """Return the one-cell sign of a state."""
    return (ASCII_SHAPES if ascii_only else SHAPES)[state]


def stale(row: Watched, now: float) -> bool:
    """Tell whether a result is older than two intervals although a new one was due.

    A later `next_check_at` (outside the check period, for example) keeps it fresh. Passive checks are not called
    stale here: their own freshness limit turns them into a problem. Nor are services that fail because of their host:
    they are not asked until it is back.
    """
    waits = row.kind == "service" and row.cause_id is not None
    if row.checked_at is None or row.probe == "passive" or waits:
        return False
    due = max(row.checked_at + row.interval, row.next_check_at or 0.0)
    return now - due > row.interval


def flags(row: Watched, now: float, *, called: bool = False) -> str:
    """Return the letters after the shape: a acknowledged, c call, d downtime, f flapping, s soft, z stale.

    `called`: an open call is tied to it.
    """
    return "".join(
        letter
        for letter, present in (
            ("a", row.acknowledged_by is not None),
            ("c", called),
            ("d", row.in_downtime),
            ("f", row.flapping),
            ("s", row.state_type == "SOFT"),
            ("z", stale(row, now)),
        )
        if present
    )


def good(state: str) -> bool:
    """Tell whether a state is OK or UP; PENDING is not."""
    return state in ("OK", "UP")
