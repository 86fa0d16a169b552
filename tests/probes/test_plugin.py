"""Real Nagios plugins, and programs that behave as no plugin should."""

import asyncio
import os
import signal
import time
from pathlib import Path

import pytest

from checks.model import State
from checks.probes import OptionError, parse_options
from checks.probes.plugin import MOST_AT_ONCE
from checks.probes.subprocesses import MOST_OUTPUT
from tests.support.probing import run, serving, silent

pytestmark = [pytest.mark.usefixtures("leakless"), pytest.mark.filterwarnings("error")]


@pytest.fixture
def script(tmp_path: Path):
    """Write a shell script and return its path."""

    def write(text: str, *, name: str = "check_own", mode: int = 0o755) -> str:
        path = tmp_path / name
        path.write_text(f"#!/bin/sh\n{text}\n")
        path.chmod(mode)
        return str(path)

    return write


async def plugin(command, **options):
    return await run("plugin", {"command": command, **options}, object_name="web01/page")


def runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


async def gone(pid: int) -> bool:
    for _ in range(100):
        if not runs(pid):
            return True
        await asyncio.sleep(0.02)
    return False


# Real ones


@pytest.mark.server("plugins")
@pytest.mark.parametrize(
    ("code", "state"), [(0, State.OK), (1, State.WARNING), (2, State.CRITICAL), (3, State.UNKNOWN)]
)
async def test_check_dummy(code, state):
    outcome = await plugin(f"check_dummy {code} 'some text'")
    assert (outcome.state, outcome.output) == (state, f"{state}: some text")


@pytest.mark.server("plugins")
async def test_check_tcp_with_its_metrics():
    async with serving(silent) as port:
        outcome = await plugin(f"check_tcp -H $HOSTADDRESS$ -p {port} -w 5 -c 10")
    assert outcome.state is State.OK
    metric = outcome.metrics[0]
    assert (metric.name, metric.unit, metric.max) == ("time", "s", 10)
    assert 0 < metric.value < 5


@pytest.mark.server("plugins")
async def test_check_disk_and_its_usage():
    outcome = await plugin(["$USER1$/check_disk", "-w", "1%", "-c", "0%", "-p", "/"])
    assert outcome.metrics[0].name == "/"
    assert (await plugin("check_disk --nonsense")).state is State.UNKNOWN


@pytest.mark.server("plugins")
async def test_a_name_alone_is_found_among_the_plugins():
    assert (await plugin(["check_dummy", "0"])).state is State.OK


# Output


async def test_output_over_several_lines(script):
    text = "cat <<'END'\nDISK OK | /=10MB;20;30;0;40\nline one\nline two | /home=5MB 'a b'=1%\n/var=7s\nEND"
    outcome = await plugin(script(text))
    assert outcome.output == "DISK OK"
    assert outcome.details == "line one\nline two"
    assert [(m.name, m.value, m.unit) for m in outcome.metrics] == [
        ("/", 10, "MB"),
        ("/home", 5, "MB"),
        ("a b", 1, "%"),
        ("/var", 7, "s"),
    ]
    assert (outcome.metrics[0].warn, outcome.metrics[0].crit, outcome.metrics[0].max) == ("20", "30", 40)


async def test_performance_data_that_is_none_is_kept_as_text(script):
    outcome = await plugin(script("echo 'fine | load=high time=1s'"))
    assert outcome.state is State.OK
    assert [metric.name for metric in outcome.metrics] == ["time"]
    assert "load=high" in outcome.details


async def test_errors_speak_when_the_output_is_silent(script):
    outcome = await plugin(script("echo 'cannot open socket' >&2; exit 2"))
    assert (outcome.state, outcome.output) == (State.CRITICAL, "cannot open socket")


async def test_no_word_at_all(script):
    path = script("exit 1")
    outcome = await plugin(path)
    assert (outcome.state, outcome.output) == (State.WARNING, f"{path} printed nothing")


async def test_binary_output(script):
    outcome = await plugin(script(r"printf 'a\000b\377c\033[2J\n'"))
    assert outcome.state is State.OK
    assert "\0" not in outcome.output
    assert outcome.output.startswith("ab\ufffdc")


async def test_output_is_kept_only_so_far(script):
    outcome = await plugin(script("echo first; yes x | head -c 3000000"))
    assert outcome.state is State.OK
    assert outcome.output == "first"
    assert len(outcome.details) <= MOST_OUTPUT


# Endings


async def test_a_code_that_is_none(script):
    outcome = await plugin(script("echo oops; exit 127"))
    assert outcome.state is State.UNKNOWN
    assert "ended with exit code 127" in outcome.output
    assert "oops" in outcome.output


async def test_death_by_signal(script):
    outcome = await plugin(script("kill -SEGV $$"))
    assert (outcome.state, "ended by signal SIGSEGV" in outcome.output) == (State.UNKNOWN, True)


async def test_timeout_kills_the_whole_group(script, tmp_path):
    pids = tmp_path / "pids"
    path = script(f"trap '' TERM; sleep 60 & echo $! >{pids}; echo $$ >>{pids}; sleep 60")
    outcome = await plugin(path, timeout=0.5)
    assert (outcome.state, "did not end within 0.5 s" in outcome.output) == (State.UNKNOWN, True)
    for pid in map(int, pids.read_text().split()):
        assert await gone(pid)


async def test_endless_output_ends_at_the_timeout(script):
    assert "did not end within 0.3 s" in (await plugin(script("exec yes"), timeout=0.3)).output


async def test_the_deadline_of_the_poller_holds_as_well(script):
    outcome = await run("plugin", {"command": script("sleep 60")}, deadline=0.3)
    assert "did not end within 0.3 s" in outcome.output


async def test_a_child_that_keeps_the_output_open_does_not_hold_us_up(script, tmp_path):
    pid = tmp_path / "pid"
    begun = time.monotonic()
    outcome = await plugin(script(f"sleep 60 & echo $! >{pid}; echo fine; exit 1"))
    assert (outcome.state, outcome.output) == (State.WARNING, "fine")
    assert time.monotonic() - begun < 4
    assert await gone(int(pid.read_text()))


async def test_cancelling_kills(script, tmp_path):
    pid = tmp_path / "pid"
    task = asyncio.create_task(plugin(script(f"echo $$ >{pid}; exec sleep 60")))
    while not (pid.exists() and pid.read_text().strip()):  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await gone(int(pid.read_text()))


@pytest.mark.parametrize(
    ("text", "mode", "words"),
    [
        ("#!/bin/sh\nexit 0\n", 0o644, "not executable"),
        ("#!/no/such/interpreter\n", 0o755, "its interpreter does not exist"),
        ("\x7fELF nonsense", 0o755, "neither a program"),
    ],
)
async def test_programs_that_cannot_be_started(tmp_path, text, mode, words):
    path = tmp_path / "check_broken"
    path.write_text(text)
    path.chmod(mode)
    outcome = await plugin([str(path)])
    assert (outcome.state, words in outcome.output) == (State.UNKNOWN, True), outcome.output


async def test_missing_program():
    outcome = await plugin("/no/such/check")
    assert (outcome.state, outcome.output) == (State.UNKNOWN, "/no/such/check: does not exist")


async def test_only_so_many_at_once(script, tmp_path):
    counter = tmp_path / "running"
    counter.mkdir()
    path = script(f"touch {counter}/$$; ls {counter} | wc -l; sleep 0.2; rm {counter}/$$")
    outcomes = await asyncio.gather(*(plugin(path) for _ in range(MOST_AT_ONCE + 8)))
    assert max(int(outcome.output) for outcome in outcomes) <= MOST_AT_ONCE


# Words, macros, environment


async def test_no_shell_reads_the_command(script, tmp_path):
    path = script('for word in "$@"; do printf "<%s>" "$word"; done')
    trap = tmp_path / "trap"
    outcome = await plugin([path, "a b", f"; touch {trap}", "$(id)", "`id`", "*"])
    assert outcome.output == f"<a b><; touch {trap}><$(id)><`id`><*>"
    assert not trap.exists()


async def test_macros_stay_within_their_word(script):
    path = script('for word in "$@"; do printf "<%s>" "$word"; done')
    outcome = await plugin(
        f"{path} $HOSTADDRESS$ --name=$HOSTNAME$ '$SERVICEDESC$ !' $ARG1$ $$5 a$b",
        arguments=["two words; $HOSTADDRESS$"],
    )
    assert outcome.output == "<127.0.0.1><--name=web01><page !><two words; $HOSTADDRESS$><$5><a$b>"


async def test_the_environment_is_empty_but_for_what_is_given(script, monkeypatch):
    monkeypatch.setenv("BLS_DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("PROBE_PASSWORD", "pass word")
    outcome = await plugin(
        script("env | sort | tr '\\n' ' '"),
        environment={"PLAIN": "1"},
        secrets={"PASSWORD": {"env": "PROBE_PASSWORD"}, "OTHER": "env:PROBE_PASSWORD"},
    )
    names = {word.partition("=")[0] for word in outcome.output.split() if "=" in word}
    assert names <= {"PATH", "LC_ALL", "HOME", "PWD", "PLAIN", "PASSWORD", "OTHER", "_", "SHLVL", "OLDPWD"}
    assert "PASSWORD=pass word" in outcome.output
    assert "secret" not in outcome.output


async def test_a_missing_secret_is_named(script):
    outcome = await plugin(script("exit 0"), secrets={"PASSWORD": "env:PROBE_NOT_SET"})
    assert (outcome.state, "PROBE_NOT_SET" in outcome.output) == (State.UNKNOWN, True)


async def test_nothing_of_ours_is_inherited(script):
    """Neither descriptors nor a terminal nor blocked signals."""
    read, write = os.pipe()
    try:
        os.set_inheritable(write, True)
        outcome = await plugin(script("ls /proc/self/fd | tr '\\n' ' '; read line && echo input"))
    finally:
        os.close(read)
        os.close(write)
    assert outcome.output == "0 1 2 3"  # 3 is the folder that ls reads
    assert signal.getsignal(signal.SIGCHLD) is signal.SIG_DFL


@pytest.mark.parametrize(
    ("options", "key"),
    [
        ({}, "command"),
        ({"command": ""}, "command"),
        ({"command": "a 'b"}, "command"),
        ({"command": ["a\0b"]}, "command"),
        ({"command": "check $NOSUCH$"}, "command"),
        ({"command": "check $ARG2$", "arguments": "one"}, "command"),
        ({"command": "check", "environment": {"A=B": "1"}}, "environment"),
        ({"command": "check", "timeout": 0}, "timeout"),
    ],
)
def test_wrong_options_are_named(options, key):
    with pytest.raises(OptionError, match=f"option {key}"):
        parse_options("plugin", options)
