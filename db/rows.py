"""The frozen dataclasses that queries return and accept. Times are epoch seconds (UTC); states are their names."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One declared inventory item as its file says it."""

    kind: str
    key: str
    origin: str
    line: int
    source: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class CustomerRow:
    """A customer."""

    id: int
    key: str
    name: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """A place of a customer."""

    id: int
    customer_id: int
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ObjectRow:
    """A host or service as the poller needs it. `host_id` is the object's own id for a host."""

    id: int
    kind: str
    full_name: str
    name: str
    host_id: int
    customer_id: int
    address: str
    snmp: str | None
    probe: str
    options: Mapping[str, Any]
    interval: int
    retry_interval: int
    max_attempts: int
    flap_enabled: bool
    flap_low: float
    flap_high: float
    check_period: str | None
    notes: str
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class StateRow:
    """The current state of one object: the fields of checks.model.Track and what the last result said."""

    object_id: int
    state: str
    state_type: str
    attempt: int
    hard_state: str
    output: str
    details: str
    started_at: float | None
    checked_at: float | None
    next_check_at: float | None
    changed_at: float | None
    hard_changed_at: float | None
    last_ok_at: float | None
    elapsed_ms: float
    latency_ms: float
    flap_bits: int
    flap_percent: float
    flapping: bool
    suppressed_state: str | None
    memory: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class StatusRow:
    """One line of a status list: an object with its state, flags and whose it is. Only objects not removed."""

    object_id: int
    kind: str
    full_name: str
    host_id: int
    host: str
    name: str
    address: str
    customer_key: str
    customer: str
    site: str
    probe: str
    interval: int
    max_attempts: int
    state: str
    state_type: str
    attempt: int
    hard_state: str
    output: str
    checked_at: float | None
    next_check_at: float | None
    changed_at: float | None
    hard_changed_at: float | None
    last_ok_at: float | None
    flapping: bool
    flap_percent: float
    acknowledged_by: str | None  # None: not acknowledged
    acknowledgement: str
    in_downtime: bool
    problem_id: int | None
    problem_since: float | None
    cause_id: int | None  # the problem this one folds under
    cause_object_id: int | None
    seq: int


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event about to be appended."""

    at: float
    kind: str
    object_id: int | None = None
    from_state: str | None = None
    state: str | None = None
    state_type: str | None = None
    attempt: int | None = None
    notify: str | None = None
    text: str = ""
    cause: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event as stored. `full_name` is "" where it concerns no single object."""

    id: int
    at: float
    kind: str
    object_id: int | None
    full_name: str
    customer: str
    from_state: str | None
    state: str | None
    state_type: str | None
    attempt: int | None
    notify: str | None
    text: str
    cause: str
    actor: str
    seq: int


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """A HARD problem, open while `closed_at` is None."""

    id: int
    object_id: int
    opened_at: float
    closed_at: float | None
    state: str
    cause_id: int | None
    seq: int


@dataclass(frozen=True, slots=True)
class AcknowledgementRow:
    """An acknowledgement, in force while `cleared_at` is None and `expires_at` is not past."""

    id: int
    object_id: int
    author: str
    comment: str
    sticky: bool
    at: float
    expires_at: float | None
    cleared_at: float | None
    cleared_by: str | None


@dataclass(frozen=True, slots=True)
class DowntimeRow:
    """A downtime of an object (and, on a host with `with_services`, of its services)."""

    id: int
    object_id: int
    with_services: bool
    kind: str
    starts_at: float
    ends_at: float
    duration: float | None
    author: str
    comment: str
    created_at: float
    started_at: float | None
    ended_at: float | None
    cancelled_by: str | None
    rule: str | None


@dataclass(frozen=True, slots=True)
class MetricRow:
    """A metric with its latest value."""

    id: int
    object_id: int
    name: str
    unit: str
    value: float | None
    at: float | None
    warn: str | None
    crit: str | None
    min: float | None
    max: float | None


@dataclass(frozen=True, slots=True)
class NewSample:
    """One measured value about to be stored, with the metric's description as of now."""

    object_id: int
    name: str
    at: float
    value: float
    unit: str = ""
    warn: str | None = None
    crit: str | None = None
    min: float | None = None
    max: float | None = None


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """A point of a chart: raw samples have low = mean = high and count 1."""

    at: float
    low: float
    mean: float
    high: float
    count: int


@dataclass(frozen=True, slots=True)
class LeaseRow:
    """Who polls since when, and how it is doing. `holder` is "" when nobody does."""

    epoch: int
    holder: str
    acquired_at: float
    heartbeat_at: float
    health: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SubmissionRow:
    """A passive result waiting for the poller."""

    id: int
    object_id: int
    at: float
    state: str
    output: str
    submitted_by: str
