"""SLA1 and SLA2, derived from the events of a call: time spent, limit, due, and what is between.

SLA1 runs from opening to the first act of a person (take, or a public reply), SLA2 from opening to closing. Both count
the working time of the contract's calendar; from a BLOCKING verdict on, all time. SLA2 leaves out suspensions whose
reason the contract pauses. A change of contract, calendar, level or priority replays the whole call, because nothing
but the events is remembered. A due date agreed by hand stays as it is: nothing pauses or moves it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum

from bls_tui.desk.calendar import Calendar, always
from bls_tui.desk.calls import events as ev
from bls_tui.desk.calls.events import Event
from bls_tui.desk.calls.fold import effective
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.contract import Contract

WARN_SHARE = 0.75
"""Share of the limit at which a clock warns."""
_MILLISECONDS = 3


class Sla(IntEnum):
    """Which promise: until taken in charge, until closed."""

    TAKE = 1
    CLOSE = 2


class Phase(StrEnum):
    """What a clock does. VOID: the call was merged before a person did what the clock waits for."""

    RUNNING = "running"
    OUT_OF_HOURS = "out_of_hours"
    SUSPENDED = "suspended"
    STOPPED = "stopped"
    VOID = "void"


class Alarm(StrEnum):
    """How a clock stands to its limit. NONE: nothing was promised, or it no longer matters."""

    NONE = "none"
    OK = "ok"
    WARNING = "warning"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a call's life under one calendar.

    `worked` is its working time in seconds, counted or not; `waiting` why it was suspended, `paused`: not counted then.
    """

    start: float
    end: float
    calendar: Calendar
    worked: float
    blocking: bool
    waiting: Reason | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock at an instant (`at`). Durations are seconds of counted time, instants epoch seconds.

    `due` is when the limit is (or was, or would have been) reached; None without a promise and while a pause moves it.
    `unpaused` is the working time with the pauses left in. `next_change` is the next instant at which phase or alarm
    change by themselves.
    """

    sla: Sla
    at: float
    phase: Phase
    alarm: Alarm
    spent: float
    unpaused: float
    limit: float | None
    warn_at: float | None
    due: float | None
    agreed: bool
    stopped_at: float | None
    next_change: float | None
    segments: tuple[Segment, ...]

    @property
    def left(self) -> float | None:
        """Counted seconds until the limit, below 0 when it is past; None without a promise."""
        return None if self.limit is None else self.limit - self.spent

    @property
    def met(self) -> bool:
        """Whether the promise was kept: the clock stopped in time."""
        return self.phase is Phase.STOPPED and self.alarm in (Alarm.OK, Alarm.WARNING)


@dataclass(slots=True)
class _Life:
    """What the events say of one clock, collected in their order."""

    sla: Sla
    contract: Contract
    level: Level = Level.HELP_DESK
    priority: Priority = Priority.NORMAL
    start: float = 0.0
    blocking: bool = False
    waiting: Reason | None = None
    agreed: float | None = None
    stopped_at: float | None = None
    void: bool = False
    segments: list[Segment] = field(default_factory=list)

    def cut(self, at: float) -> None:
        calendar = always(self.contract.calendar.zone) if self.blocking else self.contract.calendar
        paused = self.waiting is not None and self.waiting in self.contract.pausing
        worked = calendar.worked(self.start, at)
        self.segments.append(Segment(self.start, at, calendar, worked, self.blocking, self.waiting, paused))
        self.start = at

    def stop(self, at: float, *, void: bool = False) -> None:
        if self.stopped_at is None:
            self.cut(at)
            self.stopped_at, self.void = at, void

    def see(self, at: float, what: ev.Payload) -> None:
        match what:
            case ev.Opened(details=details):
                self.start, self.level, self.priority = at, details.level, details.priority
            case ev.Amended(level=level, priority=priority):
                self.level, self.priority = level or self.level, priority or self.priority
            case ev.Taken() | ev.Replied() if self.sla is Sla.TAKE:
                self.stop(at)
            case ev.Closed():
                self.stop(at)
            case ev.Merged():
                self.stop(at, void=True)
            case ev.DueAgreed(due=due) if self.sla is Sla.CLOSE:
                self.agreed = due
            case _ if self.stopped_at is None:
                self._turn(at, what)

    def _turn(self, at: float, what: ev.Payload) -> None:
        match what:
            case ev.Suspended(wake=wake):
                self.cut(at)
                self.waiting = wake.reason
            case ev.Resumed():
                self.cut(at)
                self.waiting = None
            case ev.Judged(blocking=blocking):
                self.cut(at)
                self.blocking = blocking


def clocks(events: Iterable[Event], contract: Contract, now: float) -> tuple[Clock, Clock]:
    """Return SLA1 and SLA2 of a call at `now`, under the contract it has now. Raises CalendarError."""
    numbered = effective(events)
    first, second = (_clock(sla, [event for _, event in numbered], contract, now) for sla in Sla)
    return first, second


def clock(sla: Sla, events: Iterable[Event], contract: Contract, now: float) -> Clock:
    """Return one clock of a call at `now`; see `clocks`."""
    return clocks(events, contract, now)[sla - 1]


def rung(reading: Clock) -> Clock:
    """Return a reading with the alarm that its figures ask for."""
    agreed = reading.due if reading.agreed else None
    return replace(reading, alarm=_alarm(reading.phase, reading.spent, reading.limit, agreed, reading.at))


def _clock(sla: Sla, events: Sequence[Event], contract: Contract, now: float) -> Clock:
    life = _Life(sla, contract)
    at = events[0].at
    for event in events:
        at = max(at, event.at)  # two machines' clocks may differ; time counted never shrinks
        life.see(at, event.what)
    end = life.stopped_at if life.stopped_at is not None else max(now, at)
    if life.stopped_at is None:
        life.cut(end)
    segments = tuple(_unpausing(life.segments) if life.agreed is not None else life.segments)
    return _measured(life, segments, end)


def _unpausing(segments: Iterable[Segment]) -> list[Segment]:
    return [replace(segment, paused=False) for segment in segments]


def _measured(life: _Life, segments: tuple[Segment, ...], end: float) -> Clock:
    spent = sum(segment.worked for segment in segments if not segment.paused)
    limit = _limit(life, segments)
    due = life.agreed if life.agreed is not None else _reached(segments, limit)
    warn_at = _reached(segments, None if limit is None else limit * WARN_SHARE)
    phase = _phase(life, segments[-1], end)
    return Clock(
        sla=life.sla,
        at=end,
        phase=phase,
        alarm=_alarm(phase, spent, limit, life.agreed, end),
        spent=spent,
        unpaused=sum(segment.worked for segment in segments),
        limit=limit,
        warn_at=warn_at,
        due=due,
        agreed=life.agreed is not None,
        stopped_at=life.stopped_at,
        next_change=_next_change(phase, segments[-1].calendar, end, (warn_at, due)),
        segments=segments,
    )


def _limit(life: _Life, segments: Sequence[Segment]) -> float | None:
    if life.agreed is not None:
        return _counted_until(segments, life.agreed)
    promise = life.contract.promised(life.level, life.priority)
    return promise.take if life.sla is Sla.TAKE else promise.close


def _counted_until(segments: Sequence[Segment], until: float) -> float:
    past = sum(segment.calendar.worked(segment.start, min(segment.end, until)) for segment in segments)
    return past + segments[-1].calendar.worked(segments[-1].end, until)


def _reached(segments: Sequence[Segment], limit: float | None) -> float | None:
    """Return the instant at which the counted time is `limit`, going on as the last segment does."""
    if limit is None:
        return None
    for segment in segments:
        worked = 0.0 if segment.paused else segment.worked
        left = round(limit - worked, _MILLISECONDS)  # else dust of a float puts it off to the next opening
        if left <= 0 and not segment.paused:
            return segment.calendar.add(segment.start, min(limit, worked))
        limit = left
    last = segments[-1]
    return None if last.paused else last.calendar.add(last.end, limit)


def _phase(life: _Life, last: Segment, end: float) -> Phase:
    if life.stopped_at is not None:
        return Phase.VOID if life.void else Phase.STOPPED
    if last.waiting is not None and last.waiting in life.contract.pausing:
        return Phase.SUSPENDED
    return Phase.RUNNING if last.calendar.is_open(end) else Phase.OUT_OF_HOURS


def _alarm(phase: Phase, spent: float, limit: float | None, agreed: float | None, end: float) -> Alarm:
    if limit is None or phase is Phase.VOID:
        return Alarm.NONE
    if end >= agreed if agreed is not None else _gone(spent, limit):
        return Alarm.BREACHED
    return Alarm.WARNING if _gone(spent, limit * WARN_SHARE) else Alarm.OK


def _gone(spent: float, limit: float) -> bool:
    return round(spent - limit, _MILLISECONDS) >= 0


def _next_change(phase: Phase, calendar: Calendar, end: float, thresholds: Iterable[float | None]) -> float | None:
    if phase in (Phase.STOPPED, Phase.VOID):
        return None
    edge = None if phase is Phase.SUSPENDED else calendar.next_change(end)
    return min((at for at in (*thresholds, edge) if at is not None and at > end), default=None)
