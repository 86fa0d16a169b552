"""`bls replay` and `bls threshold`: what scripts read, and mistakes that are named."""

import json

import pytest

from bls_tui import cli, locale

GOOD = {
    "kind": "service",
    "max_attempts": 3,
    "initial_state": "OK",
    "flapping": {"enabled": True, "low": 25, "high": 30},
    "results": [
        {"at": at, "state": state}
        for at, state in enumerate(["OK", "CRITICAL", "CRITICAL", "WARNING", "CRITICAL", "OK"])
    ],
}


@pytest.fixture(autouse=True)
def _english():
    before = locale.language()
    locale.use_language("en")
    yield
    locale.use_language(before)


@pytest.fixture
def run(tmp_path, capsys):
    def call(content, *options):
        path = tmp_path / "results.json"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        code = cli.run(["replay", str(path), *options])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


def test_replay_prints_what_every_result_led_to(run):
    code, out, err = run(GOOD, "--json")
    assert (code, err) == (0, "")
    rows = json.loads(out)["results"]
    assert rows[3] == {
        "at": 3,
        "state": "WARNING",
        "type": "HARD",
        "attempt": 1,
        "flapping": False,
        "flap_percent": 11.6,
        "notify": "PROBLEM",
    }
    assert [(row["type"], row["attempt"], row["notify"]) for row in rows] == [
        ("HARD", 1, None),
        ("SOFT", 1, None),
        ("SOFT", 2, None),
        ("HARD", 1, "PROBLEM"),
        ("HARD", 1, "PROBLEM"),
        ("HARD", 1, "RECOVERY"),
    ]


def test_replay_without_json_is_a_line_a_result(run):
    code, out, _ = run(GOOD)
    assert code == 0
    assert [line.split()[1:4] for line in out.splitlines()][:2] == [["OK", "HARD", "1"], ["CRITICAL", "SOFT", "1"]]
    assert out.splitlines()[3].endswith("PROBLEM")


def test_replay_of_a_host_with_defaults(run):
    results = [{"at": at * 60.5, "state": state} for at, state in enumerate(["DOWN", "DOWN", "DOWN", "UP"])]
    _, out, _ = run({"kind": "host", "results": results}, "--json")
    rows = json.loads(out)["results"]
    assert [(row["state"], row["type"], row["notify"]) for row in rows] == [
        ("DOWN", "SOFT", None),
        ("DOWN", "SOFT", None),
        ("DOWN", "HARD", "PROBLEM"),
        ("UP", "HARD", "RECOVERY"),
    ]
    assert [row["at"] for row in rows] == [0, 60.5, 121, 181.5]


def test_replay_says_when_flapping_starts_and_ends(run):
    states = ["CRITICAL", "OK"] * 4 + ["OK"] * 20
    results = [{"at": at, "state": state} for at, state in enumerate(states)]
    _, out, _ = run({"initial_state": "OK", "flapping": {"high": 50.0, "low": 20.0}, "results": results}, "--json")
    assert not any(row["flapping"] for row in json.loads(out)["results"])
    _, out, _ = run({"initial_state": "OK", "flapping": {}, "results": results}, "--json")
    said = [row["notify"] for row in json.loads(out)["results"] if row["notify"]]
    assert said == ["FLAPPINGSTART", "FLAPPINGEND"]


def test_replay_knows_what_surrounds_a_result(run):
    results = [
        {"at": 0, "state": "CRITICAL", "in_downtime": True},
        {"at": 1, "state": "CRITICAL"},
        {"at": 2, "state": "WARNING", "acknowledged": "sticky"},
        {"at": 9, "state": "OK", "started_at": 1},
        {"at": 10, "state": "OK"},
    ]
    _, out, _ = run({"max_attempts": 1, "initial_state": "OK", "results": results}, "--json")
    rows = json.loads(out)["results"]
    assert [row["notify"] for row in rows] == [None, "PROBLEM", None, None, "RECOVERY"]
    assert rows[3]["state"] == "WARNING"  # a late result changes nothing


def test_replay_drops_what_comes_out_of_order(run):
    results = [{"at": 60, "state": "OK"}, {"at": 0, "state": "CRITICAL"}, {"at": 120, "state": "CRITICAL"}]
    _code, out, _err = run({"max_attempts": 1, "results": results}, "--json")
    assert [(row["at"], row["state"]) for row in json.loads(out)["results"]] == [
        (60, "OK"),
        (0, "OK"),
        (120, "CRITICAL"),
    ]


@pytest.mark.parametrize(
    ("content", "named"),
    [
        ("{", "JSON"),
        ("[]", "object"),
        ("", "JSON"),
        ({"kind": "service"}, "results"),
        ({"kind": "router", "results": []}, "kind"),
        ({"results": [{"at": 0}]}, "results[0].state"),
        ({"results": [{"state": "OK"}]}, "results[0].at"),
        ({"results": [{"at": 0, "state": "OK"}, {"at": "x", "state": "OK"}]}, "results[1].at"),
        ({"results": [{"at": 0, "state": "UP"}]}, "results[0].state"),
        ({"kind": "host", "results": [{"at": 0, "state": "OK"}]}, "results[0].state"),
        ({"results": [{"at": 0, "state": "PENDING"}]}, "results[0].state"),
        ({"results": [], "initial_state": "UP"}, "initial_state"),
        ({"results": [], "max_attempts": 0}, "max_attempts"),
        ({"results": [], "max_attempts": True}, "max_attempts"),
        ({"results": [], "flapping": {"low": 40}}, "flapping"),
        ({"results": [], "flapping": {"lo": 20}}, "flapping.lo"),
        ({"results": [], "retries": 3}, "retries"),
        ({"results": [{"at": 0, "state": "OK", "output": "x"}]}, "results[0].output"),
        ('{"results": [{"at": NaN, "state": "OK"}]}', "results[0].at"),
    ],
)
def test_replay_names_file_and_key_of_a_mistake(run, content, named):
    code, out, err = run(content, "--json")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "results.json" in err
    assert named in err


def test_replay_of_a_missing_file_says_so(capsys):
    assert cli.run(["replay", "/nowhere/results.json"]) == 2
    assert "/nowhere/results.json" in capsys.readouterr().err


def test_hostile_keys_are_defused(run):
    _, _, err = run({"results": [], "\x1b]0;owned\x07": 1})
    assert "\x1b" not in err
    assert "\x07" not in err


@pytest.mark.parametrize(
    ("arguments", "alert"),
    [
        (("10", "10"), False),
        (("10", "-1"), True),
        (("-7:23", "-8"), True),
        (("-7:23", "-7"), False),
        (("~:0", "0"), False),
        (("@10:20", "15.5"), True),
        (("1:12%%", "13"), True),
        (("12345678901234567890:", "1.1223344455667788e+19"), True),
    ],
)
def test_threshold_prints_the_verdict(capsys, arguments, alert):
    assert cli.run(["threshold", *arguments, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"alert": alert}


def test_threshold_in_words(capsys):
    cli.run(["threshold", "10", "11"])
    cli.run(["threshold", "10", "9"])
    assert capsys.readouterr().out.splitlines() == ["11 alerts on 10", "9 does not alert on 10"]


@pytest.mark.parametrize(
    ("arguments", "named"), [(("2:1", "1"), "2:1"), (("10", "ten"), "ten"), (("10", "nan"), "nan")]
)
def test_threshold_names_what_it_cannot_read(capsys, arguments, named):
    assert cli.run(["threshold", *arguments, "--json"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert named in printed.err
