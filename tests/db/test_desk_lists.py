"""Lists of calls, time worked, visits, presence and saved views."""

import pytest

from db.queries import call_lists, calls, presence, problems, saved_views, worked
from db.rows_desk import CallParts, CallTimeRow, LinkRow, SavedViewRow, VisitRow, WatchRow
from db.session import Database
from tests.support.calls import AT, SUSPENDED, call, closed, customer, event
from tests.support.troubles import Desk


class Filled:
    """A database with some calls: their ids by the last digits of their number."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids: dict[int, int] = {}
        with database.write() as w:
            self.acme, self.nord = customer(w, "acme"), customer(w, "nord")

    def add(self, number: int, parts: CallParts | None = None, **columns: object) -> int:
        customer_id = columns.pop("customer_id", self.acme)
        with self.database.write() as w:
            row = call(customer_id, f"26-{number:06}", **columns)
            self.ids[number] = calls.create(w, row, [event()], parts)
        return self.ids[number]


@pytest.fixture
def desk(database: Database) -> Filled:
    return Filled(database)


def test_calls_of_a_month_were_opened_or_closed_in_it(database: Database, desk: Filled) -> None:
    desk.add(1, opened_at=AT - 1)
    desk.add(2, opened_at=AT - 9, **closed(AT + 1))
    desk.add(3, opened_at=AT)
    desk.add(4, opened_at=AT + 100)
    desk.add(5, opened_at=AT, customer_id=desk.nord)
    with database.read() as r:
        assert [row.call.number for row in call_lists.of_month(r, desk.acme, AT, AT + 100)] == [
            "26-000002",
            "26-000003",
        ]
        assert [row.id for row in call_lists.of_customer(r, desk.acme, 2)] == [desk.ids[4], desk.ids[3]]
        assert [row.id for row in call_lists.closed_since(r, AT + 1)] == [desk.ids[2]]
        assert call_lists.closed_since(r, AT + 2) == []


def test_calls_are_found_by_what_they_are_tied_to(database: Database, desk: Filled) -> None:
    tied = CallParts(links=(LinkRow("object", "7"), LinkRow("refers_to", "26-000009")))
    desk.add(1, tied)
    desk.add(2, tied, **closed(AT))
    desk.add(3, CallParts(links=(LinkRow("object", "70"),)))
    with database.read() as r:
        assert [row.id for row in call_lists.of_object(r, 7)] == [desk.ids[1], desk.ids[2]]
        assert [row.id for row in call_lists.of_object(r, 7, open_only=True)] == [desk.ids[1]]
        assert len(call_lists.linked(r, "refers_to", "26-000009")) == 2
        assert call_lists.open_links(r, "object") == {"7": (desk.ids[1],), "70": (desk.ids[3],)}


def test_suspended_calls_are_found_by_what_they_wait_for(database: Database, desk: Filled) -> None:
    desk.add(1, **SUSPENDED)
    desk.add(2, **{**SUSPENDED, "wait_reason": "process", "awaited": "run", "awaited_ref": "5", "wake_at": AT + 10})
    desk.add(3)
    with database.read() as r:
        assert call_lists.awaiting(r, "run") == {desk.ids[2]: "5"}
        assert call_lists.awaiting(r, "run", "5") == {desk.ids[2]: "5"}
        assert call_lists.awaiting(r, "run", "6") == {}
        assert call_lists.awaiting(r, "object") == {}
        assert [row.id for row in call_lists.overdue(r, AT + 10)] == [desk.ids[2]]


def test_the_load_of_everybody(database: Database, desk: Filled) -> None:
    desk.add(1, owner="mr", state="assigned", assigned_at=AT + 3)
    desk.add(2, owner="mr", priority="urgent", assigned_at=AT + 1, **SUSPENDED)
    desk.add(3, owner="kb", assigned_at=AT - 9, **closed(AT))
    desk.add(4, owner="kb", assigned_at=AT - 20, **closed(AT - 50))
    desk.add(5, owner="kb", assigned_at=AT - 20, customer_id=desk.nord, **closed(AT))
    desk.add(6)
    with database.read() as r:
        load = call_lists.load(r, desk.acme, since=AT - 1)
    assert set(load) == {"mr", "kb"}
    assert (load["mr"].open, load["mr"].closed_for_customer, load["mr"].last_assigned_at) == (
        (("assigned", "normal"), ("suspended", "urgent")), 0, AT + 3,
    )  # fmt: skip
    assert (load["kb"].open, load["kb"].closed_for_customer, load["kb"].last_assigned_at) == ((), 1, AT - 9)


def test_closed_calls_whose_object_is_still_bad(database: Database) -> None:
    with database.write() as w:
        hosts = Desk(w)
        web, nas = hosts.objects["web01"], hosts.objects["nas01"]
        links = (LinkRow("object", str(web)), LinkRow("object", str(nas)), LinkRow("explained", str(nas)))
        row = call(hosts.customer_id, "26-000002", **closed(AT + 5))
        call_id = calls.create(w, row, [event()], CallParts(links=links))
        before = call(hosts.customer_id, "26-000003", **closed(AT - 5))
        calls.create(w, before, [event()], CallParts(links=links))
    with database.write() as w:
        assert call_lists.closed_but_bad(w) == [(call_id, web)]
        problems.close(w, web, AT + 50)
        assert call_lists.closed_but_bad(w) == []


def time(key: int, start: float, minutes: int, *, included: bool = True, technician: str = "mr") -> CallTimeRow:
    return CallTimeRow(key, technician, start, start + minutes * 60, "remote", included, "")


def test_time_worked_on_a_contract(database: Database, desk: Filled) -> None:
    desk.add(1, CallParts(time=(time(2, AT + 50, 10), time(3, AT, 5, included=False), time(4, AT - 1, 60))))
    desk.add(2, CallParts(time=(time(2, AT + 20, 20, technician="kb"),)))
    desk.add(3, CallParts(time=(time(2, AT, 7),)), contract="acme-extra")
    desk.add(4, CallParts(time=(time(2, AT, 7),)), customer_id=desk.nord)
    with database.read() as r:
        rows = worked.of_contract(r, desk.acme, "acme-full", AT, AT + 100)
        assert [(row.number, row.time.key) for row in rows] == [("26-000001", 3), ("26-000002", 2), ("26-000001", 2)]
        assert worked.used(r, desk.acme, "acme-full", AT, AT + 100) == 30 * 60
        assert worked.used(r, desk.acme, "acme-full", AT + 100, AT + 200) == 0
        assert len(worked.of_customer(r, desk.acme, AT, AT + 100)) == 4
        assert [row.call_id for row in worked.of_technician(r, "kb", AT, AT + 100)] == [desk.ids[2]]


def test_stopwatches_that_run(database: Database, desk: Filled) -> None:
    desk.add(1, CallParts(watches=(WatchRow("mr", AT + 9), WatchRow("kb", AT))))
    with database.read() as r:
        assert [(row.technician, row.number) for row in worked.running(r)] == [("kb", "26-000001"), ("mr", "26-000001")]
        assert [row.started_at for row in worked.running(r, "mr")] == [AT + 9]


def test_the_agenda_of_interventions(database: Database, desk: Filled) -> None:
    first = VisitRow(2, 0, ((AT + 200, AT + 300), (AT, AT + 100)), ("mr",), "Trieste", "", cancelled=False)
    second = VisitRow(3, 1, ((AT + 50, AT + 60),), ("kb",), "Udine", "", cancelled=True)
    desk.add(1, CallParts(visits=(first, second)))
    with database.read() as r:
        (row,) = worked.agenda(r, AT + 150, AT + 160)
        assert (row.number, row.customer, row.visit) == ("26-000001", "Acme", first)
        assert worked.agenda(r, AT + 300, AT + 400) == []


def test_presence_tells_who_else_looks(database: Database, desk: Filled) -> None:
    one, two = desk.add(1), desk.add(2)
    with database.write() as w:
        presence.here(w, one, "mr", "desk:1", AT)
        presence.here(w, one, "mr", "desk:1", AT + 20)
        presence.here(w, one, "kb", "phone", AT + 10)
        presence.here(w, two, "kb", "desk:2", AT + 15)
        presence.here(w, one, "kb", "desk:2", AT + 18)
    with database.read() as r:
        seen = [(row.who, row.place, row.since, row.at) for row in presence.others(r, "kb", "phone", AT + 20, 60)]
        assert seen == [("mr", "desk:1", AT, AT + 20), ("kb", "desk:2", AT + 18, AT + 18)]
        assert [row.who for row in presence.others(r, "kb", "phone", AT + 79, 60)] == ["mr"]
    with database.write() as w:
        presence.gone(w, "mr", "desk:1")
        presence.here(w, two, "kb", "phone", AT + 18 + presence.FORGOTTEN_AFTER + 1)
        assert presence.others(w, "", "", AT, 9e9) == presence.others(w, "mr", "desk:1", AT, 9e9)
        assert [(row.place, row.call_id) for row in presence.others(w, "", "", AT, 9e9)] == [("phone", two)]


def test_views_are_saved_by_name(database: Database) -> None:
    view = SavedViewRow("mr", "le mie", "owner:mr", "due")
    with database.write() as w:
        saved_views.save(w, view)
        saved_views.save(w, SavedViewRow("mr", "altre\0", "state:open", ""))
        saved_views.save(w, SavedViewRow("kb", "le mie", "owner:kb", "due"))
        saved_views.save(w, SavedViewRow("mr", "le mie", "owner:mr -state:suspended", "-due"))
        assert saved_views.of(w, "mr") == [
            SavedViewRow("mr", "altre", "state:open", ""),
            SavedViewRow("mr", "le mie", "owner:mr -state:suspended", "-due"),
        ]
        saved_views.delete(w, "mr", "le mie")
        saved_views.delete(w, "mr", "le mie")
        assert [row.name for row in saved_views.of(w, "mr")] == ["altre"]
        assert [row.filter for row in saved_views.of(w, "kb")] == ["owner:kb"]
