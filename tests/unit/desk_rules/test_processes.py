"""What process documents become for the rules: zones, calendars, recognition, tolerances, policy."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bls_tui.desk import people, processes
from bls_tui.desk.people import DirectoryError
from checks.rules.expected.policy import Policy
from checks.rules.expected.recognition import Recognition
from checks.rules.expected.states import RunState
from checks.rules.expected.windows import Tolerances

TODAY = date(2026, 6, 10)
ROME = ZoneInfo("Europe/Rome")
DESK = [
    ("customer", "acme", {}),
    ("customer", "beta", {}),
    ("calendar", "plant", {"zone": "Europe/Lisbon", "country": "PT", "closed": {"2026-08-10 - 2026-08-21": "férias"}}),
    ("contract", "acme", {"customer": "acme", "calendar": "plant", "to": "2026-12-31"}),
]
PLAIN = {"customer": "acme", "mailbox": "backup", "at": "22:00"}


def build(**source):
    directory = people.build(DESK, head=7)
    found = processes.build([*DESK, ("process", "nightly", {**PLAIN, **source})], directory, TODAY)
    assert found.head == 7
    return found.by_key["nightly"]


def test_what_is_left_out_is_usual():
    process = build()
    assert (process.name, process.items, process.objects) == ("nightly", (), ())
    assert process.recognition == Recognition(account="backup")
    assert process.tolerances == Tolerances()
    assert process.policy == Policy(1, 1, partial_fails=True)


def test_what_is_said_holds():
    process = build(
        sender="a@b.it", subject=["x", "y"], product="veeam", job="Nightly", host="srv1", items=["a"],
        duration="3h", early=0, late_after="30m", hold="1h30m", propose="2 of 5", partial="warning",
    )  # fmt: skip
    assert process.recognition == Recognition("backup", ("a@b.it",), ("x", "y"), "veeam", "Nightly", "srv1")
    assert process.tolerances == Tolerances(3 * 3600, 0, 1800, 5400)
    assert process.policy == Policy(2, 5, partial_fails=False)
    assert process.items == ("a",)


@pytest.mark.parametrize(
    ("source", "zone"),
    [
        ({}, "Europe/Lisbon"),
        ({"calendar": "default"}, "Europe/Rome"),
        ({"calendar": "default", "zone": "Europe/Athens"}, "Europe/Athens"),
        ({"customer": "beta"}, "Europe/Rome"),
    ],
)
def test_the_zone_is_said_or_the_calendars_or_the_contracts(source, zone):
    assert build(**source).zone.key == zone


CHRISTMAS = date(2026, 12, 25)
AUGUST = date(2026, 8, 12)


@pytest.mark.parametrize(
    ("source", "christmas", "august"),
    [
        ({}, False, False),
        ({"calendar": "plant"}, True, True),
        ({"calendar": "plant", "skip_closed": False}, False, False),
        ({"skip_closed": True}, True, True),  # by the contract
        ({"customer": "beta", "skip_closed": True}, True, False),  # by the usual calendar
        ({"calendar": "24/7"}, False, False),
    ],
)
def test_which_days_are_skipped(source, christmas, august):
    process = build(**source)
    assert bool(process.closed_on(CHRISTMAS)) is christmas
    assert bool(process.closed_on(AUGUST)) is august


def test_a_weekday_without_hours_is_no_closed_day():
    assert build(calendar="default").closed_on(date(2026, 6, 13)) == ""  # a Saturday


def test_runs_are_made_ahead_with_their_closed_days():
    start = datetime(2026, 12, 24, tzinfo=ROME).timestamp()
    runs = build(customer="beta", calendar="default").ahead(start, start + 2 * 86400)
    assert [run.state for run in runs] == [RunState.EXPECTED, RunState.SKIPPED, RunState.SKIPPED]
    assert runs[1].closed


def test_processes_of_a_mailbox_and_their_recognitions():
    directory = people.build(DESK)
    documents = [("process", "a", PLAIN), ("process", "b", PLAIN | {"mailbox": "other"})]
    found = processes.build(documents, directory, TODAY)
    assert [process.key for process in found.of_mailbox("backup")] == ["a"]
    assert found.recognitions["b"] == Recognition(account="other")


def test_a_document_of_another_version_is_named():
    with pytest.raises(DirectoryError, match=r"process nightly: .* does not have the five fields"):
        build(cron="@daily")
