import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import get_args

import pytest

from bls_tui import config
from bls_tui.config import Config, ConfigError, UiSection
from bls_tui.sample import sample_config
from bls_tui.ui.themes import THEMES

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _nowhere(monkeypatch, tmp_path):
    """No configuration of the machine that runs the tests is found."""
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / variable.lower()))
    monkeypatch.delenv("BLS_CONFIG", raising=False)
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "etc" / "bls.toml")
    monkeypatch.chdir(tmp_path)


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def mistakes(path):
    with pytest.raises(ConfigError) as caught:
        config.load(path)
    return [(m.line, m.key, m.message) for m in caught.value.mistakes]


def test_without_any_file_the_defaults_hold(tmp_path):
    loaded = config.load()
    assert loaded == Config()
    assert loaded.path is None
    assert loaded.database_url == f"sqlite:///{tmp_path}/xdg_data_home/bls/bls.db"
    assert loaded.log_path == tmp_path / "xdg_state_home" / "bls" / "bls.log"


def test_the_most_particular_place_wins(tmp_path, monkeypatch):
    places = [
        write(tmp_path / "etc" / "bls.toml", "[poller]\nconcurrency = 1\n"),
        write(tmp_path / "xdg_config_home" / "bls" / "bls.toml", "[poller]\nconcurrency = 2\n"),
        write(tmp_path / "bls.toml", "[poller]\nconcurrency = 3\n"),
    ]
    for number, place in reversed(list(enumerate(places, start=1))):
        assert config.load().poller.concurrency == number
        assert config.load().path == place
        place.unlink()
    monkeypatch.setenv("BLS_CONFIG", str(write(tmp_path / "env.toml", "[poller]\nconcurrency = 4\n")))
    assert config.load().poller.concurrency == 4
    assert config.load(write(tmp_path / "named.toml", "[poller]\nconcurrency = 5\n")).poller.concurrency == 5


def test_a_named_file_that_is_missing_is_an_error(tmp_path):
    assert mistakes(tmp_path / "none.toml") == [(0, "", "cannot be read: No such file or directory")]


def test_all_mistakes_are_listed_with_line_and_key(tmp_path):
    path = write(
        tmp_path / "bad.toml",
        '[databse]\nurl = 1\n[ui]\nlangauge = "it"\nlanguage = "de"\ntimezone = "Europe/Rom"\n'
        "[poller]\nconcurrency = 0\nstale_after = 'x'\n[inventory]\npaths = ['a', 1]\n",
    )
    assert mistakes(path) == [
        (1, "databse", "unknown key; did you mean database?"),
        (4, "ui.langauge", "unknown key; did you mean language?"),
        (5, "ui.language", "must be one of 'auto', 'it' or 'en' (given: 'de')"),
        (6, "ui.timezone", "'Europe/Rom' is not a time zone such as Europe/Rome"),
        (8, "poller.concurrency", "must be at least 1 (given: 0)"),
        (9, "poller.stale_after", "must be a whole number (given: 'x')"),
        (11, "inventory.paths", "must be text (given: 1)"),
    ]


def test_what_is_not_toml_names_the_line(tmp_path):
    [(line, _key, message)] = mistakes(write(tmp_path / "bad.toml", "[ui]\nlanguage\n"))
    assert line == 2
    assert message.startswith("is not valid TOML: Expected '=' after a key")


def test_what_is_not_utf8_is_refused(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(b"# caff\xe8\n")
    assert mistakes(path) == [(0, "", "is not UTF-8 text")]


def test_the_database_may_be_a_reference(tmp_path, monkeypatch):
    path = write(tmp_path / "bls.toml", '[database]\nurl = { env = "BLS_TEST_URL" }\n')
    monkeypatch.setenv("BLS_TEST_URL", "postgresql://bls:secret@db.example.net/bls")
    assert config.load(path).database_url == "postgresql://bls:secret@db.example.net/bls"
    monkeypatch.delenv("BLS_TEST_URL")
    with pytest.raises(ConfigError, match=r"database\.url: the environment variable BLS_TEST_URL is not set"):
        _ = config.load(path).database_url


def test_a_reference_of_an_unknown_kind_is_a_mistake(tmp_path):
    [(line, key, message)] = mistakes(write(tmp_path / "bls.toml", '\n[database]\nurl = { envv = "X" }\n'))
    assert (line, key) == (3, "database.url")
    assert message == "must be text, or a table with one of the keys env, file, command"


def test_relative_paths_are_relative_to_the_file(tmp_path):
    text = '[database]\nurl = "sqlite:///data/bls.db"\n[log]\nfile = "bls.log"\n'
    loaded = config.load(write(tmp_path / "deep" / "bls.toml", text))
    assert loaded.database_url == f"sqlite:///{tmp_path}/deep/data/bls.db"
    assert loaded.log_path == tmp_path / "deep" / "bls.log"
    assert loaded.directory == tmp_path / "deep"


def test_the_sample_says_every_key_with_its_default():
    text = sample_config({})
    assert tomllib.loads(text) == {name: {} for name in Config.model_fields if name not in ("mailbox", "discovery")}
    uncommented = "\n".join(
        line.removeprefix("#") if " = " in line and line[1] != " " else line for line in text.splitlines()
    )
    assert Config.model_validate(tomllib.loads(uncommented)) == Config()


def test_the_shipped_file_is_the_sample():
    shipped = (ROOT / "bls.toml").read_text(encoding="utf-8")
    assert shipped == sample_config({"inventory": {"this_machine": True}})


def test_the_themes_are_those_of_the_workbench():
    assert set(get_args(UiSection.model_fields["theme"].annotation)) == set(THEMES)


def test_a_configuration_costs_no_database_and_no_screen():
    program = "import sys, bls_tui.config as c; c.load(); print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=dict(os.environ), cwd=ROOT
    )
    assert not {"sqlalchemy", "textual", "rich", "structlog", "tomlkit"} & set(loaded.stdout.split())
