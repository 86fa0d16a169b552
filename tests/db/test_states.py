"""Current states, status lists and problems."""

from dataclasses import replace

import pytest

from checks.model import Notify, State, StateType
from db.queries import history, inventory, metrics, problems, states
from db.rows import NewEvent, NewSample, StateRow, StatusRow
from db.session import Database
from tests.support.inventory import declared, put

NOW = 1_790_000_000.0


@pytest.fixture
def ids(database: Database) -> dict[str, int]:
    return put(database, "web01", "web01/http", "web02")


def load(database: Database) -> dict[int, StateRow]:
    with database.read() as r:
        return {row.object_id: row for row in states.load(r)}


def status(database: Database, **arguments: object) -> dict[str, StatusRow]:
    with database.read() as r:
        return {row.full_name: row for row in states.status(r, NOW, **arguments)}


def test_a_new_object_is_pending(database: Database, ids: dict[str, int]) -> None:
    row = load(database)[ids["web01"]]
    assert (row.state, row.state_type, row.hard_state, row.checked_at) == ("PENDING", "HARD", "PENDING", None)


def test_a_state_comes_back_as_it_was_saved(database: Database, ids: dict[str, int]) -> None:
    row = replace(
        load(database)[ids["web01/http"]],
        state="CRITICAL",
        state_type="SOFT",
        attempt=2,
        output="è giù: 503 ▼",
        details="one\ntwo",
        started_at=NOW - 1.25,
        checked_at=NOW,
        next_check_at=NOW + 60,
        elapsed_ms=12.5,
        flap_bits=(1 << 20) - 1,
        flap_percent=99.9,
        flapping=True,
        suppressed_state="OK",
        memory={"counters": [2**64 - 1, 1.5], "nested": {"ü": None}},
    )
    with database.write() as w:
        states.save(w, [row])
    assert load(database)[row.object_id] == row


def test_what_cannot_be_stored_is_mended(database: Database, ids: dict[str, int]) -> None:
    row = replace(load(database)[ids["web01"]], output="a\0b", details="\udc80", memory={"rate": float("nan")})
    with database.write() as w:
        states.save(w, [row])
    found = load(database)[ids["web01"]]
    assert (found.output, found.details, found.memory) == ("ab", "?", {"rate": None})


def test_the_status_list_knows_whose_an_object_is(database: Database) -> None:
    with database.write() as w:
        customer = inventory.upsert_customers(w, [{"key": "acme", "name": "Acme S.p.A.", "notes": ""}])["acme"]
        site = inventory.upsert_sites(w, [{"customer_id": customer, "key": "mi", "name": "Milano"}])[customer, "mi"]
        rows = [
            declared("web01", customer, site_id=site, address="192.0.2.1"),
            declared("web01/http", customer, probe="http"),
        ]
        inventory.upsert_objects(w, rows)
    line = status(database)["web01/http"]
    assert (line.customer_key, line.customer, line.site) == ("acme", "Acme S.p.A.", "Milano")
    assert (line.host, line.name, line.address, line.probe) == ("web01", "http", "192.0.2.1", "http")


def test_since_returns_only_what_changed(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        before = w.seq
    with database.write() as w:
        states.touch(w, [ids["web02"]])
    assert set(status(database, since=before)) == {"web02"}
    assert set(status(database, since=before, object_ids=[ids["web01"]])) == set()
    assert set(status(database, object_ids=[])) == set()


def test_a_problem_is_opened_once_and_closed(database: Database, ids: dict[str, int]) -> None:
    host = ids["web01"]
    with database.write() as w:
        problems.open_(w, host, NOW, "DOWN", None)
        problems.open_(w, host, NOW + 1, "DOWN", None)
    line = status(database)["web01"]
    assert (line.problem_id, line.problem_since) == (1, NOW)
    with database.write() as w:
        problems.close(w, host, NOW + 2)
        problems.open_(w, host, NOW + 3, "UNREACHABLE", None)
    with database.read() as r:
        assert [(row.opened_at, row.closed_at) for row in problems.recent(r, host, 10)] == [
            (NOW + 3, None),
            (NOW, NOW + 2),
        ]
        assert [row.state for row in problems.open_problems(r)] == ["UNREACHABLE"]


def test_a_problem_folds_under_its_cause_while_that_is_open(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        problems.open_(w, ids["web01"], NOW, "DOWN", None)
        problems.open_(w, ids["web01/http"], NOW, "CRITICAL", ids["web01"])
        problems.open_(w, ids["web02"], NOW, "UNREACHABLE", None)
        problems.update(w, ids["web02"], "DOWN", ids["web01"])
    lines = status(database)
    assert lines["web01/http"].cause_object_id == lines["web02"].cause_object_id == ids["web01"]
    assert lines["web01"].cause_id is None
    with database.write() as w:
        before = w.seq - 1
        problems.close(w, ids["web01"], NOW + 5)
    assert set(status(database, since=before)) == {"web01", "web01/http", "web02"}
    assert status(database)["web02"].cause_object_id is None


def test_a_removed_object_disappears_and_comes_back_with_its_history(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        problems.open_(w, ids["web02"], NOW, "DOWN", None)
        history.append(w, [NewEvent(NOW, "STATE", ids["web02"], "UP", "DOWN", "HARD", 1)])
        metrics.record(w, [NewSample(ids["web02"], "rta", NOW, 1.0)])
    with database.write() as w:
        inventory.remove_objects(w, ["web02"], NOW + 1)
    with database.read() as r:
        assert {row.full_name for row in inventory.objects(r)} == {"web01", "web01/http"}
        assert problems.open_problems(r) == []
        assert inventory.find(r, "web02") == []
        assert [event.full_name for event in history.of_object(r, ids["web02"])] == ["web02"]
    assert "web02" not in status(database)
    assert ids["web02"] not in load(database)
    assert put(database, "web02") == {"web02": ids["web02"]}
    assert "web02" in status(database)


def test_history_is_paged_newest_first(database: Database, ids: dict[str, int]) -> None:
    with database.write() as w:
        history.append(w, [NewEvent(NOW + n, "COMMENT", ids["web01"], text=str(n)) for n in range(5)])
    with database.write() as w:
        before = w.seq - 1
        history.append(w, [NewEvent(NOW, "POLLER", text="started")])
    with database.read() as r:
        page = history.of_object(r, ids["web01"], limit=2)
        assert [event.text for event in page] == ["4", "3"]
        assert [event.text for event in history.of_object(r, ids["web01"], limit=2, before_id=page[-1].id)] == [
            "2",
            "1",
        ]
        assert [(event.text, event.full_name) for event in history.latest(r, since_seq=before)] == [("started", "")]


def test_the_words_of_the_model_are_stored_as_words(database: Database, ids: dict[str, int]) -> None:
    row = replace(load(database)[ids["web01"]], state=State.DOWN, state_type=StateType.SOFT, hard_state=State.UP)
    with database.write() as w:
        states.save(w, [row])
        history.append(
            w, [NewEvent(NOW, "STATE", ids["web01"], State.UP, State.DOWN, StateType.SOFT, 1, Notify.PROBLEM)]
        )
    found = load(database)[ids["web01"]]
    assert (found.state, found.state_type, found.hard_state) == ("DOWN", "SOFT", "UP")
    with database.read() as r:
        found_event = history.of_object(r, ids["web01"])[0]
    assert (found_event.from_state, found_event.state, found_event.notify) == ("UP", "DOWN", "PROBLEM")
