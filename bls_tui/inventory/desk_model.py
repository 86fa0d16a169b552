"""What an inventory file may say about the desk: who works, for whom, under which contract and when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from itertools import islice
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationInfo, field_validator, model_validator

from bls_tui.desk.calls.model import Level
from bls_tui.desk.declared import HOURS, USUAL, instant
from bls_tui.inventory.desk_values import (
    ClosedDays,
    Day,
    Hours,
    Language,
    LevelWord,
    Mail,
    Mails,
    Moment,
    Names,
    OpenDays,
    PriorityWord,
    ReasonWord,
    ServiceWord,
    StepWord,
    Team,
    Texts,
    WorkingTime,
)
from bls_tui.inventory.table import ObjectName, Table, Zone
from bls_tui.locale import _

Competence = Annotated[int, Field(ge=0, le=5)]
UTC = ZoneInfo("UTC")
RoleName = Literal["technician", "coordinator", "lead"]


class Technician(Table):
    """Somebody who works calls; the key is the login of the operating system."""

    name: str = Field(default="", description="name shown; the login when left out")
    mail: Mail | None = Field(default=None, description="mail address")
    signature: str = Field(default="", description="what stands under mails that are sent")
    roles: list[RoleName] = Field(
        default=["technician"], min_length=1, description='"technician", "coordinator", "lead"; what somebody may do'
    )
    competences: dict[str, Competence] = Field(default={}, description="1 to 5 by typology; 0 is none")
    levels: list[LevelWord] = Field(default=[*Level], description='levels worked on: "help desk", "tele-assistance"')
    cap: float = Field(default=8.0, gt=0, strict=False, description="load of open calls that is enough")
    calendar: str = Field(default=USUAL, description="the calendar of the working hours")


class Absence(Table):
    """Somebody is away, and is given no calls."""

    technician: str = Field(description="login of whoever is away")
    start: Moment = Field(alias="from", description="first day, or local time")
    end: Moment = Field(alias="to", description="last day (included), or local time")
    why: str = Field(default="", description="shown to colleagues")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_order(self.start, self.end)
        return self


class Duty(Table):
    """A rota of people reachable outside the usual hours, a week each, in turn."""

    technicians: Team = Field(description="logins, in the order of their weeks")
    start: Moment = Field(alias="from", description="when the first week begins; every hand-over is then")
    end: Moment | None = Field(
        default=None, alias="to", description="last day (included), or local time; open when left out"
    )
    zone: Zone | None = Field(default=None, description="time zone; that of the technician's calendar when left out")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        _check_order(self.start, self.end)
        return self


class Calendar(Table):
    """When time counts: opening hours, public holidays, closed and open days."""

    zone: Zone = Field(default="Europe/Rome", description="time zone")
    hours: Hours = Field(
        default=dict(HOURS), description='windows by days: { "mon-fri" = ["09:00-13:00", "14:00-18:00"] }'
    )
    country: str = Field(default="", description="country of the public holidays, such as IT; none when left out")
    province: str = Field(default="", description="province, such as MI: adds its patron saint")
    closed: ClosedDays = Field(default=[], description="days closed as well: a list, or a table with their names")
    open: OpenDays = Field(default={}, description="days open all the same, with their windows; they win")
    always: bool = Field(default=False, description="true: never closes, and only zone may be said besides")

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        from bls_tui.desk.public_holidays import provinces  # noqa: PLC0415 - loading all countries takes time

        known = provinces()
        if country and country not in known:
            message = _("{country!r} is no country with known holidays").format(country=country)
            raise ValueError("; ".join(filter(None, (message, _hint(country, known)))))
        return country

    @field_validator("province")
    @classmethod
    def _known_province(cls, province: str, info: ValidationInfo) -> str:
        from bls_tui.desk.public_holidays import provinces  # noqa: PLC0415 - loading all countries takes time

        country = info.data.get("country")
        if not province or country is None:
            return province
        if not country:
            raise ValueError(_("a province needs its country: country = …"))
        known = provinces()[country]
        if province not in known:
            message = _("{country} has no province {province!r}").format(country=country, province=province)
            raise ValueError("; ".join(filter(None, (message, _hint(province, known)))))
        return province

    @model_validator(mode="after")
    def _either(self) -> Self:
        others = sorted(self.model_fields_set - {"always", "zone"})
        if self.always and others:
            raise ValueError(_("a calendar that is always open has no {keys}").format(keys=", ".join(others)))
        return self


class Promise(Table):
    """Times promised; the contract itself promises some, and its overrides others."""

    sla1: WorkingTime | None = Field(default=None, description="working time until taken in charge: 30m, 4h, 1d")
    sla2: WorkingTime | None = Field(
        default=None, description="working time until closed; a day is the calendar's longest"
    )


class Override(Promise):
    """Other times for calls of a level, a priority, or both."""

    level: LevelWord | None = Field(default=None, description="only calls of this level")
    priority: PriorityWord | None = Field(
        default=None, description='only calls of this: "low" "normal" "high" "urgent"'
    )

    @model_validator(mode="after")
    def _about_something(self) -> Self:
        if self.level is None and self.priority is None:
            raise ValueError(_("it is about no calls: say level, priority, or both"))
        if self.sla1 is None and self.sla2 is None:
            raise ValueError(_("it changes nothing: say sla1, sla2, or both"))
        return self


class Contract(Promise):
    """What a customer has bought."""

    customer: str = Field(description="key of the customer")
    name: str = Field(default="", description="name shown; the key itself when left out")
    includes: list[ServiceWord] = Field(
        default=[], description='"monitoring", "help desk", "tele-assistance", "on-site", "24/7"'
    )
    calendar: str = Field(default=USUAL, description="the calendar its times count in")
    zone: Zone | None = Field(
        default=None, description="time zone its hours are meant in; the calendar's when left out"
    )
    lead: str = Field(default="", description="login of the lead, who judges what is BLOCKING")
    pauses: list[ReasonWord] = Field(
        default=["process", "customer", "supplier"], description="suspensions during which SLA2 does not run"
    )
    informs: list[StepWord] = Field(
        default=["opened", "taken", "suspended", "closed"], description="steps of a call the customer is written at"
    )
    hours: float | None = Field(default=None, gt=0, strict=False, description="hours paid in advance")
    hours_per: Literal["month", "quarter", "year"] | None = Field(
        default=None, description="how often they are granted anew"
    )
    start: Day | None = Field(default=None, alias="from", description="first day")
    end: Day | None = Field(default=None, alias="to", description="last day, included")
    override: dict[ObjectName, Override] = Field(default={}, description="other times for some calls, one table each")

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.hours_per is not None and self.hours is None:
            raise ValueError(_("hours_per needs hours"))
        _check_order(self.start, self.end)
        return self


class Contact(Table):
    """Somebody at a customer."""

    customer: str = Field(description="key of the customer")
    site: str = Field(default="", description="key of one of the customer's sites")
    name: str = Field(default="", description="name shown; the key itself when left out")
    role: str = Field(default="", description="what the person does there, such as IT manager")
    mail: Mails = Field(default=[], description="mail address, or a list of them")
    phone: Texts = Field(default=[], description="telephone number, or a list of them")
    language: Language | None = Field(default=None, description='language spoken: "it", "en" …')
    vip: bool = Field(default=False, description="true: shown as somebody to be careful with")
    notes: str = Field(default="", description="free text")


class Typology(Table):
    """A kind of trouble."""

    name: Names = Field(default="", description='name shown, or names by language: { it = "…", en = "…" }')
    level: LevelWord | None = Field(default=None, description='the usual level: "help desk" or "tele-assistance"')
    minimum: int = Field(default=1, ge=1, le=5, description="competence its calls ask for")
    words: list[str] = Field(default=[], description="words in a message that suggest it")


class Supplier(Table):
    """A third party that calls are passed on to."""

    name: str = Field(default="", description="name shown; the key itself when left out")
    mail: Mails = Field(default=[], description="mail address, or a list of them")
    phone: Texts = Field(default=[], description="telephone number, or a list of them")
    contracts: dict[str, str] = Field(default={}, description="number of its contract by customer")


def _check_order(start: str | None, end: str | None) -> None:
    if start is not None and end is not None and instant(end, UTC, end=True) <= instant(start, UTC):
        raise ValueError(_("it ends before it begins"))


def _hint(code: str, known: Mapping[str, object] | Sequence[str]) -> str:
    """Say which code was probably meant; they have capital letters, and some countries have hundreds of provinces."""
    close = get_close_matches(code.upper(), known, n=1, cutoff=0.6)
    if close:
        return _("did you mean {name}?").format(name=close[0])
    return _("a code such as {names}").format(names=", ".join(islice(known, 3))) if known else ""
