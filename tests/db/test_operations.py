"""Acknowledgements, downtimes, checks now and passive results, and the flags they put on the status list."""

import pytest
from sqlalchemy import func, select

from db.errors import Conflict
from db.queries import feed, history, inventory, operations, states
from db.rows import StatusRow
from db.session import Database
from db.tables import operations as tables
from tests.support.inventory import put

NOW = 1_790_000_000.0


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return put(database, "web01", "web01/http", "web02")


def line(database: Database, object_id: int, now: float = NOW) -> StatusRow:
    with database.read() as r:
        return states.status(r, now, object_ids=[object_id])[0]


def changed(database: Database, since: int) -> set[str]:
    with database.read() as r:
        return {row.full_name for row in states.status(r, NOW, since=since)}


def head(database: Database) -> int:
    with database.read() as r:
        return feed.head(r)


def kinds(database: Database, object_id: int) -> list[str]:
    with database.read() as r:
        return [event.kind for event in reversed(history.of_object(r, object_id))]


def downtime(database: Database, object_id: int, **fields: object) -> int:
    values: dict = {
        "object_id": object_id,
        "with_services": False,
        "kind": "fixed",
        "starts_at": NOW,
        "ends_at": NOW + 3600,
        "author": "rossi",
        "comment": "new disk",
        "created_at": NOW - 60,
        **fields,
    }
    with database.write() as w:
        return operations.add_downtime(w, **values)


def test_an_acknowledgement_is_in_force_until_it_expires(database: Database, ids: dict[str, int]) -> None:
    host = ids["web01"]
    with database.write() as w:
        operations.acknowledge(w, host, "rossi", "on it", sticky=True, at=NOW, expires_at=NOW + 60)
    assert (line(database, host).acknowledged_by, line(database, host).acknowledgement) == ("rossi", "on it")
    assert line(database, host, NOW + 61).acknowledged_by is None
    with database.read() as r:
        assert [row.object_id for row in operations.acknowledgements(r, NOW)] == [host]
        assert operations.acknowledgements(r, NOW + 60) == []
        assert [row.object_id for row in operations.expired_acknowledgements(r, NOW + 60)] == [host]


def test_a_new_acknowledgement_replaces_the_old_one(database: Database, ids: dict[str, int]) -> None:
    host = ids["web01"]
    with database.write() as w:
        operations.acknowledge(w, host, "rossi", "on it", sticky=False, at=NOW, expires_at=None)
        operations.acknowledge(w, host, "bianchi", "me now", sticky=False, at=NOW + 1, expires_at=None)
    assert line(database, host).acknowledged_by == "bianchi"
    with database.write() as w:
        cleared = operations.clear_acknowledgement(w, host, NOW + 2, "poller")
    assert [(row.author, row.cleared_by) for row in cleared] == [("bianchi", "poller")]
    assert line(database, host).acknowledged_by is None
    assert kinds(database, host) == ["ACKNOWLEDGED", "ACKNOWLEDGED", "UNACKNOWLEDGED"]


def test_clearing_nothing_is_no_event(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        assert operations.clear_acknowledgement(w, ids["web01"], NOW, "poller") == []
    assert kinds(database, ids["web01"]) == []


def test_a_fixed_downtime_is_in_effect_inside_its_window(database: Database, ids: dict[str, int]) -> None:
    downtime(database, ids["web01"])
    assert not line(database, ids["web01"], NOW - 1).in_downtime
    assert line(database, ids["web01"], NOW).in_downtime
    assert not line(database, ids["web01"], NOW + 3600).in_downtime
    assert not line(database, ids["web01/http"]).in_downtime


def test_a_downtime_of_a_host_covers_its_services_where_it_says_so(database: Database, ids: dict[str, int]) -> None:
    before = head(database)
    downtime(database, ids["web01"], with_services=True)
    assert line(database, ids["web01/http"]).in_downtime
    assert changed(database, before) == {"web01", "web01/http"}


def test_a_flexible_downtime_is_in_effect_once_started(database: Database, ids: dict[str, int]) -> None:
    number = downtime(database, ids["web01"], kind="flexible", duration=7200.0)
    assert not line(database, ids["web01"]).in_downtime
    with database.write() as w:
        operations.start_downtime(w, number, NOW + 3000)
    assert line(database, ids["web01"], NOW + 4000).in_downtime
    with database.read() as r:
        assert [row.id for row in operations.downtimes(r, NOW + 10_000)] == [number]
        assert operations.downtimes(r, NOW + 10_200) == []
    with database.write() as w:
        operations.end_downtime(w, number, NOW + 10_200)
    assert not line(database, ids["web01"], NOW + 4000).in_downtime
    assert kinds(database, ids["web01"]) == ["DOWNTIME_SET", "DOWNTIME_START", "DOWNTIME_END"]


def test_a_downtime_is_changed_only_as_it_was_seen(database: Database, ids: dict[str, int]) -> None:
    number = downtime(database, ids["web01"])
    with database.write() as w:
        operations.start_downtime(w, number, NOW)
    with pytest.raises(Conflict), database.write() as w:
        operations.start_downtime(w, number, NOW)
    with database.write() as w:
        assert operations.cancel_downtime(w, number, NOW + 5, "rossi").cancelled_by == "rossi"
    with pytest.raises(Conflict), database.write() as w:
        operations.cancel_downtime(w, number, NOW + 6, "bianchi")
    with pytest.raises(Conflict), database.write() as w:
        operations.end_downtime(w, 4711, NOW)
    with database.read() as r:
        assert [row.ended_at for row in operations.downtimes_of(r, ids["web01"], 10)] == [NOW + 5]


def test_an_occurrence_of_a_recurring_downtime_is_scheduled_once(database: Database, ids: dict[str, int]) -> None:
    first = downtime(database, ids["web01"], rule="sunday")
    assert downtime(database, ids["web01"], rule="sunday") == first
    assert downtime(database, ids["web02"], rule="sunday") != first
    assert kinds(database, ids["web01"]) == ["DOWNTIME_SET"]


def test_requests_are_taken_once_in_order(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        for name in ("web02", "web01", "web02"):
            operations.request_check(w, ids[name], NOW, "rossi")
    with database.write() as w:
        assert operations.take_check_requests(w, NOW) == [ids["web02"], ids["web01"]]
        assert operations.take_check_requests(w, NOW) == []


def test_submissions_are_taken_oldest_first(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        for number in range(5):
            operations.submit(w, ids["web01/http"], NOW + number, "OK", f"result {number} \0", "script")
    with database.write() as w:
        first = operations.take_submissions(w, NOW, limit=2)
    with database.write() as w:
        rest = operations.take_submissions(w, NOW)
        assert operations.take_submissions(w, NOW) == []
    assert [row.output for row in first + rest] == [f"result {number} " for number in range(5)]


def test_old_requests_and_submissions_do_not_pile_up(database: Database, ids: dict[str, int]) -> None:
    for day in range(4):
        with database.write() as w:
            operations.submit(w, ids["web01/http"], NOW, "OK", "x", "script")
            operations.request_check(w, ids["web01/http"], NOW, "rossi")
            operations.take_submissions(w, NOW + day * 86_400)
            operations.take_check_requests(w, NOW + day * 86_400)
    with database.read() as r:
        for table in (tables.submissions, tables.check_requests):
            assert r.connection.execute(select(func.count()).select_from(table)).scalar() == 2


def test_what_is_open_ends_when_an_object_is_removed(database: Database, ids: dict[str, int]) -> None:
    downtime(database, ids["web01"])
    with database.write() as w:
        operations.acknowledge(w, ids["web01"], "rossi", "on it", sticky=True, at=NOW, expires_at=None)
        inventory.remove_objects(w, ["web01"], NOW + 1)
    with database.read() as r:
        assert operations.acknowledgements(r, NOW + 2) == []
        assert operations.downtimes(r, NOW + 2) == []
