"""The two ways into the database, on both databases."""

import stat
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from db.errors import DatabaseRefused, DatabaseUnavailable, DatabaseUrlInvalid
from db.queries import feed, history
from db.rows import NewEvent
from db.session import Database
from tests.support import inventory


def append_event(database: Database, label: str = "") -> int:
    with database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", text=label)])
        return w.seq


def events(database: Database) -> list[str]:
    with database.read() as r:
        return [event.text for event in reversed(history.latest(r))]


def test_every_write_takes_the_next_number_of_the_feed(database: Database) -> None:
    assert [append_event(database), append_event(database)] == [1, 2]
    with database.read() as r:
        assert feed.head(r) == 2


def test_an_exception_takes_the_whole_write_back(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        _fail_after_writing(database)
    assert events(database) == []
    assert append_event(database) == 1


def _fail_after_writing(database: Database) -> None:
    with database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", text="never")])
        _ = 1 / 0


def test_a_read_sees_one_moment(database: Database) -> None:
    append_event(database, "before")
    with database.read() as r:
        assert feed.head(r) == 1
        append_event(database, "meanwhile")
        assert feed.head(r) == 1
        assert [event.text for event in history.latest(r)] == ["before"]
    assert events(database) == ["before", "meanwhile"]


@pytest.mark.server("postgresql")
@pytest.mark.parametrize("backend", ["postgresql"])  # SQLite has no transactions that only read
def test_a_reader_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable, match="read-only"), database.read() as r:
        r.connection.execute(text("UPDATE feed SET head = 7"))


def test_writers_of_several_threads_and_programs_get_numbers_in_order_of_commit(database: Database) -> None:
    other = Database(database.url)
    taken: list[int] = []
    seen: list[list[int]] = []

    def write(target: Database) -> None:
        taken.extend(append_event(target) for _ in range(10))

    def watch() -> None:
        for _ in range(30):
            with database.read() as r:
                seen.append([event.seq for event in history.latest(r)][::-1])

    threads = [threading.Thread(target=write, args=[target]) for target in (database, database, other)]
    threads.append(threading.Thread(target=watch))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert sorted(taken) == list(range(1, 31))
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in seen)


def test_a_row_that_points_nowhere_is_refused(database: Database) -> None:
    with pytest.raises(DatabaseRefused), database.write() as w:
        history.append(w, [NewEvent(1.0, "COMMENT", object_id=4711)])


def test_text_that_no_database_can_hold_is_mended(database: Database) -> None:
    append_event(database, "a\0b\udcff€\x1b[31m")
    assert events(database) == ["ab?€\x1b[31m"]


def test_a_closed_database_opens_again(database: Database) -> None:
    append_event(database)
    database.close()
    assert append_event(database) == 2


def test_the_file_and_its_folder_are_private(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/new/bls.db")
    with database.read():
        pass
    database.close()
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "new" / "bls.db").stat().st_mode) == 0o600


def test_sqlite_is_set_up_to_survive(sqlite_database: Database) -> None:
    with sqlite_database.read() as r:
        values = {
            name: r.connection.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert values == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 5000}


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "not an address"),
        ("bls.db", "not an address"),
        ("mysql://localhost/bls", "only sqlite:/// and postgresql:// are supported"),
        ("sqlite://", "must name a file"),
        ("sqlite:///:memory:", "must name a file"),
        ("postgresql://localhost", "must name the database"),
        ("postgresql://localhost/bls?password=x", "password before the @"),
    ],
)
def test_an_address_that_cannot_be_used_is_explained(url: str, says: str) -> None:
    with pytest.raises(DatabaseUrlInvalid, match=says):
        Database(url)


def test_the_password_is_masked_for_display() -> None:
    database = Database("postgresql://bls:geheim@db.example/bls")
    assert "geheim" in database.url
    assert "geheim" not in database.display_url + database.name


def test_objects_stored_by_one_program_are_seen_by_another(database: Database) -> None:
    ids = inventory.put(database, "web01", "web01/http")
    other = Database(database.url)
    assert inventory.put(other, "web01", "web01/http") == ids
    other.close()
