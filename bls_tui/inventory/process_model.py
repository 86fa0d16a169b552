"""What an inventory file may say about expected processes: when they run, how their mails are recognised and judged."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, field_validator, model_validator

from bls_tui.desk import declared, processes
from bls_tui.inventory.desk_values import Texts, one_or_list
from bls_tui.inventory.table import Table, Zone
from bls_tui.locale import _
from checks.rules import declared as durations
from checks.rules.expected import policy, schedule
from checks.rules.periods import parse_zone


def _span(value: int | str) -> int | str:
    if durations.seconds(value) < 0:
        raise ValueError(_("a duration is not less than nothing"))
    return value


def _senders(value: Any) -> Any:
    for text in declared.several(one_or_list(value)):
        _name, at, domain = text.rpartition("@")
        if not (at and domain) or not text.isprintable() or any(c.isspace() or c in "<>,;" for c in text):
            message = _("{text!r} is no sender such as backup@example.it, *@example.it or @example.it")
            raise ValueError(message.format(text=text))
    return value


def _cron(expression: str) -> str:
    schedule.by_cron(expression, parse_zone(declared.ZONE))
    return expression


def _times(value: Any) -> Any:
    schedule.by_days(declared.several(one_or_list(value)), parse_zone(declared.ZONE))
    return value


def _policy(text: str) -> str:
    policy.parse(text)
    return text


Span = Annotated[int | str, AfterValidator(_span)]
Senders = Annotated[Any, BeforeValidator(_senders)]
Cron = Annotated[str, AfterValidator(_cron)]
Times = Annotated[Any, BeforeValidator(_times)]
ProposalPolicy = Annotated[str, AfterValidator(_policy)]


class Process(Table):
    """Something that runs on a schedule and confirms by mail, such as a backup."""

    customer: str = Field(description="key of the customer")
    name: str = Field(default="", description="name shown; the key itself when left out")
    objects: list[str] = Field(
        default=[], description='hosts and services it is about, such as "srv01" or "srv01/disk"'
    )
    mailbox: str = Field(min_length=1, description="the account of bls.toml its mails come to")
    sender: Senders = Field(default=[], description='who sends them: "backup@firm.it", "*@firm.it", or a list')
    subject: Texts = Field(default=[], description="words in the subject: a text, or a list that must all be there")
    product: str = Field(default="", description='words of the product, such as "veeam"')
    job: str = Field(default="", description="name of the job inside the mail; * stands for anything")
    host: str = Field(default="", description="machine named inside the mail; * stands for anything")
    items: list[str] = Field(default=[], description="machines or databases that must all be reported")
    cron: Cron | None = Field(default=None, description='when it starts: "0 22 * * mon-fri"')
    at: Times | None = Field(default=None, description='or in words: "mon-fri 22:00", or a list of such')
    zone: Zone | None = Field(
        default=None, description="time zone; that of the calendar, or of the contract's, when left out"
    )
    calendar: str | None = Field(default=None, description="calendar whose holidays and closed days are skipped")
    skip_closed: bool | None = Field(
        default=None, description="false: they are not; true: those of the contract's calendar are (default)"
    )
    duration: Span | None = Field(default=None, description="from the start to the mail: 3h (default 1h)")
    early: Span | None = Field(
        default=None, description="how long before its start mails count for a run (default half the gap, 6h at most)"
    )
    late_after: Span | None = Field(default=None, description="how long after that it is late (default 1h)")
    hold: Span | None = Field(default=None, description="how long after that it is missing (default 2h)")
    propose: ProposalPolicy = Field(default="first", description='"first", "second" in a row, "third", or "2 of 5"')
    partial: Literal["warning", "failure"] = Field(default="failure", description="what PARTIAL counts as")
    notes: str = Field(default="", description="free text")

    @field_validator("items")
    @classmethod
    def _named(cls, items: list[str]) -> list[str]:
        if not all(item.strip() for item in items):
            raise ValueError(_("an item has a name"))
        return items

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if self.cron is None and self.at is None:
            raise ValueError(_('it never runs: say cron = "0 22 * * mon-fri" or at = "mon-fri 22:00"'))
        if self.cron is not None and self.at is not None:
            raise ValueError(_("cron and at both say when it runs: one is enough"))
        self._check_gaps()
        return self

    def _check_gaps(self) -> None:
        told = {"duration": self.duration, "early": self.early}
        spans = {key: value for key, value in told.items() if value is not None}
        gap = processes.shortest_gap(self.model_dump(exclude_none=True)) if spans else None
        for key, value in spans.items():
            if gap is not None and durations.seconds(value) >= gap:
                message = _("{key}: {value} is not less than the time between two runs")
                raise ValueError(message.format(key=key, value=value))
