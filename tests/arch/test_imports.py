"""Imports go one way, and what runs without a screen never loads what draws one."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = """
import sys
from bls_tui.cli import run
code = run(sys.argv[1:])
loaded = sorted({name.partition(".")[0] for name in sys.modules} & {"textual", "rich"})
print("LOADED", code, *loaded, file=sys.stderr)
"""


def test_the_import_contracts_hold(monkeypatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), cache_dir=None) == 0


@pytest.fixture
def config(tmp_path):
    path = tmp_path / "bls.toml"
    path.write_text(f'[database]\nurl = "sqlite:///{tmp_path}/bls.db"\n', "utf-8")
    return path


HEADLESS = (
    ("--help",),
    ("poller", "--help"),
    ("poller", "--for", "1"),
    ("now",),
    ("now", "--json"),
    ("status",),
    ("status", "--json"),
    ("log", "--json"),
    ("why", "nothere", "--json"),
    ("downtime", "list", "--json"),
    ("test", "nothere", "--json"),
    ("probe", "tcp", "127.0.0.1", "-o", "port=9", "--json"),
    ("metrics", "nothere", "--json"),
    ("outlook",),
    ("outlook", "--json"),
    ("threshold", "10", "11", "--json"),
    ("replay", "REPLAY", "--json"),
    ("inventory", "--help"),
)


@pytest.mark.parametrize("arguments", HEADLESS, ids=" ".join)
def test_commands_without_a_screen_load_neither_textual_nor_rich(config, tmp_path, arguments):
    replay = tmp_path / "replay.json"
    replay.write_text('{"kind": "service", "results": [{"at": 0, "state": "OK"}]}', "utf-8")
    given = [str(replay) if word == "REPLAY" else word for word in arguments]
    done = subprocess.run(
        [sys.executable, "-c", RUN, "--config", str(config), *given],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    verdict = done.stderr.strip().splitlines()[-1].split()
    assert verdict[0] == "LOADED", done.stderr
    assert verdict[1] == ("2" if "nothere" in arguments else "0"), done.stderr
    assert verdict[2:] == []
