import logging
import subprocess
import sys
from pathlib import Path

import pytest
import structlog

from bls_tui import bootstrap, config, logs
from bls_tui.inventory.parse import InventoryError
from db.queries import inventory

ROOT = Path(__file__).resolve().parents[2]
FLEET = '[customer.acme]\n[host.a]\ncustomer = "acme"\naddress = "127.0.0.1"\n'


@pytest.fixture
def configured(tmp_path, monkeypatch):
    for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    (tmp_path / "bls.toml").write_text(
        '[inventory]\npaths = ["fleet.toml"]\n[poller]\nconcurrency = 7\nstale_after = 9\n'
    )
    (tmp_path / "fleet.toml").write_text(FLEET)
    return config.load(tmp_path / "bls.toml")


@pytest.fixture
def logging_restored():
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    for handler in root.handlers:
        handler.close()
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


def names(database):
    with database.read() as r:
        return {row.full_name for row in inventory.objects(r)}


def test_the_inventory_is_applied_at_start(configured, tmp_path):
    database = bootstrap.open_database(configured)
    assert bootstrap.refresh_inventory(configured, database) == ""
    assert names(database) == {"a"}
    assert (tmp_path / "home" / "bls").stat().st_mode & 0o077 == 0
    database.close()


def test_a_wrong_inventory_at_start_leaves_the_old_one_in_use(configured, tmp_path):
    database = bootstrap.open_database(configured)
    bootstrap.refresh_inventory(configured, database)
    (tmp_path / "fleet.toml").write_text(FLEET + "interval = 900\n")
    assert "fleet.toml:5: host.a.interval: must be at most 300" in bootstrap.refresh_inventory(configured, database)
    assert names(database) == {"a"}
    database.close()


def test_a_wrong_inventory_at_the_very_first_start_is_an_error(configured, tmp_path):
    (tmp_path / "fleet.toml").write_text(FLEET + "interval = 900\n")
    database = bootstrap.open_database(configured)
    with pytest.raises(InventoryError):
        bootstrap.refresh_inventory(configured, database)
    database.close()


def test_this_machine_is_described_once_in_the_data_directory(configured, tmp_path, monkeypatch):
    monkeypatch.setattr("bls_tui.inventory.first_run.agent_answers", lambda: False)
    watching = configured.model_copy(update={"inventory": config.InventorySection(this_machine=True)})
    [source] = bootstrap.inventory_sources(watching)
    assert source.path == tmp_path / "home" / "bls" / "inventory" / "this-machine.toml"
    assert "[host.localhost]" in source.path.read_text(encoding="utf-8")


def test_the_poller_is_told_what_bls_toml_says(configured):
    database = bootstrap.open_database(configured)
    poller = bootstrap.build_poller(configured, database)
    assert poller.holder == bootstrap.this_process()
    settings = poller._settings
    assert (settings.concurrency, settings.lease_stale) == (7, 9)
    assert (settings.retention.raw, settings.retention.five_minute, settings.retention.hourly) == (14, 90, 1825)
    database.close()


def test_both_ways_of_logging_reach_the_file_and_nothing_acts_on_a_terminal(tmp_path, logging_restored, capfd):
    logs.to_file(tmp_path / "deep" / "bls.log", "info")
    structlog.get_logger("x").info("host \x1b[31m answers", output="a\nb\x9b")
    structlog.get_logger("x").debug("not important")
    logging.getLogger("library").warning("it is %s", "late")
    structlog.get_logger("x").error("stopped", exc_info=ZeroDivisionError("\x1b]0;title\x07"))
    text = (tmp_path / "deep" / "bls.log").read_text(encoding="utf-8")
    assert "\x1b" not in text
    assert "\x9b" not in text
    first, second, *trace = text.splitlines()
    assert "[info] host ·[31m answers output='a\\nb" in first
    assert second.endswith("[warning] it is late")
    assert any("ZeroDivisionError" in line for line in trace)
    assert capfd.readouterr().err == ""


def test_logging_loads_no_rich():
    look = "print('structlog' in sys.modules, 'rich' in sys.modules)"
    program = f"import sys; from bls_tui import logs; logs.to_stderr('info'); {look}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "True False\n"
