"""What will be full, expired, worn out or saturated in the days to come, and what is unusual now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from checks.bands import bands_of
from checks.rules.baseline import LEAST_WEEKS, Band, hour_of_week, unusual
from checks.rules.outlook.estimate import DAY, LEAST, LONGEST, Confidence, Estimate, reaches
from checks.rules.outlook.subjects import SUBJECTS, Fate, Figure, Measured, Subject, may_reach, office_days, subject
from db.queries import baselines
from db.queries import outlook as query
from db.rows_metrics import OwnedMetricRow
from db.session import Database, Reader

DAYS = 30.0
_FRESH = DAY  # seconds: what was not measured for longer has no outlook
_HOUR = 3600.0
_AGO = (7.0, 14.0, 28.0)
_LOUD = 0.5  # share of the limit that a link or processor must have come near in the last week
_SOON = 3 * DAY
_NEWEST = 3
_FULL_IN, _USED = " full in", " used"

Daily = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Prospect:
    """One thing that will happen. `evidence` is one value a day, oldest first, in the metric's unit."""

    fate: Fate
    row: OwnedMetricRow
    limit: float
    estimate: Estimate
    evidence: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Oddity:
    """A metric that is unusual at this hour of the week."""

    row: OwnedMetricRow
    usual: Band


@dataclass(frozen=True, slots=True)
class OutlookView:
    """What will happen in `days`, soonest first; what is unusual now; how many metrics were looked at.

    `young` counts those of which fewer than three days are known.
    """

    prospects: tuple[Prospect, ...]
    oddities: tuple[Oddity, ...]
    days: float
    looked_at: int
    young: int
    generated_at: float


@dataclass(frozen=True, slots=True)
class _Candidate:
    row: OwnedMetricRow
    subject: Subject

    @property
    def metric_id(self) -> int:
        return self.row.metric.id


def outlook_view(database: Database, now: float, zone: tzinfo, days: float = DAYS) -> OutlookView:
    """Read and estimate. `zone` is whose office hours and hours of the week count."""
    with database.read() as r:
        rows = query.of_probes(r, SUBJECTS, now - _FRESH)
        candidates = list(_candidates(rows))
        courses = _courses(r, candidates, now, zone, days)
        oddities = tuple(_oddities(r, now, zone))
    found = [*_dates(candidates, now), *_estimated(candidates, courses, now)]
    found = _with_fast_ones(found, rows, now)
    soon = [one for one in found if one.estimate.at <= now + days * DAY]
    return OutlookView(
        tuple(sorted(soon, key=lambda one: (one.estimate.at, one.row.full_name, one.row.metric.name))),
        oddities,
        days,
        len(candidates),
        sum(len(daily) < LEAST for daily in courses.values()),
        now,
    )


def _candidates(rows: Iterable[OwnedMetricRow]) -> Iterator[_Candidate]:
    for row in rows:
        metric = row.metric
        found = subject(Measured(row.probe, metric.name, metric.unit, metric.max, metric.crit))
        if found is not None and metric.value is not None:
            yield _Candidate(row, found)


def _courses(r: Reader, candidates: Sequence[_Candidate], now: float, zone: tzinfo, days: float) -> Mapping[int, Daily]:
    """Return the days of what may reach its limit, by metric id: (instant, figure of the day)."""
    since, until = now - LONGEST * DAY, now // _HOUR * _HOUR
    office = [one for one in candidates if one.subject.figure is Figure.OFFICE]
    plain = [one for one in candidates if one.subject.figure in {Figure.HIGHEST, Figure.LOWEST}]
    courses: dict[int, Daily] = {}
    for one in _loud(r, office, now):
        means = {at: mean for at, _low, mean, _high in query.hourly(r, one.metric_id, since, until)}
        courses[one.metric_id] = office_days(means, zone)
    near = {one.metric_id: one.subject.figure for one in _moving(r, plain, now, days)}
    for metric_id, rows in query.daily(r, near, since, until).items():
        highest = near[metric_id] is Figure.HIGHEST
        courses[metric_id] = [(at, high if highest else low) for at, low, _mean, high in rows]
    return courses


def _loud(r: Reader, candidates: Sequence[_Candidate], now: float) -> list[_Candidate]:
    highest = query.highest(r, [one.metric_id for one in candidates], now - 7 * DAY)
    return [one for one in candidates if highest.get(one.metric_id, 0.0) >= _LOUD * one.subject.limit]


def _moving(r: Reader, candidates: Sequence[_Candidate], now: float, days: float) -> list[_Candidate]:
    last = now // _HOUR * _HOUR - _HOUR
    hours = {ago: last - ago * DAY for ago in _AGO}
    means = query.means_at(r, [one.metric_id for one in candidates], hours.values())
    found = []
    for one in candidates:
        known = means.get(one.metric_id, {})
        before = {ago: known.get(at) for ago, at in hours.items()}
        if may_reach(one.row.metric.value or 0.0, before, one.subject.limit, days):
            found.append(one)
    return found


def _dates(candidates: Iterable[_Candidate], now: float) -> Iterator[Prospect]:
    for one in candidates:
        value = one.row.metric.value
        if one.subject.figure is Figure.COUNTDOWN and value is not None:
            at = (one.row.metric.at or now) + value * DAY
            estimate = Estimate(at, at, at, -1.0, 0, Confidence.CERTAIN)
            yield Prospect(one.subject.fate, one.row, one.subject.limit, estimate, ())


def _estimated(candidates: Iterable[_Candidate], courses: Mapping[int, Daily], now: float) -> Iterator[Prospect]:
    for one in candidates:
        daily = courses.get(one.metric_id)
        estimate = reaches(daily, one.subject.limit, now) if daily else None
        if daily and estimate is not None:
            evidence = tuple(value for _, value in daily)
            yield Prospect(one.subject.fate, one.row, one.subject.limit, estimate, evidence)


def _with_fast_ones(found: Sequence[Prospect], rows: Sequence[OwnedMetricRow], now: float) -> list[Prospect]:
    """Add the volumes that the last hours fill within days, by the probe's own trend, unless they are told sooner."""
    known = {(one.row.full_name, one.row.metric.name): one for one in found}
    used = {(row.full_name, row.metric.name): row for row in rows if row.metric.name.endswith(_USED)}
    for row in rows:
        name, seconds = row.metric.name, row.metric.value
        if not name.endswith(_FULL_IN) or seconds is None or seconds > _SOON:
            continue
        key = (row.full_name, name.removesuffix(_FULL_IN) + _USED)
        before = known.get(key)
        if key in used and (before is None or before.estimate.at > now + seconds):
            known[key] = _fast(used[key], seconds, now, before)
    return list(known.values())


def _fast(volume: OwnedMetricRow, seconds: float, now: float, before: Prospect | None) -> Prospect:
    size = volume.metric.max or 0.0
    left = max(0.0, size - (volume.metric.value or 0.0))
    per_day = left / max(seconds, 1.0) * DAY
    estimate = Estimate(now + seconds, now + seconds / 2, None, per_day, 1, Confidence.FAST)
    return Prospect(Fate.FULL, volume, size, estimate, before.evidence if before else ())


def _oddities(r: Reader, now: float, zone: tzinfo) -> Iterator[Oddity]:
    suspects = baselines.suspects(r, hour_of_week(now, zone), LEAST_WEEKS, now - 2 * _HOUR)
    bands = bands_of(r, [row.metric for row in suspects], now, zone)
    for row in suspects:
        usual = bands.get(row.metric.id)
        if usual is not None and unusual(baselines.newest(r, row.metric.id, _NEWEST), usual):
            yield Oddity(row, usual)
