"""The events about work: on-site interventions, rows of time, stopwatches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bls_tui.desk.calls.acts import Act
from bls_tui.desk.calls.model import Span, WorkKind


@dataclass(frozen=True, slots=True)
class VisitPlanned:
    """An on-site intervention, a span for each day; its key is the number of this event."""

    act: ClassVar[Act] = Act.PLAN_VISIT
    days: tuple[Span, ...]
    technicians: tuple[str, ...]
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitChanged:
    """An intervention moved or otherwise changed."""

    act: ClassVar[Act] = Act.CHANGE_VISIT
    visit: int
    days: tuple[Span, ...]
    technicians: tuple[str, ...]
    place: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class VisitCancelled:
    """An intervention will not take place."""

    act: ClassVar[Act] = Act.CANCEL_VISIT
    visit: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class TimeLogged:
    """Time worked by `technician`; the key of the row is the number of this event."""

    act: ClassVar[Act] = Act.LOG_TIME
    technician: str
    start: float
    end: float
    kind: WorkKind
    included: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimeCorrected:
    """A row of time as it should have been."""

    act: ClassVar[Act] = Act.CORRECT_TIME
    row: int
    start: float
    end: float
    kind: WorkKind
    included: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class TimeDropped:
    """A row of time that should not be there."""

    act: ClassVar[Act] = Act.DROP_TIME
    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class WatchStarted:
    """The author's stopwatch runs."""

    act: ClassVar[Act] = Act.START_WATCH


@dataclass(frozen=True, slots=True)
class WatchStopped:
    """A stopwatch becomes a row of time: `technician`'s where the call ended with it running, "" for the author's."""

    act: ClassVar[Act] = Act.STOP_WATCH
    kind: WorkKind
    included: bool
    note: str = ""
    technician: str = ""
