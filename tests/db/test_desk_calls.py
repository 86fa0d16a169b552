"""Calls in the database: numbers, events, compare-and-set, the projection and the queue."""

import threading
from dataclasses import replace

import pytest

from bls_tui.desk import clock
from bls_tui.desk.calls import model, wakes
from db.errors import Conflict, DatabaseRefused
from db.queries import calls
from db.rows_desk import CallParts, CallTimeRow, LinkRow, VisitRow, WatchRow
from db.session import Database
from db.tables import calls as tables
from tests.support.calls import AT, SUSPENDED, call, closed, customer, event

PARTS = CallParts(
    links=(LinkRow("call", "26-000009"), LinkRow("object", "7")),
    time=(CallTimeRow(4, "mr", AT, AT + 900, "remote", included=True, note="da remoto"),),
    watches=(WatchRow("kb", AT + 5),),
    visits=(VisitRow(6, 1, ((AT, AT + 60), (AT + 90, AT + 95)), ("mr", "kb"), "Trieste", "portare il disco", False),),
)


def test_the_words_of_the_constraints_are_those_of_the_desk() -> None:
    assert tuple(model.CallState) == tables.STATES
    assert tuple(model.Level) == tables.LEVELS
    assert tuple(model.Priority) == tables.PRIORITIES
    assert tuple(model.Origin) == tables.ORIGINS
    assert tuple(model.Outcome) == tables.OUTCOMES
    assert tuple(model.WorkKind) == tables.WORK_KINDS
    assert tuple(wakes.Reason) == tables.WAIT_REASONS
    assert tuple(wakes.Awaited) == tables.AWAITED
    assert tuple(clock.Phase) == tables.PHASES
    assert tuple(clock.Alarm) == tables.ALARMS
    assert tuple(model.LinkKind) == tables.LINK_KINDS[: len(model.LinkKind)]


def test_numbers_count_in_each_year(database: Database) -> None:
    with database.write() as w:
        assert [calls.next_number(w, year) for year in (2026, 2026, 2027, 2026, 2105)] == [
            "26-000001", "26-000002", "27-000001", "26-000003", "05-000001",
        ]  # fmt: skip


def test_a_number_is_not_lost_when_the_call_is_not_stored(database: Database) -> None:
    with pytest.raises(DatabaseRefused), database.write() as w:
        calls.create(w, call(99, calls.next_number(w, 2026)), [event()])
    with database.write() as w:
        assert calls.next_number(w, 2026) == "26-000001"


def test_programs_that_open_calls_at_once_get_different_numbers(database: Database) -> None:
    numbers: list[str] = []

    def take() -> None:
        for _ in range(10):
            with database.write() as w:
                numbers.append(calls.next_number(w, 2026))

    threads = [threading.Thread(target=take) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [f"26-{number:06}" for number in range(1, 41)]


def test_a_call_comes_back_as_it_was_stored(database: Database) -> None:
    with database.write() as w:
        row = call(customer(w), version=2, subject="È fermo\0 il NAS", **SUSPENDED)
        call_id = calls.create(w, row, [event(), event("assign", AT + 1, to="mr", note="però\0")], PARTS)
    with database.read() as r:
        found = calls.get(r, call_id)
        assert found is not None
        assert found.call == replace(row, subject="È fermo il NAS")
        assert (found.customer_key, found.customer, found.site_name) == ("acme", "Acme", "Trieste")
        assert calls.by_number(r, "26-000001") == found
        assert calls.parts(r, call_id) == PARTS
        opened, assigned = calls.events(r, call_id)
        assert (opened.number, opened.kind, opened.author, opened.at, opened.data) == (1, "open", "mr", AT, {})
        assert assigned.data == {"to": "mr", "note": "però"}
        assert calls.events(r, call_id, after=1) == [assigned]


def test_what_is_not_there_is_none(database: Database) -> None:
    with database.read() as r:
        assert calls.get(r, 1) is None
        assert calls.by_number(r, "26-000001") is None
        assert calls.events(r, 1) == []
        assert calls.parts(r, 1) == CallParts()
        assert calls.next_due(r) is None


def test_a_projection_is_written_anew_with_its_lists(database: Database) -> None:
    with database.write() as w:
        row = call(customer(w))
        call_id = calls.create(w, row, [event()], PARTS)
    with database.write() as w:
        assert calls.append(w, call_id, 1, [event("take", AT + 5)]) == 2
        taken = replace(row, version=2, state="in_progress", owner="kb", taken_at=AT + 5)
        calls.project(w, call_id, taken, CallParts(links=(LinkRow("run", "3"), LinkRow("run", "3"))))
    with database.read() as r:
        found = calls.get(r, call_id)
        assert found is not None
        assert found.call == taken
        assert calls.parts(r, call_id) == CallParts(links=(LinkRow("run", "3"),))


def test_whoever_saves_a_version_that_is_past_changes_nothing(database: Database) -> None:
    with database.write() as w:
        call_id = calls.create(w, call(customer(w)), [event()])
    with database.write() as w:
        calls.append(w, call_id, 1, [event("note"), event("note")])
    with pytest.raises(Conflict, match=r"26-000001 was changed by somebody else: it has version 3, not 1"):  # noqa: SIM117
        with database.write() as w:
            calls.append(w, call_id, 1, [event("take")])
    with database.read() as r:
        assert [one.kind for one in calls.events(r, call_id)] == ["open", "note", "note"]


def test_a_projection_of_other_events_is_refused(database: Database) -> None:
    with database.write() as w:
        row = call(customer(w))
        call_id = calls.create(w, row, [event()])
        with pytest.raises(Conflict, match="version 1, not 5"):
            calls.project(w, call_id, replace(row, version=5), CallParts())
        with pytest.raises(Conflict, match="version 1, not 5"):
            calls.reproject(w, call_id, replace(row, version=5))
        with pytest.raises(Conflict, match="says version 2 and has 1 event"):
            calls.create(w, call(1, "26-000002", version=2), [event()])
        with pytest.raises(Conflict, match="no call with the id 99"):
            calls.append(w, 99, 1, [event()])


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "lost"},
        {"state": "closed"},
        {"state": "suspended"},
        {"state": "suspended", "wait_reason": "supplier"},
        {**SUSPENDED, "awaited": "run"},
        {"priority": "huge"},
        {"outcome": "solved"},
        {"customer_id": 99},
    ],
)
def test_a_call_that_makes_no_sense_is_refused(database: Database, wrong: dict) -> None:
    with pytest.raises(DatabaseRefused), database.write() as w:
        calls.create(w, replace(call(customer(w)), **wrong), [event()])


def test_a_number_is_given_once(database: Database) -> None:
    with database.write() as w:
        row = call(customer(w))
        calls.create(w, row, [event()])
    with pytest.raises(DatabaseRefused), database.write() as w:
        calls.create(w, row, [event()])


def test_the_queue_holds_what_is_not_closed(database: Database) -> None:
    with database.write() as w:
        customer_id = customer(w)
        first, second, third = (
            calls.create(w, call(customer_id, f"26-{number:06}", **changes), [event()])
            for number, changes in enumerate(({}, SUSPENDED, closed(AT + 9)))
        )
        seq = w.seq
    with database.read() as r:
        assert {row.id for row in calls.queue(r)} == {first, second}
        assert {row.id for row in calls.queue(r, since=seq - 1)} == {first, second, third}
        assert calls.queue(r, since=seq) == []
    with database.write() as w:
        calls.append(w, second, 1, [event("close")])
        calls.project(w, second, call(customer_id, "26-000001", version=2, **closed(AT + 5)), CallParts())
    with database.read() as r:
        assert [(row.id, row.call.state) for row in calls.queue(r, since=seq)] == [(second, "closed")]
        assert [row.id for row in calls.queue(r)] == [first]


def test_what_changes_by_itself_is_due_in_order(database: Database) -> None:
    with database.write() as w:
        customer_id = customer(w)
        late, early, _ = (
            calls.create(w, call(customer_id, f"26-{number:06}", next_at=at), [event()])
            for number, at in enumerate((AT + 20, AT + 10, None))
        )
    with database.read() as r:
        assert calls.due(r, AT + 9) == []
        assert calls.due(r, AT + 10) == [early]
        assert calls.due(r, AT + 99) == [early, late]
        assert calls.next_due(r) == AT + 10


def test_time_passing_changes_the_clocks_and_leaves_the_rest(database: Database) -> None:
    with database.write() as w:
        row = call(customer(w))
        call_id = calls.create(w, row, [event()], PARTS)
        seq = w.seq
    breached = replace(row.sla1, alarm="breached", spent=3600.0)
    with database.write() as w:
        later = replace(row, clocks_at=AT + 3600, sla1=breached, next_at=None)
        calls.reproject(w, call_id, replace(later, subject="not this"))
    with database.read() as r:
        (found,) = calls.queue(r, since=seq)
        assert found.call == later
        assert calls.parts(r, call_id) == PARTS


def test_everything_stored_of_calls_comes_in_pages(database: Database) -> None:
    with database.write() as w:
        customer_id = customer(w)
        ids = [calls.create(w, call(customer_id, f"26-{number:06}"), [event()], PARTS) for number in range(5)]
    with database.read() as r:
        assert calls.ids(r, limit=2) == ids[:2]
        assert calls.ids(r, after=ids[3]) == ids[4:]
        page = calls.stored(r, ids[1:3])
        assert [one.id for one in page] == ids[1:3]
        assert [one.call.number for one in page] == ["26-000001", "26-000002"]
        assert [[event.kind for event in one.events] for one in page] == [["open"], ["open"]]
        assert [one.parts for one in page] == [PARTS, PARTS]
