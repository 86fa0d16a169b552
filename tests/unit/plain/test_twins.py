"""The plain commands, run as a user runs them, in one process."""

import io
import json
import sys
from dataclasses import replace
from datetime import UTC

import pytest

from bls_tui import cli
from bls_tui.plain import events
from bls_tui.plain import now as plain_now
from bls_tui.plain.look import Look
from bls_tui.service.monitoring import views
from checks import clock
from db.queries import inventory, operations
from db.rows import EventRow
from tests.support.fleet import NOW


@pytest.fixture
def bls(fleet, tmp_path, monkeypatch, capsys):
    config = tmp_path / "bls.toml"
    config.write_text(f'[database]\nurl = "{fleet.database.url}"\n[ui]\ntimezone = "Europe/Rome"\nlanguage = "en"\n')
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = cli.run(["--config", str(config), *arguments])
        out = capsys.readouterr()
        return code, out.out, out.err

    return run


def printed(result):
    code, out, err = result
    assert (code, err) == (0, "")
    assert all(len(each) <= 80 for each in out.splitlines())
    assert "\x1b" not in out
    return out


def data(result):
    code, out, err = result
    assert (code, err) == (0, "")
    assert out.isascii()
    return json.loads(out)


def test_now_says_what_is_true_when_nothing_is_broken(bls, fleet):
    fleet.all_well()
    fleet.polled()
    assert printed(bls("now")) == "No open problems. 3 hosts and 3 services checked, newest result 10s ago.\n"


def test_now_answers_what_whose_since_when_and_who(bls, fleet):
    fleet.all_well()
    fleet.polled()
    fleet.judged("gw", "DOWN", since=NOW - 720)
    fleet.judged("web01", "UNREACHABLE", cause="gw")
    bls("ack", "gw", "-m", "calling the provider")
    first, problem, *_ = printed(bls("now")).splitlines()
    assert first == "1 problem, 1 customer hit  ▼1"
    assert problem.split()[:7] == ["▼", "DOWN", "a", "gw", "Acme", "S.p.A.", "12m"]
    assert "+1 behind  gw says DOWN" in problem


def test_now_says_since_when_it_is_stale(bls, fleet):
    fleet.polled(at=NOW - 720)
    assert "STALE: the poller root@mon pid 7 has been silent for 12 minutes." in printed(bls("now"))


def test_now_stays_within_twelve_lines(fleet):
    view = views.now_view(fleet.database, NOW)
    fleet.judged("gw", "DOWN")
    (group,) = views.now_view(fleet.database, NOW).groups
    many = views.NowView((group,) * 50, view.totals, view.poller, NOW)
    lines = list(plain_now.text(many, Look()))
    assert len(lines) <= 12
    assert any("and 43 more problems: ▼43" in each for each in lines)
    assert len(list(plain_now.text(many, Look(), everything=True))) > 50


def test_now_on_an_empty_database_says_what_to_do(bls, fleet):
    with fleet.database.write() as w:
        inventory.remove_objects(w, list(fleet.ids), NOW)
    assert "inventory apply" in printed(bls("now"))


def test_now_json(bls, fleet):
    fleet.all_well()
    fleet.polled()
    fleet.judged("web01/http", "CRITICAL", since=NOW - 60)
    answer = data(bls("now", "--json"))
    (problem,) = answer["problems"]
    assert problem["object"] == "web01/http"
    assert problem["problem_since_epoch"] == NOW - 60
    assert problem["problem_since"] == "2026-09-21T14:12:20.000Z"
    assert problem["behind"] == []
    assert answer["poller"]["holder"] == "root@mon pid 7"
    assert answer["totals"]["services"] == {"CRITICAL": 1, "OK": 2}


def test_status_filters_sorts_and_groups(bls, fleet):
    fleet.all_well()
    fleet.polled()
    fleet.judged("sql02/mssql", "CRITICAL")
    assert printed(bls("status", "st:bad", "--ascii")).splitlines()[0].startswith("X CRIT")
    assert printed(bls("status", "cust:nord", "!mssql")).splitlines()[-1] == "1 of 6 objects"
    assert printed(bls("status", "--group", "--sort", "severity")).splitlines()[5] == "Nord Srl  ■1"
    assert printed(bls("status", "nothere")).splitlines() == ["0 of 6 match nothere"]
    names = [row["object"] for row in data(bls("status", "--problems", "--json"))["objects"]]
    assert names == ["sql02/mssql"]


def test_status_of_a_wrong_filter_is_an_error(bls):
    code, out, err = bls("status", "cusd:acme")
    assert (code, out) == (2, "")
    assert 'Did you mean "cust:"?' in err


def test_why_explains(bls, fleet):
    fleet.all_well()
    fleet.polled()
    fleet.judged("web01", "DOWN")
    fleet.judged("web01/http", "CRITICAL", cause="web01")
    out = " ".join(printed(bls("why", "http")).split())
    assert "■ CRITICAL web01/http Acme S.p.A. - 127.0.0.1" in out
    assert "It fails because web01 is DOWN" in out
    assert "Nobody is called: its host is not up (web01)." in out


def test_why_json(bls, fleet):
    fleet.judged("web01/http", "CRITICAL", state_type="SOFT", attempt=2)
    answer = data(bls("why", "web01/http", "--json"))
    assert answer["state"] == "CRITICAL"
    assert answer["attempt"] == 2
    assert {gate["gate"] for gate in answer["gates"] if gate["active"]} == {"soft state"}
    assert answer["silent"] is True


@pytest.mark.parametrize("command", ["why", "log", "test"])
def test_an_ambiguous_name_lists_the_candidates(bls, command):
    code, out, err = bls(command, "s")
    assert (code, out) == (2, "")
    assert "sql02" in err


def test_hostile_text_is_harmless_everywhere(bls, fleet):
    fleet.polled()
    fleet.judged("web01/http", "CRITICAL", output="\x1b]52;c;aGk=\x1b\\ \u202egpj\n[/x] \x9b2J")
    bls("ack", "web01/http", "-m", "see \x1b[2J")
    for command in (("now",), ("status",), ("why", "http"), ("log",), ("downtime", "list")):
        out = printed(bls(*command))
        assert not set(out) & set("\x1b\x9b\u202e\x07")
        data(bls(*command, "--json"))


def test_ack_and_its_removal(bls, fleet):
    fleet.judged("web01/http", "CRITICAL")
    assert printed(bls("ack", "http", "-m", "on it", "--for", "2h")) == "Done: acknowledgement of web01/http.\n"
    acknowledged = data(bls("why", "http", "--json"))["acknowledged"]
    assert acknowledged["comment"] == "on it"
    assert acknowledged["expires_epoch"] == NOW + 7200
    printed(bls("ack", "http", "--remove"))
    assert data(bls("why", "http", "--json"))["acknowledged"] is None


@pytest.mark.parametrize(
    "arguments",
    [
        ("ack", "http"),
        ("ack", "http", "-m", "x", "--for", "soon"),
        ("ack", "http", "-m", "x", "--for", "2h", "--until", "14:00"),
        ("ack", "gw", "-m", "x"),
        ("downtime", "gw", "-m", "x"),
        ("downtime", "gw", "--for", "2h"),
        ("downtime", "gw", "--for", "2h", "--until", "14:00", "-m", "x"),
        ("downtime", "cancel", "99"),
        ("submit", "http", "7", "x"),
        ("why", "nothere"),
    ],
)
def test_refusals_are_one_line_on_stderr(bls, fleet, arguments):
    fleet.judged("web01/http", "CRITICAL")
    fleet.judged("gw", "UP")
    code, out, err = bls(*arguments)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1


def test_downtime_is_scheduled_listed_and_cancelled(bls):
    printed(bls("downtime", "web01", "--from", "22:00", "--for", "2h", "-m", "patches"))
    (row,) = data(bls("downtime", "list", "--json"))["downtimes"]
    assert (row["object"], row["with_services"], row["kind"]) == ("web01", True, "fixed")
    assert row["starts"] == "2026-09-21T20:00:00.000Z"
    assert "22:00:00" in printed(bls("downtime", "list"))
    printed(bls("downtime", "cancel", str(row["id"])))
    assert "No downtime" in printed(bls("downtime", "list"))


def test_test_asks_and_says_when_nobody_polls(bls):
    out = printed(bls("test", "gw"))
    assert "Asked for a check of gw." in out
    assert "STALE: nothing has ever been polled" in out


def test_test_waits_for_a_result(bls, fleet):
    fleet.polled()
    fleet.judged("gw", "UP", at=NOW + 1)
    assert printed(bls("test", "gw", "--wait", "5")) == "gw UP: gw says UP\n"


def test_test_gives_up_waiting(bls, fleet):
    fleet.polled()
    code, out, _err = bls("test", "gw", "--wait", "0.1")
    assert code == 1
    assert "No result has come yet." in out


@pytest.mark.parametrize(("arguments", "stdin"), [(("Disk full | used=97%",), ""), ((), "Disk full | used=97%\n")])
def test_submit_takes_output_from_the_command_line_or_stdin(bls, fleet, arguments, stdin):
    printed(bls("submit", "disk", "2", *arguments, stdin=stdin))
    with fleet.database.write() as w:
        (taken,) = operations.take_submissions(w, NOW)
    assert (taken.state, taken.output) == ("CRITICAL", "Disk full | used=97%")


def test_colour_only_where_it_is_allowed():
    assert Look(colour=True).shape("DOWN") == "\x1b[1;31m▼\x1b[0m"
    assert Look().shape("DOWN") == "▼"
    assert Look(colour=True).shape("OK") == "·"


def test_an_event_names_both_states_only_where_it_changed(fleet):
    view = views.log_view(fleet.database, NOW)
    assert list(events.text(view, Look(), UTC)) == ["Nothing has happened yet."]
    event = EventRow(
        1, NOW, "STATE", 1, "gw", "Acme", "UP", "DOWN", "SOFT", 2, None, "no\nanswer", "result", "poller", 1
    )
    assert events.described(event, UTC, NOW) == "14:13:20 UP > DOWN (SOFT 2): no\nanswer"
    believed = replace(event, from_state="DOWN", state_type="HARD")
    assert events.described(believed, UTC, NOW, with_object=True) == "14:13:20 gw DOWN (HARD): no\nanswer"


@pytest.mark.parametrize(("encoding", "sign"), [("utf-8", "▼"), ("iso-8859-1", "V"), ("ascii", "V")])
def test_the_signs_suit_the_encoding_of_the_output(monkeypatch, encoding, sign):
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert Look.of_stdout().shape("DOWN") == sign
