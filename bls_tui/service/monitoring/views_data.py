"""What the screens and their plain twins show, as data: read once from one snapshot, times in epoch seconds (UTC).

Text in rows is foreign and raw; whoever draws it passes it through `bls_tui.desk.text.safe`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, tzinfo
from typing import Any

from checks.rules.baseline import Band
from db.rows import (
    AcknowledgementRow,
    DowntimeRow,
    EventRow,
    MetricRow,
    ObjectRow,
    ProblemRow,
    StateRow,
    StatusRow,
    SummaryRow,
)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks: the lease holder's name of this very process ("" when it does not poll), and when a poller is stale.

    `stale_after` is seconds of silence (bls.toml, poller.stale_after); `zone` is whose hours of the week count.
    """

    holder: str = ""
    stale_after: float = 20.0
    zone: tzinfo = UTC


ANYBODY = Viewer()
"""A process that does not poll, with the usual patience."""


@dataclass(frozen=True, slots=True)
class PollerView:
    """Who polls and how it is doing. `holder` is "" and `heartbeat_age` None when nobody polls or ever did.

    `stale` is true when results cannot be trusted to arrive: nobody polls, or the heartbeat is too old.
    """

    holder: str
    heartbeat_age: float | None
    stale: bool
    health: Mapping[str, Any]
    this_process: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """The whole fleet in numbers. `hosts` and `services` count by state name; absent states are not listed.

    `newest_age` and `oldest_age` are seconds since the most and the least recent result of all objects (None before
    the first); `stale` counts objects whose data is older than two intervals.
    """

    hosts: Mapping[str, int]
    services: Mapping[str, int]
    newest_age: float | None
    oldest_age: float | None
    stale: int

    @property
    def host_count(self) -> int:
        """Return how many hosts are watched."""
        return sum(self.hosts.values())

    @property
    def service_count(self) -> int:
        """Return how many services are watched."""
        return sum(self.services.values())

    @property
    def objects(self) -> int:
        """Return how many hosts and services are watched."""
        return self.host_count + self.service_count


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """One problem with everything that fails because of it. `customers` are the names of all those hit, sorted."""

    root: StatusRow
    folded: tuple[StatusRow, ...]
    customers: tuple[str, ...]
    stale: bool

    @property
    def count(self) -> int:
        """Return how many objects the group holds, its root included."""
        return 1 + len(self.folded)

    @property
    def handled(self) -> bool:
        """Tell whether somebody has it: acknowledged, or in a downtime."""
        return self.root.acknowledged_by is not None or self.root.in_downtime


@dataclass(frozen=True, slots=True)
class NowView:
    """What is broken, grouped by cause: worst first, then newest first.

    `calls` has the number of the open call about an object, by the object's id.
    """

    groups: tuple[ProblemGroup, ...]
    totals: Totals
    poller: PollerView
    generated_at: float
    calls: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatusView:
    """Every host and service, hosts before their services, by customer and name. `calls` as in NowView."""

    rows: tuple[StatusRow, ...]
    totals: Totals
    poller: PollerView
    generated_at: float
    calls: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MetricView:
    """A metric with its recent course.

    `full_in` is seconds until it reaches its maximum, `usual` what is usual at this hour of the week; None where not
    known.
    """

    metric: MetricRow
    series: tuple[SummaryRow, ...]
    full_in: float | None
    usual: Band | None = None

    @property
    def unusual(self) -> bool:
        """Tell whether the latest value is not what is usual at this hour."""
        return self.usual is not None and self.metric.value is not None and not self.usual.holds(self.metric.value)


@dataclass(frozen=True, slots=True)
class ObjectView:
    """Everything known about one object, with its state and declaration in full.

    `services` is empty for a service, `host` its own row for a host; `parents` and `children` are those of the host.
    `cause` is what it folds under, `behind` what folds under it. `downtimes` are those to come and in effect, its
    host's included where they cover it.
    """

    row: StatusRow
    host: StatusRow
    state: StateRow
    declared: ObjectRow
    services: tuple[StatusRow, ...]
    parents: tuple[StatusRow, ...]
    children: tuple[StatusRow, ...]
    cause: StatusRow | None
    behind: tuple[StatusRow, ...]
    metrics: tuple[MetricView, ...]
    events: tuple[EventRow, ...]
    problems: tuple[ProblemRow, ...]
    acknowledgement: AcknowledgementRow | None
    downtimes: tuple[DowntimeRow, ...]
    stale: bool
    poller: PollerView
    generated_at: float


@dataclass(frozen=True, slots=True)
class Gate:
    """One thing that can keep a problem from being told, in the order they are asked, with its actual value."""

    key: str
    active: bool
    text: str


@dataclass(frozen=True, slots=True)
class WhyView:
    """Why an object is in its state, in sentences in the user's language, and what keeps it from being told."""

    object: ObjectView
    sentences: tuple[str, ...]
    gates: tuple[Gate, ...]


@dataclass(frozen=True, slots=True)
class LogView:
    """Events, newest first. `before_id` asks for the older ones; None when there are no more."""

    events: tuple[EventRow, ...]
    before_id: int | None
    poller: PollerView
    generated_at: float


@dataclass(frozen=True, slots=True)
class DowntimesView:
    """The downtimes in effect and to come, each with the full name of its object, in the order they begin."""

    downtimes: tuple[tuple[DowntimeRow, str], ...]
    generated_at: float
