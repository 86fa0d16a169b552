"""The views of the screens and their plain twins, each read from one snapshot of the database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import tzinfo

from bls_tui.desk.signs import stale
from bls_tui.desk.sorting import natural
from bls_tui.errors import NotFoundError, RefusedError
from bls_tui.locale import _
from bls_tui.service.monitoring.views_data import (
    ANYBODY,
    DowntimesView,
    Gate,
    LogView,
    MetricView,
    NowView,
    ObjectView,
    PollerView,
    ProblemGroup,
    StatusView,
    Totals,
    Viewer,
    WhyView,
)
from checks.bands import bands_of
from checks.model import SEVERITY, State
from checks.rules import causes, forecast
from db.queries import (
    call_lists,
    desk_counts,
    history,
    inventory,
    lease,
    metrics,
    operations,
    overview,
    problems,
    series,
    states,
)
from db.queries.desk_counts import DeskCounts
from db.queries.overview import CountRow
from db.rows import AcknowledgementRow, DowntimeRow, LeaseRow, MetricRow, StateRow, StatusRow
from db.session import Database, Reader

__all__ = [
    "ANYBODY",
    "AmbiguousError",
    "DeskCounts",
    "DowntimesView",
    "Gate",
    "LogView",
    "MetricView",
    "NowView",
    "ObjectView",
    "PollerView",
    "ProblemGroup",
    "StatusView",
    "Totals",
    "UnknownObjectError",
    "Viewer",
    "WhyView",
    "desk_view",
    "downtimes_view",
    "fresh_result",
    "grouped",
    "log_view",
    "now_view",
    "object_view",
    "poller_view",
    "resolve",
    "status_view",
]

SERIES_SECONDS = 86_400.0
SERIES_POINTS = 96
EVENTS = 50


class UnknownObjectError(NotFoundError):
    """No host or service goes by that name."""


class AmbiguousError(RefusedError):
    """Several hosts or services go by that name; `candidates` are the first of them."""

    def __init__(self, text: str, candidates: Sequence[str]) -> None:
        super().__init__(_("{text!r} can mean several objects: {names}").format(text=text, names=", ".join(candidates)))
        self.candidates = tuple(candidates)


def resolve(database: Database, text: str) -> int:
    """Return the id of the host or service meant: its full name, or any unique part of it.

    A host is preferred to its own services ("web01" is the host although "web01/http" contains it).

    Raises:
        UnknownObjectError: nothing matches.
        AmbiguousError: several match.
    """
    with database.read() as r:
        found = inventory.find(r, text.strip())
    if not found:
        raise UnknownObjectError(_("No host or service matches {text!r}; `bls status` lists them.").format(text=text))
    first_id, first_name = found[0]
    if all(name.startswith(f"{first_name}/") for _id, name in found[1:]):
        return first_id
    raise AmbiguousError(text, [name for _id, name in found])


def now_view(database: Database, now: float, viewer: Viewer = ANYBODY) -> NowView:
    """Read what is broken at `now`. Cost depends on the number of problems, not of objects."""
    with database.read() as r:
        open_ids = [problem.object_id for problem in problems.open_problems(r)]
        rows = states.status(r, now, object_ids=open_ids)
        return NowView(
            grouped(rows, now),
            _totals(overview.totals(r, now), now),
            poller_view(lease.get(r), now, viewer),
            now,
            call_lists.open_numbers(r),
        )


def grouped(rows: Iterable[StatusRow], now: float) -> tuple[ProblemGroup, ...]:
    """Fold rows with an open problem under their causes: worst first, then newest first."""
    by_id = {row.object_id: row for row in rows if row.problem_id is not None}
    groups = causes.group(
        causes.Problem(row.object_id, State(row.state), row.problem_since or 0.0, row.cause_object_id)
        for row in by_id.values()
    )
    found = [_group(by_id[one.root.object_id], [by_id[each.object_id] for each in one.folded], now) for one in groups]
    return tuple(sorted(found, key=_order))


def _order(group: ProblemGroup) -> tuple[int, float, str]:
    root = group.root
    return (-SEVERITY[State(root.state)], -(root.problem_since or 0.0), root.full_name)


def _group(root: StatusRow, folded: Sequence[StatusRow], now: float) -> ProblemGroup:
    customers = sorted({row.customer for row in (root, *folded)}, key=natural)
    return ProblemGroup(root, tuple(folded), tuple(customers), stale(root, now))


def desk_view(database: Database, login: str, now: float) -> DeskCounts:
    """Count the calls of somebody, those of nobody, overdue wake-ups, and the proposals to decide."""
    with database.read() as r:
        return desk_counts.desk_counts(r, login, now)


def status_view(database: Database, now: float, viewer: Viewer = ANYBODY) -> StatusView:
    """Read every host and service."""
    with database.read() as r:
        rows = states.status(r, now)
        counts = overview.totals(r, now)
        poller, calls = poller_view(lease.get(r), now, viewer), call_lists.open_numbers(r)
    return StatusView(tuple(sorted(rows, key=_listed)), _totals(counts, now), poller, now, calls)


def _listed(row: StatusRow) -> tuple[object, ...]:
    return natural(row.customer), natural(row.host), row.kind != "host", natural(row.name)


def log_view(
    database: Database,
    now: float,
    viewer: Viewer = ANYBODY,
    *,
    limit: int = 200,
    before_id: int | None = None,
    object_id: int | None = None,
) -> LogView:
    """Read a page of the log: of everything, or of one object."""
    with database.read() as r:
        events = (
            history.latest(r, limit, before_id)
            if object_id is None
            else history.of_object(r, object_id, limit, before_id)
        )
        poller = poller_view(lease.get(r), now, viewer)
    return LogView(tuple(events), events[-1].id if len(events) == limit else None, poller, now)


def downtimes_view(database: Database, now: float) -> DowntimesView:
    """Read the downtimes in effect and to come, with the names of their objects."""
    with database.read() as r:
        rows = operations.downtimes(r, now)
        names = overview.names(r, {row.object_id for row in rows})
    return DowntimesView(tuple((row, names[row.object_id]) for row in rows if row.object_id in names), now)


def fresh_result(database: Database, object_id: int, since: float) -> bool:
    """Tell whether a check of this object that started after `since` has its result stored."""
    with database.read() as r:
        state = overview.state_of(r, object_id)
    return state is not None and state.started_at is not None and state.started_at >= since


def object_view(database: Database, now: float, object_id: int, viewer: Viewer = ANYBODY) -> ObjectView:
    """Read everything about one object. Raises UnknownObjectError."""
    with database.read() as r:
        declared, state = overview.object_of(r, object_id), overview.state_of(r, object_id)
        if declared is None or state is None:
            raise UnknownObjectError(_("There is no host or service number {id}.").format(id=object_id))
        host_id = declared.host_id
        services = overview.services_of(r, object_id)
        parents, children = overview.neighbours(r, host_id)
        broken = [problem.object_id for problem in problems.open_problems(r)]
        rows = _by_id(states.status(r, now, object_ids={object_id, host_id, *services, *parents, *children, *broken}))
        row = rows[object_id]
        return ObjectView(
            row=row,
            host=rows[host_id],
            state=state,
            declared=declared,
            services=_named(rows, services),
            parents=_named(rows, parents),
            children=_named(rows, children),
            cause=rows.get(row.cause_object_id) if row.cause_object_id is not None else None,
            behind=_behind(rows.values(), object_id, now),
            metrics=_metrics(r, now, state, viewer.zone),
            events=tuple(history.of_object(r, object_id, EVENTS)),
            problems=tuple(problems.recent(r, object_id, EVENTS)),
            acknowledgement=_acknowledgement(r, now, object_id),
            downtimes=_downtimes(r, now, object_id, host_id),
            stale=stale(row, now),
            poller=poller_view(lease.get(r), now, viewer),
            generated_at=now,
        )


def _by_id(rows: Iterable[StatusRow]) -> dict[int, StatusRow]:
    return {row.object_id: row for row in rows}


def _named(rows: Mapping[int, StatusRow], ids: Iterable[int]) -> tuple[StatusRow, ...]:
    return tuple(sorted((rows[one] for one in ids if one in rows), key=_listed))


def _behind(rows: Iterable[StatusRow], object_id: int, now: float) -> tuple[StatusRow, ...]:
    return next((group.folded for group in grouped(rows, now) if group.root.object_id == object_id), ())


def _acknowledgement(r: Reader, now: float, object_id: int) -> AcknowledgementRow | None:
    in_force = [row for row in operations.acknowledgements(r, now) if row.object_id == object_id]
    return in_force[-1] if in_force else None


def _downtimes(r: Reader, now: float, object_id: int, host_id: int) -> tuple[DowntimeRow, ...]:
    return tuple(
        row
        for row in operations.downtimes(r, now)
        if row.object_id == object_id or (row.object_id == host_id and row.with_services)
    )


def _metrics(r: Reader, now: float, state: StateRow, zone: tzinfo) -> tuple[MetricView, ...]:
    rows = metrics.of_object(r, state.object_id)
    usual = bands_of(r, rows, now, zone)
    return tuple(
        MetricView(
            metric,
            tuple(series.series(r, metric.id, now - SERIES_SECONDS, now, SERIES_POINTS)),
            full_in(metric, state),
            usual.get(metric.id),
        )
        for metric in rows
    )


def full_in(metric: MetricRow, state: StateRow) -> float | None:
    """Return the seconds until a metric reaches its maximum by the trend its probe keeps; None where not known.

    Probes that watch something fill up remember `{"trends": {metric name: trend}}`.
    """
    trends = (state.memory or {}).get("trends")
    if not isinstance(trends, Mapping) or metric.value is None or metric.max is None:
        return None
    trend = forecast.Trend.from_json(trends.get(metric.name))
    return forecast.time_to_full(trend, metric.value, metric.max)


def poller_view(row: LeaseRow, now: float, viewer: Viewer) -> PollerView:
    """Return how the holder of this lease is doing as seen at `now`."""
    age = max(now - row.heartbeat_at, 0.0) if row.heartbeat_at else None
    silent = not row.holder or age is None or age > viewer.stale_after
    return PollerView(row.holder, age, silent, row.health, bool(row.holder) and row.holder == viewer.holder)


def _totals(counts: Sequence[CountRow], now: float) -> Totals:
    newest = [row.newest_at for row in counts if row.newest_at is not None]
    oldest = [row.oldest_at for row in counts if row.oldest_at is not None]
    return Totals(
        hosts={row.state: row.count for row in counts if row.kind == "host"},
        services={row.state: row.count for row in counts if row.kind == "service"},
        newest_age=max(now - max(newest), 0.0) if newest else None,
        oldest_age=max(now - min(oldest), 0.0) if oldest else None,
        stale=sum(row.stale for row in counts),
    )
