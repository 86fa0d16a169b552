"""Text from elsewhere may be anything; reading it never raises."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.probes.http_words import explain
from checks.probes.local_figures import FiguresError, cpu_times, load_averages, memory, processors, swap, uptime
from checks.probes.local_mounts import read_mounts
from checks.probes.plugin_output import parse
from checks.probes.tcp import unescape

lines = st.text(alphabet=st.sampled_from("abz/ |=;'\"%:-\\040\n\t\0é\x1b"), max_size=200) | st.text(max_size=200)
machine = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)


@given(text=lines)
def test_plugin_output(text):
    said = parse(text)
    assert "\n" not in said.summary
    assert "\0" not in said.summary + said.details


@machine
@given(text=lines)
def test_mounts(tmp_path: Path, text):
    (tmp_path / "proc/self").mkdir(parents=True, exist_ok=True)
    (tmp_path / "proc/filesystems").write_text("nodev\tproc\n")
    (tmp_path / "proc/self/mountinfo").write_text(f"26 1 8:1 / / rw - ext4 /dev/sda1 rw\n{text}")
    assert "/" in {mount.place for mount in read_mounts(tmp_path)}


@machine
@pytest.mark.parametrize("figure", [cpu_times, load_averages, memory, processors, swap, uptime])
@given(text=lines)
def test_figures(tmp_path: Path, figure, text):
    (tmp_path / "proc").mkdir(exist_ok=True)
    for name in ("stat", "loadavg", "meminfo", "uptime"):
        (tmp_path / "proc" / name).write_text(text)
    with contextlib.suppress(FiguresError):
        figure(tmp_path)


@given(text=st.text(alphabet="ab\\rnt0x4Gé", max_size=20))
def test_escapes(text):
    with contextlib.suppress(ValueError):
        assert isinstance(unescape(text), bytes)


@given(text=st.text(max_size=400))
def test_errors_are_one_line(text):
    _, words = explain(ValueError(text))
    assert words
    assert len(words) <= 200
    assert "\n" not in words
