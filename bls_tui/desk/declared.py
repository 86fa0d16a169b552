"""Calendars, contracts and duty from the documents of the inventory. Pure; `service.desk.people` describes them.

Words may be written as people write them: "help desk", "tele-assistance", "on-site", "24/7".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bls_tui.desk.calendar import Calendar, no_holidays
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.contract import Contract, Override, Promise, Renewal, Service, Step
from bls_tui.desk.duty import Absence, Turns
from bls_tui.desk.public_holidays import PublicHolidays
from checks.rules import declared
from checks.rules.periods import parse_zone

ZONE = "Europe/Rome"
HOURS: Mapping[str, str] = {"monday - friday": "09:00-13:00, 14:00-18:00"}
WHOLE_WEEK: Mapping[str, str] = {"monday - sunday": "00:00-24:00"}
ALWAYS = "24/7"
"""The calendar every inventory has: it never closes."""
USUAL = "default"
"""The calendar of whoever names none; office hours in Italy unless the inventory declares it."""
_DATE_ALONE = len("2026-08-10")
_SPOKEN: Mapping[str, str] = {"24/7": Service.ON_CALL.value}

Source = Mapping[str, Any]
_E = TypeVar("_E", bound=StrEnum)


def word(kind: type[_E], text: str) -> _E:
    """Return the member of `kind` that is meant by `text`; raises ValueError."""
    plain = text.strip().lower()
    return kind(_SPOKEN.get(plain, plain.replace(" ", "_").replace("-", "_")))


def several(value: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return what is one text or a list of them as a tuple; nothing, and "", as none."""
    if not value:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def windows(value: str | Sequence[str]) -> str:
    """Return windows of the day, one text or a list of them, as one text."""
    return value if isinstance(value, str) else ", ".join(value)


def calendar(key: str, source: Source) -> Calendar:
    """Build a calendar; raises CalendarError or UnknownHolidaysError."""
    zone = source.get("zone", ZONE)
    if source.get("always"):
        return Calendar.parse(key, zone, WHOLE_WEEK)
    country = source.get("country", "")
    return Calendar.parse(
        key,
        zone,
        {days: windows(value) for days, value in source.get("hours", HOURS).items()},
        holiday=PublicHolidays(country, source.get("province", "")).name if country else no_holidays,
        closed=closed_days(source.get("closed", {})),
        opened={days: windows(value) for days, value in source.get("open", {}).items()},
    )


def office() -> Calendar:
    """Return the calendar of whoever declares none: office hours, with the public holidays of Italy."""
    return calendar(USUAL, {"country": "IT"})


def closed_days(value: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    """Return closed days with their names; a list of days has none."""
    return dict(value) if isinstance(value, Mapping) else dict.fromkeys(value, "")


def working_day(hours: Calendar) -> float:
    """Return the seconds of the longest day that the hours of a calendar name: what "1d" of working time means."""
    lengths = (sum(window.end - window.start for window in day) for _days, day in hours.hours)
    return max(lengths, default=0) * 60.0


def contract(key: str, source: Source, calendars: Mapping[str, Calendar]) -> Contract:
    """Build a contract; raises KeyError for an unknown calendar, PeriodError for a zone or a duration."""
    hours = calendars[source.get("calendar", USUAL)]
    if "zone" in source:
        hours = replace(hours, zone=parse_zone(source["zone"]))
    prepaid = source.get("hours")
    return Contract(
        key=key,
        customer=source["customer"],
        calendar=hours,
        promise=_promise(source, hours),
        overrides=tuple(_override(one, hours) for one in source.get("override", {}).values()),
        includes=frozenset(word(Service, one) for one in source.get("includes", ())),
        lead=source.get("lead", ""),
        pausing=frozenset(word(Reason, one) for one in source.get("pauses", Reason)),
        prepaid=None if prepaid is None else prepaid * 3600.0,
        renewal=Renewal(source["hours_per"]) if "hours_per" in source else Renewal.NEVER,
        starts_on=_day(source.get("from")),
        ends_on=_day(source.get("to")),
        name=source.get("name") or key,
        informs=frozenset(word(Step, one) for one in source.get("informs", Step)),
    )


def _promise(source: Source, hours: Calendar) -> Promise:
    day = working_day(hours)
    take, close = (source.get(name) for name in ("sla1", "sla2"))
    return Promise(
        None if take is None else declared.seconds(take, day), None if close is None else declared.seconds(close, day)
    )


def _override(source: Source, hours: Calendar) -> Override:
    level, priority = source.get("level"), source.get("priority")
    return Override(_promise(source, hours), level and word(Level, level), priority and word(Priority, priority))


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def absences(login: str, sources: Iterable[Source], zone: ZoneInfo) -> tuple[Absence, ...]:
    """Return somebody's absences among all that are declared; dates without a zone are those of `zone`."""
    mine = (one for one in sources if one["technician"] == login)
    return tuple(
        Absence(instant(one["from"], zone), instant(one["to"], zone, end=True), one.get("why", "")) for one in mine
    )


def on_call(login: str, sources: Iterable[Source], zone: ZoneInfo) -> tuple[Turns, ...]:
    """Return somebody's turns in all the rotas that are declared; a rota without a zone is in `zone`."""
    return tuple(turns for source in sources for turns in _turns(login, source, zone))


def _turns(login: str, source: Source, usual: ZoneInfo) -> Iterable[Turns]:
    zone = parse_zone(source["zone"]) if "zone" in source else usual
    team = source["technicians"]
    until = instant(source["to"], zone, end=True) if "to" in source else None
    starts = datetime.fromisoformat(source["from"]).replace(tzinfo=None)
    for place, technician in enumerate(team):
        if technician == login:
            yield Turns(starts, zone, place, len(team), until)


def instant(text: str, zone: ZoneInfo, *, end: bool = False) -> float:
    """Return the instant of a local date or time; a date alone is its midnight, as an end the midnight after it."""
    moment = datetime.fromisoformat(text)
    if len(text) == _DATE_ALONE:
        moment = datetime.combine(moment.date() + timedelta(days=int(end)), time())
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).timestamp()
