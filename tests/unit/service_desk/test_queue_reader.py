"""Reading only what changed gives the queue that reading everything gives."""

from bls_tui.desk.calls.model import Outcome
from bls_tui.service.desk import call_presence, calls
from bls_tui.service.desk import call_verbs as verbs
from bls_tui.service.desk.call_views import queue_view
from bls_tui.service.desk.calls import NewCall
from bls_tui.service.desk.queue_reader import QueueReader
from bls_tui.service.monitoring.views_data import ANYBODY
from db.queries import call_rows
from tests.unit.service_desk.conftest import HOUR, MINUTE, MONDAY, declare


def opened(database, subject, at=MONDAY):
    return calls.open_call(database, NewCall("rossi", subject), "anna", at).call.number


def test_every_step_gives_what_a_whole_reading_gives(company):
    reader, now = QueueReader("anna"), MONDAY
    steps = [
        lambda: opened(company, "one", now),
        lambda: opened(company, "two", now),
        lambda: calls.act(company, "26-000001", verbs.take(), "anna", now),
        lambda: calls.act(company, "26-000001", verbs.amend(subject="uno"), "anna", now),
        lambda: call_presence.here(company, 1, "bruno", "there", now),
        lambda: calls.act(company, "26-000001", verbs.close(Outcome.SOLVED, "Done."), "anna", now),
        lambda: declare(company, [("typology", "new", {"name": "Nuova"})]),
        lambda: None,
    ]
    for step in steps:
        now += MINUTE
        step()
        view = reader.read(company, now, ANYBODY, always=True)
        assert view == queue_view(company, "anna", now)


def test_nothing_is_returned_while_nothing_of_the_desk_changes(company):
    opened(company, "one")
    reader = QueueReader("anna")
    assert reader.read(company, MONDAY, ANYBODY, always=False) is not None
    assert reader.read(company, MONDAY + 1, ANYBODY, always=False) is None
    assert reader.read(company, MONDAY + HOUR, ANYBODY, always=True) is not None
    opened(company, "two", MONDAY + 2)
    assert len(reader.read(company, MONDAY + 3, ANYBODY, always=False).rows) == 2


def test_only_what_changed_is_read(company, monkeypatch):
    for subject in ("one", "two", "three"):
        opened(company, subject)
    reader = QueueReader("anna")
    reader.read(company, MONDAY, ANYBODY, always=True)
    calls.act(company, "26-000002", verbs.amend(subject="due"), "anna", MONDAY + 1)
    read = []
    fetched = call_rows.fetched
    monkeypatch.setattr(call_rows, "fetched", lambda r, statement: read.append(found := fetched(r, statement)) or found)
    view = reader.read(company, MONDAY + 2, ANYBODY, always=False)
    assert [len(found) for found in read] == [1]
    assert {row.subject for row in view.rows} == {"one", "due", "three"}
