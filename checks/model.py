"""What monitoring talks about: targets, checks, outcomes, states.

Times are seconds since the Unix epoch (UTC) as float; durations are seconds unless the name says otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What is judged: a host (its reachability) or a service on it."""

    HOST = "host"
    SERVICE = "service"


class State(StrEnum):
    """Every state an object can be in. Hosts use UP, DOWN, UNREACHABLE; services the other four; both PENDING."""

    OK = "OK"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"
    UNKNOWN = "UNKNOWN"
    UP = "UP"
    DOWN = "DOWN"
    UNREACHABLE = "UNREACHABLE"
    PENDING = "PENDING"

    @property
    def good(self) -> bool:
        """True for OK and UP. PENDING is neither good nor bad."""
        return self in (State.OK, State.UP)

    @property
    def bad(self) -> bool:
        """True for every state that is a problem."""
        return self not in (State.OK, State.UP, State.PENDING)


SEVERITY: Mapping[State, int] = {
    State.DOWN: 7,
    State.CRITICAL: 6,
    State.UNREACHABLE: 5,
    State.WARNING: 4,
    State.UNKNOWN: 3,
    State.PENDING: 2,
    State.UP: 1,
    State.OK: 0,
}
"""Sort order on every list: larger is worse."""


class StateType(StrEnum):
    """SOFT while attempts are being used up, HARD once believed (Nagios and Icinga terms)."""

    SOFT = "SOFT"
    HARD = "HARD"


class Notify(StrEnum):
    """What a result says to the outside, if anything."""

    PROBLEM = "PROBLEM"
    RECOVERY = "RECOVERY"
    FLAPPING_START = "FLAPPINGSTART"
    FLAPPING_END = "FLAPPINGEND"


@dataclass(frozen=True, slots=True)
class Metric:
    """One measured number with its unit and the limits it was judged by.

    `warn` and `crit` are Nagios ranges as text (monitoring-plugins developer guidelines), or None.
    """

    name: str
    value: float
    unit: str = ""
    warn: str | None = None
    crit: str | None = None
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one probe found out about one check.

    `output` is one line for people; `details` are further lines. `items` are the rows behind the verdict, as the
    JSON contract of `bls probe` lists them. `memory` is what the probe wants back at its next run (previous counters,
    trends): a JSON object, or None for nothing. Probe output is untrusted text.
    """

    state: State
    output: str
    metrics: tuple[Metric, ...] = ()
    items: tuple[Mapping[str, Any], ...] = ()
    details: str = ""
    memory: Mapping[str, Any] | None = None
    elapsed_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret already fetched; its repr shows nothing, so it survives logs and tracebacks."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "********"


@dataclass(frozen=True, slots=True)
class SnmpCredentials:
    """How to speak SNMP to a device.

    `version` is "1", "2c" or "3". For v3, `auth_protocol` is one of "", MD5, SHA, SHA224, SHA256, SHA384, SHA512
    (RFC 3414, RFC 7860) and `priv_protocol` one of "", DES, AES, AES192, AES256 (RFC 3826 and the Blumenthal draft).
    `timeout` is seconds per attempt.
    """

    version: str = "2c"
    community: Secret = Secret("public")
    port: int = 161
    timeout: float = 2.0
    retries: int = 2
    max_repetitions: int = 10
    user: str = ""
    auth_protocol: str = ""
    auth_password: Secret = Secret("")
    priv_protocol: str = ""
    priv_password: Secret = Secret("")
    context: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a check is aimed: an IP address or a name, and how to speak SNMP to it (None: it does not)."""

    address: str
    snmp: SnmpCredentials | None = None


@dataclass(frozen=True, slots=True)
class FlapPolicy:
    """Flapping thresholds in percent of weighted changes among the last 20 results."""

    enabled: bool = True
    low: float = 25.0
    high: float = 30.0


@dataclass(frozen=True, slots=True)
class Policy:
    """How results of one object are judged over time. Intervals in seconds; `interval` is at most 300."""

    kind: Kind
    max_attempts: int = 3
    interval: int = 300
    retry_interval: int = 60
    flap: FlapPolicy = FlapPolicy()


@dataclass(frozen=True, slots=True)
class Track:
    """All that is remembered of one object between two results: the input and the output of the state machine.

    `attempt` counts from 1. `hard_state` is the last state believed. `flap_bits` is the ring of the last 20 results,
    bit 0 the newest, 1 where the state changed. `suppressed_state` is the state before suppression began, None while
    nothing is withheld. The `*_at` are None until the event happened once.
    """

    state: State = State.PENDING
    state_type: StateType = StateType.HARD
    attempt: int = 1
    hard_state: State = State.PENDING
    started_at: float | None = None
    checked_at: float | None = None
    changed_at: float | None = None
    hard_changed_at: float | None = None
    last_ok_at: float | None = None
    flap_bits: int = 0
    flap_percent: float = 0.0
    flapping: bool = False
    suppressed_state: State | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to measure, resolved: templates expanded, credentials by name, defaults filled in.

    `name` is "" for the check of the host itself. `full_name` is "host" or "host/service". `probe` is a key of
    `checks.probes.PROBES`; `options` are that probe's options as written in the inventory.
    """

    object_id: int
    host_id: int
    full_name: str
    name: str
    probe: str
    options: Mapping[str, Any]
    policy: Policy
    check_period: str | None = None
