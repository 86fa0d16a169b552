"""A copy of the live database, and the commands around it."""

import stat
import threading
from pathlib import Path

import pytest

from bls_tui.cli import run
from db import schema
from db.backup import backup, dump_command
from db.errors import BackupFailed
from db.queries import feed, history, server
from db.rows import NewEvent
from db.session import Database
from tests.support.inventory import put


def append(database: Database) -> None:
    with database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", text="x" * 500)] * 20)


def test_a_copy_of_a_database_that_is_being_written_is_one_moment(sqlite_database: Database, tmp_path: Path) -> None:
    put(sqlite_database, "web01")
    done = threading.Event()

    def write() -> None:
        while not done.is_set():
            append(sqlite_database)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        size = backup(sqlite_database, tmp_path / "copy.db")
    finally:
        done.set()
        writer.join()
    assert [path.name for path in tmp_path.glob("copy*")] == ["copy.db"]
    assert size == (tmp_path / "copy.db").stat().st_size
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    copy = Database(f"sqlite:///{tmp_path}/copy.db")
    assert schema.verify(copy) == []
    with copy.read() as r:
        assert server.damage(r) == []
        assert len(history.latest(r, limit=1_000_000)) == 20 * (feed.head(r) - 1)
    copy.close()


def test_a_file_that_exists_is_not_overwritten(sqlite_database: Database, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("data")
    with pytest.raises(BackupFailed, match="not overwritten"):
        backup(sqlite_database, tmp_path / "precious")
    assert (tmp_path / "precious").read_text() == "data"


def test_a_copy_that_cannot_be_written_leaves_nothing(sqlite_database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupFailed, match="cannot be written"):
        backup(sqlite_database, tmp_path / "nowhere" / "copy.db")
    assert list(tmp_path.glob("*unfinished")) == []


def test_postgresql_is_told_its_own_command_without_password() -> None:
    database = Database("postgresql://bls:geheim@db.example:5433/bls?sslmode=require")
    assert dump_command(database, Path("my copy.dump")) == (
        "pg_dump --format=custom '--file=my copy.dump' 'postgresql://bls@db.example:5433/bls?sslmode=require'"
    )
    with pytest.raises(BackupFailed, match="pg_dump") as caught:
        backup(database, Path("copy"))
    assert "geheim" not in str(caught.value)


@pytest.fixture
def configured(database: Database, tmp_path: Path) -> list[str]:
    """Command-line arguments that name a configuration with the database."""
    path = tmp_path / "bls.toml"
    path.write_text(f'[database]\nurl = "{database.url}"\n[ui]\nlanguage = "en"\n')
    path.chmod(0o600)
    return ["--config", str(path), "db"]


def test_the_commands(
    database: Database, configured: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(database, "web01", "web01/http")
    assert run([*configured, "info", "--json"]) == 0
    assert '"hosts": 1, "services": 1' in capsys.readouterr().out
    assert run([*configured, "upgrade"]) == 0
    assert "already" in capsys.readouterr().out
    assert run([*configured, "verify"]) == 0
    assert "agree with the history" in capsys.readouterr().out
    code = run([*configured, "backup", str(tmp_path / "copy")])
    out, err = capsys.readouterr()
    if database.sqlite:
        assert (code, "were copied" in out) == (0, True)
    else:
        assert (code, "pg_dump" in err) == (2, True)


def test_verify_fails_where_something_disagrees(
    database: Database, configured: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    ids = put(database, "web01")
    with database.write() as w:
        history.append(w, [NewEvent(1.0, "STATE", ids["web01"], "UP", "DOWN", "HARD", 1)])
    assert run([*configured, "verify"]) == 1
    out, err = capsys.readouterr()
    assert "the last event says DOWN" in out
    assert err == "1 fault.\n"
