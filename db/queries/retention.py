"""Summaries of raw samples, and deleting what is older than its retention, a little at each call.

Both walk through the metrics in order of id and keep their place in the one row of `roll_up`, so a call never holds the
database for long and a restart continues where the last program stopped. A 5-minute slot is summarised once it is over;
an hour from its 5-minute slots. Samples that come later still (results that waited while the database was away) are
noted in `late_slots`, and these are summarised again. Nothing is deleted before its summary exists.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, Table, delete, func, select, update

from db.queries.slots import FIVE_MINUTES, HOUR, SlotStart, slot_start
from db.queries.sql import insert
from db.session import Reader, Writer
from db.tables.metrics import late_slots, metrics, samples, samples_1h, samples_5m
from db.tables.metrics import roll_up as progress

METRICS_AT_ONCE = 100
LATE_AT_ONCE = 500
METRICS_PER_CALL = 1_000
ROWS_PER_CALL = 3_000
LONGEST_WINDOW = 86_400  # seconds summarised in one pass over the metrics


@dataclass(frozen=True, slots=True)
class Progress:
    """How far summaries and retention are; see `db.tables.metrics.roll_up`."""

    done_until: float | None
    target_until: float
    rolled_metric_id: int | None
    raw_kept_from: float
    five_minute_kept_from: float
    hourly_kept_from: float
    pruned_metric_id: int | None

    @property
    def summarised_until(self) -> float:
        """Samples before this are late: their slot may have been summarised without them."""
        return self.target_until if self.rolled_metric_id is not None else self.done_until or 0.0


_PROGRESS = tuple(progress.c[name] for name in Progress.__slots__)


def load(r: Reader) -> Progress:
    """Return how far summaries and retention are."""
    return Progress(*r.connection.execute(select(*_PROGRESS)).one())


def _store(w: Writer, **values: Any) -> None:
    w.connection.execute(update(progress).values(**values))


def roll_up(w: Writer, until: float) -> int:
    """Summarise what is complete at `until`, or a part of it; call again, in a new change, until nothing is left.

    Returns:
        How many metrics or late slots were looked at; 0 once everything complete at `until` is summarised.
    """
    at = load(w)
    if at.rolled_metric_id is not None:
        return _summarise_some(w, at)
    if redone := _summarise_late(w, at):
        return redone
    window = _next_window(w, at.done_until, slot_start(until, FIVE_MINUTES))
    if window is None:
        return 0
    _store(w, done_until=window[0], target_until=window[1], rolled_metric_id=0)
    return _summarise_some(w, load(w))


def _next_window(r: Reader, done_until: float | None, until: float) -> tuple[float, float] | None:
    """Return from when to when the next pass summarises, None when there is nothing to do.

    A long pause without samples is skipped, but only from a full hour: the hour begun before it has to be finished.
    """
    begin = done_until
    if begin is None or until - begin > LONGEST_WINDOW:
        if begin is not None and begin % HOUR:
            return begin, slot_start(begin, HOUR) + HOUR
        first = _first_sample(r, begin or 0.0)
        begin = until if first is None else max(begin or 0.0, slot_start(first, HOUR))
    return (begin, min(until, begin + LONGEST_WINDOW)) if begin < until else None


def _first_sample(r: Reader, since: float) -> float | None:
    of_metric = (
        select(samples.c.at)
        .where(samples.c.metric_id == metrics.c.id, samples.c.at >= since)
        .order_by(samples.c.at)
        .limit(1)
        .scalar_subquery()
    )
    first: float | None = r.connection.execute(select(func.min(of_metric)).select_from(metrics)).scalar()
    return first


def _summarise_some(w: Writer, at: Progress) -> int:
    last, looked_at, written = at.rolled_metric_id or 0, 0, 0
    begin, end = at.done_until or 0.0, at.target_until
    while looked_at < METRICS_PER_CALL and written < ROWS_PER_CALL:
        ids = _next_metrics(w, last)
        if not ids:
            _store(w, done_until=end, rolled_metric_id=None)
            return looked_at + 1
        written += _summarise(w, samples_5m, _of_raw(ids, begin, end))
        _summarise(w, samples_1h, _of_five_minutes(ids, slot_start(begin, HOUR), slot_start(end, HOUR)))
        last, looked_at = ids[-1], looked_at + len(ids)
    _store(w, rolled_metric_id=last)
    return looked_at


def _summarise_late(w: Writer, at: Progress) -> int:
    """Summarise again the slots that got samples late, and the hours they are in where those were summarised too."""
    late = late_slots.c
    rows = w.connection.execute(select(late.metric_id, late.at).order_by(late.at, late.metric_id).limit(LATE_AT_ONCE))
    late_in: dict[float, list[int]] = defaultdict(list)
    for metric_id, slot in rows:
        late_in[slot].append(metric_id)
    for slot, ids in late_in.items():
        _summarise(w, samples_5m, _of_raw(ids, slot, slot + FIVE_MINUTES))
        w.connection.execute(delete(late_slots).where(late.at == slot, late.metric_id.in_(ids)))
    for hour in {slot_start(slot, HOUR) for slot in late_in}:
        if hour + HOUR <= (at.done_until or 0.0):
            ids = sorted({i for slot, late_ids in late_in.items() if slot_start(slot, HOUR) == hour for i in late_ids})
            _summarise(w, samples_1h, _of_five_minutes(ids, hour, hour + HOUR))
    return sum(map(len, late_in.values()))


def _next_metrics(r: Reader, after: int) -> list[int]:
    statement = select(metrics.c.id).where(metrics.c.id > after).order_by(metrics.c.id).limit(METRICS_AT_ONCE)
    return list(r.connection.execute(statement).scalars())


# Both name the metrics one by one: that is what makes either database look up each metric's stretch in the key, where
# with a range of metrics it reads all that is kept of them.


def _of_raw(metric_ids: Sequence[int], begin: float, end: float) -> Select[Any]:
    """Select the 5-minute summaries of raw samples."""
    c = samples.c
    slot = SlotStart(c.at, FIVE_MINUTES)
    return (
        select(c.metric_id, slot, func.min(c.value), func.avg(c.value), func.max(c.value), func.count())
        .where(c.metric_id.in_(metric_ids), c.at >= begin, c.at < end)
        .group_by(c.metric_id, slot)
    )


def _of_five_minutes(metric_ids: Sequence[int], begin: float, end: float) -> Select[Any]:
    """Select the hourly summaries of 5-minute ones; the mean is weighted by how many samples each is made of."""
    c = samples_5m.c
    slot = SlotStart(c.at, HOUR)
    mean = func.sum(c.mean * c.count) / func.sum(c.count)
    return (
        select(c.metric_id, slot, func.min(c.low), mean, func.max(c.high), func.sum(c.count))
        .where(c.metric_id.in_(metric_ids), c.at >= begin, c.at < end)
        .group_by(c.metric_id, slot)
    )


def _summarise(w: Writer, into: Table, summaries: Select[Any]) -> int:
    statement = insert(w, into).from_select(["metric_id", "at", "low", "mean", "high", "count"], summaries)
    values = {name: statement.excluded[name] for name in ("low", "mean", "high", "count")}
    return w.connection.execute(
        statement.on_conflict_do_update(index_elements=["metric_id", "at"], set_=values)
    ).rowcount


def prune(w: Writer, raw_before: float, five_minute_before: float, hourly_before: float) -> int:
    """Delete what is older than its retention, or a part of it; call again, in a new change, until nothing is left.

    Whole hours go. What is not summarised yet stays, and so do summaries younger than the finer ones still kept.

    Returns:
        How many metrics were looked at; 0 once everything older is gone.
    """
    at = load(w)
    if at.pruned_metric_id is None:
        kept_from = _kept_from(w, at, raw_before, five_minute_before, hourly_before)
        if kept_from == (at.raw_kept_from, at.five_minute_kept_from, at.hourly_kept_from):
            return 0
        names = ("raw_kept_from", "five_minute_kept_from", "hourly_kept_from")
        _store(w, pruned_metric_id=0, **dict(zip(names, kept_from, strict=True)))
        at = load(w)
    return _delete_some(w, at)


def _kept_from(r: Reader, at: Progress, raw: float, five_minutes: float, hours: float) -> tuple[float, float, float]:
    first_late = r.connection.execute(select(func.min(late_slots.c.at))).scalar()
    summarised = at.done_until or 0.0
    raw = min(raw, summarised if first_late is None else min(summarised, first_late))
    raw = max(at.raw_kept_from, slot_start(raw, HOUR))
    five_minutes = max(at.five_minute_kept_from, min(raw, slot_start(five_minutes, HOUR)))
    return raw, five_minutes, max(at.hourly_kept_from, min(five_minutes, slot_start(hours, HOUR)))


def _delete_some(w: Writer, at: Progress) -> int:
    last, looked_at, deleted = at.pruned_metric_id or 0, 0, 0
    while looked_at < METRICS_PER_CALL and deleted < ROWS_PER_CALL:
        ids = _next_metrics(w, last)
        if not ids:
            _store(w, pruned_metric_id=None)
            return looked_at + 1
        for table, kept_from in (
            (samples, at.raw_kept_from),
            (samples_5m, at.five_minute_kept_from),
            (samples_1h, at.hourly_kept_from),
        ):
            old = delete(table).where(table.c.metric_id.in_(ids), table.c.at < kept_from)
            deleted += w.connection.execute(old).rowcount
        last, looked_at = ids[-1], looked_at + len(ids)
    _store(w, pruned_metric_id=last)
    return looked_at
