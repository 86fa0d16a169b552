"""`bls report sla` and `bls report noise` in every form."""

import csv
import io
import json
from html.parser import HTMLParser

import pytest

from tests.unit.commands_desk.test_proposals import failing, pending  # noqa: F401 - a fixture
from tests.unit.service_desk.conftest import DAY, DOCUMENTS, HOUR, MINUTE, declare

EVIL = '<script>alert(1)</script> \x1b[2J \u202e& "quoted"'
MARCH = ("report", "sla", "--customer", "rossi", "--month", "2026-03")


@pytest.fixture
def month(desk):
    """One call taken late with time worked on it, one closed in time."""
    late = desk.opened(EVIL)
    desk.now += 3 * HOUR
    desk.text("call", "take", late)
    good = desk.taken("=1+1")
    desk.now += 30 * MINUTE
    desk.text("call", "time", good, "--for", "30m")
    desk.text("call", "close", good, "-m", "fatto")
    desk.now += 10 * DAY
    return desk


def test_a_month_in_numbers_and_why_promises_were_broken(month):
    out = month.text(*MARCH)
    assert out.startswith("Service report of Rossi SpA, 2026-03\n")
    text = " ".join(out.split())
    assert "calls opened 2" in text
    assert "SLA1, taken in charge 1 kept, 1 broken (50.0 %)" in text
    assert "SLA1: Taken in charge 1 hour late by Anna Rossi." in text
    assert "remote 00:30 00:00" in text
    assert "Hours paid in advance left: 09:30." in text
    assert "nas 100.000 %" in text


def test_json_of_a_month(month):
    code, out, err = month.run(*MARCH, "--format", "json")
    assert (code, err, out.isascii()) == (0, "", True)
    answer = json.loads(out)
    assert (answer["opened"], answer["closed"], answer["sla1"]) == (2, 1, {"kept": 1, "broken": 1})
    late, good = sorted(answer["calls"], key=lambda call: call["number"])
    assert (late["sla1"]["kept"], late["sla1"]["late_s"]) == (False, HOUR)
    assert (good["sla2"]["kept"], good["sla2"]["spent_s"]) == (True, 30 * MINUTE)
    assert answer["hours"]["inside_s"] == {"remote": 30 * MINUTE}


def test_csv_has_a_row_a_call_and_no_formulas(month):
    code, out, err = month.run(*MARCH, "--format", "csv")
    assert (code, err) == (0, "")
    first, second = sorted(csv.DictReader(io.StringIO(out)), key=lambda row: row["number"])
    assert (first["sla1"], first["sla1_spent_h"], first["sla1_limit_h"]) == ("broken", "3.00", "2.00")
    assert second["subject"] == "'=1+1"
    assert not set(out) & set("\x1b\u202e")


def test_html_is_self_contained_and_escaped(month):
    code, out, err = month.run(*MARCH, "--format", "html")
    assert (code, err) == (0, "")
    seen = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, attributes: seen.append((tag, dict(attributes)))
    parser.feed(out)
    assert "script" not in {tag for tag, _attributes in seen}
    assert not [attributes for _tag, attributes in seen if {"src", "href"} & set(attributes)]
    assert "&lt;script&gt;" in out
    assert not set(out) & set("\x1b\u202e")


@pytest.mark.parametrize("arguments", [("nobody", "2026-03"), ("rossi", "marzo"), ("rossi", "2026-13")])
def test_a_report_of_nothing_is_refused(desk, arguments):
    customer, month = arguments
    desk.refused("report", "sla", "--customer", customer, "--month", month)


def test_noise_counts_why_proposals_were_dismissed(failing):  # noqa: F811 - the fixture
    assert failing.text("report", "noise").startswith("No proposal was dismissed")
    (row,) = pending(failing)
    failing.text("proposal", "dismiss", str(row["id"]), "--reason", "false-alarm")
    assert "nas (Rossi SpA): 1 of 1 dismissed: false alarm 1" in failing.text("report", "noise")
    (check,) = failing.data("report", "noise", "--for", "1w")["checks"]
    assert (check["object"], check["dismissed"], check["reasons"]) == ("nas", 1, {"false_alarm": 1})
    failing.refused("report", "noise", "--for", "ever")


def test_closed_calls_are_counted_anew_when_asked_to(desk):
    number = desk.taken()
    desk.now += 5 * HOUR
    desk.text("call", "close", number, "--outcome", "solved", "-m", "Done")
    contract = next(source for _kind, key, source in DOCUMENTS if key == "rossi-2026")
    declare(desk.database, [("contract", "rossi-2026", contract | {"sla2": "4h"})])
    assert "sla2" in desk.run("db", "verify")[1]
    assert desk.text("db", "replay") == "1 call came out different.\n"
    assert desk.text("db", "replay") == "0 calls came out different.\n"
    assert desk.text("db", "verify") == "The database is sound, and its states agree with the history.\n"
