"""What a customer's contract promises: services, lead, calendar, times, what pauses them, and hours paid in advance."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from bls_tui.desk.calendar import Calendar
from bls_tui.desk.calls.model import Level, Priority, TimeRow, WorkKind
from bls_tui.desk.calls.wakes import Reason
from bls_tui.locale import N_, _


class Service(StrEnum):
    """What a contract can include. ON_CALL is the reachability around the clock (24/7) through the lead."""

    MONITORING = "monitoring"
    HELP_DESK = "help_desk"
    TELE_ASSISTANCE = "tele_assistance"
    ON_SITE = "on_site"
    ON_CALL = "on_call"


SERVICE_WORDS: Mapping[Service, str] = {
    Service.MONITORING: N_("monitoring"),
    Service.HELP_DESK: N_("help desk"),
    Service.TELE_ASSISTANCE: N_("tele-assistance"),
    Service.ON_SITE: N_("on site"),
    Service.ON_CALL: N_("on call 24/7"),
}


class Step(StrEnum):
    """A step of a call that the customer is told of."""

    OPENED = "opened"
    TAKEN = "taken"
    SUSPENDED = "suspended"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Promise:
    """Seconds of working time until a call is taken in charge (SLA1) and closed (SLA2); None promises nothing."""

    take: float | None = None
    close: float | None = None


@dataclass(frozen=True, slots=True)
class Override:
    """A promise for some calls only: those of a level, of a priority, or of both. None in it leaves the general one."""

    promise: Promise
    level: Level | None = None
    priority: Priority | None = None

    def applies(self, level: Level, priority: Priority) -> bool:
        """Tell whether it is about such a call."""
        return self.level in (None, level) and self.priority in (None, priority)

    @property
    def rank(self) -> int:
        """How particular it is; of two equally particular ones the priority's wins over the level's."""
        return 2 * (self.priority is not None) + (self.level is not None)


class Renewal(StrEnum):
    """How often the hours paid in advance are granted anew; what is left of them is lost then."""

    NEVER = "never"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


_MONTHS: Mapping[Renewal, int] = {Renewal.MONTH: 1, Renewal.QUARTER: 3, Renewal.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract of one customer.

    `lead` is a login; `prepaid` seconds, None where hours are not paid in advance; `informs` the steps of a call that
    the customer is written at.
    """

    key: str
    customer: str
    calendar: Calendar
    promise: Promise = Promise()
    overrides: tuple[Override, ...] = ()
    includes: frozenset[Service] = frozenset()
    lead: str = ""
    pausing: frozenset[Reason] = frozenset(Reason)
    prepaid: float | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    name: str = field(default="", compare=False)
    renewal: Renewal = Renewal.NEVER
    informs: frozenset[Step] = frozenset(Step)

    def promised(self, level: Level, priority: Priority) -> Promise:
        """Return what is promised for a call: of the overrides about it the most particular, value by value."""
        take, close = self.promise.take, self.promise.close
        for override in sorted(self.overrides, key=lambda one: one.rank):
            if override.applies(level, priority):
                take = take if override.promise.take is None else override.promise.take
                close = close if override.promise.close is None else override.promise.close
        return Promise(take, close)

    def covers(self, level: Level) -> bool:
        """Tell whether calls of a level are included."""
        return Service(level.value) in self.includes

    def covers_work(self, kind: WorkKind, level: Level) -> bool:
        """Tell whether a row of time is inside the contract by default; travel counts as on-site work."""
        return self.covers(level) if kind is WorkKind.REMOTE else Service.ON_SITE in self.includes

    def in_force(self, day: date) -> bool:
        """Tell whether the contract holds on a date; both ends count."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)

    def granted_on(self, day: date) -> date | None:
        """Return the date on which the prepaid hours of `day` were granted: only work since then uses them up.

        Counted in whole months from the start of the contract, else from the first of January. None where they were
        granted once and for all, and the contract says no start.
        """
        if self.renewal is Renewal.NEVER:
            return self.starts_on
        start = self.starts_on or date(day.year, 1, 1)
        passed = (day.year - start.year) * 12 + day.month - start.month
        if day < _in_month(start, passed):
            passed -= 1
        months = _MONTHS[self.renewal]
        return _in_month(start, passed // months * months)


def _in_month(start: date, months: int) -> date:
    """Return the same day some months later; the last of a month that is too short for it."""
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))


@dataclass(frozen=True, slots=True)
class Balance:
    """Seconds worked inside and outside the contract, and left of those paid in advance (below 0: overdrawn)."""

    inside: float
    outside: float
    left: float | None


def balance(contract: Contract, rows: Iterable[TimeRow]) -> Balance:
    """Return what the rows of time of all the contract's calls come to."""
    inside = outside = 0.0
    for row in rows:
        if row.included:
            inside += row.seconds
        else:
            outside += row.seconds
    return Balance(inside, outside, None if contract.prepaid is None else contract.prepaid - inside)


def by_kind(rows: Iterable[TimeRow]) -> dict[WorkKind, float]:
    """Return the seconds worked by kind of work; kinds without any are 0."""
    sums = dict.fromkeys(WorkKind, 0.0)
    for row in rows:
        sums[row.kind] += row.seconds
    return sums


def included_words(contract: Contract) -> str:
    """Return the included services in a row, in a fixed order."""
    return ", ".join(_(text) for service, text in SERVICE_WORDS.items() if service in contract.includes)
