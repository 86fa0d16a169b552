"""Who is there when: working hours of a technician, on-call shifts, absences. Instants are epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bls_tui.desk.calendar import Calendar

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Absence:
    """Away from `start` to `end`; `why` is shown to colleagues ("ferie")."""

    start: float
    end: float
    why: str = ""

    def covers(self, at: float) -> bool:
        """Tell whether an instant falls into it; the end does not."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Shift:
    """Reachable from `start` to `end`, outside the usual hours too."""

    start: float
    end: float

    def covers(self, at: float) -> bool:
        """Tell whether an instant falls into it; the end does not."""
        return self.start <= at < self.end


@dataclass(frozen=True, slots=True)
class Turns:
    """Somebody's weeks in a rota of `team` people, handed over at the wall-clock time and weekday of `starts`.

    `place` counts from 0 for who has the first week; `until` ends the rota, None for one that goes on.
    """

    starts: datetime
    zone: ZoneInfo
    place: int
    team: int
    until: float | None = None

    def covers(self, at: float) -> bool:
        """Tell whether an instant falls into one of these weeks."""
        week = (datetime.fromtimestamp(at, self.zone).replace(tzinfo=None) - self.starts) // WEEK
        return week >= 0 and week % self.team == self.place and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Duty:
    """When somebody can be given work: usual hours, shifts on call, minus absences, which win over both."""

    hours: Calendar
    shifts: tuple[Shift | Turns, ...] = ()
    absences: tuple[Absence, ...] = ()

    def absence(self, at: float) -> Absence | None:
        """Return the absence that covers an instant; of several the one that ends last."""
        found = [one for one in self.absences if one.covers(at)]
        return max(found, key=lambda one: one.end, default=None)

    def on_duty(self, at: float) -> bool:
        """Tell whether somebody is on duty at an instant, absences left aside."""
        return any(shift.covers(at) for shift in self.shifts) or self.hours.is_open(at)
