"""The values that tables of the desk are made of: days, windows, durations, words, mail addresses, checked one by one.

Everything is kept as it is written; `bls_tui.desk.declared` makes rules of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from bls_tui.desk import declared
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.contract import Service, Step
from bls_tui.locale import N_, _
from bls_tui.mistakes import did_you_mean
from checks.rules import days as day_rules
from checks.rules import declared as durations
from checks.rules.periods import parse_windows

LANGUAGE_LETTERS = 2
_A_WEEK = tuple(date(2024, 1, day) for day in range(1, 8))
_WEEKDAY_RANK = day_rules.parse("monday").rank
_SAID: Mapping[type[StrEnum], tuple[str, ...]] = {
    Service: ("monitoring", "help desk", "tele-assistance", "on-site", "24/7"),
    Level: ("help desk", "tele-assistance"),
    Priority: tuple(Priority),
    Reason: tuple(Reason),
    Step: tuple(Step),
}
"""The words of each kind as the documentation writes them."""
_KINDS: Mapping[type[StrEnum], str] = {
    Service: N_("service"),
    Level: N_("level"),
    Priority: N_("priority"),
    Reason: N_("reason"),
    Step: N_("step"),
}


def _word(kind: type[StrEnum]) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            declared.word(kind, text)
        except ValueError:
            message = _("unknown {what}: {name!r}").format(what=_(_KINDS[kind]), name=text)
            raise ValueError(f"{message}; {did_you_mean(text, _SAID[kind])}") from None
        return text

    return check


def one_or_list(value: Any) -> Any:
    """Let a text or a list of texts pass; raises ValueError."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return value
    raise ValueError(_("must be text or a list of texts"))


def _windows_of_day(value: Any) -> Any:
    text = declared.windows(one_or_list(value))
    parse_windows(text)
    return value


def _hours(hours: dict[str, Any]) -> dict[str, Any]:
    rules = [day_rules.parse(text) for text in hours]
    for day, weekday in zip(_A_WEEK, day_rules.WEEKDAYS, strict=True):
        naming = [rule.text for rule in rules if rule.rank == _WEEKDAY_RANK and rule.matches(day)]
        if len(naming) > 1:
            texts = " and ".join(map(repr, naming))
            raise ValueError(_("{rules} both say when {day} is open").format(rules=texts, day=weekday))
    return hours


def _days_by_windows(value: dict[str, Any]) -> dict[str, Any]:
    for text in value:
        day_rules.parse(text)
    return value


def _closed(value: Any) -> Any:
    if not isinstance(value, dict):
        value = [value] if isinstance(value, str) else value
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise ValueError(_("must be a list of days, or a table of days with their names"))
    elif not all(isinstance(name, str) for name in value.values()):
        raise ValueError(_("the name of closed days must be text"))
    for text in value:
        day_rules.parse(text)
    return value


def _duration(value: int | str) -> int | str:
    if durations.seconds(value) <= 0:
        raise ValueError(_("a duration is more than nothing"))
    return value


def _date(text: str) -> str:
    try:
        date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("{text!r} is no date such as 2026-08-10").format(text=text)) from None
    return text


def _moment(text: str) -> str:
    try:
        date.fromisoformat(text[: len("2026-08-10")])
        local = datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        local = False
    if not local:
        message = _("{text!r} is no date or local time such as 2026-08-10 or 2026-08-10T18:00:00")
        raise ValueError(message.format(text=text))
    return text


def _address(text: str) -> str:
    name, at, domain = text.rpartition("@")
    if not (name and at and domain) or not text.isprintable() or any(c.isspace() or c in "<>,;" for c in text):
        raise ValueError(_("{text!r} is no mail address such as anna@example.it").format(text=text))
    return text


def _addresses(value: Any) -> Any:
    for text in declared.several(one_or_list(value)):
        _address(text)
    return value


def _names(value: Any) -> Any:
    if isinstance(value, str):
        return value
    if isinstance(value, dict) and value and all(isinstance(name, str) for name in value.values()):
        for code in value:
            _language(code)
        return value
    raise ValueError(_('must be text, or a table of texts by language: {{ it = "…", en = "…" }}').format())


def _language(code: str) -> str:
    if len(code) != LANGUAGE_LETTERS or not code.isascii() or not code.islower():
        raise ValueError(_("{code!r} is no language: two small letters such as it or en").format(code=code))
    return code


def _team(logins: list[str]) -> list[str]:
    if not logins:
        raise ValueError(_("must name somebody"))
    if twice := [login for login, count in Counter(logins).items() if count > 1]:
        raise ValueError(_("{login} is named twice").format(login=twice[0]))
    return logins


ServiceWord = Annotated[str, AfterValidator(_word(Service))]
LevelWord = Annotated[str, AfterValidator(_word(Level))]
PriorityWord = Annotated[str, AfterValidator(_word(Priority))]
ReasonWord = Annotated[str, AfterValidator(_word(Reason))]
StepWord = Annotated[str, AfterValidator(_word(Step))]
Windows = Annotated[Any, BeforeValidator(_windows_of_day)]
Hours = Annotated[dict[str, Windows], AfterValidator(_hours)]
OpenDays = Annotated[dict[str, Windows], AfterValidator(_days_by_windows)]
ClosedDays = Annotated[Any, BeforeValidator(_closed)]
WorkingTime = Annotated[int | str, AfterValidator(_duration)]
Day = Annotated[str, AfterValidator(_date)]
Moment = Annotated[str, AfterValidator(_moment)]
Mail = Annotated[str, AfterValidator(_address)]
Mails = Annotated[Any, BeforeValidator(_addresses)]
Texts = Annotated[Any, BeforeValidator(one_or_list)]
Names = Annotated[Any, BeforeValidator(_names)]
Language = Annotated[str, AfterValidator(_language)]
Team = Annotated[list[str], AfterValidator(_team)]
