"""docs/inventory.md: its examples apply, and it names every key."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bls_tui.desk import people, processes
from bls_tui.desk.calls.model import Level, Priority
from bls_tui.desk.calls.wakes import Reason
from bls_tui.desk.contract import Promise
from bls_tui.desk.contract import Service as Included
from bls_tui.desk.declared import instant
from bls_tui.inventory.collect import built_in_templates, collect
from bls_tui.inventory.desk_model import Override
from bls_tui.inventory.model import MODELS, Flapping, Service
from bls_tui.inventory.sources import sources
from checks.rules.expected.policy import Policy
from checks.rules.expected.recognition import MailFacts, Match, recognise

ROME = ZoneInfo("Europe/Rome")
HOUR = 3600.0
PAGE = (Path(__file__).resolve().parents[3] / "docs" / "inventory.md").read_text(encoding="utf-8")


@pytest.fixture
def fleet(folder):
    folder.write("\n".join(re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)))
    return collect(sources([folder.path], folder.path), [])


def test_all_examples_are_one_right_inventory(fleet):
    assert set(fleet.customers) == {"acme", "beta"}
    assert {"srv01", "srv02/rdp", "web01/shop", "db01/postgres", "web02/https"} <= set(fleet.objects)


def test_the_examples_mean_what_the_page_says(fleet):
    assert fleet.objects["srv02"].customer == "acme"
    assert fleet.objects["web01"].probe == "icmp"
    assert fleet.objects["web01/shop"].interval == 60
    assert "db01/ssh" not in fleet.objects
    assert dict(fleet.objects["db01/disk"].options) == {"warn_percent": 85, "crit_percent": 95}
    assert dict(fleet.objects["web02/https"].options) == {"ssl": True, "path": "/health", "expect": "healthy"}


@pytest.fixture
def desk(fleet):
    return people.build((row.kind, row.key, row.source) for row in fleet.documents.values())


def test_the_contract_means_what_the_page_says(desk):
    [contract] = desk.contracts_of("beta", date(2026, 12, 31))
    assert contract.promised(Level.HELP_DESK, Priority.NORMAL) == Promise(4 * HOUR, 16 * HOUR)
    assert contract.promised(Level.TELE_ASSISTANCE, Priority.URGENT) == Promise(HOUR / 2, 32 * HOUR)
    assert (contract.lead, contract.prepaid, contract.includes) == ("anna", 40 * HOUR, frozenset(Included))
    assert contract.pausing == {Reason.PROCESS, Reason.CUSTOMER}
    assert not contract.in_force(date(2027, 1, 1))


def test_the_calendar_means_what_the_page_says(desk):
    day = desk.calendars["milano"].day
    assert day(date(2026, 8, 14)).name == "ferie"
    assert len(day(date(2026, 12, 7)).windows) == 1  # Sant'Ambrogio, and open all the same
    assert day(date(2027, 12, 7)).holiday
    assert len(day(date(2026, 11, 4)).windows) == 2
    assert desk.calendars["milan-plant"].is_open(instant("2026-12-25T03:00:00", ROME))


def test_the_processes_mean_what_the_page_says(fleet, desk):
    documents = [(row.kind, row.key, row.source) for row in fleet.documents.values()]
    found = processes.build(documents, desk, date(2026, 6, 1)).by_key
    nightly, offsite = found["db01-nightly"], found["web01-offsite"]
    thursday = instant("2026-08-06", ROME)
    runs = nightly.ahead(thursday, instant("2026-08-11", ROME))
    assert [datetime.fromtimestamp(run.scheduled_at, ROME).isoformat()[:16] for run in runs] == [
        "2026-08-06T22:00",
        "2026-08-07T22:00",
        "2026-08-10T22:00",
        "2026-08-11T22:00",
    ]
    assert [run.closed for run in runs] == ["", "", "ferie", "ferie"]
    assert [(run.due_at - run.scheduled_at) / HOUR for run in runs[:1]] == [3]
    assert offsite.policy == Policy(2, 5, partial_fails=False)
    facts = MailFacts("backup", "veeam@beta.example", "[Success]", "Veeam Agent", "Nightly DB", items=("db01",))
    assert recognise(facts, {key: one.recognition for key, one in found.items()}).matches == (Match("db01-nightly"),)


def test_the_people_mean_what_the_page_says(desk):
    anna, bruno = (desk.people[login].technician.duty for login in ("anna", "bruno"))
    assert desk.actor("anna").leads == {"beta-2026"}
    assert anna.absence(instant("2026-08-21T23:59:00", ROME)).why == "ferie"
    assert bruno.absence(instant("2026-09-02T15:00:00", ROME))
    assert not bruno.absence(instant("2026-09-02", ROME))
    assert anna.on_duty(instant("2026-01-12T17:59:00", ROME))
    assert not bruno.on_duty(instant("2026-01-11", ROME))
    assert bruno.on_duty(instant("2026-01-18", ROME))
    assert not anna.on_duty(instant("2026-01-18", ROME))
    assert desk.typology("firewall") == "Firewall rules"
    assert desk.contacts["beta-verdi"].mail == "giulia.verdi@beta.example"
    assert desk.suppliers["telco"].contracts == {"beta": "TX-4711"}


@pytest.mark.parametrize("table", [*MODELS.values(), Service, Flapping, Override])
def test_every_key_is_on_the_page(table):
    for name, field in table.model_fields.items():
        key = field.alias or name
        assert re.search(rf"\b{key}\b", PAGE), key


def test_every_built_in_template_is_on_the_page():
    listed = PAGE[PAGE.index("These come with bls") :].split("One of the same name")[0]
    assert set(re.findall(r"`([a-z-]+)`", listed)) == set(built_in_templates())
