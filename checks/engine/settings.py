"""What the poller can be told; bls.toml supplies the values."""

from dataclasses import dataclass
from datetime import UTC, tzinfo


@dataclass(frozen=True, slots=True)
class Retention:
    """How long measured values are kept, in days."""

    raw: float = 14.0
    five_minute: float = 90.0
    hourly: float = 730.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How this process polls.

    `holder` names it to the other processes ("user@machine pid 4711"). `concurrency` is the most hosts measured at
    once; `deadline` the most seconds one measurement may take. Results are committed every `flush_interval` seconds;
    `max_waiting` results are kept in memory while the database is away. The lease is renewed every `lease_interval`
    seconds and taken over by another process when not renewed for `lease_stale`. Objects never checked before are
    checked at once, `first_check_spacing` seconds from host to host; hosts below one that came back are checked within
    `recovery_spread` seconds. `zone` is whose hours of the week what is usual goes by.
    """

    holder: str
    concurrency: int = 256
    deadline: float = 30.0
    flush_interval: float = 0.5
    max_waiting: int = 100_000
    lease_interval: float = 5.0
    lease_stale: float = 20.0
    first_check_spacing: float = 0.02
    recovery_spread: float = 60.0
    retention: Retention = Retention()
    zone: tzinfo = UTC
