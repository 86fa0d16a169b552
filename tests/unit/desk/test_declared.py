"""Calendars, contracts and rotas as documents declare them."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from bls_tui.desk import declared, people
from bls_tui.desk.calendar import always
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.contract import Contract, Promise, Renewal, Service
from bls_tui.locale import use_language

ROME = ZoneInfo("Europe/Rome")
HOUR = 3600.0


def at(text, zone=ROME):
    return declared.instant(text, zone)


def contract(source, hours=None):
    calendars = {"uffici": declared.calendar("uffici", hours or {}), "24/7": always(ROME)}
    return declared.contract("c", {"customer": "acme", "calendar": "uffici", **source}, calendars)


@pytest.mark.parametrize("text", ["help desk", "Help-Desk", "help_desk"])
def test_words_are_read_as_people_write_them(text):
    assert declared.word(Level, text) is Level.HELP_DESK


def test_on_call_is_said_with_numbers():
    assert declared.word(Service, "24/7") is Service.ON_CALL


@pytest.mark.parametrize(
    ("hours", "seconds"),
    [
        ({"hours": {"mon-fri": ["09:00-13:00", "14:00-18:00"], "sat": "09:00-12:00"}}, 16 * HOUR),
        ({"hours": {"mon-fri": "08:30-12:30"}}, 8 * HOUR),
        ({"always": True}, 48 * HOUR),
    ],
)
def test_a_day_of_working_time_is_the_longest_of_the_calendar(hours, seconds):
    assert contract({"sla2": "2d"}, hours).promise == Promise(None, seconds)


def test_a_number_is_seconds_and_parts_add_up():
    promise = contract({"sla1": 900, "sla2": "1d 2h 30m"}).promise
    assert promise == Promise(900.0, 10.5 * HOUR)


def test_overrides_hold_value_by_value():
    found = contract(
        {
            "sla1": "4h",
            "sla2": "8h",
            "override": {
                "a": {"level": "tele-assistance", "sla2": "12h"},
                "b": {"priority": "urgent", "sla1": "15m"},
            },
        }
    )
    assert found.promised(Level.TELE_ASSISTANCE, Priority.URGENT) == Promise(900.0, 12 * HOUR)
    assert found.promised(Level.HELP_DESK, Priority.LOW) == Promise(4 * HOUR, 8 * HOUR)


def test_the_zone_of_a_contract_moves_the_hours_of_its_calendar():
    found = contract({"zone": "Europe/London"})
    assert not found.calendar.is_open(at("2026-11-04T09:30:00"))
    assert found.calendar.is_open(at("2026-11-04T09:30:00", ZoneInfo("Europe/London")))


def test_a_list_of_closed_days_needs_no_names():
    found = declared.calendar("c", {"closed": ["2026-08-10 - 2026-08-21"], "open": {"2026-08-12": ["09:00-10:00"]}})
    assert not found.is_open(at("2026-08-11T09:30:00"))
    assert found.is_open(at("2026-08-12T09:30:00"))


@pytest.mark.parametrize(
    ("renewal", "start", "day", "granted"),
    [
        (Renewal.NEVER, None, date(2026, 5, 1), None),
        (Renewal.NEVER, date(2025, 3, 1), date(2026, 5, 1), date(2025, 3, 1)),
        (Renewal.YEAR, None, date(2026, 5, 1), date(2026, 1, 1)),
        (Renewal.YEAR, date(2024, 2, 29), date(2026, 2, 27), date(2025, 2, 28)),
        (Renewal.YEAR, date(2024, 2, 29), date(2026, 2, 28), date(2026, 2, 28)),
        (Renewal.QUARTER, date(2025, 11, 15), date(2026, 5, 14), date(2026, 2, 15)),
        (Renewal.MONTH, date(2026, 1, 31), date(2026, 3, 30), date(2026, 2, 28)),
        (Renewal.MONTH, date(2026, 1, 31), date(2026, 3, 31), date(2026, 3, 31)),
    ],
)
def test_prepaid_hours_are_granted_anew(renewal, start, day, granted):
    found = Contract("c", "acme", always(ROME), renewal=renewal, starts_on=start)
    assert found.granted_on(day) == granted


ROTA = {"technicians": ["anna", "bruno"], "from": "2026-03-23T18:00:00", "to": "2026-04-12", "zone": "Europe/Rome"}


@pytest.mark.parametrize(
    ("moment", "who"),
    [
        ("2026-03-23T17:59:00", None),
        ("2026-03-23T18:00:00", "anna"),
        ("2026-03-30T17:59:00", "anna"),  # summer time has begun in between: still handed over at 18:00
        ("2026-03-30T18:00:00", "bruno"),
        ("2026-04-06T18:00:00", "anna"),
        ("2026-04-12T23:59:00", "anna"),
        ("2026-04-13T00:00:00", None),
    ],
)
def test_a_rota_is_handed_over_every_week_at_the_same_wall_clock_time(moment, who):
    on_call = [
        login
        for login in ROTA["technicians"]
        if any(turns.covers(at(moment)) for turns in declared.on_call(login, [ROTA], ROME))
    ]
    assert on_call == ([who] if who else [])


def test_somebody_not_in_the_rota_has_no_turns():
    assert declared.on_call("carla", [ROTA], ROME) == ()


def test_a_typology_has_a_name_in_each_language():
    found = people.build([("typology", "fw", {"name": {"it": "Regole", "en": "Rules"}}), ("typology", "x", {})])
    assert (found.typology("fw"), found.typology("x")) == ("Rules", "x")
    use_language("it")
    try:
        assert found.typology("fw") == "Regole"
    finally:
        use_language("en")
