"""The desk on the command line in Italian: the terms of the desk, inside 80 columns."""

from pathlib import Path

import pytest

from tests.unit.commands_desk.conftest import desk  # noqa: F401 - a fixture
from tests.unit.service_desk.conftest import HOUR


@pytest.fixture
def banco(desk):  # noqa: F811 - the fixture
    """The desk in Italian, with a call in every state and a long subject."""
    config = Path(desk.config)
    config.write_text(config.read_text().replace('language = "en"', 'language = "it"'))
    desk.opened("Assegnata", "--priority", "urgent")
    desk.taken("In lavorazione " + "molto lunga " * 20)
    number = desk.taken("Sospesa", "--contact", "mario")
    desk.text("call", "suspend", number, "--supplier", "acme", "--ticket", "SR-1", "--until", "+30m")
    desk.now += 150 * HOUR
    return desk


def test_states_and_clocks_have_the_words_of_the_desk(banco):
    out = banco.text("calls")
    assert "3 chiamate, 3 mie" in out
    assert "1 risveglio SCADUTO" in out
    for word in ("Assegnata", "In lavorazione", "Sospesa (fornitore)", "sospesa"):
        assert word in out


def test_a_call_in_italian(banco):
    out = banco.text("call", "3")
    assert "Possibile ora: riprendi, unisci" in out
    assert "Che cosa è successo:" in out
    assert "loro ticket: SR-1" in out


def test_words_of_json_for_people_are_translated_and_codes_are_not(banco):
    (row,) = banco.data("calls", "wait:supplier")["calls"]
    assert (row["state"], row["reason"], row["state_words"]) == ("suspended", "supplier", "Sospesa (fornitore)")


def test_the_report_in_italian(banco):
    html = banco.run("report", "sla", "--customer", "rossi", "--month", "2026-03", "--format", "html")[1]
    assert '<html lang="it">' in html
    assert "<h2>Disponibilità</h2>" in html
