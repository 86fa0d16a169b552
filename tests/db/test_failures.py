"""A database that goes away, fills up or breaks: named errors, nothing half-written, and going on afterwards."""

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from db import engine, failures, files, schema
from db.errors import DatabaseError, DatabaseRefused, DatabaseUnavailable
from db.queries import history
from db.rows import NewEvent
from db.session import Database
from tests.support import postgres

ROOT = Path(__file__).parents[2]


def append(database: Database, words: str = "x") -> None:
    with database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", text=words)])


def texts(database: Database) -> list[str]:
    with database.read() as r:
        return [row.text for row in reversed(history.latest(r, limit=100_000))]


def test_a_file_locked_by_another_program(sqlite_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    holder = sqlite3.connect(str(sqlite_database._url.database), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseUnavailable, match="locked by another program"):
        append(sqlite_database)
    assert texts(sqlite_database) == []
    holder.execute("ROLLBACK")
    append(sqlite_database, "after")
    assert texts(sqlite_database) == ["after"]
    holder.close()


def test_a_full_disk_leaves_nothing_half_written(sqlite_database: Database) -> None:
    append(sqlite_database, "before")
    with sqlite_database.read() as r:
        pages = r.connection.execute(text("PRAGMA page_count")).scalar_one()
    sqlite_database.close()

    @event.listens_for(sqlite_database.engine, "connect")
    def limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")

    with pytest.raises(DatabaseUnavailable, match=r"disk .* full"), sqlite_database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", text="y" * 1000) for _ in range(1000)])
    assert texts(sqlite_database) == ["before"]
    sqlite_database.close()
    append(sqlite_database, "after")
    assert texts(sqlite_database) == ["before", "after"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB: the schema alone takes one while it is made."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if (
        mount is None
        or subprocess.run([mount, "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder], check=False).returncode
    ):
        pytest.skip("a small disk cannot be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def test_a_disk_that_really_is_full(small_disk: Path) -> None:
    database = Database(f"sqlite:///{small_disk}/bls.db")
    schema.ensure(database)
    append(database, "before")
    with pytest.raises(DatabaseUnavailable, match=r"disk .* full"):
        _fill(database)
    kept = texts(database)
    assert kept[0] == "before"
    assert all(words == "y" * 50_000 for words in kept[1:])
    database.close()


def _fill(database: Database) -> None:
    for _ in range(100):
        append(database, "y" * 50_000)


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "bls.db").write_text("Dear diary, " * 1000)
    with pytest.raises(DatabaseUnavailable, match="is not a database"), Database(f"sqlite:///{tmp_path}/bls.db").read():
        pass


def test_a_damaged_file(sqlite_database: Database) -> None:
    for _ in range(50):
        append(sqlite_database, "z" * 2000)
    sqlite_database.close()
    path = Path(str(sqlite_database._url.database))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 2)
        file.write(os.urandom(size // 2))
    with pytest.raises(DatabaseError, match=r"damaged|not a database"):
        texts(sqlite_database)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    database = Database(f"sqlite:///{tmp_path}/file/bls.db")
    with pytest.raises(DatabaseUnavailable, match="cannot be created: "), database.read():
        pass


def test_a_file_on_a_network_disk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / {tmp_path} rw shared:1 - nfs4 nas:/home rw\n")
    monkeypatch.setattr(files, "_MOUNTS", mounts)
    database = Database(f"sqlite:///{tmp_path}/bls.db")
    with pytest.raises(DatabaseUnavailable, match=r"network file system \(nfs4\).*use PostgreSQL"), database.read():
        pass
    assert not (tmp_path / "bls.db").exists()


def test_the_deepest_and_latest_mount_counts(tmp_path: Path) -> None:
    mounts = (
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "2 1 0:9 / /data rw - cifs //nas/data rw\n"
        "3 2 8:2 / /data/my\\040disk rw - xfs /dev/sdb rw\n"
        "4 2 8:2 / /data/my\\040disk rw - btrfs /dev/sdc rw\n"
    )
    assert files.file_system(Path("/home/bls.db"), mounts) == "ext4"
    assert files.file_system(Path("/data/bls.db"), mounts) == "cifs"
    assert files.file_system(Path("/data/my disk/bls.db"), mounts) == "btrfs"
    assert files.file_system(Path("/data/my disk/bls.db"), "") is None


def test_a_killed_writer_loses_only_what_was_not_committed(sqlite_database: Database) -> None:
    program = (
        "import sys; from db.session import Database; from db.queries import history; from db.rows import NewEvent\n"
        f"database = Database({sqlite_database.url!r})\n"
        "for batch in range(10_000):\n"
        "    with database.write() as w:\n"
        "        history.append(w, [NewEvent(1.0, 'COMMENT', text=str(batch))] * 50)\n"
        "    print(batch, flush=True)\n"
    )
    for round_ in range(3):
        writer = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert writer.stdout is not None
        committed = [next(writer.stdout).strip() for _ in range(20 + round_ * 7)]
        writer.send_signal(signal.SIGKILL)
        committed += writer.stdout.read().split("\n")[:-1]
        writer.wait()
        found = texts(sqlite_database)
        assert all(found.count(batch) % 50 == 0 for batch in set(found))
        assert set(committed) <= set(found)
        with sqlite_database.read() as r:
            assert r.connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"


@pytest.fixture(scope="module")
def own_server() -> Iterator[postgres.Server]:
    """A server that may be killed without harming other tests."""
    server = postgres.Server.create()
    yield server
    server.remove()


@pytest.fixture
def mortal(own_server: postgres.Server) -> Iterator[Database]:
    name = own_server.fresh_database()
    database = Database(own_server.url(name))
    schema.ensure(database)
    yield database
    database.close()
    own_server.drop_database(name)


@pytest.mark.server("postgresql")
def test_a_server_killed_in_the_middle_of_a_write(mortal: Database, own_server: postgres.Server) -> None:
    append(mortal, "before")
    with pytest.raises(DatabaseUnavailable, match=r"connection|stopping"):
        _interrupted(mortal, own_server)
    with pytest.raises(DatabaseUnavailable, match="Nothing answers"):
        append(mortal)
    with pytest.raises(DatabaseUnavailable, match="Nothing answers"), mortal.read():
        pass
    own_server.start()
    append(mortal, "after")
    assert texts(mortal) == ["before", "after"]


def _interrupted(database: Database, server: postgres.Server) -> None:
    with database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", text="lost")])
        server.stop("immediate")
        history.append(w, [NewEvent(1.0, "COMMENT", text="lost too")])


@pytest.mark.server("postgresql")
def test_a_server_restarted_between_two_writes_is_not_noticed(mortal: Database, own_server: postgres.Server) -> None:
    append(mortal, "before")
    own_server.stop("fast")
    own_server.start()
    append(mortal, "after")
    assert texts(mortal) == ["before", "after"]


@pytest.mark.server("postgresql")
def test_a_row_locked_by_another_program(mortal: Database) -> None:
    impatient = Database(f"{mortal.url}?options=-c%20lock_timeout%3D100")
    with mortal.write(), pytest.raises(DatabaseUnavailable, match="locked by another program"):
        append(impatient)
    append(impatient, "after")
    impatient.close()


@pytest.mark.server("postgresql")
def test_what_the_server_refuses_is_explained_without_the_password(own_server: postgres.Server) -> None:
    own_server.execute(f"CREATE USER {postgres.GUARDED} PASSWORD 'right'")
    wrong = own_server.url(user=f"{postgres.GUARDED}:geheim")
    for url, says in (
        (wrong, "refuses the password"),
        (own_server.url(user=postgres.GUARDED), "wants a password"),
        (own_server.url("nowhere"), "no such database"),
        (own_server.url(user="nobody"), "refuses the user"),
        (f"postgresql://bls@127.0.0.1:{postgres.free_port()}/bls", "Nothing answers"),
    ):
        with pytest.raises(DatabaseUnavailable, match=says) as caught, Database(url).read():
            pass
        assert "geheim" not in str(caught.value)


@pytest.mark.server("postgresql")
def test_a_user_without_rights(mortal: Database, own_server: postgres.Server) -> None:
    own_server.execute("CREATE USER reader")
    reader = Database(mortal.url.replace("bls@", "reader@"))
    with pytest.raises(DatabaseUnavailable, match="lacks a permission"):
        append(reader)
    reader.close()


@pytest.mark.parametrize(
    ("message", "says"),
    [
        ("failed to resolve host 'db.example': Name or service not known", "host name .* not known"),
        ("connection timeout expired", "does not answer in time"),
        ("FATAL:  the database system is starting up", "stopping or starting"),
        ("FATAL:  sorry, too many clients already", "too many connections"),
        ("server closed the connection unexpectedly", "connection .* was lost"),
    ],
)
def test_what_libpq_says_is_explained(message: str, says: str) -> None:
    error = failures.explained(OperationalError("", None, psycopg.OperationalError(message)), "db.example")
    assert isinstance(error, DatabaseUnavailable)
    assert error.args[0].endswith(".")
    with pytest.raises(DatabaseUnavailable, match=says):
        raise error


@pytest.mark.parametrize(
    ("error", "kind", "says"),
    [
        (psycopg.errors.DiskFull("no space left"), DatabaseUnavailable, "disk .* full"),
        (psycopg.errors.AdminShutdown("terminating"), DatabaseUnavailable, "stopping or starting"),
        (psycopg.errors.QueryCanceled("statement timeout"), DatabaseUnavailable, "too long"),
        (psycopg.errors.ReadOnlySqlTransaction("read-only"), DatabaseUnavailable, "read-only"),
        (psycopg.errors.DataCorrupted("invalid page"), DatabaseUnavailable, "internal error"),
        (psycopg.errors.UniqueViolation("duplicate key"), DatabaseRefused, "does not take this change"),
        (psycopg.errors.SyntaxError("at or near"), DatabaseRefused, "does not take this change"),
    ],
)
def test_what_postgresql_says_is_explained(error: Exception, kind: type[DatabaseError], says: str) -> None:
    with pytest.raises(kind, match=says) as caught:
        raise failures.explained(OperationalError("", None, error), "db.example")
    assert type(caught.value) is kind
