"""`bls probe` as a person and as a script use it."""

import asyncio
import json
import subprocess
import sys
import threading

import pytest

from bls_tui.cli import run as bls
from bls_tui.commands import probe as command
from checks.model import Metric, Outcome, State
from checks.probes import PROBES
from tests.support.probing import saying, serving, silent

pytestmark = pytest.mark.filterwarnings("error")

FIELDS = {"state", "output", "elapsed_ms", "metrics", "items"}
METRIC_FIELDS = {"name", "value", "unit", "warn", "crit", "min", "max"}


@pytest.fixture
def listening():
    """A TCP server in a thread of its own, for commands that run their own event loop."""
    ready, stop, port = threading.Event(), threading.Event(), []

    async def serve():
        async with serving(saying(b"SSH-2.0-\x1b]52;c;x\x07test\r\n", then=silent)) as found:
            port.append(found)
            ready.set()
            while not stop.is_set():  # noqa: ASYNC110 - set by another thread
                await asyncio.sleep(0.01)

    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    ready.wait()
    yield port[0]
    stop.set()
    thread.join()


def test_json(listening, capsys):
    assert bls(["probe", "tcp", "127.0.0.1", "-o", f"port={listening}", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found.keys() >= FIELDS
    assert found["state"] == "OK"
    assert 0 < found["elapsed_ms"] < 5000
    assert [metric.keys() for metric in found["metrics"]] == [METRIC_FIELDS]


def test_json_ends_well_whatever_was_found(capsys):
    assert bls(["probe", "passive", "--json", "-o", "freshness_state=CRITICAL", "-o", "freshness=60"]) == 0
    assert json.loads(capsys.readouterr().out)["state"] == "CRITICAL"


@pytest.mark.parametrize(("state", "code"), [("OK", 0), ("WARNING", 1), ("CRITICAL", 2), ("UNKNOWN", 3)])
def test_text_ends_like_a_plugin(state, code, capsys):
    assert bls(["probe", "passive", "-o", f"freshness_state={state}", "-o", "freshness=60"]) == code
    assert capsys.readouterr().out == f"{state} - no result for 1 min\n"


def test_hostile_text_reaches_no_terminal(listening, capsys):
    assert bls(["probe", "tcp", "127.0.0.1", "-o", f"port={listening}", "-o", "preset=ssh"]) == 0
    shown = capsys.readouterr().out
    assert "\x1b" not in shown
    assert "\x07" not in shown
    assert "SSH-2.0-" in shown
    assert bls(["probe", "tcp", "127.0.0.1", "-o", f"port={listening}", "-o", "preset=ssh", "--json"]) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_items_are_a_table(capsys, monkeypatch):
    monkeypatch.setattr(command, "_measure", lambda *_: HOSTILE)
    bls(["probe", "local"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[-3].split() == ["descr", "percent", "note"]
    assert [line.split()[-2:] for line in lines[-2:]] == [["1.5", "-"], ["1.5", "-"]]
    assert not any("\x1b" in line for line in lines)


HOSTILE = Outcome(
    State.OK,
    "half \ud800 of a pair\x1b[2J\nsecond line",
    (Metric("nan", float("nan"), max=float("inf")), Metric("\x1b[31m", 1.0)),
    ({"descr": "\x1b[0m", "percent": 1.5}, {"descr": "b", "percent": 1.5, "note": None}),
    details="more\x07",
)


def test_json_has_no_nan_and_is_valid_utf8(capsys, monkeypatch):
    monkeypatch.setattr(command, "_measure", lambda *_: HOSTILE)
    assert bls(["probe", "local", "--json"]) == 0
    text = capsys.readouterr().out
    found = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} was printed"))
    assert found["metrics"][0]["value"] is None
    assert found["metrics"][0]["max"] is None
    found["output"].encode()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["probe", "pong", "127.0.0.1"], "no probe is called 'pong'; the kinds are icmp, tcp"),
        (["probe", "tcp", "127.0.0.1", "-o", "prot=1"], "option prot: unknown; allowed are port"),
        (["probe", "tcp", "127.0.0.1", "-o", "port=x"], "option port:"),
        (["probe", "tcp", "127.0.0.1", "-o", "port"], "key=value"),
        (["probe", "tcp", "127.0.0.1", "-o", "port=1", "-o", "port=2"], "option port: given twice"),
        (["probe", "tcp"], "name the address"),
        (["probe"], "bls probe --list"),
        (["probe", "snmp-memory", "127.0.0.1", "-o", "version=9"], "option version:"),
        (["probe", "snmp-memory", "127.0.0.1", "-o", "nonsense=9"], "allowed are warn"),
        (["probe", "snmp-memory", "127.0.0.1", "-o", "community=file:/no/such/file"], "/no/such/file"),
    ],
)
@pytest.mark.parametrize("json_too", [[], ["--json"]])
def test_mistakes_are_one_line_on_stderr_and_exit_2(arguments, words, json_too, capsys):
    assert bls([*arguments, *json_too]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1


def test_list_names_every_kind(capsys):
    assert bls(["probe", "--list"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(PROBES)
    assert all(len(line.split()) > 2 for line in lines)


@pytest.mark.parametrize("kind", PROBES)
def test_options_are_described(kind, capsys):
    assert bls(["probe", kind, "--help-options"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(len(line.split()) > 2 for line in lines)
    assert any("community" in line for line in lines) == kind.startswith("snmp-")


def test_an_agent_that_does_not_answer_is_unknown(capsys):
    options = ["-o", "port=1", "-o", "timeout=0.1", "-o", "retries=0"]
    assert bls(["probe", "snmp-memory", "127.0.0.1", *options, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["state"] == "UNKNOWN"
    assert "127.0.0.1" in found["output"]


def test_neither_textual_nor_sqlalchemy_is_loaded():
    script = (
        "import sys\nfrom bls_tui.cli import run\nrun(['probe', 'passive', '--json'])\n"
        "print(sorted({name.partition('.')[0] for name in sys.modules} & {'textual', 'rich', 'sqlalchemy', 'aiohttp'}))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
