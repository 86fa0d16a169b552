import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from bls_tui import cli
from bls_tui.errors import RefusedError
from db.errors import DatabaseUnavailable

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def _own_directories(monkeypatch, tmp_path):
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.delenv("BLS_CONFIG", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def failing(monkeypatch):
    """Make `bls fail` raise what the test wants."""

    def arrange(error):
        @click.command()
        def fail():
            raise error

        module = type(sys)("bls_test_fail")
        module.fail = fail
        monkeypatch.setitem(sys.modules, "bls_test_fail", module)
        monkeypatch.setattr(cli, "COMMANDS", {"fail": "bls_test_fail:fail"})

    return arrange


def loaded_by(*arguments):
    program = f"import sys; from bls_tui.cli import run; run({list(arguments)!r}); print('\\n' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines()[-1].split())


def test_the_version_is_printed(capsys):
    assert cli.run(["--version"]) == 0
    assert capsys.readouterr().out.startswith("bls ")


def test_starting_costs_no_heavy_import():
    heavy = {"sqlalchemy", "pydantic", "textual", "rich", "structlog", "aiohttp", "tomlkit", "alembic"}
    assert not heavy & loaded_by("--version")


def test_help_lists_every_command_once_and_loads_no_screen(capsys):
    assert cli.run(["--help"]) == 0
    out = capsys.readouterr().out
    for name in cli.COMMANDS:
        assert out.count(f"\n  {name} ") == 1
    assert not {"textual", "rich"} & loaded_by("--help")


def test_every_listed_section_names_commands_that_exist():
    assert {name for names in cli.SECTIONS.values() for name in names} <= set(cli.COMMANDS)


@pytest.mark.parametrize("arguments", [["frob"], ["--frob"], ["inventory", "apply", "--frob"], ["init", "a", "b"]])
def test_a_wrong_command_line_is_one_line_and_exit_code_2(capsys, arguments):
    assert cli.run(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("bls")
    assert captured.err.count("\n") == 1


@pytest.mark.parametrize("error", [RefusedError("That is not allowed."), DatabaseUnavailable("That is not allowed.")])
def test_an_expected_error_is_its_sentence(capsys, failing, error):
    failing(error)
    assert cli.run(["fail"]) == 2
    assert capsys.readouterr().err == "That is not allowed.\n"


def test_foreign_text_in_an_error_cannot_act_on_the_terminal(capsys, failing):
    failing(RefusedError("no \x1b]52;c;Zm9v\x07 and \x9b31m"))
    cli.run(["fail"])
    err = capsys.readouterr().err
    assert "\x1b" not in err
    assert "\x9b" not in err
    assert "\x07" not in err


def test_a_defect_is_one_line_and_its_traceback_is_in_the_log(capsys, failing, tmp_path):
    failing(ZeroDivisionError("oops"))
    assert cli.run(["fail"]) == 2
    err = capsys.readouterr().err
    log = tmp_path / "bls" / "bls.log"
    assert err == f"bls stopped on a defect of its own (ZeroDivisionError: oops); details are in {log}\n"
    assert "raise error" in log.read_text(encoding="utf-8")


def test_a_defect_is_told_even_where_the_log_cannot_be_written(capsys, failing, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    failing(ZeroDivisionError("oops"))
    assert cli.run(["fail"]) == 2
    err = capsys.readouterr().err
    assert "ZeroDivisionError: oops" in err
    assert "the log could not be written" in err
    assert err.count("\n") == 1


def test_ctrl_c_is_quiet(capsys, failing):
    failing(KeyboardInterrupt())
    assert cli.run(["fail"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_reader_that_goes_away_is_no_error():
    command = f"{Path(sys.executable).with_name('bls')} --help | true"
    done = subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, check=False, cwd=ROOT, env=dict(os.environ)
    )
    assert done.stderr == ""


def test_a_wrong_configuration_names_every_mistake(capsys, tmp_path):
    path = tmp_path / "bad.toml"
    path.write_text('[ui]\nlanguage = "de"\n[poler]\n')
    assert cli.run(["--config", str(path), "doctor"]) == 1
    assert cli.run(["--config", str(path), "inventory", "list"]) == 2
    err = capsys.readouterr().err.splitlines()
    assert err == [
        f"{path}:2: ui.language: must be one of 'auto', 'it' or 'en' (given: 'de')",
        f"{path}:3: poler: unknown key; did you mean poller?",
    ]
